//! A renewal: reload, refresh, save, publish.
//!
//! A session does one piece of work at a time. [`renew`] uses the tokens of another process if that has renewed them.
//! Otherwise it waits for a permit of the token endpoint, takes the store's lock, reloads once more, and makes sure that
//! the store can be written by writing the current pair. Right before it uses the refresh token, it confirms the lock:
//! if that has expired, it starts again. Then it saves the new pair and publishes it. A failure before the server has
//! answered changes nothing. If the save fails, calls get the new token anyway: it is saved as soon as the store can be
//! written again, and until then the session keeps the lock, so that no other session uses the old refresh token.

use super::saving::save_and_publish;
use super::shared::Shared;
use super::state::{Comparison, RenewalStep};
use super::store_access::{lock, reload, save_current};
use crate::auth::schedule::backoff;
use crate::auth::single_flight::Progress;
use crate::auth::token_endpoint::LONGEST_WAIT;
use crate::auth::{AuthError, SaveOutcome};
use std::sync::Arc;
use tokio::time::sleep;

/// Attempts while callers wait. A renewal in the background makes one attempt and leaves the next to a later call.
const ATTEMPTS: u32 = 3;
/// How often one attempt starts again because another process has written tokens or taken the lock meanwhile.
const ROUNDS: u32 = 4;

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
                let permit = endpoint.acquire_in_background(progress.has_a_waiter());
                Some(progress.queue_for(permit).await?)
            }
        };
        let lock = lock(shared).await?;
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
        let saved = save_current(shared, &current).await.map_err(|error| {
            let error = AuthError::store(
                "save the tokens",
                "the refresh token was not used, since its successor could not be saved; repair the store and call again",
                error,
            );
            shared.state().not_saved(error.clone());
            error
        })?;
        if saved == SaveOutcome::Conflict {
            continue;
        }
        shared.state().saved();
        let permit = progress.queue_for(permit.refreshed()).await?;
        if let Err(why) = lock.confirm().await {
            tracing::debug!(%why, "the refresh token was not used");
            continue;
        }
        let sent = progress.now();
        match shared.oauth.refresh(&current, permit).await {
            Ok(tokens) => return save_and_publish(shared, progress, tokens, sent).await,
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
        "other processes write the same tokens or take the lock of the store: try again, and give the store a lock \
         that lasts long enough",
    ))
}
