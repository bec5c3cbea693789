use super::*;
use crate::id::Id;
use crate::state::contacts::{Contact, Source as ContactSource};
use crate::state::lists::List;
use chrono::TimeZone;
use std::time::Duration;

fn at(seconds: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_700_000_000 + seconds, 0).unwrap()
}

fn new(work: Work) -> NewJob {
    NewJob {
        operation: "list_delete",
        file_name: Some("spring.csv".to_owned()),
        work,
        counts: Counts::new(),
        dropped_rows: 0,
    }
}

#[test]
fn the_state_of_a_job_follows_from_the_time() {
    let never = i64::MAX;
    // How long it takes, how it ends, when it is looked at, and what it shows then.
    for (take, end, seconds, state, percent) in [
        (100, "completed", 0, "initialized", 0),
        (100, "completed", 24, "initialized", 0),
        (100, "completed", 25, "processing", 1),
        (100, "completed", 40, "processing", 20),
        (100, "completed", 99, "processing", 98),
        (100, "completed", 100, "completed", 100),
        (100, "completed", 1_000, "completed", 100),
        (0, "completed", 0, "completed", 100),
        (100, "failed", 99, "processing", 98),
        (100, "failed", 100, "failed", 99),
        (100, "cancelled", 100, "cancelled", 99),
        (100, "timed_out", 100, "timed_out", 99),
        (100, "a new state", 100, "a new state", 99),
        (never, "completed", 0, "initialized", 0),
        (never, "completed", 10_000, "initialized", 0),
    ] {
        let mut activities = Activities::default();
        activities.next.end = end.to_owned();
        activities.next.take = match take {
            i64::MAX => Duration::MAX,
            take => Duration::from_secs(take.unsigned_abs()),
        };
        let job = activities.add(&mut Ids::default(), new(Work::Nothing), at(0));
        let now = at(seconds);
        let seen = (job.state(now), job.percent(now));
        assert_eq!(seen, (state, percent), "{take} {end} {seconds}");
    }
}

#[test]
fn a_job_is_listed_late_and_known_by_its_id_at_once_unless_it_is_hidden() {
    for (hides, is_known) in [(false, true), (true, false)] {
        let mut activities = Activities::default();
        activities.next.list_after = vec![Duration::from_secs(40), Duration::ZERO];
        activities.next.hides_unlisted = hides;
        let mut ids = Ids::default();
        let first = activities
            .add(&mut ids, new(Work::Nothing), at(0))
            .id
            .clone();
        let second = activities
            .add(&mut ids, new(Work::Nothing), at(0))
            .id
            .clone();
        let third = activities
            .add(&mut ids, new(Work::Nothing), at(0))
            .id
            .clone();
        let listed = |now| -> Vec<_> { activities.listed(now).map(|job| job.id.clone()).collect() };
        assert_eq!(listed(at(39)), std::slice::from_ref(&second));
        // The newest is first.
        assert_eq!(listed(at(40)), [third, second, first.clone()]);
        assert_eq!(activities.job(&first, at(39)).is_some(), is_known);
        assert!(activities.job(&first, at(40)).is_some());
    }
}

#[test]
fn the_queue_is_full_of_jobs_that_have_not_ended() {
    let mut activities = Activities::default();
    activities.next.queue = 2;
    activities.next.take = Duration::from_secs(10);
    let mut ids = Ids::default();
    activities.add(&mut ids, new(Work::Nothing), at(0));
    assert!(!activities.is_full(at(5)));
    activities.add(&mut ids, new(Work::Nothing), at(5));
    assert!(activities.is_full(at(9)));
    assert!(!activities.is_full(at(10)));
}

#[test]
fn a_job_can_be_read_for_ten_days() {
    let mut account = Account::default();
    let mut ids = Ids::default();
    let id = account
        .activities
        .add(&mut ids, new(Work::Nothing), at(0))
        .id
        .clone();
    let days = 24 * 60 * 60 * 10;
    for (seconds, is_known) in [(days - 1, true), (days, false)] {
        account.settle(&mut ids, at(seconds));
        assert_eq!(account.activities.job(&id, at(seconds)).is_some(), is_known);
    }
}

/// An account with one list.
fn account(ids: &mut Ids) -> (Account, Id) {
    let mut account = Account::default();
    let list = ids.id();
    account.lists.insert(list, List::new("Spring", at(0)));
    (account, list)
}

#[test]
fn a_job_has_its_effect_when_it_completes_and_never_otherwise() {
    for (end, seconds, is_deleted) in [
        ("completed", 9, false),
        ("completed", 10, true),
        ("failed", 10, false),
        ("cancelled", 1_000, false),
        ("timed_out", 1_000, false),
    ] {
        let mut ids = Ids::default();
        let (mut account, list) = account(&mut ids);
        account.activities.next.take = Duration::from_secs(10);
        account.activities.next.end = end.to_owned();
        let work = Work::DeleteLists(vec![list.to_string()]);
        account.activities.add(&mut ids, new(work), at(0));
        account.settle(&mut ids, at(seconds));
        assert_eq!(!account.has_list(list), is_deleted, "{end} {seconds}");
        let expected = is_deleted.then(|| at(10));
        assert_eq!(
            account.lists[&list].deleted_at, expected,
            "the time of its end"
        );
    }
}

#[test]
fn jobs_have_their_effects_in_the_order_of_their_ends() {
    let mut ids = Ids::default();
    let (mut account, list) = account(&mut ids);
    let id = ids.id();
    account
        .contacts
        .add(Contact::new(id, ContactSource::Account, at(0)));
    let source = || Source::from(Selection::Ids(vec![id.to_string()]));
    let work = Work::AddToLists {
        source: source(),
        lists: vec![list],
    };
    account.activities.next.take = Duration::from_secs(20);
    account.activities.add(&mut ids, new(work), at(0));
    // It is begun later and ends earlier.
    let work = Work::RemoveFromLists {
        source: source(),
        lists: vec![list],
    };
    account.activities.next.take = Duration::from_secs(5);
    account.activities.add(&mut ids, new(work), at(1));
    account.settle(&mut ids, at(100));
    assert_eq!(account.contacts.get(id).unwrap().lists, [list]);
}

#[test]
fn an_address_is_counted_in_whatever_case_it_is_written() {
    let mut activities = Activities::default();
    activities.count_accepted("ada@example.com");
    activities.count_accepted("Ada@Example.com");
    assert_eq!(activities.times_accepted("ADA@example.com"), 2);
    assert_eq!(activities.times_accepted("grace@example.com"), 0);
    activities.clear();
    assert_eq!(activities.times_accepted("ada@example.com"), 0);
}

#[test]
fn rows_have_their_fields_by_column_without_the_blank_ones() {
    let mut rows = Rows::new(vec!["email".to_owned(), "city".to_owned()]);
    rows.push(["ada@example.com", "London"]);
    rows.push([" ", ""]);
    let place = rows.column("state");
    rows.push(["grace@example.com", "", "NY"]);
    rows.push([]);
    assert_eq!((place, rows.column("city")), (2, 1));
    let read: Vec<Vec<_>> = rows.iter().map(|row| row.fields().collect()).collect();
    let expected = [
        vec![("email", "ada@example.com"), ("city", "London")],
        vec![],
        vec![("email", "grace@example.com"), ("state", "NY")],
        vec![],
    ];
    assert_eq!(read, expected);
    assert_eq!(rows.iter().nth(2).unwrap().get("city"), None);
}
