//! How fast requests leave, so that the API does not have to refuse them.
//!
//! The API permits 4 requests a second and 10,000 a day for each API key, counted over
//! all accounts and all machines that use the key. Every attempt of every request asks a
//! [`RateLimiter`] for a [`Permit`] right before it is sent and tells it when the server still
//! answered that there were too many. The built-in [`Pacer`] spaces the requests of one
//! process evenly; all clones of a client share one. Several processes on one key divide the rate among
//! them, or implement the trait over something they share. Inside, the
//! arithmetic of time (`slots`), the order of those who wait (`line`) and the count of the
//! day (`daily`) are pure; `pacer` adds the clock and the waiting.

mod daily;
mod line;
mod pacer;
mod slots;
#[cfg(test)]
mod tests;

pub use pacer::{Pacer, RateError};

use crate::error::{ErrorKind, FailReason};
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The future that [`RateLimiter::acquire`] returns.
///
/// ```
/// use constant_contact::{Acquire, Permit};
///
/// fn at_once<'a>() -> Acquire<'a> {
///     Box::pin(async { Ok(Permit::new()) })
/// }
/// ```
pub type Acquire<'a> = Pin<Box<dyn Future<Output = Result<Permit, LimitError>> + Send + 'a>>;

/// Decides when the next request may leave.
///
/// ```
/// use constant_contact::{Acquire, LimitError, Pacer, RateLimiter};
///
/// /// Paces this process, and asks a counter that all processes share.
/// struct Shared {
///     here: Pacer,
///     counter: Counter,
/// }
/// # struct Counter;
/// # impl Counter { async fn take(&self) -> std::io::Result<()> { Ok(()) } }
///
/// impl RateLimiter for Shared {
///     fn acquire(&self) -> Acquire<'_> {
///         Box::pin(async {
///             let permit = self.here.acquire().await?;
///             self.counter.take().await.map_err(LimitError::unavailable)?;
///             Ok(permit)
///         })
///     }
///
///     fn throttled(&self) {
///         self.here.throttled();
///     }
/// }
/// ```
///
/// The trait is object-safe; a client keeps an `Arc<dyn RateLimiter>`. An implementation has to
/// be sound in two respects. A future that `acquire` returned may be dropped at any moment
/// before it is ready, and must not keep the turn then. It may also stay alive without
/// being polled for long, as futures in a buffered stream do, and must not hold up the others
/// meanwhile: a lock that is held across an await would stop the whole client.
#[doc(alias = "throttle")]
pub trait RateLimiter: Send + Sync {
    /// Waits for the turn of one request, which is then to be sent without delay.
    ///
    /// Every attempt asks anew. Dropping the future before it is ready gives the turn back.
    ///
    /// # Errors
    ///
    /// Fails if the implementation refuses the request or cannot tell; the request is not sent then.
    fn acquire(&self) -> Acquire<'_>;

    /// Takes note that the server refused a request as one too many in its second.
    ///
    /// It is called once for each such answer, and not for a used-up day or a full queue. It
    /// must return promptly. By default nothing happens.
    fn throttled(&self) {}

    /// What was used of today's requests, as far as this limiter knows; none if it does not count.
    ///
    /// By default nothing is known.
    fn usage(&self) -> Option<Usage> {
        None
    }
}

impl<L: RateLimiter + ?Sized> RateLimiter for Arc<L> {
    fn acquire(&self) -> Acquire<'_> {
        (**self).acquire()
    }

    fn throttled(&self) {
        (**self).throttled();
    }

    fn usage(&self) -> Option<Usage> {
        (**self).usage()
    }
}

/// The right to send one request now.
///
/// ```
/// # use constant_contact::{LimitError, Pacer, RateLimiter};
/// # async fn run(pacer: Pacer) -> Result<(), LimitError> {
/// let permit = pacer.acquire().await?;
/// println!("waited {:?}", permit.waited());
/// # Ok(())
/// # }
/// ```
///
/// A permit that is not used is lost; only a wait that is dropped gives its turn back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permit {
    waited: Duration,
}

impl Permit {
    /// A permit for which nobody had to wait.
    ///
    /// ```
    /// # use constant_contact::Permit;
    /// assert!(Permit::new().waited().is_zero());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// A permit that was waited for.
    ///
    /// ```
    /// # use constant_contact::Permit;
    /// # use std::time::Duration;
    /// let permit = Permit::after(Duration::from_millis(250));
    /// assert_eq!(permit.waited().as_millis(), 250);
    /// ```
    pub fn after(waited: Duration) -> Self {
        Self { waited }
    }

    /// How long the request waited for its turn.
    ///
    /// ```
    /// # use constant_contact::Permit;
    /// assert!(Permit::new().waited().is_zero());
    /// ```
    ///
    /// This time is not counted as part of a request's retries.
    pub fn waited(&self) -> Duration {
        self.waited
    }
}

/// Why a [`RateLimiter`] refused a request.
///
/// ```
/// # use constant_contact::LimitError;
/// fn describe(error: &LimitError) -> String {
///     match error {
///         LimitError::QuotaExceeded { resets_at } => format!("come back at {resets_at:?}"),
///         other => other.to_string(),
///     }
/// }
/// ```
///
/// The built-in limiters never fail. The request was not sent; the call fails with the kind
/// [`RateLimiter`](crate::ErrorKind::RateLimiter), and for the first of the two
/// [`Error::is_quota_exceeded`](crate::Error::is_quota_exceeded) holds.
#[derive(Debug)]
#[non_exhaustive]
pub enum LimitError {
    /// The requests of this day are used up, by the limiter's own count.
    QuotaExceeded {
        /// When the count begins again.
        resets_at: SystemTime,
    },
    /// The limiter could not be asked, for example because a shared counter cannot be reached.
    Unavailable(
        /// What went wrong; the error's source, not part of its text.
        Box<dyn Error + Send + Sync>,
    ),
}

impl LimitError {
    /// Wraps what kept a limiter from answering.
    ///
    /// ```
    /// # use constant_contact::LimitError;
    /// let error = LimitError::unavailable("no connection to the counter");
    /// assert_eq!(error.to_string(), "the rate limiter is unavailable");
    /// ```
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(source.into())
    }

    /// The error of the call that was held back.
    pub(crate) fn into_error(self) -> crate::Error {
        let error = crate::Error::new(ErrorKind::RateLimiter, self.to_string());
        let error = match self {
            Self::QuotaExceeded { resets_at } => {
                error.with_reason(FailReason::QuotaExceeded { resets_at })
            }
            Self::Unavailable(_) => error,
        };
        error.with_source(self)
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::QuotaExceeded { .. } => "the requests of this day are used up",
            Self::Unavailable(_) => "the rate limiter is unavailable",
        })
    }
}

impl Error for LimitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::QuotaExceeded { .. } => None,
            Self::Unavailable(source) => Some(&**source),
        }
    }
}

/// How much of a day's requests was used.
///
/// ```
/// # use constant_contact::{Pacer, RateLimiter};
/// let pacer = Pacer::default();
/// if let Some(usage) = pacer.usage() {
///     assert_eq!((usage.used_today, usage.limit), (0, Some(10_000)));
/// }
/// ```
///
/// The count covers what passed this limiter, repetitions included, since it was made. The
/// server counts for the API key, wherever it is used: its count can be higher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// The requests that were let go since 00:00:00 UTC.
    pub used_today: u64,
    /// How many a day permits, if that is known.
    pub limit: Option<u64>,
    /// When the count begins again: the next 00:00:00 UTC by this machine's clock.
    pub resets_at: SystemTime,
}

impl Usage {
    /// Puts a count together, for limiters of your own.
    ///
    /// ```
    /// # use constant_contact::Usage;
    /// let usage = Usage::new(9_990, Some(10_000), std::time::SystemTime::now());
    /// assert_eq!(usage.remaining(), Some(10));
    /// ```
    pub fn new(used_today: u64, limit: Option<u64>, resets_at: SystemTime) -> Self {
        Self {
            used_today,
            limit,
            resets_at,
        }
    }

    /// How many requests are left today, if the limit is known.
    ///
    /// ```
    /// # use constant_contact::Usage;
    /// let usage = Usage::new(10_001, Some(10_000), std::time::SystemTime::now());
    /// assert_eq!(usage.remaining(), Some(0));
    /// ```
    pub fn remaining(&self) -> Option<u64> {
        self.limit
            .map(|limit| limit.saturating_sub(self.used_today))
    }
}

/// Lets every request go at once, and counts nothing.
///
/// ```
/// # use constant_contact::{LimitError, RateLimiter, Unlimited};
/// # async fn run() -> Result<(), LimitError> {
/// let permit = Unlimited.acquire().await?;
/// assert!(permit.waited().is_zero());
/// # Ok(())
/// # }
/// ```
///
/// For servers of your own in tests, and where something outside the process paces. With the
/// real API, what leaves too fast comes back as `throttled` and is repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlimited;

impl RateLimiter for Unlimited {
    fn acquire(&self) -> Acquire<'_> {
        Box::pin(std::future::ready(Ok(Permit::new())))
    }
}
