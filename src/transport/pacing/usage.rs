//! How many of a day's requests were used.

use std::time::SystemTime;

/// How many of a day's requests were used.
///
/// ```
/// # use constant_contact::{Pacer, RateLimiter};
/// let pacer = Pacer::default();
/// if let Some(usage) = pacer.usage() {
///     assert_eq!((usage.used_today, usage.limit), (0, Some(10_000)));
/// }
/// ```
///
/// The count covers the requests that this limiter permitted since it was created, retries included. The
/// server counts all requests with the API key, wherever it is used: its count can be higher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// How many requests were permitted since 00:00:00 UTC.
    pub used_today: u64,
    /// The daily limit, if it is known.
    pub limit: Option<u64>,
    /// When the count restarts: the next 00:00:00 UTC by this machine's clock.
    pub resets_at: SystemTime,
}

impl Usage {
    /// Creates a `Usage`, for your own limiters.
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
