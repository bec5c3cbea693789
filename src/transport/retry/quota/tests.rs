//! The end of the wait, under clocks that differ, jump and stand still.

use super::*;
use proptest::prelude::*;
use std::time::UNIX_EPOCH;

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// A time on day `day` after 1970.
fn day(day: u32, time: Duration) -> SystemTime {
    UNIX_EPOCH + DAY * day + time
}

#[test]
fn the_quota_resets_at_midnight_and_just_after_midnight_in_a_few_minutes() {
    for (time, resets_at) in [
        (5 * MINUTE, day(10, Duration::ZERO)),
        (18 * HOUR, day(10, Duration::ZERO)),
        (DAY - Duration::from_nanos(1), day(10, Duration::ZERO)),
        // Our clock may be ahead.
        (Duration::ZERO, day(9, 5 * MINUTE)),
        (5 * MINUTE - Duration::from_nanos(1), day(9, 5 * MINUTE)),
    ] {
        assert_eq!(super::resets_at(day(9, time)), resets_at, "{time:?}");
    }
}

/// Sleeps as the exchange does; `clock` maps the time that has passed to that of the wall clock. Returns how long
/// it slept.
fn slept(wait: QuotaWait, clock: impl Fn(Duration) -> SystemTime) -> Duration {
    let mut passed = Duration::ZERO;
    while let Some(sleep) = wait.next_sleep(clock(passed), passed) {
        assert!(!sleep.is_zero() && sleep <= STEP);
        passed += sleep;
    }
    passed
}

#[test]
fn the_wait_follows_the_wall_clock_and_ends_after_a_day_at_the_latest() {
    let (now, midnight) = (day(9, 18 * HOUR), day(10, Duration::ZERO));
    let wait = QuotaWait::new(midnight, now, 0);
    let jump = |by: Duration, ahead: bool| {
        move |passed: Duration| match (passed >= HOUR, ahead) {
            (false, _) => now + passed,
            (true, true) => now + passed + by,
            (true, false) => now + passed - by,
        }
    };
    let end = 6 * HOUR + MARGIN;
    assert_eq!(slept(wait, |passed| now + passed), end);
    // Set ahead, or the machine was suspended, which the monotonic clock does not count.
    assert_eq!(slept(wait, jump(2 * HOUR, true)), end - 2 * HOUR);
    assert_eq!(slept(wait, jump(400 * DAY, true)), HOUR);
    // Set back.
    assert_eq!(slept(wait, jump(2 * HOUR, false)), end + 2 * HOUR);
    assert_eq!(slept(wait, jump(400 * DAY, false)), LONGEST_WAIT);
    assert_eq!(slept(wait, |_| now), LONGEST_WAIT);
}

proptest! {
    #[test]
    fn the_random_time_is_between_1_and_61_seconds(
        before in 0_u64..200_000, late in any::<bool>(), random in any::<u64>(),
    ) {
        let midnight = day(10, Duration::ZERO);
        let before = Duration::from_secs(before);
        // Also if the time of the reset has passed: a limiter that is wrong must not be asked in a busy loop.
        let now = if late { midnight + before } else { midnight - before };
        let added = QuotaWait::new(midnight, now, random).until.duration_since(midnight.max(now));
        prop_assert!((MARGIN..=MARGIN + SPREAD).contains(&added.unwrap()));
    }
}

#[test]
fn the_whole_range_of_the_random_time_is_used() {
    let midnight = day(10, Duration::ZERO);
    let added = |random| {
        let wait = QuotaWait::new(midnight, midnight, random);
        wait.until.duration_since(midnight).unwrap().as_secs()
    };
    assert_eq!(
        (added(0), added(u64::MAX / 2), added(u64::MAX)),
        (1, 30, 60)
    );
}
