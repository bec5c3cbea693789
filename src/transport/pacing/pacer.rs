//! The built-in limiter: a line, a count, a clock.

use super::daily::Daily;
use super::line::{Answer, Line, Ticket};
use super::slots::{FASTEST, Slots};
use super::{Acquire, Permit, RateLimiter, Usage};
use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::SystemTime;
use tokio::time::{Instant, Sleep, sleep_until};

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
/// Clones share one line and one count. Of a rate of N, no N + 1 permits are ever granted
/// within a second, over no matter which second; permits come at even distances of 1.02/N
/// seconds (3.92 a second for N = 4), and idle time is not saved up for a burst. Those who
/// wait are served in the order in which they were first polled. Dropping a
/// waiting future gives its turn to the next in line. A waiting future that is not polled is
/// passed over and finds itself in front when it is polled again. After
/// [`throttled`](RateLimiter::throttled), nothing leaves for a second.
///
/// The daily limit is counted, not enforced: the server knows the true count and says
/// `quota_exceeded`. The count begins at 00:00:00 UTC by the wall clock.
#[doc(alias = "throttle")]
#[doc(alias = "rate_limit")]
#[derive(Clone)]
pub struct Pacer {
    state: Arc<Mutex<State>>,
    rate: u32,
    daily: Option<u64>,
}

struct State {
    line: Line,
    daily: Daily,
}

impl Pacer {
    /// Paces at most `rate` requests in any second, without a daily limit.
    ///
    /// Rates are whole numbers: three processes on a key with 4 a second get 2, 1 and 1.
    ///
    /// ```
    /// # use constant_contact::Pacer;
    /// assert!(Pacer::per_second(4).is_ok());
    /// assert!(Pacer::per_second(0).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Refuses 0, and rates above 100, for which the timer is too coarse.
    pub fn per_second(rate: u32) -> Result<Self, RateError> {
        match rate {
            1..=FASTEST => Ok(Self::new(rate, None)),
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
    /// The provider's support raises an API key to these on request, never by itself.
    pub fn partner() -> Self {
        Self::new(10, Some(250_000))
    }

    /// Sets how many requests a day permits, for [`usage`](RateLimiter::usage) to tell.
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
    /// Clones made before keep the limit that they had; the count is shared all the same.
    #[must_use]
    pub fn daily(mut self, limit: u64) -> Self {
        self.daily = Some(limit);
        self
    }

    fn new(rate: u32, daily: Option<u64>) -> Self {
        let state = State {
            line: Line::new(Slots::new(rate)),
            daily: Daily::default(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            rate,
            daily,
        }
    }

    /// No code that can panic runs under the lock; should it happen, the numbers stay usable.
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
    fn acquire(&self) -> Acquire<'_> {
        Box::pin(async move {
            let begun = Instant::now();
            let mut place = Place {
                pacer: self,
                ticket: None,
            };
            let mut timer = pin!(sleep_until(begun));
            poll_fn(|context| place.poll(context, timer.as_mut())).await;
            Ok(Permit::after(begun.elapsed()))
        })
    }

    fn throttled(&self) {
        self.state().line.push_out(Instant::now());
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

/// A place in the line, given up when dropped.
struct Place<'a> {
    pacer: &'a Pacer,
    ticket: Ticket,
}

impl Place<'_> {
    fn poll(&mut self, context: &mut Context<'_>, mut timer: Pin<&mut Sleep>) -> Poll<()> {
        loop {
            let answer = self.ask(context.waker());
            drop(answer.retired);
            answer.wake.into_iter().for_each(Waker::wake);
            match answer.turn {
                Ok(()) => return Poll::Ready(()),
                Err(until) if timer.deadline() != until => timer.as_mut().reset(until),
                Err(_) => {}
            }
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// The lock is released before anyone is woken and any waker dropped.
    fn ask(&mut self, waker: &Waker) -> Answer {
        let mut state = self.pacer.state();
        let at = Instant::now();
        let answer = state.line.ask(&mut self.ticket, at, waker);
        if answer.turn.is_ok() {
            state.daily.count(SystemTime::now(), at);
        }
        answer
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let (_retired, first) = self.pacer.state().line.leave(ticket);
        first.into_iter().for_each(Waker::wake);
    }
}

/// A rate that cannot be kept.
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
            "a rate of {} requests a second is not between 1 and {FASTEST}",
            self.rate
        )
    }
}

impl std::error::Error for RateError {}

impl From<RateError> for crate::Error {
    fn from(error: RateError) -> Self {
        Self::invalid_request(error.to_string()).with_source(error)
    }
}
