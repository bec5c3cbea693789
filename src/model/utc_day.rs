//! Days of the daily quota, which start at 00:00:00 UTC.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use std::time::SystemTime;

/// The day that contains `now`.
///
/// The conversion panics for years that chrono does not support, from 262,143 on; no system clock has them.
pub(crate) fn utc_day(now: SystemTime) -> NaiveDate {
    DateTime::<Utc>::from(now).date_naive()
}

/// The first 00:00:00 UTC after `now`, or `now` if chrono has no later day.
pub(crate) fn next_midnight(now: SystemTime) -> SystemTime {
    match utc_day(now).checked_add_days(Days::new(1)) {
        Some(tomorrow) => tomorrow.and_time(NaiveTime::MIN).and_utc().into(),
        None => now,
    }
}

#[cfg(test)]
mod tests;
