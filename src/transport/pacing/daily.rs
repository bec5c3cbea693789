//! How many requests were sent in a day, and whether the day's requests are used up.
//!
//! Each permit counts as one request of the UTC day in which it was granted. The wall clock
//! determines the day, and wall clocks can be set. So the count restarts when the clock shows a
//! later day. It also restarts when the last request was made before today, dated by the current clock
//! minus the time that has passed since: a clock that was ahead by a day must not carry the count of one
//! day into the next. When the clock goes back, the requests counted so far stay counted.
//!
//! The server can also report that the day's requests are used up. The report holds until the time that it names, by
//! the wall clock or by the monotonic one, whichever comes first: a clock that was set back must not
//! prolong it.

use super::usage::Usage;
use crate::model::{next_midnight, utc_day};
use chrono::NaiveDate;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// A count that restarts at 00:00:00 UTC.
#[derive(Clone, Debug, Default)]
pub(super) struct Daily {
    last: Option<LastRequest>,
    used: u64,
    exceeded: Option<Exceeded>,
}

/// When the last request was counted.
#[derive(Clone, Copy, Debug)]
struct LastRequest {
    /// The day that the wall clock showed.
    day: NaiveDate,
    /// The time by the monotonic clock.
    at: Instant,
}

/// A report that the day's requests are used up.
#[derive(Clone, Copy, Debug)]
struct Exceeded {
    resets_at: SystemTime,
    /// When it was reported.
    at: Instant,
    /// How long it holds at most.
    remaining: Duration,
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

    /// Records a report that the day's requests are used up until `resets_at`.
    pub(super) fn report_exceeded(&mut self, resets_at: SystemTime, now: SystemTime, at: Instant) {
        self.exceeded = resets_at
            .duration_since(now)
            .ok()
            .map(|remaining| Exceeded {
                resets_at,
                at,
                remaining,
            });
    }

    /// When requests are available again; `None` if there are some at `now`.
    pub(super) fn resets_at(
        &self,
        limit: Option<u64>,
        now: SystemTime,
        at: Instant,
    ) -> Option<SystemTime> {
        let is_used_up = limit.is_some_and(|limit| self.used_on(now, at) >= limit);
        let counted = is_used_up.then(|| next_midnight(now));
        let reported = self.exceeded.and_then(|report| {
            let passed = at.saturating_duration_since(report.at);
            (now < report.resets_at && passed < report.remaining).then_some(report.resets_at)
        });
        counted.max(reported)
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
