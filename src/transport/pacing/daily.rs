//! How many requests were sent in a day.
//!
//! Each permit counts as one request of the UTC day in which it was granted. The wall clock
//! determines the day, and wall clocks can be set. So the count restarts when the clock shows a
//! later day. It also restarts when the last request was made before today, dated by the current clock
//! minus the time that has passed since: a clock that was ahead by a day must not carry the count of one
//! day into the next. When the clock goes back, the requests counted so far stay counted.

use super::usage::Usage;
use crate::model::{next_midnight, utc_day};
use chrono::NaiveDate;
use std::time::SystemTime;
use tokio::time::Instant;

/// A count that restarts at 00:00:00 UTC.
#[derive(Clone, Debug, Default)]
pub(super) struct Daily {
    last: Option<LastRequest>,
    used: u64,
}

/// When the last request was counted.
#[derive(Clone, Copy, Debug)]
struct LastRequest {
    /// The day that the wall clock showed.
    day: NaiveDate,
    /// The time by the monotonic clock.
    at: Instant,
}

impl Daily {
    /// Counts one request; `now` and `at` are the same moment.
    pub(super) fn count(&mut self, now: SystemTime, at: Instant) {
        self.used = self.used_on(now, at).saturating_add(1);
        let day = utc_day(now);
        self.last = Some(LastRequest { day, at });
    }

    /// The count at `now`, which is the same moment as `at`.
    pub(super) fn usage(&self, limit: Option<u64>, now: SystemTime, at: Instant) -> Usage {
        Usage::new(self.used_on(now, at), limit, next_midnight(now))
    }

    fn used_on(&self, now: SystemTime, at: Instant) -> u64 {
        let Some(last) = self.last else { return 0 };
        let today = utc_day(now);
        let passed = at.saturating_duration_since(last.at);
        let recomputed_day = now.checked_sub(passed).map(utc_day);
        match today <= last.day && recomputed_day == Some(today) {
            true => self.used,
            false => 0,
        }
    }
}
