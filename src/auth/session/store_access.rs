//! How a session calls its store: with time limits, in separate tasks, and under the store's lock.

use super::shared::Shared;
use super::state::Comparison;
use crate::auth::limit::limited;
use crate::auth::single_flight::Progress;
use crate::auth::{AuthError, Previous, SaveOutcome, StoreResult, TokenStore, Tokens};
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::lock::held::{HeldLock, Unconfirmed};
use crate::transport::task;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// If the store's lock takes longer, the store has failed.
const LOCK_LIMIT: Duration = Duration::from_secs(300);
/// If a read, or a save that changes nothing, takes longer, the store has failed.
const ACCESS_LIMIT: Duration = Duration::from_secs(60);

/// Calls the store in a separate task, so that a panic there fails the call and loses no tokens.
async fn call<T: Send + 'static>(
    shared: &Shared,
    method: impl for<'a> FnOnce(&'a dyn TokenStore) -> BoxFuture<'a, StoreResult<T>> + Send + 'static,
) -> StoreResult<T> {
    let store = shared.store.clone();
    let work = Box::pin(async move { method(&*store).await });
    let result = task::run(&Handle::current(), work).await;
    result.unwrap_or_else(|| Err("it panicked".into()))
}

/// Waits for a call of the store that can be abandoned.
async fn within<T: Send>(
    limit: Duration,
    call: impl Future<Output = StoreResult<T>> + Send,
) -> StoreResult<T> {
    let result = limited(limit, call).await;
    result.unwrap_or_else(|| Err("it does not answer".into()))
}

pub(super) async fn load(shared: &Shared) -> StoreResult<Option<Tokens>> {
    within(ACCESS_LIMIT, call(shared, |store| store.load())).await
}

/// Saves `new`, without a time limit: if this were abandoned, a store that compares and writes in two steps could
/// overwrite later tokens.
pub(super) async fn save(
    shared: &Shared,
    previous: Previous,
    new: &Tokens,
) -> StoreResult<SaveOutcome> {
    let new = new.clone();
    call(shared, move |store| {
        Box::pin(async move { store.save(previous, &new).await })
    })
    .await
}

/// Saves the tokens in use once more under the lock, to find out whether the store can be written.
pub(super) async fn save_current(shared: &Shared, current: &Tokens) -> StoreResult<SaveOutcome> {
    let previous = shared.state().previous();
    within(ACCESS_LIMIT, save(shared, previous, current)).await
}

/// Removes the tokens, without a time limit: if this were abandoned, it could remove later ones.
pub(super) async fn clear(shared: &Shared) -> StoreResult<()> {
    call(shared, |store| store.clear()).await
}

/// Reads the store and uses its tokens if they are newer.
pub(super) async fn reload(
    shared: &Shared,
    progress: &Progress,
    locked: bool,
) -> Result<Comparison, AuthError> {
    let stored = load(shared)
        .await
        .map_err(unreadable)
        .inspect_err(|error| {
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

/// The lock of the store. The session keeps it after the work if there are tokens that are not saved yet.
pub(super) struct StoreLock<'a> {
    shared: &'a Arc<Shared>,
    held: Option<HeldLock>,
}

impl StoreLock<'_> {
    /// Makes sure that no other session has had the lock in the meantime.
    pub(super) async fn confirm(&self) -> Result<(), Unconfirmed> {
        match &self.held {
            Some(held) => held.confirm().await,
            None => Ok(()),
        }
    }
}

impl Drop for StoreLock<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if state.unsaved().is_some() {
            state.lock = self.held.take();
        }
    }
}

/// Takes the lock that the session has kept, or waits for that of the store.
pub(super) async fn lock(shared: &Arc<Shared>) -> Result<StoreLock<'_>, AuthError> {
    if let Some(kept) = kept_lock(shared).await {
        return Ok(kept);
    }
    // If the wait is abandoned, a lock that is granted later is released.
    let granted = call(shared, |store| {
        Box::pin(async { store.lock().await.map(HeldLock::new) })
    });
    let held = within(LOCK_LIMIT, granted).await.map_err(unreadable);
    let held = held.inspect_err(|error| shared.state().not_read(error.clone()))?;
    Ok(StoreLock {
        shared,
        held: Some(held),
    })
}

/// Takes the lock that the session has kept, unless it expired.
pub(super) async fn kept_lock(shared: &Arc<Shared>) -> Option<StoreLock<'_>> {
    let held = shared.state().lock.take();
    let mut kept = StoreLock {
        held: Some(held?),
        shared,
    };
    match kept.confirm().await {
        Err(Unconfirmed::Lost) => {
            shared.state().lock_lost();
            kept.held = None;
            None
        }
        // If the store does not answer, its next call fails.
        Ok(()) | Err(Unconfirmed::Unknown(_)) => Some(kept),
    }
}

fn unreadable(error: BoxError) -> AuthError {
    AuthError::store(
        "read the tokens",
        "nothing was changed; repair the store and call again",
        error,
    )
}
