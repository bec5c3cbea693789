use super::*;

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_wrong_clock_neither_extends_nor_breaks_a_lifetime() {
    let at = |seconds| SystemTime::UNIX_EPOCH + s(seconds);
    let table = [
        (Some(at(1000)), Some(s(600)), at(500), Some(s(500))),
        (Some(at(1000)), Some(s(600)), at(1000), Some(s(0))),
        (Some(at(1000)), Some(s(600)), at(9_999_999), Some(s(0))), // clock ahead: renewed once
        (Some(at(1000)), Some(s(600)), at(0), Some(s(600))), // clock behind: never beyond its life
        (Some(at(10_000_000)), None, at(0), Some(s(86_400))),
        (None, Some(s(600)), at(0), None),
    ];
    for (expires_at, life, now, left) in table {
        assert_eq!(
            remaining(expires_at, life, now),
            left,
            "{expires_at:?} {life:?} {now:?}"
        );
    }
}

#[test]
fn the_lead_is_limited_by_the_lifetime_and_selected_by_the_share() {
    let (near, spread) = (Lead::near(s(300)), Lead::spread());
    // left, life, lead, share, due after, expired after
    let table = [
        (86_400, 86_400, near, 0.0, 86_100.0, 86_398.0),
        (86_400, 86_400, near, 1.0, 85_950.0, 86_398.0),
        (86_400, 86_400, spread, 0.0, 64_800.0, 86_398.0),
        (86_400, 86_400, spread, 0.5, 54_000.0, 86_398.0),
        (86_400, 86_400, spread, 1.0, 43_200.0, 86_398.0),
        (50_000, 86_400, spread, 1.0, 6_800.0, 49_998.0),
        (40_000, 86_400, spread, 1.0, 0.0, 39_998.0),
        (60, 60, near, 0.0, 45.0, 58.0),
        (60, 60, near, 1.0, 30.0, 58.0),
        (60, 60, spread, 1.0, 30.0, 58.0),
        (0, 60, near, 0.5, 0.0, 0.0),
        (10, 86_400, near, 0.5, 0.0, 8.0),
        (20, 20, near, 0.0, 15.0, 19.0),
    ];
    let from = Instant::now();
    for (left, life, lead, share, due, expires) in table {
        let plan = Schedule::new(from, Some(s(left)), Some(s(life)), lead, share);
        let after = |at: Option<Instant>| (at.unwrap() - from).as_secs_f64();
        assert!(
            (after(plan.due) - due).abs() < 1e-6 && (after(plan.expires) - expires).abs() < 1e-6,
            "{left} {plan:?}"
        );
    }
    let open = Schedule::new(from, None, None, near, 0.0);
    assert_eq!(open.phase(from + s(1_000_000)), Phase::Fresh);
}

#[test]
fn the_shares_of_ten_thousand_tokens_are_even_and_always_the_same() {
    let mut tenths = [0; 10];
    for number in 0..10_000 {
        let token = format!("eyJraWQiOiJ4In0.{number}");
        let share = share_of(&token);
        assert_eq!(share, share_of(&token));
        tenths[((share * 10.0) as usize).min(9)] += 1;
    }
    assert!(
        tenths.iter().all(|count| (850..1150).contains(count)),
        "{tenths:?}"
    );
}

#[test]
fn waits_double_to_a_minute_and_half_of_each_is_random() {
    for (failures, longest) in [(1, 1), (2, 2), (5, 16), (7, 60), (u32::MAX, 60)] {
        assert_eq!(backoff(s(1)).wait(failures, 0), s(longest) / 2);
        assert!(s(longest) - backoff(s(1)).wait(failures, u64::MAX) < Duration::from_nanos(2));
    }
}
