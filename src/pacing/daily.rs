//! How many requests a day has seen.
//!
//! Each permit counts as one request of the UTC day in which it was granted. The wall clock
//! says which day that is, and wall clocks are set: the count begins anew on a later day only.
//! When the clock goes back to an earlier day, the requests counted so far stay counted,
//! and the earlier day's end resets them, so that a clock that was briefly wrong by years
//! cannot stop the count from ever being reset.

use super::Usage;
use crate::utc_day;
use std::time::SystemTime;

/// A count that begins again at 00:00:00 UTC.
#[derive(Clone, Debug, Default)]
pub(super) struct Daily {
    day: Option<i64>,
    used: u64,
}

impl Daily {
    /// Counts one request at `now`.
    pub(super) fn count(&mut self, now: SystemTime) {
        self.used = self.used_on(now).saturating_add(1);
        self.day = Some(utc_day::number(now));
    }

    /// What was counted, seen from `now`.
    pub(super) fn usage(&self, limit: Option<u64>, now: SystemTime) -> Usage {
        Usage::new(self.used_on(now), limit, utc_day::next_midnight(now))
    }

    fn used_on(&self, now: SystemTime) -> u64 {
        match self.day {
            Some(day) if utc_day::number(now) <= day => self.used,
            _ => 0,
        }
    }
}
