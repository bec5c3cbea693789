//! The pacing of requests to the authorization server, which allows one a second.
//!
//! [`TokenEndpoint::acquire`] waits until a request may leave and returns a [`Permit`], which sends one request.

use super::error::AuthError;
use super::http_client::{self, HttpClient, HttpRequest, HttpResponse};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The longest time that a caller waits for the end of the server's `Retry-After`.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The limit of a `Retry-After`. If it is longer, the server or one of the two clocks is wrong.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Sends requests one after another, at least an interval apart. Clones share the pacing.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    http: HttpClient,
    interval: Duration,
    pace: Arc<Mutex<Pace>>,
}

#[derive(Default)]
struct Pace {
    last: Option<Instant>,
    /// The server asked that nothing be sent before this moment.
    blocked_until: Option<Instant>,
}

/// The right to send one request now.
pub(crate) struct Permit(TokenEndpoint);

impl TokenEndpoint {
    pub(crate) fn new() -> Self {
        Self {
            http: http_client::default_client(),
            interval: Duration::from_secs(1),
            pace: Arc::default(),
        }
    }

    pub(crate) fn set_http_client(&mut self, http: HttpClient) {
        self.http = http;
    }

    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// The least time between two requests.
    pub(crate) fn interval(&self) -> Duration {
        self.interval
    }

    /// Waits until a request may leave. A caller that is dropped while it waits takes no permit.
    ///
    /// No lock is held during the wait: a caller whose runtime is blocked delays no other. After a response with
    /// `Retry-After` nothing is sent before that time; a caller that would have to wait for more than
    /// [`LONGEST_WAIT`] gets an error at once.
    pub(crate) async fn acquire(&self) -> Result<Permit, AuthError> {
        while let Some(at) = self.try_acquire()? {
            tokio::time::sleep_until(at).await;
        }
        Ok(Permit(self.clone()))
    }

    /// Takes the permit, or returns when to ask again.
    fn try_acquire(&self) -> Result<Option<Instant>, AuthError> {
        let now = Instant::now();
        let mut pace = self.pace();
        let blocked = pace.blocked_until.filter(|until| *until > now);
        if let Some(wait) = blocked
            .map(|until| until - now)
            .filter(|wait| *wait > LONGEST_WAIT)
        {
            return Err(AuthError::transient(
                "the authorization server has asked to wait, and the time is not over: try again later",
            )
            .with_retry_after(Some(wait)));
        }
        // The wait is an interval at most, even if the last request was sent on another, paused clock.
        let after = |at: Instant| at.checked_add(self.interval);
        let next = pace.last.and_then(after).min(after(now));
        let at = next.max(blocked).filter(|at| *at > now);
        if at.is_none() {
            pace.last = Some(now);
        }
        Ok(at)
    }

    fn block_for(&self, wait: Duration) {
        let until = Instant::now().checked_add(wait.min(LONGEST_RETRY_AFTER));
        let mut pace = self.pace();
        pace.blocked_until = pace.blocked_until.max(until);
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    pub(crate) async fn send(self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let Self(endpoint) = self;
        // The permit may have waited for something else, such as the lock of a store.
        endpoint.pace().last = Some(Instant::now());
        let result = (endpoint.http)(request).await;
        match &result {
            Ok(response) => {
                tracing::debug!(status = response.status, "authorization server answered");
                if response.status >= 400
                    && let Some(wait) = response.retry_after
                {
                    endpoint.block_for(wait);
                }
            }
            Err(error) => tracing::debug!(%error, "authorization server did not answer"),
        }
        result
    }
}

#[cfg(test)]
mod tests;
