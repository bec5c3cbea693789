mod account;
mod property;

use super::*;
use serde_json::{Value, json};

/// A time in seconds.
fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn settings(overlap: i64) -> Settings {
    Settings {
        overlap: Duration::from_secs(overlap.try_into().unwrap()),
        deletions: true,
    }
}

fn contacts(ids: &[&str]) -> Vec<Contact> {
    let contacts = ids.iter().map(|id| json!({ "contact_id": id }));
    contacts.map(contact).collect()
}

fn contact(contact: Value) -> Contact {
    serde_json::from_value(contact).unwrap()
}

fn page(link: &str) -> Option<Continuation> {
    Some(serde_json::from_value(json!({"page": {"link": link}})).unwrap())
}

/// The ids of the contacts that the run returns before it requests another page.
fn rest(run: &mut Run) -> Vec<String> {
    let changes = std::iter::from_fn(|| run.next_change());
    let ids = changes.map(|change| change.into_contact().contact_id.unwrap_or_default());
    ids.collect()
}

/// The list and the page of the next request.
fn position(run: &Run) -> (List, Option<Continuation>) {
    let request = run.request().unwrap();
    (request.list, request.page)
}

/// A run that asks for what happened since the time 10,000.
fn later_run() -> Run {
    Run::new(ContactCheckpoint::since(time(10_000)), settings(60))
}

#[test]
fn a_first_run_reads_one_list_and_the_next_run_reads_three() {
    let mut run = Run::new(ContactCheckpoint::start(), settings(60));
    assert_eq!(run.request().unwrap().since, None);
    run.read(Vec::new(), None, time(20_000));
    assert_eq!(run.request(), None);
    let next = run.checkpoint().clone();
    assert_eq!(next, ContactCheckpoint::since(time(19_940)));

    let mut run = Run::new(next, settings(60));
    for list in [List::Changes, List::OptOuts, List::Deletions] {
        let request = run.request().unwrap();
        assert_eq!((request.list, request.page), (list, None));
        assert_eq!(request.since, Some(time(19_940)));
        run.read(Vec::new(), None, time(30_000));
    }
    assert_eq!(run.request(), None);
    assert_eq!(run.checkpoint().since, Some(time(29_940)));
}

#[test]
fn the_next_run_asks_for_changes_since_the_first_request_of_this_one() {
    let mut run = later_run();
    for (requested, next) in [(20_000, page("2")), (20_100, None), (20_200, None)] {
        run.read(Vec::new(), next, time(requested));
    }
    let stored = run.checkpoint().clone();
    let mut run = Run::new(stored, settings(60));
    run.read(Vec::new(), None, time(90_000));
    assert_eq!(run.checkpoint().since, Some(time(19_940)));
}

#[test]
fn an_overlap_is_at_least_a_second_and_may_be_longer_than_all_time() {
    for (overlap, since) in [
        (Duration::ZERO, Some(time(19_999))),
        (Duration::from_secs(5), Some(time(19_995))),
        (Duration::from_secs(20_000), None),
        (Duration::MAX, None),
    ] {
        assert_eq!(next_since(time(20_000), overlap), since, "{overlap:?}");
    }
}

#[test]
fn a_contact_is_returned_once_by_a_run_whatever_lists_it_is_on() {
    let mut run = later_run();
    run.read(contacts(&["1", "2", "1"]), None, time(20_000));
    assert_eq!(rest(&mut run), ["1", "2"]);
    run.read(contacts(&["2", "3"]), None, time(20_000));
    assert_eq!(rest(&mut run), ["3"]);
    run.read(contacts(&["3", "1"]), None, time(20_000));
    assert_eq!(rest(&mut run), [""; 0]);
    assert_eq!(run.request(), None);
}

#[test]
fn a_contact_without_an_id_is_returned_each_time() {
    let mut run = later_run();
    run.read(vec![contact(json!({})), contact(json!({}))], None, time(1));
    assert_eq!(rest(&mut run).len(), 2);
}

#[test]
fn the_checkpoint_is_at_the_page_until_its_last_contact_is_returned() {
    let mut run = later_run();
    run.read(contacts(&["1"]), page("2"), time(20_000));
    assert_eq!(position(&run), (List::Changes, None));
    assert_eq!(rest(&mut run), ["1"]);
    assert_eq!(position(&run), (List::Changes, page("2")));
    run.read(contacts(&["2", "3"]), None, time(20_000));
    run.next_change().unwrap();

    // After a crash, the page has another contact, and one of an earlier page.
    let mut resumed = Run::new(run.checkpoint().clone(), settings(60));
    assert_eq!(position(&resumed), (List::Changes, page("2")));
    resumed.read(contacts(&["1", "2", "3", "4"]), None, time(20_000));
    assert_eq!(rest(&mut resumed), ["1", "3", "4"]);

    assert_eq!(rest(&mut run), ["3"]);
    assert_eq!(position(&run), (List::OptOuts, None));
    assert!(run.checkpoint().run.as_ref().unwrap().returned.is_empty());
}

#[test]
fn a_page_whose_next_page_cannot_be_requested_is_requested_again_without_its_contacts() {
    let mut run = later_run();
    run.read(Vec::new(), page("2"), time(20_000));
    run.read(contacts(&["1"]), page("2"), time(20_000));
    assert_eq!(rest(&mut run), ["1"]);
    let mut resumed = Run::new(run.checkpoint().clone(), settings(60));
    assert_eq!(position(&resumed), (List::Changes, page("2")));
    resumed.read(contacts(&["1", "2"]), None, time(20_000));
    assert_eq!(rest(&mut resumed), ["2"]);

    // The same at the first page.
    let first = serde_json::from_value(json!({"page": "first"})).unwrap();
    let mut run = later_run();
    run.read(contacts(&["1"]), Some(first), time(20_000));
    assert_eq!(rest(&mut run), ["1"]);
    let mut resumed = Run::new(run.checkpoint().clone(), settings(60));
    assert_eq!(position(&resumed), (List::Changes, None));
    resumed.read(contacts(&["1", "2"]), None, time(20_000));
    assert_eq!(rest(&mut resumed), ["2"]);
}

#[test]
fn only_a_stored_link_that_is_refused_at_once_restarts_its_list() {
    let stored = || {
        let mut run = later_run();
        run.read(Vec::new(), None, time(20_000));
        run.read(Vec::new(), page("2"), time(20_000));
        Run::new(run.checkpoint().clone(), settings(60))
    };
    for status in [400, 404, 410] {
        let status = Some(StatusCode::from_u16(status).unwrap());
        let mut run = stored();
        assert!(run.restart_list(status));
        assert_eq!(position(&run), (List::OptOuts, None));
        assert!(!run.restart_list(status), "the first page was refused too");

        let mut run = stored();
        run.read(Vec::new(), page("3"), time(20_000));
        assert!(!run.restart_list(status), "the link is new");
        assert_eq!(position(&run), (List::OptOuts, page("3")));

        assert!(!later_run().restart_list(status));
    }
    for status in [None, Some(401), Some(403), Some(429), Some(500)] {
        let status = status.map(|status| StatusCode::from_u16(status).unwrap());
        assert!(!stored().restart_list(status), "{status:?}");
    }
}

#[test]
fn old_deletions_are_left_out_and_doubtful_ones_are_returned() {
    let deleted = |id: &str, at: Value| contact(json!({"contact_id": id, "deleted_at": at}));
    let mut run = later_run();
    run.read(Vec::new(), None, time(20_000));
    run.read(Vec::new(), None, time(20_000));
    let rows = vec![
        deleted("old", json!("1969-12-30")),
        deleted("day before", json!("1969-12-31")),
        deleted("same day", json!("1970-01-01")),
        deleted("just before", json!("1970-01-01T02:46:39Z")),
        deleted("just then", json!("1970-01-01T02:46:40Z")),
        deleted("unreadable", json!("long ago")),
        contact(json!({"contact_id": "without a date"})),
    ];
    run.read(rows, None, time(20_000));
    let expected = [
        "day before",
        "same day",
        "just then",
        "unreadable",
        "without a date",
    ];
    assert_eq!(rest(&mut run), expected);
}

/// The ids that a run returns from these contacts, and the checkpoint of the next run.
fn returned(
    checkpoint: ContactCheckpoint,
    started: i64,
    rows: &[Value],
) -> (Vec<String>, ContactCheckpoint) {
    let mut run = Run::new(checkpoint, settings(60));
    let rows = rows.iter().cloned().map(contact).collect();
    run.read(rows, None, time(started));
    let ids = rest(&mut run);
    while run.request().is_some() {
        run.read(Vec::new(), None, time(started));
    }
    (ids, run.checkpoint().clone())
}

#[test]
fn a_contact_that_the_overlap_repeats_is_returned_only_if_it_has_changed() {
    let old = json!({"contact_id": "old", "updated_at": "1970-01-01T05:32:19Z"});
    let changed = json!({"contact_id": "changed", "updated_at": "1970-01-01T05:32:20Z"});
    let opted_out =
        json!({"contact_id": "out", "email_address": {"opt_out_date": "1970-01-01T05:33:00Z"}});
    let deleted = json!({"contact_id": "deleted", "deleted_at": "1970-01-01"});
    let doubtful = json!({"contact_id": "doubtful", "deleted_at": "long ago"});
    let rows = [old, changed, opted_out, deleted, doubtful];
    let start = ContactCheckpoint::since(time(10_000));
    let (ids, next) = returned(start, 20_000, &rows);
    assert_eq!(ids, ["old", "changed", "out", "deleted", "doubtful"]);
    let (ids, next) = returned(next, 20_000, &rows);
    assert_eq!(ids, ["old"], "the next run does not ask for it");

    // They are still known after several runs, and no longer than they are listed.
    let renamed = json!({"contact_id": "out", "first_name": "Ada", "email_address": {"opt_out_date": "1970-01-01T05:33:00Z"}});
    let (ids, next) = returned(next, 90_000, &[rows[1].clone(), renamed, rows[3].clone()]);
    assert_eq!(ids, ["out"]);
    assert_eq!(next.recent.len(), 1);
    let (ids, next) = returned(next, 400_000, &[rows[1].clone(), rows[3].clone()]);
    assert_eq!(ids, ["changed"]);
    assert!(next.recent.is_empty());
}

#[test]
fn a_contact_that_was_passed_over_before_a_crash_is_passed_over_again() {
    let rows = ["1", "2"].map(|id| json!({"contact_id": id, "updated_at": "1970-01-01T05:33:20Z"}));
    let (_, next) = returned(ContactCheckpoint::start(), 20_000, &rows[..1]);
    let read = |run: &mut Run| {
        let rows = rows.iter().cloned().map(contact).chain(contacts(&["3"]));
        run.read(rows.collect(), None, time(20_000));
    };
    let mut run = Run::new(next, settings(60));
    read(&mut run);
    assert_eq!(
        run.next_change().unwrap().contact().contact_id.as_deref(),
        Some("2")
    );
    let mut resumed = Run::new(run.checkpoint().clone(), settings(60));
    read(&mut resumed);
    assert_eq!(rest(&mut resumed), ["3"]);
    assert_eq!(resumed.checkpoint().run.as_ref().unwrap().recent.len(), 2);
}

#[test]
fn a_checkpoint_has_a_limited_number_of_contacts() {
    let rows: Vec<_> = (0..=MAX_RECENT)
        .map(|id| json!({"contact_id": id.to_string(), "updated_at": "1970-01-01T05:33:20Z"}))
        .collect();
    let (_, next) = returned(ContactCheckpoint::start(), 20_000, &rows);
    assert_eq!(next.recent.len(), MAX_RECENT);
    let (ids, _) = returned(next, 20_000, &rows);
    assert_eq!(ids, [MAX_RECENT.to_string()]);
}

#[test]
fn deletions_that_were_left_out_are_returned_by_a_later_run() {
    let without = Settings {
        deletions: false,
        ..settings(60)
    };
    let mut run = Run::new(ContactCheckpoint::since(time(10_000)), without.clone());
    for list in [List::Changes, List::OptOuts] {
        assert_eq!(position(&run), (list, None));
        run.read(Vec::new(), None, time(500_000));
    }
    assert_eq!(run.request(), None);

    let mut run = Run::new(run.checkpoint().clone(), settings(60));
    run.read(Vec::new(), None, time(600_000));
    run.read(Vec::new(), None, time(600_000));
    // A run that has come to the deletions can leave them out too.
    let left_out = Run::new(run.checkpoint().clone(), without);
    assert_eq!(left_out.request(), None);
    assert_eq!(left_out.checkpoint().deletions_since, Some(time(10_000)));

    let deleted = contact(json!({"contact_id": "1", "deleted_at": "1970-01-02"}));
    run.read(vec![deleted], None, time(600_000));
    assert_eq!(rest(&mut run), ["1"]);
    assert_eq!(run.checkpoint().deletions_since, Some(time(599_940)));
}
