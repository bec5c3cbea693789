//! What decides when a request may be sent.

use super::limit_error::LimitError;
use super::usage::Usage;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

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

/// Decides when the next request may be sent.
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
/// real API, requests that are sent too fast are refused as `throttled` and retried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlimited;

impl RateLimiter for Unlimited {
    fn acquire(&self) -> Acquire<'_> {
        Box::pin(std::future::ready(Ok(Permit::new())))
    }
}
