use super::*;
use proptest::prelude::*;

const WINDOW: Duration = Duration::from_secs(60);

fn limits(read: Duration, low_speed_limit: u32) -> Timeouts {
    Timeouts::default()
        .read(read)
        .low_speed_limit(low_speed_limit)
}

/// Transfers `bytes` after every `pause`, `times` times; returns the time at which the transfer stalled.
fn run(bytes: usize, pause: Duration, times: usize) -> Option<Duration> {
    let start = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), start);
    let mut now = start;
    for _ in 0..times {
        let next = now + pause;
        loop {
            let Some(time_to_check) = speed.time_to_check(now) else {
                return Some(now - start);
            };
            if now + time_to_check > next {
                break;
            }
            now += time_to_check;
        }
        now = next;
        speed.record(bytes, now);
    }
    None
}

#[test]
fn a_transfer_at_the_minimum_speed_is_never_ended() {
    let ms = Duration::from_millis;
    for (bytes, pause) in [
        (110, ms(1_000)),
        (1, ms(10)),
        (6_100, ms(59_900)),
        (1 << 20, ms(59_000)),
    ] {
        assert_eq!(run(bytes, pause, 5_000), None, "{bytes} in {pause:?}");
    }
}

#[test]
fn a_transfer_below_the_minimum_speed_is_ended_after_a_window() {
    let ms = Duration::from_millis;
    for (bytes, pause) in [
        (1, ms(300)),
        (10, ms(300)),
        (99, ms(1_000)),
        (0, ms(1)),
        (2_000, ms(30_000)),
    ] {
        assert_eq!(
            run(bytes, pause, 1_000_000),
            Some(WINDOW),
            "{bytes} in {pause:?}"
        );
    }
}

#[test]
fn a_pause_longer_than_a_window_ends_any_transfer() {
    let start = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), start);
    let last = start + Duration::from_secs(59);
    speed.record(1 << 30, last);
    assert!(
        speed
            .time_to_check(last + WINDOW - Duration::from_millis(1))
            .is_some()
    );
    assert_eq!(speed.time_to_check(last + WINDOW), None);
}

#[test]
fn excluded_time_does_not_count() {
    let start = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), start);
    speed.exclude(100 * WINDOW);
    assert_eq!(speed.time_to_check(start + 100 * WINDOW), Some(WINDOW));
}

#[test]
fn buffered_data_has_time_to_arrive() {
    let start = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), start);
    speed.record(4 << 20, start);
    speed.finish_sending();
    let arrived = start + Duration::from_secs(256);
    assert!(speed.time_to_check(arrived).is_some());
    assert_eq!(speed.time_to_check(arrived + WINDOW), None);
}

proptest! {
    #[test]
    fn no_values_panic(read in prop_oneof![Just(Duration::ZERO), Just(Duration::MAX), any::<u64>().prop_map(Duration::from_nanos)], least: u32, bytes: usize, after: u32) {
        let start = Instant::now();
        let mut speed = Speed::new(limits(read, least), start);
        speed.record(bytes, start);
        speed.record(bytes, start);
        speed.exclude(read);
        speed.finish_sending();
        let time_to_check = speed.time_to_check(start + Duration::from_secs(after.into()));
        prop_assert!(time_to_check.is_none_or(|time_to_check| time_to_check <= read && !time_to_check.is_zero()));
    }
}
