//! The trait that decides when a request may be sent.

use super::limit_error::LimitError;
use super::usage::Usage;
use crate::transport::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// Decides when the next request may be sent.
///
/// ```
/// use constant_contact::{BoxFuture, LimitError, Pacer, Permit, RateLimiter, Requester};
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
///         self.acquire_for(Requester::default())
///     }
///
///     fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
///         Box::pin(async move {
///             let permit = self.here.acquire_for(requester).await?;
///             self.counter.take().await.map_err(LimitError::unavailable)?;
///             Ok(permit)
///         })
///     }
///
///     fn on_throttled(&self) -> BoxFuture<'_, ()> {
///         self.here.on_throttled()
///     }
/// }
/// ```
///
/// The trait is object-safe; a client keeps an `Arc<dyn RateLimiter>`.
///
/// # Implementing a limiter
///
/// A future of any method may be dropped at any moment. One of [`acquire`](Self::acquire) must then give up its
/// turn, so that the next request does not wait for it. It may also stay alive for a long time without being polled, as
/// futures in a buffered stream do; meanwhile it must not block the others: a lock that is held
/// across an await would stop the whole client.
///
/// The processes of a fleet share a limiter to keep within the limits of one API key together. Such a limiter
///
/// * counts a request before it is sent, in one atomic step with the check of the limit. A process that ends
///   between the two loses one permit, but never exceeds the limit.
/// * uses one clock for all processes, usually that of the shared store.
/// * makes all processes pause after [`on_throttled`](Self::on_throttled), and refuses requests after
///   [`on_quota_exceeded`](Self::on_quota_exceeded) until that time.
/// * fails with [`LimitError::Unavailable`] if it cannot reach the store. Without a decision, nothing is sent.
/// * divides the turns of each process among its requesters ([`acquire_for`](Self::acquire_for)). A [`Requester`]
///   means nothing in another process. It is enough to acquire a turn of a local [`Pacer`](crate::Pacer) first, as
///   in the example.
#[doc(alias = "throttle")]
pub trait RateLimiter: Send + Sync {
    /// Waits for the turn of one request, which must then be sent without delay.
    ///
    /// The client calls this for every attempt. Dropping the future before it is ready gives the turn back.
    ///
    /// # Errors
    ///
    /// Fails if the implementation refuses the request or cannot decide. The request is then not sent. After
    /// [`LimitError::QuotaExceeded`], a call with [`RetryPolicy::wait_for_quota`](crate::RetryPolicy::wait_for_quota)
    /// waits until the time in the error, a random moment longer, and calls this again.
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>>;

    /// Like [`acquire`](Self::acquire), for a limiter that divides the turns among the accounts that wait.
    ///
    /// The client calls this method. The default implementation ignores the `requester`.
    ///
    /// # Errors
    ///
    /// The same as for [`acquire`](Self::acquire).
    fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
        let _ = requester;
        self.acquire()
    }

    /// Records that the server refused a request because it exceeded the limit per second.
    ///
    /// The client calls this once for each such answer, but not if the daily limit is used up or a queue is
    /// full. The call waits until the future ends, five seconds at most; then the future is dropped. The default
    /// implementation does nothing.
    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    /// Records that the server refused a request because the daily limit is used up until `resets_at`.
    ///
    /// The client calls this once for each such answer, as it calls [`on_throttled`](Self::on_throttled). The answer
    /// does not name the time: `resets_at` is the next 00:00:00 UTC by this machine's clock, or 00:05:00 in the
    /// first five minutes of a day, since the server's clock may still show the day before. The default
    /// implementation does nothing.
    fn on_quota_exceeded(&self, resets_at: SystemTime) -> BoxFuture<'_, ()> {
        let _ = resets_at;
        Box::pin(std::future::ready(()))
    }

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

    fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
        (**self).acquire_for(requester)
    }

    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        (**self).on_throttled()
    }

    fn on_quota_exceeded(&self, resets_at: SystemTime) -> BoxFuture<'_, ()> {
        (**self).on_quota_exceeded(resets_at)
    }

    fn usage(&self) -> Option<Usage> {
        (**self).usage()
    }
}

/// The account for which a request is sent.
///
/// ```
/// use constant_contact::{LimitError, Pacer, RateLimiter, Requester};
/// # async fn run(pacer: Pacer) -> Result<(), LimitError> {
/// let (busy, quiet) = (Requester::new(), Requester::new());
/// assert_ne!(busy, quiet);
/// let permit = pacer.acquire_for(quiet).await?;
/// # Ok(())
/// # }
/// ```
///
/// Opaque: it is different for each client that was built, and for each that was derived for another account, by
/// [`with_credentials`](crate::Client::with_credentials) or `with_session`. The default is the requester of
/// [`acquire`](RateLimiter::acquire).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Requester(u64);

impl Requester {
    /// Creates a requester that differs from all others of the process.
    ///
    /// ```
    /// # use constant_contact::Requester;
    /// assert_ne!(Requester::new(), Requester::default());
    /// ```
    #[allow(clippy::new_without_default, reason = "the default is another one")]
    pub fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1))
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

    /// Sets how long the request waited for the permit.
    ///
    /// ```
    /// # use constant_contact::Permit;
    /// # use std::time::Duration;
    /// let permit = Permit::new().with_waited(Duration::from_millis(250));
    /// assert_eq!(permit.waited().as_millis(), 250);
    /// ```
    #[must_use = "this returns the permit with the wait"]
    pub fn with_waited(self, waited: Duration) -> Self {
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
