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
    use Comparison::{BothEmpty, Removed, Same, StoreIsNewer, StoreIsOlder};
    // stored, current, synced, whether a failed save may have emptied it, whether the stored pair was replaced
    let table = [
        (None, None, None, false, false, BothEmpty),
        (None, None, old, false, false, BothEmpty),
        (old, None, None, false, false, StoreIsNewer),
        (old, None, None, false, true, StoreIsNewer),
        (old, old, old, false, false, Same),
        (old, new, old, true, false, StoreIsOlder), // our save failed: ours are newer
        (other, new, old, true, false, StoreIsNewer), // somebody has authorised again
        (other, old, old, false, false, StoreIsNewer),
        (new, new, old, true, false, Same), // a save that failed after it had written
        (old, new, new, false, true, StoreIsOlder), // the store has lost its last write
        (old, new, new, false, false, StoreIsNewer), // the same, but nobody can know it
        (None, old, old, false, false, Removed), // somebody deleted the file
        (None, new, old, false, false, Removed), // while ours was being renewed
        (None, old, old, true, false, StoreIsOlder), // our own save may have emptied it
        (None, new, old, true, false, StoreIsOlder),
        (None, new, None, true, false, StoreIsOlder),
        (None, new, None, false, false, StoreIsOlder), // it was empty before
    ];
    for (stored, current, synced, emptied, replaced, expected) in table {
        assert_eq!(
            compare(stored, current, synced, emptied, replaced),
            expected,
            "{stored:?} {current:?} {synced:?} {emptied} {replaced}"
        );
    }
}

/// A session that has replaced the pairs "1" and "2" by "3", which the store has.
fn renewed_twice() -> State {
    let now = Instant::now();
    let mut state = State::default();
    state.reload(Some(pair("1")), true, now);
    for name in ["2", "3"] {
        state.publish(pair(name), Some(now), now);
        state.saved();
    }
    state
}

#[test]
fn a_save_that_was_refused_is_decided_by_what_the_store_has() {
    use Comparison::{Removed, Same, StoreIsNewer, StoreIsOlder};
    let full = || AuthError::store("save", "repair it", "full".into());
    // what is stored when "4" cannot replace "3", whether an earlier save of it failed under the same lock
    let table = [
        (Some("4"), false, Same),           // an answer was lost
        (Some("3"), false, StoreIsOlder),   // it was refused for another reason
        (Some("2"), false, StoreIsOlder),   // the store has lost its last write
        (Some("new"), false, StoreIsNewer), // somebody has authorised again
        (Some("new"), true, StoreIsNewer),
        (None, false, Removed),
        (None, true, StoreIsOlder), // the failed save may have emptied it
    ];
    for (stored, failed, expected) in table {
        let mut state = renewed_twice();
        if failed {
            state.not_saved(full());
        }
        assert_eq!(
            state.conflict(stored.map(pair), &pair("4")),
            expected,
            "{stored:?} {failed}"
        );
        let previous = state.previous();
        assert_eq!(
            previous.permits(stored.map(pair).as_ref(), &pair("4")),
            matches!(expected, Same | StoreIsOlder),
            "only an older pair is replaced: {stored:?} {failed}"
        );
    }
}

#[test]
fn a_store_that_has_lost_its_last_writes_does_not_bring_back_a_used_refresh_token() {
    let now = Instant::now();
    let mut state = renewed_twice();
    for name in ["1", "2"] {
        let comparison = state.reload(Some(pair(name)), true, now);
        assert_eq!(comparison, Comparison::StoreIsOlder, "{name}");
        assert!(state.unsaved().unwrap().same_pair(&pair("3")));
        assert!(state.previous().permits(Some(&pair(name)), &pair("3")));
    }
    // A pair that a person has installed is in use, whatever it was before.
    state.publish(pair("1"), None, now);
    state.saved();
    assert_eq!(state.reload(Some(pair("1")), true, now), Comparison::Same);
    // After the end of the grant, every other pair in the store is worth a try.
    let mut state = renewed_twice();
    state.revoked(AuthError::needs_new_grant("revoked"));
    let comparison = state.reload(Some(pair("2")), true, now);
    assert_eq!(comparison, Comparison::StoreIsNewer);
}

#[test]
fn a_long_lived_refresh_token_is_not_taken_for_a_replaced_one() {
    let now = Instant::now();
    let named = |access: &str| Tokens::new(access.to_owned()).with_refresh_token("long-lived");
    let mut state = State::default();
    for access in ["1", "2"] {
        state.publish(named(access), Some(now), now);
        state.saved();
    }
    let comparison = state.reload(Some(named("3")), true, now);
    assert_eq!(comparison, Comparison::StoreIsNewer);
}

#[test]
fn after_the_lock_was_lost_an_empty_store_means_that_the_account_was_disconnected() {
    for (lost, expected) in [
        (false, Comparison::StoreIsOlder),
        (true, Comparison::Removed),
    ] {
        let mut state = renewed_twice();
        let now = Instant::now();
        state.publish(pair("4"), Some(now), now);
        state.not_saved(AuthError::store("save", "repair it", "full".into()));
        if lost {
            state.lock_lost();
        }
        assert_eq!(state.conflict(None, &pair("4")), expected, "{lost}");
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
        let mut state = State::default();
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
