use super::*;
use proptest::prelude::*;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn waits_double_up_to_the_longest() {
    let full = Backoff::new(ms(500), ms(20_000)).with_jitter(Jitter::Full);
    for (number, bound) in [
        (0, 500),
        (1, 500),
        (2, 1_000),
        (3, 2_000),
        (6, 16_000),
        (7, 20_000),
        (u32::MAX, 20_000),
    ] {
        let bound = ms(bound);
        assert_eq!(full.wait(number, 0), Duration::ZERO);
        assert_eq!(full.wait(number, 1 << 63), bound / 2);
        assert_eq!(full.wait(number, u64::MAX), bound - Duration::from_nanos(1));
        let equal = full.with_jitter(Jitter::Equal);
        assert_eq!(equal.wait(number, 0), bound / 2);
        assert_eq!(equal.wait(number, 1 << 63), bound * 3 / 4);
        assert_eq!(full.with_jitter(Jitter::None).wait(number, 7), bound);
    }
    let unbounded = Backoff::new(Duration::MAX, Duration::MAX).with_jitter(Jitter::Full);
    assert!(unbounded.wait(u32::MAX, u64::MAX) > Duration::from_secs(1 << 33));
}

#[test]
fn longer_computes_the_next_wait_from_the_previous_one() {
    let backoff = Backoff::new(ms(2_000), ms(30_000)).with_factor(1.5);
    let mut wait = backoff.first;
    for number in 1..20 {
        assert_eq!(backoff.random_wait(number), wait);
        wait = backoff.longer(wait);
    }
    assert_eq!(wait, ms(30_000));
}

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        Just(Duration::ZERO),
        Just(Duration::MAX),
        any::<u64>().prop_map(Duration::from_nanos),
    ]
}

proptest! {
    #[test]
    fn no_wait_exceeds_the_longest(
        first in any_duration(), longest in any_duration(), factor in 1.0..10.0, number: u32, random: u64,
    ) {
        for jitter in [Jitter::None, Jitter::Equal, Jitter::Full] {
            let backoff = Backoff::new(first, longest).with_factor(factor).with_jitter(jitter);
            prop_assert!(backoff.wait(number, random) <= longest);
            prop_assert!(!first.is_zero() || backoff.wait(number, random).is_zero());
        }
    }
}
