//! What follows from a state, by tables.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn pair(name: &str) -> Tokens {
    Tokens::new(name).set_refresh_token(name)
}

#[test]
fn what_the_store_holds_is_compared_by_value() {
    let (old, new, other) = (pair("old"), pair("new"), pair("other"));
    let (old, new, other) = (Some(&old), Some(&new), Some(&other));
    // stored, held, synced, last save failed
    let table = [
        (None, None, None, false, Relation::Nothing),
        (None, None, old, false, Relation::Nothing),
        (old, None, None, false, Relation::Adopt),
        (old, old, old, false, Relation::InStep),
        (old, new, old, true, Relation::Keep), // our save failed: ours are newer
        (other, new, old, true, Relation::Adopt), // somebody has authorised again
        (other, old, old, false, Relation::Adopt),
        (new, new, old, true, Relation::InStep), // a save that failed after it had written
        (None, old, old, false, Relation::Removed), // somebody deleted the file
        (None, old, old, true, Relation::Keep),  // our own save may have emptied it
        (None, new, old, true, Relation::Keep),
        (None, new, None, true, Relation::Keep),
    ];
    for (stored, held, synced, failed, expected) in table {
        assert_eq!(
            relation(stored, held, synced, failed),
            expected,
            "{stored:?} {held:?} {synced:?} {failed}"
        );
    }
}

/// What a step comes to, in a word.
fn step(state: &State, rejected: Option<u64>, now: Instant) -> &'static str {
    match state.step(rejected, now, SECOND) {
        Ok(Step::Use(_)) => "use",
        Ok(Step::UseAndRenew(_)) => "renew",
        Ok(Step::Wait(_)) => "wait",
        Err(error) if error.needs_authorization() => "revoked",
        Err(_) => "refused",
    }
}

fn need(state: &State, stale: Option<u64>, now: Instant) -> &'static str {
    match state.need(stale, now, SECOND) {
        Need::Nothing => "nothing",
        Need::Tokens => "tokens",
        Need::TryAgain(_) => "again",
        Need::Renewal(_) => "renewal",
        Need::Authorization(_) => "authorization",
    }
}

#[test]
fn a_call_and_a_renewal_do_what_the_state_says() {
    let start = Instant::now();
    let fresh = || {
        let mut state = State::default();
        let life = SystemTime::now() + Duration::from_secs(86_400);
        state.publish(Tokens::new("a").set_expires_at(life), None, start);
        state.saved();
        state
    };
    let revoked = || AuthError::reauthorize("revoked");
    let full = || AuthError::store("save", "repair it", "full".into());
    let issued = |state: &mut State| state.publish(Tokens::new("a"), Some(start), start);
    type Change<'a> = &'a dyn Fn(&mut State);
    // change, refused generation, seconds later, what a call does, what a renewal does
    let table: &[(Change<'_>, Option<u64>, u64, &str, &str)] = &[
        (&|_| {}, None, 0, "use", "nothing"),
        (&|_| {}, None, 85_800, "use", "nothing"),
        (&|_| {}, None, 86_150, "renew", "renewal"),
        (&|_| {}, None, 86_400, "wait", "renewal"),
        (&|_| {}, Some(0), 0, "use", "nothing"),
        (&|_| {}, Some(1), 0, "wait", "renewal"),
        (
            &|state| *state = State::default(),
            None,
            0,
            "wait",
            "tokens",
        ),
        // issued a moment ago: tried once more, then refused, then renewed
        (&issued, Some(1), 0, "use", "nothing"),
        (&issued, Some(2), 9, "wait", "again"),
        (&issued, Some(2), 10, "wait", "renewal"),
        (&issued, None, 9_999_999, "use", "nothing"),
        (
            &|state| (issued(state), state.try_again()).1,
            Some(2),
            9,
            "use",
            "nothing",
        ),
        (
            &|state| (issued(state), state.try_again()).1,
            Some(3),
            9,
            "refused",
            "renewal",
        ),
        (
            &|state| (issued(state), state.try_again()).1,
            Some(3),
            10,
            "wait",
            "renewal",
        ),
        (
            &|state| state.publish(Tokens::new(""), None, start),
            None,
            0,
            "wait",
            "renewal",
        ),
        (
            &|state| state.revoked(revoked(), start),
            None,
            0,
            "use",
            "nothing",
        ),
        (
            &|state| state.revoked(revoked(), start),
            Some(1),
            0,
            "revoked",
            "authorization",
        ),
        (
            &|state| state.revoked(revoked(), start),
            Some(1),
            1,
            "wait",
            "authorization",
        ),
        (
            &|state| state.removed(revoked(), start),
            None,
            0,
            "revoked",
            "authorization",
        ),
        (&|state| state.not_saved(full()), None, 0, "use", "nothing"),
        (
            &|state| state.not_saved(full()),
            None,
            86_150,
            "renew",
            "renewal",
        ),
        (
            &|state| state.back_off(start, SECOND, Some(SECOND * 90_000)),
            None,
            86_150,
            "use",
            "renewal",
        ),
        (
            &|state| state.back_off(start, SECOND, None),
            None,
            86_150,
            "renew",
            "renewal",
        ),
    ];
    for (number, (change, rejected, later, call, renewal)) in table.iter().enumerate() {
        let mut state = fresh();
        change(&mut state);
        let now = start + SECOND * *later as u32;
        assert_eq!(step(&state, *rejected, now), *call, "line {number}");
        assert_eq!(need(&state, *rejected, now), *renewal, "line {number}");
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
    for (left, expected) in [(86_398, "again"), (86_000, "renewal")] {
        let mut state = State::default();
        let stored = serde_json::from_value(json(left)).unwrap();
        assert_eq!(state.read(Some(stored), true, now), Relation::Adopt);
        assert_eq!(need(&state, Some(1), now), expected, "{left}");
    }
}

#[test]
fn an_empty_store_means_nothing_without_the_lock() {
    let now = Instant::now();
    let mut state = State::default();
    state.read(Some(pair("a")), true, now);
    assert_eq!(state.read(None, false, now), Relation::Keep);
    assert_eq!(step(&state, None, now), "use");
    assert_eq!(state.read(None, true, now), Relation::Removed);
    assert_eq!(step(&state, None, now), "revoked");
    assert_eq!(state.read(Some(pair("b")), false, now), Relation::Adopt);
    assert_eq!(step(&state, None, now), "use");
}
