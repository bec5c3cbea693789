//! What is next, and how long the waits are.

use super::*;
use crate::types::ActivityState;

const OPTIONS: FollowOptions = FollowOptions {
    timeouts: Timeouts {
        resend_after: Duration::from_secs(90),
        listing_timeout: Duration::from_secs(300),
        queue: Duration::ZERO,
    },
    find_duplicates_after: None,
    interval: None,
    timeout: Duration::MAX,
};

fn activity(state: ActivityState) -> Activity {
    Activity {
        activity_id: Some("job".to_owned()),
        source_file_name: Some("import-1.csv".to_owned()),
        state: Some(state),
        ..Activity::default()
    }
}

/// A report of one accepted part, whose other requests ended at `sent`.
fn report(sent: &[Instant], state: ActivityState) -> BulkReport {
    let mut part = PartReport::new(1, 1..2, Some("import-1.csv".to_owned()));
    for sent in sent {
        part.attempts.begin(*sent);
    }
    part.attempts.begin(Instant::now());
    part.accept(activity(state.clone()));
    part.update(activity(state));
    let mut report = BulkReport::new("import");
    report.parts.push(part);
    report
}

#[test]
fn waits_stay_within_their_bounds() {
    let mut wait = POLL_BACKOFF.first;
    for _ in 0..20 {
        wait = adapt(wait, false);
    }
    assert_eq!(wait, POLL_BACKOFF.longest);
    for _ in 0..20 {
        wait = adapt(wait, true);
    }
    assert_eq!(wait, POLL_BACKOFF.first);
}

#[test]
fn the_list_is_read_once_when_nothing_else_is_left_and_a_part_was_sent_again() {
    let now = Instant::now();
    let sent = [now, now + Duration::from_secs(90)];
    let due = now + Duration::from_secs(390);
    let open = report(&sent, ActivityState::Processing);
    assert_eq!(next(&open, &OPTIONS, None), Step::Poll);
    let ended = report(&sent, ActivityState::Failed);
    assert_eq!(next(&ended, &OPTIONS, None), Step::ReadList(Some(due)));
    let early = Some(due - Duration::from_secs(1));
    assert_eq!(next(&ended, &OPTIONS, early), Step::ReadList(Some(due)));
    assert_eq!(next(&ended, &OPTIONS, Some(due)), Step::Done);
    let once = report(&[], ActivityState::Completed);
    assert_eq!(next(&once, &OPTIONS, None), Step::Done);
}

#[test]
fn jobs_that_no_name_tells_apart_are_not_searched_for() {
    let mut unnamed = report(&[Instant::now()], ActivityState::Completed);
    unnamed.parts[0].file_name = None;
    assert_eq!(next(&unnamed, &OPTIONS, None), Step::Done);
    assert!(unnamed.parts[0].may_be_duplicated() && !unnamed.is_clean());
    let mut renamed = report(&[Instant::now()], ActivityState::Completed);
    renamed.parts[0].listed_names = ListedNames::Changed;
    assert_eq!(next(&renamed, &OPTIONS, None), Step::Done);
    assert!(renamed.parts[0].may_be_duplicated() && !renamed.is_clean());
}

#[test]
fn jobs_of_another_import_with_the_same_id_are_searched_for_after_the_wait() {
    let options = FollowOptions {
        find_duplicates_after: Some(Duration::from_secs(90)),
        ..OPTIONS
    };
    let report = report(&[], ActivityState::Completed);
    let due = report.parts[0].since + Duration::from_secs(90);
    assert_eq!(next(&report, &options, None), Step::ReadList(Some(due)));
    assert_eq!(next(&report, &options, Some(due)), Step::Done);
    let never = FollowOptions {
        find_duplicates_after: Some(Duration::MAX),
        ..OPTIONS
    };
    assert_eq!(next(&report, &never, None), Step::ReadList(None));
}

#[test]
fn further_jobs_of_a_file_are_counted_once_each() {
    let now = Instant::now();
    let mut report = report(&[now, now], ActivityState::Completed);
    let names = parts_by_name(&report);
    let job = |id: &str, name: &str| Activity {
        activity_id: Some(id.to_owned()),
        source_file_name: Some(name.to_owned()),
        ..Activity::default()
    };
    for (id, name) in [
        ("job", "import-1.csv"),
        ("second", "import-1.csv"),
        ("second", "import-1.csv"),
        ("other", "import-12.csv"),
        ("other", "import-1.csv.csv"),
    ] {
        add_listed_job(&mut report, &names, job(id, name));
    }
    let part = &report.parts[0];
    assert_eq!(part.duplicate_activity_ids, ["second"]);
    assert!(part.attempts.are_unresolved(), "the third may turn up yet");
    add_listed_job(&mut report, &names, job("third", "import-1.csv"));
    assert_eq!(next(&report, &OPTIONS, None), Step::Done, "all are known");
}
