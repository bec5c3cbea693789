//! The built-in limiter: a queue of waiters, slots at even intervals, and a daily count.

use super::daily::Daily;
use super::limit_error::LimitError;
use super::limiter::{Permit, RateLimiter};
use super::slots::{MAX_RATE, Slots, later};
use super::usage::Usage;
use crate::error::Error;
use crate::transport::future::BoxFuture;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// How long the first waiter in the queue may leave a slot unused before the second may take it, the second
/// before the third, and so on. A runtime that is not overloaded polls within a millisecond or two.
const GRACE: Duration = Duration::from_millis(5);

/// Spaces requests evenly, and counts them.
///
/// ```
/// use constant_contact::{Client, Pacer};
///
/// // For each of two processes that share one API key. Clients that get clones share the rate.
/// fn client(access_token: String) -> constant_contact::Result<Client> {
///     let pacer = Pacer::per_second(2)?.daily(5_000);
///     Client::builder().access_token(access_token).rate_limiter(pacer).build()
/// }
/// # let _ = client;
/// ```
///
/// Clones share one queue and one count. At a rate of N, a `Pacer` never grants N + 1 permits
/// within any one second. It grants permits at even intervals of 1.02/N
/// seconds (3.92 a second for N = 4), and does not save up idle time for a burst. Waiting
/// futures are served in the order in which they were first polled. Dropping a
/// waiting future gives its turn to the next in the queue. A waiting future that is not polled is
/// passed over, and is at the front when it is polled again. After
/// [`throttled`](RateLimiter::on_throttled), nothing is sent for a second.
///
/// The daily limit is counted, not enforced: the server knows the true count and answers
/// `quota_exceeded`. The count restarts at 00:00:00 UTC by the wall clock.
#[doc(alias = "throttle")]
#[doc(alias = "rate_limit")]
#[derive(Clone)]
pub struct Pacer {
    state: Arc<Mutex<State>>,
    rate: u32,
    daily: Option<u64>,
}

struct State {
    slots: Slots,
    daily: Daily,
    /// The waiters, sorted by ticket: the lowest is first.
    queue: VecDeque<Waiter>,
    tickets: u64,
}

/// A future in the queue. Its ticket stays the same when others are served before it.
#[derive(Clone)]
struct Waiter {
    ticket: u64,
    is_first: Arc<Notify>,
}

/// When the wait ends, and the notification that ends it earlier.
type Wait = (Instant, Arc<Notify>);

impl State {
    /// Takes a slot for the waiter, or for a newcomer (`None`) that is not in the queue yet. If no slot is
    /// available, the waiter is in the queue afterwards.
    ///
    /// Slots are not assigned in advance: when a waiter leaves, all waiters behind it move up. A waiter that
    /// is not polled does not block the others: the second in the queue may take a slot that the first has
    /// left unused for [`GRACE`].
    fn take(&mut self, waiter: &mut Option<Waiter>, now: Instant) -> Result<(), Wait> {
        let ticket = waiter.as_ref().map_or(self.tickets, |own| own.ticket);
        let ahead = self.queue.partition_point(|other| other.ticket < ticket);
        let grace = GRACE.saturating_mul(u32::try_from(ahead).unwrap_or(u32::MAX));
        let turn = later(self.slots.next().unwrap_or(now), grace);
        let taken = match turn > now {
            true => Err(turn),
            false => self.slots.take(now),
        };
        let is_queued = self
            .queue
            .get(ahead)
            .is_some_and(|own| own.ticket == ticket);
        let Err(until) = taken else {
            // The waiters that were passed over join the queue again when they are polled.
            self.queue.drain(..ahead + usize::from(is_queued));
            *waiter = None;
            return Ok(());
        };
        let own = waiter.get_or_insert_with(|| {
            self.tickets += 1;
            let is_first = Arc::default();
            Waiter { ticket, is_first }
        });
        if !is_queued {
            self.queue.insert(ahead, own.clone());
        }
        Err((until, own.is_first.clone()))
    }

    fn leave(&mut self, ticket: u64) {
        self.queue.retain(|other| other.ticket != ticket);
    }

    fn first(&self) -> Option<Arc<Notify>> {
        self.queue.front().map(|first| first.is_first.clone())
    }
}

impl Pacer {
    /// Paces at most `rate` requests in any second, without a daily limit.
    ///
    /// Rates are whole numbers: three processes that share a key with 4 a second use 2, 1 and 1.
    ///
    /// ```
    /// # use constant_contact::Pacer;
    /// assert!(Pacer::per_second(4).is_ok());
    /// assert!(Pacer::per_second(0).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Fails for 0, and for rates above 100, for which the timer is too coarse.
    pub fn per_second(rate: u32) -> Result<Self, RateError> {
        match rate {
            1..=MAX_RATE => Ok(Self::new(rate, None)),
            _ => Err(RateError { rate }),
        }
    }

    /// The limits of technology partners: 10 a second and 250,000 a day.
    ///
    /// ```
    /// # use constant_contact::{Pacer, RateLimiter};
    /// let limit = Pacer::partner().usage().and_then(|usage| usage.limit);
    /// assert_eq!(limit, Some(250_000));
    /// ```
    ///
    /// The provider's support raises the limits of an API key to these on request, never automatically.
    pub fn partner() -> Self {
        Self::new(10, Some(250_000))
    }

    /// Sets the daily limit that [`usage`](RateLimiter::usage) reports.
    ///
    /// ```
    /// use constant_contact::{Pacer, RateLimiter};
    ///
    /// # fn run() -> constant_contact::Result<()> {
    /// let pacer = Pacer::per_second(4)?.daily(10_000);
    /// assert_eq!(pacer.usage().and_then(|usage| usage.remaining()), Some(10_000));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// Existing clones keep their limit, but still share the count.
    #[must_use]
    pub fn daily(mut self, limit: u64) -> Self {
        self.daily = Some(limit);
        self
    }

    fn new(rate: u32, daily: Option<u64>) -> Self {
        let state = State {
            slots: Slots::new(rate),
            daily: Daily::default(),
            queue: VecDeque::new(),
            tickets: 0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            rate,
            daily,
        }
    }

    /// No code that can panic runs under the lock. Even if it did, the state would stay usable.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Pacer {
    /// The limits of every API key: 4 a second and 10,000 a day.
    fn default() -> Self {
        Self::new(4, Some(10_000))
    }
}

impl RateLimiter for Pacer {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async move {
            let started = Instant::now();
            let mut guard = QueueGuard {
                pacer: self,
                waiter: None,
            };
            while let Err((until, is_first)) = guard.take() {
                // A waiter that becomes the first has an earlier turn.
                timeout_at(until, is_first.notified()).await.ok();
            }
            Ok(Permit::new().with_waited(started.elapsed()))
        })
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        self.state().slots.pause(Instant::now());
        Box::pin(std::future::ready(()))
    }

    fn usage(&self) -> Option<Usage> {
        let (now, at) = (SystemTime::now(), Instant::now());
        Some(self.state().daily.usage(self.daily, now, at))
    }
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacer")
            .field("per_second", &self.rate)
            .field("daily", &self.daily)
            .finish()
    }
}

/// A place in the queue, which is given up on drop.
struct QueueGuard<'a> {
    pacer: &'a Pacer,
    waiter: Option<Waiter>,
}

impl QueueGuard<'_> {
    fn take(&mut self) -> Result<(), Wait> {
        let mut state = self.pacer.state();
        let now = Instant::now();
        state.take(&mut self.waiter, now)?;
        state.daily.count(SystemTime::now(), now);
        notify_first(state);
        Ok(())
    }
}

impl Drop for QueueGuard<'_> {
    fn drop(&mut self) {
        if let Some(waiter) = &self.waiter {
            let mut state = self.pacer.state();
            state.leave(waiter.ticket);
            notify_first(state);
        }
    }
}

/// Wakes the first waiter after it has released the lock, since waking can run code of the executor.
fn notify_first(state: MutexGuard<'_, State>) {
    let first = state.first();
    drop(state);
    if let Some(first) = first {
        first.notify_one();
    }
}

/// A rate that [`Pacer`] does not support.
///
/// ```
/// # use constant_contact::Pacer;
/// if let Err(error) = Pacer::per_second(0) {
///     assert_eq!(error.to_string(), "a rate of 0 requests a second is not between 1 and 100");
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateError {
    rate: u32,
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a rate of {} requests a second is not between 1 and {MAX_RATE}",
            self.rate
        )
    }
}

impl std::error::Error for RateError {}

impl From<RateError> for Error {
    fn from(error: RateError) -> Self {
        Self::invalid_request(error.to_string()).with_source(error)
    }
}
