use super::*;
use proptest::prelude::*;
use std::time::{Duration, UNIX_EPOCH};

const DAY: Duration = Duration::from_secs(86_400);

/// The number of days since 1970.
fn number(now: SystemTime) -> i64 {
    (utc_day(now) - utc_day(UNIX_EPOCH)).num_days()
}

fn at(seconds: i64) -> SystemTime {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    match seconds {
        0.. => UNIX_EPOCH + distance,
        _ => UNIX_EPOCH - distance,
    }
}

#[test]
fn the_day_and_the_next_midnight_are_in_utc() {
    // (seconds since 1970, day, next midnight in seconds since 1970)
    let rows = [
        (0, 0, 86_400),
        (1, 0, 86_400),
        (86_399, 0, 86_400),
        (86_400, 1, 172_800),
        (1_767_225_599, 20_453, 1_767_225_600), // 2025-12-31T23:59:59Z
        (1_767_225_600, 20_454, 1_767_312_000),
        (-1, -1, 0),
        (-86_400, -1, 0),
        (-86_401, -2, -86_400),
    ];
    for (now, day, midnight) in rows {
        assert_eq!(number(at(now)), day, "day of {now}");
        assert_eq!(next_midnight(at(now)), at(midnight), "midnight after {now}");
    }
}

#[test]
fn fractions_of_a_second_are_respected() {
    // The resolution of Windows.
    let tick = Duration::from_nanos(100);
    assert_eq!(number(UNIX_EPOCH - tick), -1);
    assert_eq!(next_midnight(UNIX_EPOCH - tick), UNIX_EPOCH);
    assert_eq!(next_midnight(at(86_400) - tick), at(86_400));
}

proptest! {
    #[test]
    fn the_next_midnight_is_later_and_begins_the_next_day(seconds in -4_000_000_000_i64..4_000_000_000, nanos in 0_u64..1_000_000_000) {
        let now = at(seconds) + Duration::from_nanos(nanos);
        let midnight = next_midnight(now);
        prop_assert!(midnight > now);
        prop_assert!(midnight.duration_since(now).unwrap() <= DAY);
        prop_assert_eq!(number(midnight), number(now) + 1);
    }
}
