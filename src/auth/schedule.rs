//! When to refresh, and how long to wait after a failure.
//!
//! Stored tokens expire at a wall-clock time, which may be wrong; a process measures with a monotonic clock.
//! [`remaining`] converts once, when tokens are loaded, and limits the effect of a clock that jumps. After that, a
//! [`Schedule`] of [`Instant`]s decides.

use crate::transport::backoff::{Backoff, Jitter};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// The documented lifetime of an access token; the limit when nothing better is known.
const USUAL_LIFE: Duration = Duration::from_secs(86_400);

/// How long stored tokens remain valid.
///
/// `None` when no expiry is known. A clock that was set back cannot extend a token beyond its lifetime when issued.
pub(crate) fn remaining(
    expires_at: Option<SystemTime>,
    life: Option<Duration>,
    now: SystemTime,
) -> Option<Duration> {
    let left = expires_at?.duration_since(now).unwrap_or(Duration::ZERO);
    Some(left.min(life.unwrap_or(USUAL_LIFE)))
}

/// How long before its expiry a token is due for renewal: a random time in this range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lead {
    least: Duration,
    most: Duration,
}

impl Lead {
    /// Close to the expiry. The range is half as long as `margin`, so that a few processes do not renew at once.
    pub(crate) fn near(margin: Duration) -> Self {
        Self {
            least: margin,
            most: margin.saturating_add(margin / 2),
        }
    }

    /// In the third quarter of the lifetime.
    ///
    /// The tokens of thousands of accounts may have been issued at the same time, and the token endpoint takes one
    /// request a second: 10,000 renewals in six hours are one in two seconds. The last quarter is for accounts
    /// that are not used at every moment: if there is a call every six hours, none waits for a renewal.
    pub(crate) const fn spread() -> Self {
        Self {
            least: Duration::MAX,
            most: Duration::MAX,
        }
    }
}

/// The share of a [`Lead`] for the token `secret`: from 0 to 1, and always the same for the same token.
///
/// A random share for each load would renew too early: of many draws, one is close to 1.
pub(crate) fn share_of(secret: &str) -> f64 {
    let mut hasher = DefaultHasher::new();
    secret.hash(&mut hasher);
    // All 32 bits fit into the number.
    f64::from((hasher.finish() >> 32) as u32) / f64::from(u32::MAX)
}

/// Whether a token can be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Use it.
    Fresh,
    /// Use it, and renew it in the meantime.
    Due,
    /// Renew it first.
    Expired,
}

/// The lifetime of one access token by the monotonic clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// It had expired when it was loaded.
    expired: bool,
    due: Option<Instant>,
    expires: Option<Instant>,
}

impl Schedule {
    /// Plans a token that remains valid for `left` from `from` on.
    ///
    /// It is due for renewal at a time before its expiry that `share` (0 to 1) selects from the range `lead`. That is
    /// limited by the lifetime `life`: the least lead is at most a quarter of it, and the longest at most half of it. The
    /// token counts as expired a little early, since a request takes time to arrive.
    pub(crate) fn new(
        from: Instant,
        left: Option<Duration>,
        life: Option<Duration>,
        lead: Lead,
        share: f64,
    ) -> Self {
        let Some(left) = left else {
            return Self {
                expired: false,
                due: None,
                expires: None,
            };
        };
        let life = life.unwrap_or(left).max(left);
        let least = lead.least.min(life / 4);
        let most = lead.most.min(life / 2).max(least);
        let transit = Duration::from_secs(2).min(life / 20);
        let early = least + (most - least).mul_f64(share.clamp(0.0, 1.0));
        let at = |before: Duration| from.checked_add(left.saturating_sub(before));
        Self {
            expired: left.is_zero(),
            due: at(early.max(transit)),
            expires: at(transit),
        }
    }

    /// Whether the token can be used at `now`.
    pub(crate) fn phase(&self, now: Instant) -> Phase {
        let reached = |at: Option<Instant>| at.is_some_and(|at| now >= at);
        if self.expired || reached(self.expires) {
            Phase::Expired
        } else if reached(self.due) {
            Phase::Due
        } else {
            Phase::Fresh
        }
    }
}

/// The waits after failed token requests and saves, from `first` to a minute.
pub(crate) const fn backoff(first: Duration) -> Backoff {
    Backoff::new(first, Duration::from_secs(60)).with_jitter(Jitter::Equal)
}

#[cfg(test)]
mod tests;
