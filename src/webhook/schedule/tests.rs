use super::{Need, Status, is_usable, should_fetch};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Keys of a version that were fetched `age` seconds ago, when the last fetch ended `since` seconds ago.
fn status(version: u64, age: Option<u64>, since: Option<u64>) -> Status {
    Status {
        version,
        age: age.map(Duration::from_secs),
        since_fetch: since.map(Duration::from_secs),
    }
}

#[test]
fn keys_are_fetched_when_they_are_needed_and_not_too_often() {
    use Need::{Current, NewerThan};
    let table = [
        (
            "nothing was fetched yet",
            status(0, None, None),
            Current,
            true,
        ),
        (
            "the first fetch has just failed",
            status(0, None, Some(4)),
            Current,
            false,
        ),
        (
            "it failed some time ago",
            status(0, None, Some(5)),
            Current,
            true,
        ),
        (
            "the keys are new",
            status(1, Some(0), Some(0)),
            Current,
            false,
        ),
        (
            "the keys are almost too old",
            status(1, Some(3599), Some(3599)),
            Current,
            false,
        ),
        (
            "the keys are too old",
            status(1, Some(3600), Some(3600)),
            Current,
            true,
        ),
        (
            "they are too old, and a fetch has just failed",
            status(1, Some(3600), Some(59)),
            Current,
            false,
        ),
        (
            "they are too old, and a fetch failed a minute ago",
            status(1, Some(3600), Some(60)),
            Current,
            true,
        ),
        (
            "no key fits",
            status(1, Some(60), Some(60)),
            NewerThan(1),
            true,
        ),
        (
            "no key fits, again",
            status(1, Some(90), Some(59)),
            NewerThan(1),
            false,
        ),
        (
            "no key fits, and they have just been fetched",
            status(1, Some(59), Some(59)),
            NewerThan(1),
            false,
        ),
        (
            "another caller has fetched newer ones",
            status(2, Some(60), Some(60)),
            NewerThan(1),
            false,
        ),
    ];
    for (name, status, need, expected) in table {
        assert_eq!(should_fetch(status, need, HOUR), expected, "{name}");
    }
}

#[test]
fn a_short_time_to_live_does_not_lift_the_limit() {
    for since in [0, 59] {
        let status = status(1, Some(since), Some(since));
        assert!(!should_fetch(status, Need::Current, Duration::ZERO));
    }
    let status = status(1, Some(60), Some(60));
    assert!(should_fetch(status, Need::Current, Duration::ZERO));
}

#[test]
fn old_keys_are_better_than_none_but_do_not_count_as_newer() {
    assert!(!is_usable(0, Need::Current));
    assert!(is_usable(1, Need::Current));
    assert!(!is_usable(1, Need::NewerThan(1)));
    assert!(is_usable(2, Need::NewerThan(1)));
}
