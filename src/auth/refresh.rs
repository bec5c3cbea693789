//! The work behind a session: reload, refresh, save, publish.
//!
//! [`renew`] is the one piece of work at a time that a session runs. It takes up what another process has renewed.
//! Otherwise it waits for its turn at the token endpoint, takes the store's lock, looks again, and makes sure that
//! the store can be written by writing the present pair. Only then the refresh token is spent; the new pair is
//! saved, and made the one in use. A failure before the server has answered changes nothing. A failed save keeps
//! nobody from the new token: it is saved as soon as the store can be written again, and until then the lock is kept,
//! so that no other session spends the old pair.

use super::flight::Progress;
use super::limit::limited;
use super::schedule::{jitter, pause};
use super::session::Shared;
use super::state::{Need, Relation};
use super::transport::LONGEST_WAIT;
use super::{AuthError, BoxError, BoxFuture, StoreGuard, StoreResult, TokenStore, Tokens};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tracing::instrument::WithSubscriber;

/// Attempts while callers wait; a refresh ahead of time makes one and leaves the next to a later call.
const ATTEMPTS: u32 = 3;
/// How often in one go tokens are taken up that somebody else wrote during a refresh.
const ROUNDS: u32 = 4;
/// A new pair whose save takes longer is put to use before it is saved.
const SLOW_SAVE: Duration = Duration::from_secs(10);
/// A store that takes longer to be locked or read has failed. A save is waited for: two at once could change places.
const READ_LIMIT: Duration = Duration::from_secs(300);

/// Does whatever the session's tokens need now; the generation `stale` is to be replaced whatever its dates.
pub(crate) async fn renew(
    shared: Arc<Shared>,
    stale: Option<u64>,
    progress: Progress,
) -> Result<(), AuthError> {
    let interval = shared.interval();
    let mut attempt = 1;
    loop {
        let Err(error) = renew_once(&shared, stale, &progress).await else {
            return Ok(());
        };
        let rest = error.retry_after();
        let too_long = rest.is_some_and(|rest| rest > LONGEST_WAIT);
        let urgent = progress.has_waiters();
        if !error.is_transient() || !urgent || attempt == ATTEMPTS || too_long {
            tracing::warn!(attempt, %error, "tokens not renewed");
            shared.state().back_off(progress.now(), interval, rest);
            return Err(error);
        }
        tracing::debug!(attempt, %error, "tokens not renewed, trying again");
        // What the server has asked to wait is part of the next turn.
        sleep(pause(attempt, interval, jitter())).await;
        attempt += 1;
    }
}

/// One look at the store and, if needed, one refresh.
async fn renew_once(
    shared: &Arc<Shared>,
    stale: Option<u64>,
    progress: &Progress,
) -> Result<(), AuthError> {
    let interval = shared.interval();
    for _ in 0..ROUNDS {
        // A token that somebody else has renewed needs neither the lock nor a turn.
        let read = reload(shared, progress, false).await.is_ok();
        let need = shared.state().need(stale, progress.now(), interval);
        let turn = match need {
            Need::Nothing => return Ok(()),
            Need::TryAgain(wait) => {
                sleep(wait).await;
                shared.state().try_again();
                return Ok(());
            }
            Need::Authorization(error) if read => {
                shared.state().revoked(error.clone(), progress.now());
                return Err(error);
            }
            Need::Authorization(_) | Need::Tokens => None,
            // The turn comes first: nobody waits for one while others wait for the lock.
            Need::Renewal(_) => Some(progress.queueing(shared.oauth.teller().turn()).await?),
        };
        let _locked = lock(shared).await?;
        reload(shared, progress, true).await?;
        let need = shared.state().need(stale, progress.now(), interval);
        let (present, turn) = match (need, turn) {
            (Need::Renewal(present), Some(turn)) => (present, turn),
            (Need::Renewal(_), None) => continue,
            (Need::Nothing | Need::TryAgain(_), _) => return Ok(()),
            (Need::Authorization(error), _) => return Err(error),
            (Need::Tokens, _) => {
                let error = AuthError::reauthorize(
                    "the token store is empty: authorise the application first",
                );
                shared.state().revoked(error.clone(), progress.now());
                return Err(error);
            }
        };
        save(shared, &present).await.map_err(|error| {
            let error = AuthError::store(
                "save the tokens",
                "the refresh token was not spent, since a new one could not be kept; repair the store and call again",
                error,
            );
            shared.state().not_saved(error.clone());
            error
        })?;
        shared.state().saved();
        let asked = progress.now();
        match shared.oauth.refresh(&present, &turn).await {
            Ok(tokens) => {
                store_and_publish(shared, progress, tokens, asked).await;
                return Ok(());
            }
            Err(error) if !error.needs_authorization() => return Err(error),
            // A process that does not honour the lock may have spent the token and saved its successor.
            Err(error) => match reload(shared, progress, true).await? {
                Relation::Adopt => {}
                _ => {
                    shared.state().revoked(error.clone(), progress.now());
                    return Err(error);
                }
            },
        }
    }
    Err(AuthError::transient(
        "other processes renew the same tokens without a lock: try again, and give the store one",
    ))
}

/// Reads the store and takes up what is newer there.
async fn reload(
    shared: &Arc<Shared>,
    progress: &Progress,
    locked: bool,
) -> Result<Relation, AuthError> {
    let stored = read(shared, |store| store.load()).await;
    let stored = stored.inspect_err(|error| {
        if locked {
            shared.state().not_read(error.clone());
        }
    })?;
    let relation = shared.state().read(stored, locked, progress.now());
    if relation == Relation::Adopt {
        progress.changed();
    }
    Ok(relation)
}

/// Saves a new pair, then puts it to use, whether or not the save went well.
async fn store_and_publish(
    shared: &Arc<Shared>,
    progress: &Progress,
    tokens: Tokens,
    asked: Instant,
) {
    let mut saving = pin!(save(shared, &tokens));
    let in_time = timeout(SLOW_SAVE, saving.as_mut()).await;
    shared
        .state()
        .publish(tokens.clone(), Some(asked), progress.now());
    let result = match in_time {
        Ok(result) => result,
        Err(_) => {
            tracing::warn!("the token store takes long to save the new tokens");
            progress.changed();
            saving.await
        }
    };
    match result {
        Ok(()) => shared.state().saved(),
        Err(error) => {
            let error = unsaved(error);
            tracing::warn!(%error, "new tokens are in memory only");
            shared.state().not_saved(error);
            save_later(shared.clone());
        }
    }
}

/// Saves the tokens in use as soon as the store can be written again, whether or not calls are made.
///
/// The task holds the session: tokens that are nowhere else live until they are saved or the process ends.
fn save_later(shared: Arc<Shared>) {
    if std::mem::replace(&mut shared.state().saving_later, true) {
        return;
    }
    let task = async move {
        let mut failures = 0;
        loop {
            failures += 1;
            sleep(pause(failures, shared.interval(), jitter())).await;
            let work = shared.clone();
            if let Ok(mut saving) = shared.flights.join(|progress| save_unsaved(work, progress)) {
                saving.end().await.ok();
            }
            let unused = {
                let mut state = shared.state();
                if state.unsaved().is_some() {
                    continue;
                }
                state.saving_later = false;
                state.guard.take()
            };
            drop(unused);
            return;
        }
    };
    tokio::spawn(task.with_current_subscriber());
}

/// Saves the tokens in use if the store does not have them. Spends nothing.
pub(crate) async fn save_unsaved(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    if shared.state().unsaved().is_none() {
        return Ok(());
    }
    let _locked = lock(&shared).await?;
    reload(&shared, &progress, true).await?;
    let Some(tokens) = shared.state().unsaved() else {
        return Ok(());
    };
    match save(&shared, &tokens).await {
        Ok(()) => {
            tracing::debug!("new tokens are saved now");
            shared.state().saved();
            Ok(())
        }
        Err(error) => {
            let error = unsaved(error);
            tracing::debug!(%error, "new tokens still not saved");
            shared.state().not_saved(error.clone());
            Err(error)
        }
    }
}

/// Saves the tokens of a flow, over whatever tokens the store has or only if it has none, and starts with them.
///
/// They are saved twice and read back: a store that takes a first pair may still fail to replace it, or cut it short,
/// and would do so at a renewal, when nobody is there.
pub(crate) async fn install(
    shared: Arc<Shared>,
    tokens: Tokens,
    only_if_empty: bool,
    progress: Progress,
) -> Result<(), AuthError> {
    let has_tokens = || only_if_empty && shared.state().generation().is_some();
    if only_if_empty && reload(&shared, &progress, false).await.is_ok() && has_tokens() {
        return Ok(());
    }
    let _locked = lock(&shared).await?;
    if only_if_empty {
        reload(&shared, &progress, true).await?;
    }
    if has_tokens() {
        return Ok(());
    }
    let failed = |doing| {
        let advice = "repair it and start the session again with the same tokens";
        move |error| AuthError::store(doing, advice, error)
    };
    save(&shared, &tokens)
        .await
        .map_err(failed("save the new tokens"))?;
    save(&shared, &tokens)
        .await
        .map_err(failed("replace tokens, as each renewal will have to"))?;
    let stored = guarded(&shared, |store| store.load()).await;
    let stored = stored.map_err(failed("read the new tokens back"))?;
    if !stored.is_some_and(|stored| stored.same_pair(&tokens)) {
        let error = "it has others than those that were saved".into();
        return Err(failed("keep the new tokens")(error));
    }
    let mut state = shared.state();
    state.publish(tokens, None, progress.now());
    state.saved();
    Ok(())
}

/// Ends the grant at the authorization server, then removes the tokens.
pub(crate) async fn revoke(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    let turn = progress.queueing(shared.oauth.teller().turn()).await?;
    let _locked = lock(&shared).await?;
    reload(&shared, &progress, true).await?;
    let tokens = shared.state().tokens();
    if let Some(tokens) = tokens {
        shared.oauth.revoke_in(&turn, &tokens).await?;
    }
    remove(&shared, &progress).await
}

/// Removes the tokens from the store and from memory.
pub(crate) async fn disconnect(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    let _locked = lock(&shared).await?;
    remove(&shared, &progress).await
}

async fn remove(shared: &Arc<Shared>, progress: &Progress) -> Result<(), AuthError> {
    guarded(shared, |store| store.clear())
        .await
        .map_err(|error| {
            AuthError::store(
                "remove the tokens",
                "they are still in use; repair the store and try again",
                error,
            )
        })?;
    let error = AuthError::reauthorize("the account was disconnected: authorise again");
    shared.state().removed(error, progress.now());
    Ok(())
}

/// Calls the store in a task of its own, so that a panic there costs the call and not the tokens.
async fn guarded<T: Send + 'static>(
    shared: &Arc<Shared>,
    call: impl for<'a> FnOnce(&'a dyn TokenStore) -> BoxFuture<'a, StoreResult<T>> + Send + 'static,
) -> StoreResult<T> {
    let store = shared.store.clone();
    let task = async move { call(&*store).await };
    match tokio::spawn(task.with_current_subscriber()).await {
        Ok(result) => result,
        Err(_) => Err("it panicked".into()),
    }
}

async fn save(shared: &Arc<Shared>, tokens: &Tokens) -> StoreResult<()> {
    let tokens = tokens.clone();
    guarded(shared, move |store| {
        Box::pin(async move { store.save(&tokens).await })
    })
    .await
}

/// The lock of the store, which is kept at the end of the work if there are tokens that are not saved yet.
struct Locked<'a> {
    shared: &'a Shared,
    guard: Option<StoreGuard>,
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if state.unsaved().is_some() {
            state.guard = self.guard.take();
        }
    }
}

async fn lock(shared: &Arc<Shared>) -> Result<Locked<'_>, AuthError> {
    let kept = shared.state().guard.take();
    let guard = match kept {
        Some(guard) => guard,
        None => read(shared, |store| store.lock())
            .await
            .inspect_err(|error| shared.state().not_read(error.clone()))?,
    };
    Ok(Locked {
        shared,
        guard: Some(guard),
    })
}

/// Calls the store for something that can be given up.
async fn read<T: Send + 'static>(
    shared: &Arc<Shared>,
    call: impl for<'a> FnOnce(&'a dyn TokenStore) -> BoxFuture<'a, StoreResult<T>> + Send + 'static,
) -> Result<T, AuthError> {
    let result = limited(READ_LIMIT, guarded(shared, call)).await;
    let result = result.unwrap_or_else(|| Err("it does not answer".into()));
    result.map_err(|error| {
        AuthError::store(
            "read the tokens",
            "nothing was changed; repair the store and call again",
            error,
        )
    })
}

fn unsaved(error: BoxError) -> AuthError {
    let advice = "the session goes on with the new tokens in memory and saves them later; keep the process alive and \
                  repair the store";
    AuthError::store("save the new tokens", advice, error)
}
