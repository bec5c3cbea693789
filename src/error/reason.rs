//! Why a request finally failed, which determines what the caller can do.

use std::time::{Duration, SystemTime};

/// Why a request is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailReason {
    /// The same request would fail in the same way.
    Permanent,
    /// The request may have been carried out, and a repeat could carry it out twice. The caller
    /// has to check the account before sending it again.
    Ambiguous,
    /// The requests of this day are used up.
    QuotaExceeded {
        /// When the count starts again: the next 00:00:00 UTC by this machine's clock.
        resets_at: SystemTime,
    },
    /// The account's queue is full: it holds at most 1,000 bulk activities. The remedy is to wait
    /// until some have finished, not to send more slowly.
    QueueFull,
    /// The failure may be temporary, but the attempts or the time are used up.
    Exhausted {
        /// The wait that the server asked for, if it did; it may exceed the time that was left.
        retry_after: Option<Duration>,
    },
}

/// The limit that a refusal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// `throttled`
    PerSecond,
    /// `quota_exceeded`
    PerDay,
}

impl Limit {
    /// The limit that any of the error keys of an answer names.
    ///
    /// If both are named, this is the daily limit, because a wait of a second would not help.
    pub fn from_keys<'k>(keys: impl IntoIterator<Item = &'k str>) -> Option<Self> {
        let mut limit = None;
        for key in keys.into_iter().map(str::trim) {
            if key.eq_ignore_ascii_case("quota_exceeded") {
                return Some(Self::PerDay);
            }
            if key.eq_ignore_ascii_case("throttled") {
                limit = Some(Self::PerSecond);
            }
        }
        limit
    }
}

#[cfg(test)]
mod tests;
