//! Saving a new pair, and what wins if the store has other tokens by then.
//!
//! A save names the pair that it replaces. If the store refuses it, because it has something else,
//! [`State::conflict`](super::state::State::conflict) decides. A pair that could not be saved is in use, in memory only;
//! [`save_later`] saves it as soon as the store can be written again.

use super::shared::Shared;
use super::state::{Comparison, disconnected};
use super::store_access::{kept_lock, load, save};
use crate::auth::schedule::backoff;
use crate::auth::single_flight::Progress;
use crate::auth::{AuthError, SaveOutcome, StoreResult, Tokens};
use crate::error::BoxError;
use crate::transport::task::spawn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};

/// If a save takes longer, the new pair is used before it is saved.
const SLOW_SAVE: Duration = Duration::from_secs(10);
/// How often a save starts again because the store had other tokens.
const ROUNDS: u32 = 4;

/// What the store has after a new pair was written.
enum Written {
    New,
    /// Another pair, which wins.
    Other(Tokens),
    /// Nothing: the account was disconnected.
    Nothing,
}

/// Writes a new pair over the previous one.
async fn write(shared: &Shared, new: &Tokens) -> StoreResult<Written> {
    for _ in 0..ROUNDS {
        let previous = shared.state().previous();
        if save(shared, previous, new).await? == SaveOutcome::Saved {
            return Ok(Written::New);
        }
        let stored = load(shared).await?;
        let decision = shared.state().conflict(stored.clone(), new);
        tracing::debug!(?decision, "the store had other tokens than expected");
        match (decision, stored) {
            (Comparison::StoreIsOlder, _) => {}
            (Comparison::StoreIsNewer, Some(stored)) => return Ok(Written::Other(stored)),
            (Comparison::Same, _) => return Ok(Written::New),
            _ => return Ok(Written::Nothing),
        }
    }
    Err("its content changes with each save".into())
}

/// Saves a new pair and then publishes it, even if the save has failed. `sent` is when it was requested.
pub(super) async fn save_and_publish(
    shared: &Arc<Shared>,
    progress: &Progress,
    new: Tokens,
    sent: Instant,
) -> Result<(), AuthError> {
    let mut writing = pin!(write(shared, &new));
    let publish = || {
        let mut state = shared.state();
        state.publish(new.clone(), Some(sent), progress.now());
    };
    let written = match timeout(SLOW_SAVE, writing.as_mut()).await {
        Ok(written) => {
            if let Ok(Written::New) | Err(_) = written {
                publish();
            }
            written
        }
        Err(_) => {
            tracing::warn!("saving the new tokens takes long");
            publish();
            progress.changed();
            writing.await
        }
    };
    let result = record(shared, progress, written);
    match result {
        Err(error) if error.is_store() => {
            tracing::warn!(error = %error.line(), "new tokens are in memory only");
            save_later(shared.clone());
            Ok(())
        }
        other => other,
    }
}

/// Records what the store has after the pair in use was written.
fn record(
    shared: &Shared,
    progress: &Progress,
    written: StoreResult<Written>,
) -> Result<(), AuthError> {
    let mut state = shared.state();
    match written {
        Ok(Written::New) => state.saved(),
        Ok(Written::Other(stored)) => {
            state.publish(stored, None, progress.now());
            state.saved();
        }
        Ok(Written::Nothing) => {
            state.removed(disconnected());
            return Err(disconnected());
        }
        Err(error) => {
            let error = unsaved(error);
            state.not_saved(error.clone());
            return Err(error);
        }
    }
    Ok(())
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
                state.lock.take()
            };
            drop(unused);
            return;
        }
    };
    spawn(&Handle::current(), Box::pin(task));
}

/// Saves the tokens in use if the store does not have them. Uses no refresh token.
///
/// If the lock expired, they are saved without it, at once: the next holder would use the old refresh token.
pub(crate) async fn save_unsaved(shared: Arc<Shared>, progress: Progress) -> Result<(), AuthError> {
    if shared.state().unsaved().is_none() {
        return Ok(());
    }
    let _lock = kept_lock(&shared).await;
    let Some(tokens) = shared.state().unsaved() else {
        return Ok(());
    };
    let written = write(&shared, &tokens).await;
    let result = record(&shared, &progress, written);
    match &result {
        Ok(()) => tracing::debug!("new tokens are saved now"),
        Err(error) => tracing::debug!(error = %error.line(), "new tokens still not saved"),
    }
    result
}

fn unsaved(error: BoxError) -> AuthError {
    let advice = "the session uses the new tokens from memory and saves them later; keep the process alive and \
                  repair the store";
    AuthError::store("save the new tokens", advice, error)
}
