//! The built-in limiter: a fair queue of waiters, slots at even intervals, and a daily count.

use super::daily::Daily;
use super::limit_error::LimitError;
use super::limiter::{Permit, RateLimiter, Requester};
use super::queue::{Place, Queue};
use super::slots::{MAX_RATE, Slots, later};
use super::usage::Usage;
use crate::error::Error;
use crate::transport::clock::wall_clock;
use crate::transport::future::BoxFuture;
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
/// seconds (3.92 a second for N = 4), and does not save up idle time for a burst. After
/// [`throttled`](RateLimiter::on_throttled), nothing is sent for a second.
///
/// The accounts that wait take turns: if one has a hundred waiting futures and another has one, that one is served
/// first or second. The futures of one account ([`Requester`]) are served in the order in which they were first
/// polled, and so are those of [`acquire`](RateLimiter::acquire). Dropping a waiting future gives its turn to the
/// next in the queue. A waiting future that is not polled is passed over after 5 milliseconds, and keeps its place for
/// when it is polled again.
///
/// The daily limit is counted, not enforced: the server knows the true count and answers
/// `quota_exceeded`. [`enforce_daily`](Self::enforce_daily) refuses requests beyond the limit. The count
/// restarts at 00:00:00 UTC by the wall clock, and is zero in a new process.
#[doc(alias = "throttle")]
#[doc(alias = "rate_limit")]
#[derive(Clone)]
pub struct Pacer {
    state: Arc<Mutex<State>>,
    rate: u32,
    daily: Option<u64>,
    enforces_daily: bool,
}

struct State {
    slots: Slots,
    daily: Daily,
    queue: Queue<Arc<Notify>>,
}

impl State {
    /// Takes a slot for the waiter at `place`, which joins the queue if it has no place yet. Returns the waiters that
    /// it passes over.
    ///
    /// Slots are not assigned in advance: when a waiter leaves, all waiters behind it move up. A waiter that
    /// is not polled does not block the others: the second in the queue may take a slot that the first has
    /// left unused for [`GRACE`].
    ///
    /// # Errors
    ///
    /// If no slot is available, returns when the waiter may try again. It is in the queue then.
    fn take(
        &mut self,
        requester: Requester,
        place: &mut Option<Place>,
        wake: &Arc<Notify>,
        now: Instant,
    ) -> Result<Vec<Arc<Notify>>, Instant> {
        let own = place.take().unwrap_or_else(|| self.queue.join(requester));
        self.queue.enter(&own, wake);
        let ahead = u32::try_from(self.queue.ahead(&own)).unwrap_or(u32::MAX);
        let turn = later(
            self.slots.next().unwrap_or(now),
            GRACE.saturating_mul(ahead),
        );
        let taken = match turn > now {
            true => Err(turn),
            false => self.slots.take(now),
        };
        match taken {
            Ok(()) => Ok(self.queue.serve(own)),
            Err(until) => {
                *place = Some(own);
                Err(until)
            }
        }
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

    /// Refuses requests beyond the daily limit instead of only counting them.
    ///
    /// ```
    /// use constant_contact::{LimitError, Pacer, RateLimiter};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pacer = Pacer::per_second(4)?.daily(1).enforce_daily();
    /// pacer.acquire().await?;
    /// let refused = pacer.acquire().await;
    /// assert!(matches!(refused, Err(LimitError::QuotaExceeded { .. })));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Use it to keep a share of the quota for other processes. After the limit's last permit of a UTC day,
    /// [`acquire`](RateLimiter::acquire) fails with [`LimitError::QuotaExceeded`] until the next day, also for
    /// the futures that are waiting. After the server has reported that the quota is used up, it fails until the
    /// time that was [reported](RateLimiter::on_quota_exceeded), with or without a limit of its own. With
    /// [`RetryPolicy::wait_for_quota`](crate::RetryPolicy::wait_for_quota), calls wait instead of failing.
    ///
    /// Existing clones still only count.
    #[must_use]
    pub fn enforce_daily(mut self) -> Self {
        self.enforces_daily = true;
        self
    }

    fn new(rate: u32, daily: Option<u64>) -> Self {
        let state = State {
            slots: Slots::new(rate),
            daily: Daily::default(),
            queue: Queue::default(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            rate,
            daily,
            enforces_daily: false,
        }
    }

    /// When requests are available again, if this pacer refuses them until then.
    fn refused_until(&self, state: &State, now: Instant) -> Option<SystemTime> {
        match self.enforces_daily {
            true => state.daily.resets_at(self.daily, wall_clock(), now),
            false => None,
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
        self.acquire_for(Requester::default())
    }

    fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async move {
            let started = Instant::now();
            let mut guard = QueueGuard {
                pacer: self,
                requester,
                place: None,
                wake: Arc::default(),
            };
            while let Some(until) = guard.take()? {
                // A waiter is woken when it becomes the first, was passed over, or is to be refused.
                timeout_at(until, guard.wake.notified()).await.ok();
            }
            Ok(Permit::new().with_waited(started.elapsed()))
        })
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        self.state().slots.pause(Instant::now());
        Box::pin(std::future::ready(()))
    }

    fn on_quota_exceeded(&self, resets_at: SystemTime) -> BoxFuture<'_, ()> {
        let mut state = self.state();
        let (now, at) = (wall_clock(), Instant::now());
        let is_news = self.enforces_daily && self.refused_until(&state, at).is_none();
        state.daily.report_exceeded(resets_at, now, at);
        let waiters = match is_news {
            true => state.queue.all(),
            false => Vec::new(),
        };
        wake(state, waiters);
        Box::pin(std::future::ready(()))
    }

    fn usage(&self) -> Option<Usage> {
        let (now, at) = (wall_clock(), Instant::now());
        Some(self.state().daily.usage(self.daily, now, at))
    }
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacer")
            .field("per_second", &self.rate)
            .field("daily", &self.daily)
            .field("enforces_daily", &self.enforces_daily)
            .finish()
    }
}

/// A waiting future; its place in the queue is given up on drop.
struct QueueGuard<'a> {
    pacer: &'a Pacer,
    requester: Requester,
    place: Option<Place>,
    wake: Arc<Notify>,
}

impl QueueGuard<'_> {
    /// Takes a slot. If none is available, returns when to try again.
    fn take(&mut self) -> Result<Option<Instant>, LimitError> {
        let mut state = self.pacer.state();
        let now = Instant::now();
        if let Some(resets_at) = self.pacer.refused_until(&state, now) {
            return Err(LimitError::QuotaExceeded { resets_at });
        }
        let mut woken = match state.take(self.requester, &mut self.place, &self.wake, now) {
            Ok(passed_over) => passed_over,
            Err(until) => return Ok(Some(until)),
        };
        state.daily.count(wall_clock(), now);
        match self.pacer.refused_until(&state, now) {
            Some(_) => woken.extend(state.queue.all()),
            None => woken.extend(state.queue.first()),
        }
        wake(state, woken);
        Ok(None)
    }
}

impl Drop for QueueGuard<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.place.take() {
            let mut state = self.pacer.state();
            state.queue.leave(place);
            let first = state.queue.first();
            wake(state, first);
        }
    }
}

/// Wakes waiters after it has released the lock, since waking can run code of the executor.
fn wake(state: MutexGuard<'_, State>, waiters: impl IntoIterator<Item = Arc<Notify>>) {
    drop(state);
    for waiter in waiters {
        waiter.notify_one();
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
