use super::*;
use proptest::prelude::*;

const WINDOW: Duration = Duration::from_secs(60);

fn limits(read: Duration, low_speed_limit: u32) -> Timeouts {
    Timeouts::default()
        .read(read)
        .low_speed_limit(low_speed_limit)
}

/// Moves `bytes` every `pause`, `times` over; returns when it was found to have stalled.
fn run(bytes: usize, pause: Duration, times: usize) -> Option<Duration> {
    let begun = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), begun);
    let mut now = begun;
    for _ in 0..times {
        let next = now + pause;
        loop {
            let Some(patience) = speed.patience(now) else {
                return Some(now - begun);
            };
            if now + patience > next {
                break;
            }
            now += patience;
        }
        now = next;
        speed.moves(bytes, now);
    }
    None
}

#[test]
fn what_goes_on_at_the_least_speed_is_never_ended() {
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
fn what_hardly_goes_on_is_ended_after_a_window() {
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
fn a_pause_is_at_most_a_window_however_much_was_moved_before() {
    let begun = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), begun);
    let last = begun + Duration::from_secs(59);
    speed.moves(1 << 30, last);
    assert!(
        speed
            .patience(last + WINDOW - Duration::from_millis(1))
            .is_some()
    );
    assert_eq!(speed.patience(last + WINDOW), None);
}

#[test]
fn time_without_demand_does_not_count() {
    let begun = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), begun);
    speed.leave_out(100 * WINDOW);
    assert_eq!(speed.patience(begun + 100 * WINDOW), Some(WINDOW));
}

#[test]
fn what_was_handed_over_at_once_has_time_to_get_there() {
    let begun = Instant::now();
    let mut speed = Speed::new(limits(WINDOW, 100), begun);
    speed.moves(4 << 20, begun);
    speed.has_sent();
    let arrived = begun + Duration::from_secs(256);
    assert!(speed.patience(arrived).is_some());
    assert_eq!(speed.patience(arrived + WINDOW), None);
}

proptest! {
    #[test]
    fn no_figure_makes_it_panic(read in prop_oneof![Just(Duration::ZERO), Just(Duration::MAX), any::<u64>().prop_map(Duration::from_nanos)], least: u32, bytes: usize, after: u32) {
        let begun = Instant::now();
        let mut speed = Speed::new(limits(read, least), begun);
        speed.moves(bytes, begun);
        speed.moves(bytes, begun);
        speed.leave_out(read);
        speed.has_sent();
        let patience = speed.patience(begun + Duration::from_secs(after.into()));
        prop_assert!(patience.is_none_or(|patience| patience <= read && !patience.is_zero()));
    }
}
