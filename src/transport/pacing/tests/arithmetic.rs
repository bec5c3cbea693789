//! The arithmetic of slots and of the daily count, without a runtime.

use super::super::daily::Daily;
use super::super::slots::Slots;
use super::super::{Pacer, RateLimiter, Usage};
use super::{SECOND, densest_second, ms, rate as rate_of};
use proptest::prelude::*;
use std::time::{Duration, UNIX_EPOCH};
use tokio::time::Instant;

#[test]
fn slots_have_even_intervals() {
    let start = Instant::now();
    let mut slots = Slots::new(4);
    assert_eq!(slots.next(), None);
    assert_eq!(slots.take(start), Ok(()));
    assert_eq!(slots.take(start), Err(start + ms(255)));
    assert_eq!(slots.take(start + ms(254)), Err(start + ms(255)));
    assert_eq!(slots.take(start + ms(255)), Ok(()));
    // A delay of two milliseconds is caught up. After one of fifty, the minimum interval is kept.
    assert_eq!(slots.take(start + ms(512)), Ok(()));
    assert_eq!(slots.next(), Some(start + ms(765)));
    assert_eq!(slots.take(start + ms(815)), Ok(()));
    assert_eq!(
        slots.next(),
        Some(start + ms(815) + Duration::from_micros(251_250))
    );
}

#[test]
fn idle_time_does_not_accumulate_slots() {
    let start = Instant::now();
    let mut slots = Slots::new(4);
    assert_eq!(slots.take(start), Ok(()));
    let later = start + Duration::from_secs(86_400);
    assert_eq!(slots.take(later), Ok(()));
    assert!(slots.take(later).is_err());
}

#[test]
fn refusals_delay_the_next_slot_and_do_not_add_up() {
    let start = Instant::now();
    let mut slots = Slots::new(4);
    slots.pause(start);
    assert_eq!(slots.take(start), Err(start + SECOND));
    slots.pause(start + ms(10));
    slots.pause(start + ms(10));
    assert_eq!(slots.take(start + SECOND), Err(start + ms(1_010)));
    assert_eq!(slots.take(start + ms(1_010)), Ok(()));
}

proptest! {
    #[test]
    fn late_requests_never_exceed_the_rate(rate in 1_u32..50, late in proptest::collection::vec(0_u64..400_000, 10..200)) {
        let mut slots = Slots::new(rate);
        let mut now = Instant::now();
        let mut grants = Vec::new();
        for late in late {
            if let Err(due) = slots.take(now) {
                now = due + Duration::from_micros(late);
                prop_assert_eq!(slots.take(now), Ok(()));
            }
            grants.push(now);
        }
        prop_assert!(densest_second(&grants) <= rate as usize);
    }

    #[test]
    fn slow_timers_do_not_reduce_the_rate(late in proptest::collection::vec(0_u64..5_000, 2_000)) {
        let mut slots = Slots::new(4);
        let mut now = Instant::now();
        let mut grants = Vec::new();
        for late in late {
            if let Err(due) = slots.take(now) {
                now = due + Duration::from_micros(late);
                prop_assert_eq!(slots.take(now), Ok(()));
            }
            grants.push(now);
        }
        prop_assert!(rate_of(&grants) >= 3.9);
    }
}

#[test]
fn the_daily_count_survives_clock_changes() {
    let day = |days: u64, seconds: u64| UNIX_EPOCH + Duration::from_secs(days * 86_400 + seconds);
    let mut daily = Daily::default();
    let mut at = Instant::now();
    assert_eq!(
        daily.usage(Some(5), day(9, 0), at),
        Usage::new(0, Some(5), day(10, 0))
    );
    // (seconds that have passed, wall-clock time of the next request, count afterwards)
    let rows = [
        (0, day(9, 86_399), 1),
        (0, day(9, 86_399), 2),
        (1, day(10, 0), 1), // midnight
        (5, day(10, 5), 2),
        (1, day(9, 86_398), 3), // set back over midnight: the count is kept
        (2, day(10, 1), 1),
        (1, day(70_000, 0), 1),      // far ahead
        (1, day(10, 2), 2),          // and back
        (86_398, day(11, 0), 1),     // the next midnight resets it again
        (3_600, day(12, 3_600), 1),  // ahead by a day
        (3_600, day(11, 7_200), 2),  // and back
        (3_600, day(12, 10_800), 1), // ahead once more
        (57_600, day(12, 0), 1),     // corrected in the meantime: the next day has begun
        (1, day(377, 1), 1),         // ahead by a year
        (86_400, day(13, 1), 1),
        (20 * 3_600, day(13, 72_001), 2),
        (0, UNIX_EPOCH, 3),
        (1, UNIX_EPOCH - SECOND, 4),
        (2, day(0, 1), 1),
    ];
    for (passed, now, used) in rows {
        at += Duration::from_secs(passed);
        daily.count(now, at);
        assert_eq!(daily.usage(None, now, at).used_today, used, "{now:?}");
    }
    assert_eq!(
        daily.usage(Some(5), day(1, 0), at).used_today,
        0,
        "a new day begins without a request"
    );
    assert_eq!(Usage::new(7, Some(5), UNIX_EPOCH).remaining(), Some(0));
    assert_eq!(Usage::new(7, None, UNIX_EPOCH).remaining(), None);
}

#[test]
fn a_used_up_day_ends_at_midnight_or_when_it_was_reported_to() {
    let day = |days: u64, seconds: u64| UNIX_EPOCH + Duration::from_secs(days * 86_400 + seconds);
    let start = Instant::now();
    let after = |seconds: u64| start + Duration::from_secs(seconds);
    let mut daily = Daily::default();
    assert_eq!(daily.resets_at(Some(1), day(9, 0), start), None);
    assert_eq!(daily.resets_at(Some(0), day(9, 0), start), Some(day(10, 0)));
    daily.count(day(9, 0), start);
    assert_eq!(
        daily.resets_at(Some(1), day(9, 60), after(60)),
        Some(day(10, 0))
    );
    assert_eq!(daily.resets_at(Some(2), day(9, 60), after(60)), None);
    assert_eq!(daily.resets_at(None, day(9, 60), after(60)), None);
    // Set back over midnight: the count is kept, and so is the refusal.
    assert_eq!(
        daily.resets_at(Some(1), day(8, 60), after(60)),
        Some(day(9, 0))
    );
    assert_eq!(daily.resets_at(Some(1), day(10, 0), after(86_400)), None);

    daily.report_exceeded(day(9, 3_600), day(9, 0), start);
    for (wall_clock, passed, holds) in [
        (day(9, 0), 0, true),
        (day(9, 3_599), 3_599, true),
        (day(9, 3_600), 3_600, false),
        (day(9, 3_600), 10, false), // the clock was set ahead, or the machine was suspended
        (day(8, 0), 3_599, true),
        (day(8, 0), 3_600, false), // set back: it does not last longer
    ] {
        let resets_at = daily.resets_at(None, wall_clock, after(passed));
        assert_eq!(resets_at, holds.then_some(day(9, 3_600)), "{wall_clock:?}");
    }
    // If both are the case, the later time counts.
    assert_eq!(
        daily.resets_at(Some(1), day(9, 1), after(1)),
        Some(day(10, 0))
    );
    daily.report_exceeded(day(11, 0), day(9, 0), start);
    assert_eq!(
        daily.resets_at(Some(1), day(9, 1), after(1)),
        Some(day(11, 0))
    );
    // A report about the past holds for no time.
    daily.report_exceeded(day(8, 0), day(9, 0), after(7_200));
    assert_eq!(daily.resets_at(None, day(9, 0), after(7_200)), None);
}

#[test]
fn rates_out_of_range_are_refused() {
    for rate in [0, 101, u32::MAX] {
        assert!(Pacer::per_second(rate).is_err(), "{rate}");
    }
    for rate in [1, 4, 10, 100] {
        assert!(Pacer::per_second(rate).is_ok(), "{rate}");
    }
    assert_eq!(
        Pacer::partner()
            .daily(u64::MAX)
            .usage()
            .unwrap()
            .remaining(),
        Some(u64::MAX)
    );
    assert_eq!(
        format!("{:?}", Pacer::default()),
        "Pacer { per_second: 4, daily: Some(10000), enforces_daily: false }"
    );
}
