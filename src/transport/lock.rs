//! Locks that a store or a journal grants.
//!
//! A lock of one machine is released by the system when its process dies, so a value that releases it on drop is
//! enough. A lock of many machines is a [`Lease`]: it expires unless it is renewed, and the release is a request. A
//! [`LockGuard`] has either.

use super::future::BoxFuture;
use crate::error::BoxError;
use std::any::Any;
use std::fmt;
use std::time::Duration;

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
/// is stopped, or cannot reach the store. All three methods must use the store's clock, since the clocks of two
/// machines differ.
pub trait Lease: Send + 'static {
    /// For how long the lock is held after it was granted or renewed.
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
#[must_use = "the lock is released when this is dropped"]
pub struct LockGuard(#[allow(dead_code)] Kind);

enum Kind {
    None,
    Value(#[allow(dead_code, reason = "held for its drop")] Box<dyn Any + Send>),
    Lease(#[allow(dead_code)] Box<dyn Lease>),
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
}

impl fmt::Debug for LockGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockGuard")
    }
}
