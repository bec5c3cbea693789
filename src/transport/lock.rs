//! Locks that a store or a journal grants.
//!
//! A lock of one machine is released by the system when its process dies, so a value that releases it on drop is
//! enough. A lock of many machines is a [`Lease`]: it expires unless it is renewed, and the release is a request. A
//! [`LockGuard`] has either, and a [`HeldLock`](held::HeldLock) keeps it alive for as long as the work takes.

#[cfg(any(feature = "oauth", feature = "bulk-activities"))]
pub(crate) mod held;
#[cfg(all(test, any(feature = "oauth", feature = "bulk-activities")))]
pub(crate) mod memory;

use super::future::BoxFuture;
use super::task::spawn;
use crate::error::BoxError;
use std::any::Any;
use std::fmt;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// The longest time that one request of a lease may take.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// A lock that expires unless it is renewed.
///
/// ```
/// use constant_contact::{BoxError, BoxFuture, Lease};
/// use std::time::Duration;
///
/// struct Row(/* a connection pool, the owner's random number */);
///
/// impl Lease for Row {
///     fn duration(&self) -> Duration {
///         Duration::from_secs(60)
///     }
///     fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>> {
///         // UPDATE locks SET expires = now() + '60 s' WHERE name = … AND owner = …
///         Box::pin(async { Ok(true /* a row was updated */) })
///     }
///     fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>> {
///         // DELETE FROM locks WHERE name = … AND owner = …
///         Box::pin(async { Ok(()) })
///     }
/// }
/// ```
///
/// The holder renews the lease three times in its [duration](Self::duration), so it expires only if the process dies,
/// is stopped, or cannot reach the store. Both methods must use the store's clock, since the clocks of two machines
/// differ. Their futures are dropped if they take longer than the duration, or than a minute.
///
/// The duration is how long others wait after the holder has died, and how long the holder may be stopped or cut off
/// from the store without losing the lock. A minute is a good choice: systems rarely pause a process for longer than a
/// few seconds.
pub trait Lease: Send + 'static {
    /// For how long the lock is held after it was granted or renewed; always the same.
    fn duration(&self) -> Duration;

    /// Extends the lock by its duration from now on. Returns `false` if another holder has it or had it in between.
    ///
    /// An error leaves open whether the lock was extended.
    fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>>;

    /// Releases the lock, unless another holder has it by now.
    ///
    /// If this fails, the lock expires by itself.
    fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>>;
}

/// A lock that was granted.
///
/// ```
/// # use constant_contact::LockGuard;
/// # let (file, _) = (0, 0);
/// let guard = LockGuard::new(file); // a value that releases the lock when it is dropped
/// ```
///
/// Dropping the guard releases the lock: at once, or, if it is a lease, by a task on the current tokio runtime. Without a
/// runtime, a lease expires by itself. A guard does not renew its lease; sessions and imports do that while they hold it.
#[must_use = "the lock is released when this is dropped"]
pub struct LockGuard(Kind);

enum Kind {
    None,
    Value(#[allow(dead_code, reason = "held for its drop")] Box<dyn Any + Send>),
    Lease(Box<dyn Lease>),
}

impl LockGuard {
    /// Creates a guard for a store without a lock.
    ///
    /// ```
    /// let guard = constant_contact::LockGuard::none();
    /// ```
    pub fn none() -> Self {
        Self(Kind::None)
    }

    /// Creates a guard that keeps `held` until it is dropped.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// let guard = constant_contact::LockGuard::new(Arc::new(()));
    /// ```
    pub fn new(held: impl Any + Send) -> Self {
        Self(Kind::Value(Box::new(held)))
    }

    /// Creates a guard for a lock that expires.
    ///
    /// ```
    /// # use constant_contact::{Lease, LockGuard};
    /// fn guard(lease: impl Lease) -> LockGuard {
    ///     LockGuard::lease(lease)
    /// }
    /// ```
    pub fn lease(lease: impl Lease) -> Self {
        Self(Kind::Lease(Box::new(lease)))
    }

    /// Whether it is the guard of a store without a lock.
    #[cfg(feature = "test-util")]
    pub(crate) fn is_none(&self) -> bool {
        matches!(self.0, Kind::None)
    }

    /// Takes the lease out of the guard, which then releases nothing.
    pub(crate) fn take_lease(&mut self) -> Option<Box<dyn Lease>> {
        match std::mem::replace(&mut self.0, Kind::None) {
            Kind::Lease(lease) => Some(lease),
            other => {
                self.0 = other;
                None
            }
        }
    }
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        if let Some(lease) = self.take_lease()
            && let Ok(runtime) = Handle::try_current()
        {
            spawn(&runtime, Box::pin(release(lease)));
        }
    }
}

/// Releases the lease. If that fails, it expires.
async fn release(lease: Box<dyn Lease>) {
    let limit = request_limit(&*lease);
    match timeout(limit, lease.release()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a lock was not released, and will expire"),
        Err(_) => tracing::debug!("a lock was not released in time, and will expire"),
    }
}

/// How long one request of the lease may take.
fn request_limit(lease: &dyn Lease) -> Duration {
    lease.duration().min(LONGEST_REQUEST)
}

impl fmt::Debug for LockGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockGuard")
    }
}
