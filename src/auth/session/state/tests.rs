//! What calls and renewals do in each state, by tables.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn pair(name: &str) -> Tokens {
    Tokens::new(name).with_refresh_token(name)
}

#[test]
fn what_the_store_has_is_compared_by_value() {
    let (old, new, other) = (pair("old"), pair("new"), pair("other"));
    let (old, new, other) = (Some(&old), Some(&new), Some(&other));
    // stored, current, synced, last save failed
    let table = [
        (None, None, None, false, Comparison::BothEmpty),
        (None, None, old, false, Comparison::BothEmpty),
        (old, None, None, false, Comparison::StoreIsNewer),
        (old, old, old, false, Comparison::Same),
        (old, new, old, true, Comparison::StoreIsOlder), // our save failed: ours are newer
        (other, new, old, true, Comparison::StoreIsNewer), // somebody has authorised again
        (other, old, old, false, Comparison::StoreIsNewer),
        (new, new, old, true, Comparison::Same), // a save that failed after it had written
        (None, old, old, false, Comparison::Removed), // somebody deleted the file
        (None, old, old, true, Comparison::StoreIsOlder), // our own save may have emptied it
        (None, new, old, true, Comparison::StoreIsOlder),
        (None, new, None, true, Comparison::StoreIsOlder),
    ];
    for (stored, current, synced, failed, expected) in table {
        assert_eq!(
            compare(stored, current, synced, failed),
            expected,
            "{stored:?} {current:?} {synced:?} {failed}"
        );
    }
}

/// What a call does, in a word.
fn call(state: &State, rejected: Option<u64>, now: Instant) -> &'static str {
    match state.call_step(rejected, now, SECOND) {
        Ok(CallStep::Use(_)) => "use",
        Ok(CallStep::UseAndRenew(_)) => "renew",
        Ok(CallStep::Wait(_)) => "wait",
        Err(error) if error.needs_authorization() => "revoked",
        Err(_) => "refused",
    }
}

/// What a renewal does, in a word.
fn renewal(state: &State, stale: Option<u64>, now: Instant) -> &'static str {
    match state.renewal_step(stale, now, SECOND) {
        RenewalStep::Done => "done",
        RenewalStep::NoTokens => "no tokens",
        RenewalStep::RetryRefused(_) => "retry",
        RenewalStep::Refresh(_) => "refresh",
        RenewalStep::Reauthorize(_) => "reauthorize",
    }
}

#[test]
fn a_call_and_a_renewal_do_what_the_state_says() {
    let start = Instant::now();
    let fresh = || {
        let mut state = State {
            margin: Some(Duration::from_secs(300)),
            ..State::default()
        };
        let life = SystemTime::now() + Duration::from_secs(86_400);
        state.publish(Tokens::new("a").with_expires_at(life), None, start);
        state.saved();
        state
    };
    let revoked = || AuthError::needs_new_grant("revoked");
    let full = || AuthError::store("save", "repair it", "full".into());
    let issued = |state: &mut State| state.publish(Tokens::new("a"), Some(start), start);
    type Change<'a> = &'a dyn Fn(&mut State);
    // change, refused generation, seconds later, what a call does, what a renewal does
    let table: &[(Change<'_>, Option<u64>, u64, &str, &str)] = &[
        (&|_| {}, None, 0, "use", "done"),
        (&|_| {}, None, 85_800, "use", "done"),
        (&|_| {}, None, 86_150, "renew", "refresh"),
        (&|_| {}, None, 86_400, "wait", "refresh"),
        (&|_| {}, Some(0), 0, "use", "done"),
        (&|_| {}, Some(1), 0, "wait", "refresh"),
        (
            &|state| *state = State::default(),
            None,
            0,
            "wait",
            "no tokens",
        ),
        // issued a moment ago: tried once more, then refused, then renewed
        (&issued, Some(1), 0, "use", "done"),
        (&issued, Some(2), 9, "wait", "retry"),
        (&issued, Some(2), 10, "wait", "refresh"),
        (&issued, None, 9_999_999, "use", "done"),
        (
            &|state| (issued(state), state.retry_refused()).1,
            Some(2),
            9,
            "use",
            "done",
        ),
        (
            &|state| (issued(state), state.retry_refused()).1,
            Some(3),
            9,
            "refused",
            "refresh",
        ),
        (
            &|state| (issued(state), state.retry_refused()).1,
            Some(3),
            10,
            "wait",
            "refresh",
        ),
        (
            &|state| state.publish(Tokens::new(""), None, start),
            None,
            0,
            "wait",
            "refresh",
        ),
        (&|state| state.revoked(revoked()), None, 0, "use", "done"),
        (
            &|state| state.revoked(revoked()),
            Some(1),
            0,
            "wait",
            "reauthorize",
        ),
        (
            &|state| state.removed(revoked()),
            None,
            0,
            "wait",
            "reauthorize",
        ),
        (&|state| state.not_saved(full()), None, 0, "use", "done"),
        (
            &|state| state.not_saved(full()),
            None,
            86_150,
            "renew",
            "refresh",
        ),
        (
            &|state| state.back_off(start, SECOND, Some(SECOND * 90_000)),
            None,
            86_150,
            "use",
            "refresh",
        ),
        (
            &|state| state.back_off(start, SECOND, None),
            None,
            86_150,
            "renew",
            "refresh",
        ),
    ];
    for (number, (change, rejected, later, call_step, renewal_step)) in table.iter().enumerate() {
        let mut state = fresh();
        change(&mut state);
        let now = start + SECOND * *later as u32;
        assert_eq!(call(&state, *rejected, now), *call_step, "line {number}");
        assert_eq!(
            renewal(&state, *rejected, now),
            *renewal_step,
            "line {number}"
        );
    }
}

#[test]
fn a_token_of_another_process_is_as_new_as_it_says() {
    let now = Instant::now() + Duration::from_secs(100_000);
    let json = |left: u64| {
        let ends = SystemTime::now() + Duration::from_secs(left);
        let ends = ends.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        serde_json::json!({"access_token": "a", "refresh_token": "r", "lifetime": 86_400,
            "expires_at": ends.as_secs()})
    };
    for (left, expected) in [(86_398, "retry"), (86_000, "refresh")] {
        let mut state = State::default();
        let stored = serde_json::from_value(json(left)).unwrap();
        assert_eq!(
            state.reload(Some(stored), true, now),
            Comparison::StoreIsNewer
        );
        assert_eq!(renewal(&state, Some(1), now), expected, "{left}");
    }
}

#[test]
fn an_empty_store_means_nothing_without_the_lock() {
    let now = Instant::now();
    let mut state = State::default();
    state.reload(Some(pair("a")), true, now);
    assert_eq!(state.reload(None, false, now), Comparison::StoreIsOlder);
    assert_eq!(call(&state, None, now), "use");
    assert_eq!(state.reload(None, true, now), Comparison::Removed);
    assert_eq!(call(&state, None, now), "wait");
    assert_eq!(
        state.reload(Some(pair("b")), false, now),
        Comparison::StoreIsNewer
    );
    assert_eq!(call(&state, None, now), "use");
}
