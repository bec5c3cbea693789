//! The trait that decides when a request may be sent.

use super::limit_error::LimitError;
use super::usage::Usage;
use crate::transport::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// Decides when the next request may be sent.
///
/// ```
/// use constant_contact::{BoxFuture, LimitError, Pacer, Permit, RateLimiter};
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
///     fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
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
/// The trait is object-safe; a client keeps an `Arc<dyn RateLimiter>`. An implementation must
/// handle two cases. A future that `acquire` returned may be dropped at any moment
/// before it is ready; it must then give up its turn. It may also stay alive for a long time without
/// being polled, as futures in a buffered stream do; meanwhile it must not block the others:
/// a lock that is held across an await would stop the whole client.
#[doc(alias = "throttle")]
pub trait RateLimiter: Send + Sync {
    /// Waits for the turn of one request, which must then be sent without delay.
    ///
    /// The client calls this for every attempt. Dropping the future before it is ready gives the turn back.
    ///
    /// # Errors
    ///
    /// Fails if the implementation refuses the request or cannot decide. The request is then not sent.
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>>;

    /// Records that the server refused a request because it exceeded the limit per second.
    ///
    /// The client calls this once for each such answer, but not if the daily limit is used up or a queue is
    /// full. It must return promptly. The default implementation does nothing.
    fn throttled(&self) {}

    /// How many of today's requests were used, as counted by this limiter; `None` if it does not count.
    ///
    /// The default implementation returns `None`.
    fn usage(&self) -> Option<Usage> {
        None
    }
}

impl<L: RateLimiter + ?Sized> RateLimiter for Arc<L> {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
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
/// A permit that is not used is lost. Only dropping the future while it waits gives the turn back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permit {
    waited: Duration,
}

impl Permit {
    /// A permit that was granted without a wait.
    ///
    /// ```
    /// # use constant_contact::Permit;
    /// assert!(Permit::new().waited().is_zero());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// A permit that was granted after a wait.
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
    /// This time does not count towards [`RetryPolicy::total_time`](crate::RetryPolicy::total_time).
    pub fn waited(&self) -> Duration {
        self.waited
    }
}

/// Permits every request at once, and counts nothing.
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
/// Use it with your own test servers, or if something outside the process paces the requests. The
/// real API refuses requests that are sent too fast as `throttled`, and the client retries them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlimited;

impl RateLimiter for Unlimited {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(std::future::ready(Ok(Permit::new())))
    }
}
