//! The pacing of requests to the authorization server, which allows one a second.
//!
//! [`TokenEndpoint::acquire`] waits until a request may leave and returns a [`Permit`], which sends one request. The
//! callers of this process wait in one queue, by [`Priority`] and then in the order in which they came. If the
//! application has a limiter that many processes share, the first in the queue then asks it.

use super::error::AuthError;
use super::http_client::{self, HttpClient, HttpRequest, HttpResponse};
use super::limit::limited;
use super::worker;
use crate::error::BoxError;
use crate::transport::pacing::{LimitError, RateLimiter};
use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, SystemTime};
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

/// The longest time that a caller waits for the end of the server's `Retry-After`.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The limit of a `Retry-After`. If it is longer, the server or one of the two clocks is wrong.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// How long the first caller in the queue may leave its turn unused before the second may take it, the second before the
/// third, and so on: the runtime of a caller may be blocked.
const GRACE: Duration = Duration::from_millis(5);
/// How many callers may take the turn of one ahead that does not use it. Those behind them sleep until their own turn is
/// near, so that a queue of thousands does not wake for each turn.
const STANDBY: u32 = 16;
/// If a shared limiter takes longer, it has failed.
const LIMITER_LIMIT: Duration = Duration::from_secs(1800);
/// How long a shared limiter may take to record a refusal.
const LONGEST_REPORT: Duration = Duration::from_secs(5);

/// Who is served first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// The caller holds the lock of a store, for which others wait.
    LockHeld,
    /// A call or a person waits.
    Urgent,
    /// Nobody waits: the token that is renewed is still valid.
    Background,
}

/// Sends requests one after another, at least an interval apart. Clones share the pacing.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    http: HttpClient,
    interval: Duration,
    pace: Arc<Mutex<Pace>>,
    /// The limiter that many processes share, if there is one.
    shared: Option<Arc<dyn RateLimiter>>,
}

#[derive(Default)]
struct Pace {
    last: Option<Instant>,
    /// The server asked that nothing be sent before this moment.
    blocked_until: Option<Instant>,
    /// The callers that wait, in the order of their places, and the notification that one of them has become the first.
    queue: Vec<(Place, Arc<Notify>)>,
    tickets: u64,
    /// Whether a caller asks the shared limiter. The next one asks after it, so that the order remains that of the queue.
    asking: bool,
}

/// A place in the queue.
type Place = (Priority, u64);

/// When the wait ends, and the notification that ends it earlier.
type Wait = (Instant, Arc<Notify>);

/// The right to send one request now.
pub(crate) struct Permit {
    endpoint: TokenEndpoint,
    granted: Instant,
}

impl TokenEndpoint {
    pub(crate) fn new() -> Self {
        Self {
            http: http_client::default_client(),
            interval: Duration::from_secs(1),
            pace: Arc::default(),
            shared: None,
        }
    }

    pub(crate) fn set_http_client(&mut self, http: HttpClient) {
        self.http = http;
    }

    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    pub(crate) fn set_limiter(&mut self, limiter: Arc<dyn RateLimiter>) {
        self.shared = Some(limiter);
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
        self.acquire_with(Priority::Urgent, pin!(pending())).await
    }

    /// Like [`acquire`](Self::acquire), after all callers for whom something waits. It becomes one of them when the
    /// future `urgent` ends.
    pub(crate) async fn acquire_in_background(
        &self,
        urgent: impl Future<Output = ()> + Send,
    ) -> Result<Permit, AuthError> {
        let urgent = pin!(urgent);
        self.acquire_with(Priority::Background, urgent).await
    }

    async fn acquire_with(
        &self,
        mut priority: Priority,
        mut urgent: Pin<&mut (dyn Future<Output = ()> + Send)>,
    ) -> Result<Permit, AuthError> {
        let mut queued = Queued {
            endpoint: self,
            place: None,
        };
        while let Some((until, first)) = queued.take(priority)? {
            let mut wait = pin!(timeout_at(until, first.notified()));
            poll_fn(|context| {
                if priority == Priority::Background && urgent.as_mut().poll(context).is_ready() {
                    priority = Priority::Urgent;
                    return Poll::Ready(());
                }
                wait.as_mut().poll(context).map(drop)
            })
            .await;
        }
        drop(queued);
        if let Some(limiter) = &self.shared {
            self.ask(limiter.clone()).await?;
        }
        Ok(Permit {
            endpoint: self.clone(),
            granted: Instant::now(),
        })
    }

    /// Asks the shared limiter, on the worker: a caller whose runtime is blocked delays no other.
    async fn ask(&self, limiter: Arc<dyn RateLimiter>) -> Result<(), AuthError> {
        let (mut sender, answer) = oneshot::channel();
        let asking = Asking(self.clone());
        worker::spawn(Box::pin(async move {
            let mut turn = pin!(limited(LIMITER_LIMIT, limiter.acquire()));
            let turn = poll_fn(|context| match sender.poll_closed(context) {
                Poll::Ready(()) => Poll::Ready(None),
                Poll::Pending => turn.as_mut().poll(context).map(Some),
            })
            .await;
            drop(asking);
            if let Some(turn) = turn {
                sender.send(turn).ok();
            }
        }))?;
        let failed = |error: BoxError| {
            let message = "the rate limiter of the token endpoint failed: try again later";
            AuthError::network(message, error)
        };
        match answer.await {
            Ok(Some(Ok(_))) => Ok(()),
            Ok(Some(Err(error))) => {
                let wait = match &error {
                    LimitError::QuotaExceeded { resets_at } => {
                        resets_at.duration_since(SystemTime::now()).ok()
                    }
                    _ => None,
                };
                Err(failed(error.into()).with_retry_after(wait))
            }
            Ok(None) => Err(failed("it does not answer".into())),
            Err(_) => Err(failed("it panicked".into())),
        }
    }

    fn block_for(&self, wait: Duration) {
        let until = Instant::now().checked_add(wait.min(LONGEST_RETRY_AFTER));
        let mut pace = self.pace();
        pace.blocked_until = pace.blocked_until.max(until);
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the first in the queue, without the lock, since waking can run code of the executor.
    fn notify_first(&self) {
        let first = self.pace().queue.first().cloned();
        if let Some((_, first)) = first {
            first.notify_one();
        }
    }
}

impl Pace {
    /// The position of a place in the queue, or the position at which it would be.
    fn position(&self, place: Place) -> Result<usize, usize> {
        self.queue.binary_search_by_key(&place, |(other, _)| *other)
    }

    fn remove(&mut self, place: Place) -> Option<Arc<Notify>> {
        let at = self.position(place).ok()?;
        Some(self.queue.remove(at).1)
    }

    /// When the caller in `place` may send: now if this is `None`.
    fn turn(
        &self,
        place: Place,
        interval: Duration,
        now: Instant,
    ) -> Result<Option<Instant>, AuthError> {
        let blocked = self.blocked_until.filter(|until| *until > now);
        if let Some(wait) = blocked
            .map(|until| until - now)
            .filter(|wait| *wait > LONGEST_WAIT)
        {
            return Err(AuthError::unavailable(
                "the authorization server has asked to wait, and the time is not over: try again later",
            )
            .with_retry_after(Some(wait)));
        }
        // The wait is an interval at most, even if the last request was sent on another, paused clock.
        let after = |at: Instant| at.checked_add(interval);
        let next = self.last.and_then(after).min(after(now)).max(blocked);
        let (Ok(ahead) | Err(ahead)) = self.position(place);
        let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
        let after_the_others = match ahead {
            0..=STANDBY => GRACE.saturating_mul(ahead),
            _ => interval.saturating_mul(ahead - STANDBY),
        };
        let turn = next.map_or(now, |next| next + after_the_others);
        // The end of the question wakes the first.
        let turn = match self.asking {
            true => turn.max(now + interval.max(GRACE)),
            false => turn,
        };
        Ok(Some(turn).filter(|turn| *turn > now))
    }
}

/// A caller in the queue, which it leaves on drop.
struct Queued<'a> {
    endpoint: &'a TokenEndpoint,
    place: Option<Place>,
}

impl Queued<'_> {
    /// Takes the turn, or returns how long to wait for it.
    fn take(&mut self, priority: Priority) -> Result<Option<Wait>, AuthError> {
        let endpoint = self.endpoint;
        let mut pace = endpoint.pace();
        let (now, interval) = (Instant::now(), endpoint.interval);
        let ticket = self.place.map_or(pace.tickets, |(_, ticket)| ticket);
        let place = (priority, ticket);
        let Some(turn) = pace.turn(place, interval, now)? else {
            pace.last = Some(now);
            pace.asking = endpoint.shared.is_some();
            return Ok(None);
        };
        if self.place.is_none() {
            pace.tickets += 1;
        }
        let own = self.place.and_then(|old| pace.remove(old));
        let own = own.unwrap_or_default();
        let (Ok(at) | Err(at)) = pace.position(place);
        pace.queue.insert(at, (place, own.clone()));
        self.place = Some(place);
        Ok(Some((turn, own)))
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.endpoint.pace().remove(place);
        }
        self.endpoint.notify_first();
    }
}

/// The question of one caller to the shared limiter.
struct Asking(TokenEndpoint);

impl Drop for Asking {
    fn drop(&mut self) {
        {
            let mut pace = self.0.pace();
            (pace.asking, pace.last) = (false, Some(Instant::now()));
        }
        self.0.notify_first();
    }
}

impl Permit {
    /// This permit, or another one if many processes share a limiter and this was granted some time ago.
    ///
    /// For a caller that has waited for the lock of a store, and holds it.
    pub(crate) async fn refreshed(self) -> Result<Permit, AuthError> {
        let endpoint = &self.endpoint;
        if endpoint.shared.is_none() || self.granted.elapsed() <= endpoint.interval / 2 {
            return Ok(self);
        }
        let never = pin!(pending());
        let another = endpoint.acquire_with(Priority::LockHeld, never);
        let another = limited(LONGEST_WAIT, another).await;
        another.unwrap_or_else(|| {
            Err(AuthError::unavailable(
                "the rate limiter of the token endpoint takes long: try again later",
            ))
        })
    }

    pub(crate) async fn send(self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let Self { endpoint, .. } = self;
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
                if response.status == 429
                    && let Some(limiter) = &endpoint.shared
                {
                    timeout(LONGEST_REPORT, limiter.on_throttled()).await.ok();
                }
            }
            Err(error) => tracing::debug!(%error, "authorization server did not answer"),
        }
        result
    }
}

#[cfg(test)]
mod tests;
