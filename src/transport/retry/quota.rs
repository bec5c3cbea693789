//! The wait for the next day, after the requests of a day are used up: the arithmetic, without a clock.

use crate::model::next_midnight;
use crate::transport::backoff::{Backoff, Jitter};
use std::time::{Duration, SystemTime};

/// How far this machine's clock may be ahead of the server's.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(5 * 60);
/// How long to wait after the quota has reset, at least: clocks differ by a moment.
const MARGIN: Duration = Duration::from_secs(1);
/// The range of the random time that is added, so that a fleet does not start in one instant.
const SPREAD: Duration = Duration::from_secs(60);
/// How long to sleep before the clock is read again.
const STEP: Duration = Duration::from_secs(60);
/// The longest wait, whatever the clock shows: a quota is for one day.
const LONGEST_WAIT: Duration = Duration::from_secs(25 * 60 * 60);

/// When the quota resets that the server reported as used up at `now`.
///
/// It resets at midnight by the server's clock. A refusal right after midnight by ours may belong to the day before,
/// because our clock is ahead; if it does not, waiting a few minutes costs one request, but waiting
/// for the next midnight would cost a day.
pub(super) fn resets_at(now: SystemTime) -> SystemTime {
    let earlier = now.checked_sub(CLOCK_DIFFERENCE).unwrap_or(now);
    let midnight = next_midnight(earlier);
    match midnight <= now {
        true => midnight.checked_add(CLOCK_DIFFERENCE).unwrap_or(midnight),
        false => midnight,
    }
}

/// A wait until the quota resets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaWait {
    until: SystemTime,
}

impl QuotaWait {
    /// The wait that begins at `now`. `random` is uniformly distributed over `u64`; it selects the time that is added.
    pub fn new(resets_at: SystemTime, now: SystemTime, random: u64) -> Self {
        let spread = Backoff::new(SPREAD, SPREAD).with_jitter(Jitter::Full);
        let delay = MARGIN.saturating_add(spread.wait(1, random));
        let earliest = resets_at.max(now);
        Self {
            until: earliest.checked_add(delay).unwrap_or(earliest),
        }
    }

    /// How much of the wait is left at `now`, when it has lasted for `passed` by the monotonic clock.
    pub fn left(&self, now: SystemTime, passed: Duration) -> Duration {
        let left = self.until.duration_since(now).unwrap_or_default();
        left.min(LONGEST_WAIT.saturating_sub(passed))
    }

    /// How long to sleep before the clock is read again; `None` if the wait is over.
    pub fn next_sleep(&self, now: SystemTime, passed: Duration) -> Option<Duration> {
        let left = self.left(now, passed);
        (!left.is_zero()).then(|| left.min(STEP))
    }
}

#[cfg(test)]
mod tests;
