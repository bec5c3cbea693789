//! The newest token of a source without a cache, and when to fetch the next one.
//!
//! Calls ask a [`TokenCache`] for a token. While its token is valid, they get it at once; otherwise one of them
//! fetches another, and all of them wait for it. Shortly before a token expires, the next one is fetched in the
//! background, and no call waits.

use super::error::AuthError;
use super::schedule::{Phase, Schedule, backoff};
use super::single_flight::{LONGEST_WAIT, Progress, SingleFlight};
use crate::transport::future::BoxFuture;
use crate::transport::token::AccessToken;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long before its expiry a token is replaced.
pub(super) const MARGIN: Duration = Duration::from_secs(300);
/// How often a call checks the token again after a fetch that another call started.
const ROUNDS: usize = 3;
/// Attempts while callers wait. A fetch in the background makes one attempt and leaves the next to a later call.
const ATTEMPTS: u32 = 3;

/// Where the tokens of a cache come from.
pub(super) trait Fetch: Send + Sync {
    /// The source for work that outlives a call.
    fn shared(&self) -> Arc<dyn Fetch>;

    /// The first wait after an attempt that failed.
    fn interval(&self) -> Duration;

    /// Fetches a token. `refused` is the token that it replaces, if the API has refused one.
    fn fetch<'a>(
        &'a self,
        refused: Option<AccessToken>,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<(AccessToken, Schedule), AuthError>>;
}

#[derive(Default)]
pub(super) struct TokenCache {
    state: Mutex<State>,
    flight: Arc<SingleFlight>,
}

#[derive(Default)]
struct State {
    current: Option<(AccessToken, Schedule)>,
    /// When the current token replaced one that the API had refused, if it did.
    replaced_refused: Option<Instant>,
    /// After a failure, nothing is fetched in the background before this moment.
    back_off_until: Option<Instant>,
    failures: u32,
}

impl State {
    /// The token and its phase, unless it has expired or was refused.
    fn usable(&self, rejected: Option<u64>, now: Instant) -> Option<(AccessToken, Phase)> {
        let (token, schedule) = self
            .current
            .as_ref()
            .filter(|(token, _)| rejected.is_none_or(|old| token.generation > old))?;
        let phase = schedule.phase(now);
        (phase != Phase::Expired).then(|| (token.clone(), phase))
    }

    /// The current token, if it is the `rejected` one.
    fn refused(&self, rejected: Option<u64>) -> Option<&(AccessToken, Schedule)> {
        self.current
            .as_ref()
            .filter(|(token, _)| rejected == Some(token.generation))
    }

    fn backs_off(&self, now: Instant) -> bool {
        self.back_off_until.is_some_and(|until| now < until)
    }

    /// Stores a new token, for callers whose token was `rejected`.
    fn store(
        &mut self,
        (token, schedule): (AccessToken, Schedule),
        rejected: Option<u64>,
        now: Instant,
    ) {
        let last = self.current.as_ref().map_or(0, |(last, _)| last.generation);
        let was_refused = self.refused(rejected).is_some();
        self.current = Some((token.numbered(last + 1), schedule));
        self.replaced_refused = was_refused.then_some(now);
    }

    fn back_off(&mut self, first: Duration, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        self.back_off_until = now.checked_add(backoff(first).random_wait(self.failures));
    }
}

impl TokenCache {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the `rejected` token itself replaced a refused one less than `pause` ago.
    pub(super) fn is_refused_again(&self, rejected: Option<u64>, pause: Duration) -> bool {
        let (state, now) = (self.state(), Instant::now());
        let recently = state
            .replaced_refused
            .is_some_and(|at| now.saturating_duration_since(at) < pause);
        let is_current = |(_, schedule): &(_, Schedule)| schedule.phase(now) != Phase::Expired;
        recently && state.refused(rejected).is_some_and(is_current)
    }

    /// Returns a token that is valid now and newer than the `rejected` one.
    pub(super) async fn issue(
        self: &Arc<Self>,
        source: &dyn Fetch,
        rejected: Option<u64>,
    ) -> Result<AccessToken, AuthError> {
        for _ in 0..ROUNDS {
            let usable = {
                let (state, now) = (self.state(), Instant::now());
                match state.usable(rejected, now) {
                    Some((token, phase)) if phase == Phase::Fresh || state.backs_off(now) => {
                        return Ok(token);
                    }
                    usable => usable,
                }
            };
            let (cache, source) = (self.clone(), source.shared());
            let joined = self
                .flight
                .join(move |progress| obtain(cache, source, rejected, progress));
            if let Some((token, _)) = usable {
                return Ok(token);
            }
            joined?.finished().await?;
        }
        Err(AuthError::unavailable(
            "no access token could be obtained in time: try again",
        ))
    }
}

/// Fetches a token, unless there is one by now. Tries again while callers have no usable token.
async fn obtain(
    cache: Arc<TokenCache>,
    source: Arc<dyn Fetch>,
    rejected: Option<u64>,
    progress: Progress,
) -> Result<(), AuthError> {
    let first = source.interval();
    let mut attempt = 1;
    loop {
        let refused = {
            let state = cache.state();
            if let Some((_, Phase::Fresh)) = state.usable(rejected, progress.now()) {
                return Ok(());
            }
            state.refused(rejected).map(|(token, _)| token.clone())
        };
        let error = match source.fetch(refused, &progress).await {
            Ok(fetched) => {
                let now = progress.now();
                let is_fresh = fetched.1.phase(now) == Phase::Fresh;
                let mut state = cache.state();
                state.store(fetched, rejected, now);
                match is_fresh {
                    true => (state.back_off_until, state.failures) = (None, 0),
                    // The source has no newer one yet.
                    false => state.back_off(first, now),
                }
                return Ok(());
            }
            Err(error) => error,
        };
        let urgent = cache.state().usable(rejected, progress.now()).is_none();
        let too_long = error.retry_after().is_some_and(|wait| wait > LONGEST_WAIT);
        if !error.is_retryable() || !urgent || attempt == ATTEMPTS || too_long {
            tracing::warn!(attempt, error = %error.line(), "no new access token");
            cache.state().back_off(first, progress.now());
            return Err(error);
        }
        tracing::debug!(attempt, error = %error.line(), "no new access token, trying again");
        tokio::time::sleep(backoff(first).random_wait(attempt)).await;
        attempt += 1;
    }
}
