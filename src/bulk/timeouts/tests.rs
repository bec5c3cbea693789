use super::*;

#[test]
fn the_waits_for_a_full_queue_add_up() {
    for seconds in [0, 1, 10, 11, 100, 1_800] {
        let timeouts = Timeouts {
            queue: Duration::from_secs(seconds),
            ..Timeouts::default()
        };
        let waits: Vec<_> = timeouts.queue_waits().collect();
        assert_eq!(waits.iter().sum::<Duration>().as_secs(), seconds);
        assert!(waits.iter().all(|wait| *wait <= QUEUE_BACKOFF.longest));
    }
}

/// The times of all searches, of which the first is determined after `elapsed`.
fn searches(timeouts: &Timeouts, elapsed: u64, confirmed: bool) -> Vec<f32> {
    let elapsed = Duration::from_secs(elapsed);
    let mut last = None;
    let next = || {
        last = timeouts.next_search(elapsed.max(last.unwrap_or_default()), last, confirmed);
        last.map(|search| search.as_secs_f32())
    };
    std::iter::from_fn(next).collect()
}

#[test]
fn the_last_search_is_at_the_end_of_the_time() {
    let timeouts = Timeouts::default();
    assert_eq!(searches(&timeouts, 0, false), [4.5, 22.5, 90.0]);
    assert_eq!(searches(&timeouts, 0, true), [4.5, 22.5, 90.0, 300.0]);
    assert_eq!(searches(&timeouts, 30, false), [22.5, 90.0]);
    assert_eq!(
        searches(&timeouts, 9_000, false),
        [90.0],
        "once, and not thrice"
    );
    assert_eq!(searches(&timeouts, 9_000, true), [300.0]);
    let patient = Timeouts {
        resend_after: Duration::from_secs(600),
        ..timeouts
    };
    assert_eq!(searches(&patient, 0, true), [30.0, 150.0, 600.0]);
}

#[test]
fn without_time_there_is_one_search() {
    let hasty = Timeouts {
        resend_after: Duration::ZERO,
        ..Timeouts::default()
    };
    assert_eq!(searches(&hasty, 0, false), [0.0]);
    let endless = Timeouts {
        resend_after: Duration::MAX,
        listing_timeout: Duration::MAX,
        ..Timeouts::default()
    };
    assert_eq!(searches(&endless, 0, true).len(), 3);
}
