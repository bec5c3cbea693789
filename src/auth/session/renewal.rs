//! The work of a session: reload, refresh, save, publish.
//!
//! A session does one piece of work at a time. [`renew`] uses the tokens of another process if that has renewed them.
//! Otherwise it waits for a permit of the token endpoint, takes the store's lock, reloads once more, and makes sure that
//! the store can be written by writing the current pair. Only then does it use the refresh token, save the new pair and
//! publish it. A failure before the server has answered changes nothing. If the save fails, calls get the new token
//! anyway: it is saved as soon as the store can be written again, and until then the session keeps the lock, so that no
//! other session uses the old refresh token.

use super::shared::Shared;
use super::state::{Comparison, RenewalStep};
use crate::auth::limit::limited;
use crate::auth::schedule::backoff;
use crate::auth::single_flight::Progress;
use crate::auth::token_endpoint::LONGEST_WAIT;
use crate::auth::{AuthError, Previous, SaveOutcome, StoreResult, TokenStore, Tokens};
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::lock::LockGuard;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tracing::instrument::WithSubscriber;

/// Attempts while callers wait. A renewal in the background makes one attempt and leaves the next to a later call.
const ATTEMPTS: u32 = 3;
/// How often one attempt starts again because another process has written tokens during the refresh.
const ROUNDS: u32 = 4;
/// If a save takes longer, the new pair is used before it is saved.
const SLOW_SAVE: Duration = Duration::from_secs(10);
/// If locking or reading takes longer, the store has failed. Saves have no limit: if one were abandoned, it could
/// overwrite a later one.
const READ_LIMIT: Duration = Duration::from_secs(300);

/// Makes the session's tokens usable again; the generation `stale` is replaced even if it has not expired.
pub(crate) async fn renew(
    shared: Arc<Shared>,
    stale: Option<u64>,
    progress: Progress,
) -> Result<(), AuthError> {
    let interval = shared.interval();
    let was_revoked = shared.state().is_revoked();
    let mut attempt = 1;
    loop {
        let Err(error) = renew_once(&shared, stale, &progress).await else {
            return Ok(());
        };
        let wait = error.retry_after();
        let too_long = wait.is_some_and(|wait| wait > LONGEST_WAIT);
        let urgent = progress.has_waiters();
        if !error.is_retryable() || !urgent || attempt == ATTEMPTS || too_long {
            // Every call without a grant comes here.
            match was_revoked && error.needs_authorization() {
                true => tracing::debug!(attempt, error = %error.line(), "still no grant"),
                false => tracing::warn!(attempt, error = %error.line(), "tokens not renewed"),
            }
            shared.state().back_off(progress.now(), interval, wait);
            return Err(error);
        }
        tracing::debug!(attempt, error = %error.line(), "tokens not renewed, trying again");
        // The next permit waits for as long as the server has asked.
        sleep(backoff(interval).random_wait(attempt)).await;
        attempt += 1;
    }
}

/// Reloads once and, if needed, refreshes once.
async fn renew_once(
    shared: &Arc<Shared>,
    stale: Option<u64>,
    progress: &Progress,
) -> Result<(), AuthError> {
    let interval = shared.interval();
    for _ in 0..ROUNDS {
        // A token that another process has renewed needs neither the lock nor a permit.
        let read = reload(shared, progress, false).await.is_ok();
        let step = shared.state().renewal_step(stale, progress.now(), interval);
        let permit = match step {
            RenewalStep::Done => return Ok(()),
            RenewalStep::RetryRefused(wait) => {
                sleep(wait).await;
                shared.state().retry_refused();
                return Ok(());
            }
            RenewalStep::Reauthorize(error) if read => return Err(error),
            RenewalStep::Reauthorize(_) | RenewalStep::NoTokens => None,
            // The permit comes before the lock: no session waits for a permit while others wait for its lock.
            RenewalStep::Refresh(_) => {
                let endpoint = shared.oauth.token_endpoint();
                Some(progress.queue_for(endpoint.acquire()).await?)
            }
        };
        let _lock = lock(shared).await?;
        reload(shared, progress, true).await?;
        let step = shared.state().renewal_step(stale, progress.now(), interval);
        let (current, permit) = match (step, permit) {
            (RenewalStep::Refresh(current), Some(permit)) => (current, permit),
            (RenewalStep::Refresh(_), None) => continue,
            (RenewalStep::Done | RenewalStep::RetryRefused(_), _) => return Ok(()),
            (RenewalStep::Reauthorize(error), _) => return Err(error),
            (RenewalStep::NoTokens, _) => {
                let error = AuthError::needs_new_grant(
                    "the token store is empty: authorise the application first",
                );
                shared.state().revoked(error.clone());
                return Err(error);
            }
        };
        save(shared, Previous::Tokens(current.clone()), &current).await.map_err(|error| {
            let error = AuthError::store(
                "save the tokens",
                "the refresh token was not used, since its successor could not be saved; repair the store and call again",
                error,
            );
            shared.state().not_saved(error.clone());
            error
        })?;
        shared.state().saved();
        let sent = progress.now();
        match shared.oauth.refresh(&current, permit).await {
            Ok(tokens) => {
                store_and_publish(shared, progress, current, tokens, sent).await;
                return Ok(());
            }
            Err(error) if !error.needs_authorization() => return Err(error),
            // A process that ignores the lock may have used the token and saved its successor.
            Err(error) => match reload(shared, progress, true).await? {
                Comparison::StoreIsNewer => {}
                _ => {
                    shared.state().revoked(error.clone());
                    return Err(error);
                }
            },
        }
    }
    Err(AuthError::unavailable(
        "other processes renew the same tokens without a lock: try again, and give the store a lock",
    ))
}

/// Reads the store and uses its tokens if they are newer.
async fn reload(
    shared: &Arc<Shared>,
    progress: &Progress,
    locked: bool,
) -> Result<Comparison, AuthError> {
    let stored = call_with_limit(shared, |store| store.load()).await;
    let stored = stored.inspect_err(|error| {
        if locked {
            shared.state().not_read(error.clone());
        }
    })?;
    let comparison = shared.state().reload(stored, locked, progress.now());
    if comparison == Comparison::StoreIsNewer {
        progress.changed();
    }
    Ok(comparison)
}

/// Saves a new pair and then publishes it, even if the save has failed.
async fn store_and_publish(
    shared: &Arc<Shared>,
    progress: &Progress,
    previous: Tokens,
    tokens: Tokens,
    sent: Instant,
) {
    let mut saving = pin!(save(shared, Previous::Tokens(previous), &tokens));
    let in_time = timeout(SLOW_SAVE, saving.as_mut()).await;
    shared
        .state()
        .publish(tokens.clone(), Some(sent), progress.now());
    let result = match in_time {
        Ok(result) => result,
        Err(_) => {
            tracing::warn!("saving the new tokens takes long");
            progress.changed();
            saving.await
        }
    };
    match result {
        Ok(()) => shared.state().saved(),
        Err(error) => {
            let error = unsaved(error);
            tracing::warn!(error = %error.line(), "new tokens are in memory only");
            shared.state().not_saved(error);
            save_later(shared.clone());
        }
    }
}

/// Saves the tokens in use as soon as the store can be written again, even if no calls are made.
///
/// The task keeps the session alive, so that tokens that exist only in memory are not dropped before they are saved.
fn save_later(shared: Arc<Shared>) {
    if std::mem::replace(&mut shared.state().saving_later, true) {
        return;
    }
    let task = async move {
        let mut failures = 0;
        loop {
            failures += 1;
            sleep(backoff(shared.interval()).random_wait(failures)).await;
            let work = shared.clone();
            if let Ok(mut saving) = shared.flight.join(|progress| save_unsaved(work, progress)) {
                saving.finished().await.ok();
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

/// Saves the tokens in use if the store does not have them. Uses no refresh token.
pub(crate) async fn save_unsaved(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    if shared.state().unsaved().is_none() {
        return Ok(());
    }
    let _lock = lock(&shared).await?;
    reload(&shared, &progress, true).await?;
    let Some(tokens) = shared.state().unsaved() else {
        return Ok(());
    };
    match save(&shared, Previous::Any, &tokens).await {
        Ok(()) => {
            tracing::debug!("new tokens are saved now");
            shared.state().saved();
            Ok(())
        }
        Err(error) => {
            let error = unsaved(error);
            tracing::debug!(error = %error.line(), "new tokens still not saved");
            shared.state().not_saved(error.clone());
            Err(error)
        }
    }
}

/// Saves the tokens of a flow and starts with them; with `only_if_empty`, only if the store has none.
///
/// They are saved twice and read back: a store that saves a first pair may still fail to replace it, or truncate it.
/// Without this check, it would fail at a renewal, when nobody is there.
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
    let _lock = lock(&shared).await?;
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
    save(&shared, Previous::Any, &tokens)
        .await
        .map_err(failed("save the new tokens"))?;
    save(&shared, Previous::Any, &tokens)
        .await
        .map_err(failed("replace tokens, as each renewal will have to"))?;
    let stored = call(&shared, |store| store.load()).await;
    let stored = stored.map_err(failed("read the new tokens back"))?;
    if !stored.is_some_and(|stored| stored.same_pair(&tokens)) {
        let error = "it returned other tokens than those that were saved".into();
        return Err(failed("keep the new tokens")(error));
    }
    let mut state = shared.state();
    state.publish(tokens, None, progress.now());
    state.saved();
    Ok(())
}

/// Ends the grant at the authorization server, then removes the tokens.
pub(crate) async fn revoke(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    let endpoint = shared.oauth.token_endpoint();
    let permit = progress.queue_for(endpoint.acquire()).await?;
    let _lock = lock(&shared).await?;
    reload(&shared, &progress, true).await?;
    let tokens = shared.state().tokens();
    if let Some(tokens) = tokens {
        shared.oauth.revoke_with(permit, &tokens).await?;
    }
    remove(&shared).await
}

/// Removes the tokens from the store and from memory.
pub(crate) async fn disconnect(shared: Arc<Shared>, _progress: Progress) -> Result<(), AuthError> {
    let _lock = lock(&shared).await?;
    remove(&shared).await
}

async fn remove(shared: &Arc<Shared>) -> Result<(), AuthError> {
    call(shared, |store| store.clear()).await.map_err(|error| {
        AuthError::store(
            "remove the tokens",
            "they are still in use; repair the store and try again",
            error,
        )
    })?;
    let error = AuthError::needs_new_grant("the account was disconnected: authorise again");
    shared.state().removed(error);
    Ok(())
}

/// Calls the store in a separate task, so that a panic there fails the call and loses no tokens.
async fn call<T: Send + 'static>(
    shared: &Arc<Shared>,
    method: impl for<'a> FnOnce(&'a dyn TokenStore) -> BoxFuture<'a, StoreResult<T>> + Send + 'static,
) -> StoreResult<T> {
    let store = shared.store.clone();
    let task = async move { method(&*store).await };
    match tokio::spawn(task.with_current_subscriber()).await {
        Ok(result) => result,
        Err(_) => Err("it panicked".into()),
    }
}

async fn save(shared: &Arc<Shared>, previous: Previous, new: &Tokens) -> StoreResult<()> {
    let new = new.clone();
    let outcome = call(shared, move |store| {
        Box::pin(async move { store.save(previous, &new).await })
    })
    .await?;
    match outcome {
        SaveOutcome::Saved => Ok(()),
        SaveOutcome::Conflict => Err("it has other tokens by now".into()),
    }
}

/// The lock of the store. The session keeps it after the work if there are tokens that are not saved yet.
struct StoreLock<'a> {
    shared: &'a Shared,
    guard: Option<LockGuard>,
}

impl Drop for StoreLock<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if state.unsaved().is_some() {
            state.guard = self.guard.take();
        }
    }
}

async fn lock(shared: &Arc<Shared>) -> Result<StoreLock<'_>, AuthError> {
    let kept = shared.state().guard.take();
    let guard = match kept {
        Some(guard) => guard,
        None => call_with_limit(shared, |store| store.lock())
            .await
            .inspect_err(|error| shared.state().not_read(error.clone()))?,
    };
    Ok(StoreLock {
        shared,
        guard: Some(guard),
    })
}

/// Calls a method of the store that can be abandoned.
async fn call_with_limit<T: Send + 'static>(
    shared: &Arc<Shared>,
    method: impl for<'a> FnOnce(&'a dyn TokenStore) -> BoxFuture<'a, StoreResult<T>> + Send + 'static,
) -> Result<T, AuthError> {
    let result = limited(READ_LIMIT, call(shared, method)).await;
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
    let advice = "the session uses the new tokens from memory and saves them later; keep the process alive and \
                  repair the store";
    AuthError::store("save the new tokens", advice, error)
}
