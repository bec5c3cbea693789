//! Why a request failed for good, which decides what the caller can do.

use std::time::{Duration, SystemTime};

/// Why a request is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailReason {
    /// The same request would fail in the same way.
    Permanent,
    /// The request may have been carried out, and repeating it could do so twice. The caller
    /// has to look at the account before sending it again.
    Ambiguous,
    /// The requests of this day are used up.
    QuotaExceeded {
        /// When the count begins again: the next 00:00:00 UTC by this machine's clock.
        resets_at: SystemTime,
    },
    /// The account has as many bulk activities in its queue as it may (1,000). The remedy is
    /// to wait until some have finished, not to send more slowly.
    QueueFull,
    /// The failure may pass, but the attempts or the time are used up.
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
    /// The limit that one of the error keys of an answer names, whichever entry has it.
    ///
    /// Where both are named the day counts: a wait of a second would not help.
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
