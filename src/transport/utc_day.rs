//! Days as the daily quota counts them: from 00:00:00 UTC to the next.
//!
//! The server resets the daily count at midnight UTC. Two places need that moment: the
//! error of a used-up quota, which says when to come back, and the counter of today's
//! requests. Both pass in the wall-clock time they have read, so that nothing here looks at
//! a clock. Days of UTC have 86,400 seconds by the definition of Unix time, which
//! makes calendar arithmetic unnecessary.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const SECONDS: u64 = 86_400;
const DAY: Duration = Duration::from_secs(SECONDS);

/// The number of the UTC day that holds `now`, counted from 1 January 1970 as day 0.
///
/// Times before 1970 have negative numbers. There is no time for which this fails.
pub fn number(now: SystemTime) -> i64 {
    match now.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs() / SECONDS).unwrap_or(i64::MAX),
        Err(before) => {
            let before = before.duration();
            let begun = u64::from(before > whole_days(before));
            i64::try_from(before.as_secs() / SECONDS + begun).map_or(i64::MIN, |days| -days)
        }
    }
}

/// The first 00:00:00 UTC after `now`.
///
/// At midnight itself that is the midnight 24 hours later. Where the platform's clock cannot
/// express the answer, `now` is returned.
pub fn next_midnight(now: SystemTime) -> SystemTime {
    let until = match now.duration_since(UNIX_EPOCH) {
        Ok(since) => DAY.saturating_sub(since.saturating_sub(whole_days(since))),
        Err(before) => {
            let before = before.duration();
            match before.saturating_sub(whole_days(before)) {
                Duration::ZERO => DAY,
                rest => rest,
            }
        }
    };
    now.checked_add(until).unwrap_or(now)
}

fn whole_days(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs() / SECONDS * SECONDS)
}

#[cfg(test)]
mod tests;
