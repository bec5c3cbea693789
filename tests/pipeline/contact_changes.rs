//! The changes of contacts as a stream: what is requested, what is returned, and where a run continues.

use crate::calls::plain;
use crate::scripted::{Scripted, answering, json, refuse, scripted, settings};
use crate::shortcuts::{once, query};
use constant_contact::chrono::{DateTime, Utc};
use constant_contact::types::ContactInclude;
use constant_contact::{
    Client, ContactChange, ContactChangeStream, ContactCheckpoint, ErrorKind, Result, RetryPolicy,
};
use constant_contact_sandbox::{Contents, ErrorShape, Fault, NewContact, Sandbox, ScriptedAnswer};
use futures_util::TryStreamExt;
use serde_json::json as document;
use std::collections::HashMap;
use std::time::Duration;

/// An account with this many contacts, and a client that sends each request once.
async fn account(contacts: usize) -> (Sandbox, Client) {
    let sandbox = settings().start().await.unwrap();
    for number in 0..contacts {
        sandbox.add_contact(format!("{number}@example.com"));
    }
    let client = sandbox.client().with_retry(RetryPolicy::none());
    (sandbox, client)
}

/// The change as a word, with the address.
fn described(change: &ContactChange) -> String {
    let kind = match change {
        ContactChange::Changed(_) => "changed",
        ContactChange::OptedOut(_) => "opted out",
        ContactChange::Deleted(_) => "deleted",
        _ => "unknown",
    };
    let contact = change.contact();
    let address = contact.email_address.as_ref();
    let address = address.and_then(|address| address.address.as_deref());
    format!("{kind} {}", address.unwrap_or_default())
}

fn id(change: ContactChange) -> String {
    change.into_contact().contact_id.unwrap()
}

/// All changes to the end, and the checkpoint of the next run.
async fn all(mut changes: ContactChangeStream) -> Result<(Vec<ContactChange>, ContactCheckpoint)> {
    let mut found = Vec::new();
    while let Some(change) = changes.try_next().await? {
        found.push(change);
    }
    Ok((found, changes.checkpoint()))
}

/// A checkpoint that was stored and read.
fn stored(changes: &ContactChangeStream) -> ContactCheckpoint {
    let stored = serde_json::to_string(&changes.checkpoint()).unwrap();
    serde_json::from_str(&stored).unwrap()
}

#[tokio::test]
async fn a_first_run_of_an_empty_account_is_one_request() {
    let (sandbox, client) = account(0).await;
    let (found, next) = all(client.contact_changes(None).stream()).await.unwrap();
    assert_eq!((found.len(), sandbox.request_count()), (0, 1));
    sandbox.add_contact("ada@example.com");
    let (found, _) = all(client.contact_changes(next).stream()).await.unwrap();
    assert_eq!((found.len(), sandbox.request_count()), (1, 4));
    sandbox.assert_no_violations();
}

#[tokio::test]
async fn a_first_run_returns_every_contact_and_the_next_run_what_happened_since() {
    let (sandbox, client) = account(1098).await;
    sandbox.add_contact(NewContact::new("out@example.com").unsubscribed());
    sandbox.add_contact(NewContact::new("gone@example.com").deleted());
    sandbox.clock().advance(Duration::from_secs(3 * 86_400));
    let (found, next) = all(client.contact_changes(None).stream()).await.unwrap();
    let mut expected: Vec<_> = (0..1098)
        .map(|number| format!("changed {number}@example.com"))
        .collect();
    expected.extend(["opted out out@example.com", "deleted gone@example.com"].map(Into::into));
    let described: Vec<_> = found.iter().map(described).collect();
    assert!(described == expected, "each contact once");
    assert_eq!(sandbox.request_count(), 3);

    sandbox.clock().advance(Duration::from_secs(3 * 86_400));
    sandbox.forget_requests();
    let ids: HashMap<_, _> = described
        .into_iter()
        .zip(found.into_iter().map(id))
        .collect();
    let id = |name: &str| ids[name].clone();
    sandbox.add_contact("new@example.com");
    sandbox.add_contact(NewContact::new("7@example.com").name("Ada", "Lovelace"));
    let unsubscribed = client.unsubscribe_contact(id("changed 900@example.com"));
    unsubscribed.await.unwrap();
    let deleted = client.delete_contact(id("changed 600@example.com"));
    deleted.await.unwrap();
    sandbox.forget_requests();
    let (found, next) = all(client.contact_changes(next).stream()).await.unwrap();
    let mut described: Vec<_> = found.iter().map(self::described).collect();
    described.sort();
    assert_eq!(
        described,
        [
            "changed 7@example.com",
            "changed new@example.com",
            "deleted 600@example.com",
            "opted out 900@example.com",
        ]
    );
    assert_eq!(sandbox.request_count(), 3);

    sandbox.clock().advance(Duration::from_secs(3 * 86_400));
    let (found, _) = all(client.contact_changes(next).stream()).await.unwrap();
    assert_eq!(found.len(), 0);
    sandbox.assert_no_violations();
}

#[tokio::test]
async fn each_list_is_requested_in_pages_of_500_with_its_filter() {
    let answer = ScriptedAnswer::json(200, r#"{"contacts": []}"#);
    let answer = answer.header("date", "Thu, 01 Oct 2026 09:00:00 GMT");
    let server = scripted([answer.into()]).await;
    let client = once(&server);
    let include = [ContactInclude::ListMemberships, ContactInclude::Taggings];
    let since: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().unwrap();
    let changes = client.contact_changes(ContactCheckpoint::since(since));
    let (_, next) = all(changes.include(include).stream()).await.unwrap();
    let queries: Vec<_> = server.received().iter().map(query).collect();
    let expected = [
        document!({"limit": "500", "include": "list_memberships,taggings", "status": "all",
            "updated_after": "2026-09-01T00:00:00.000Z"}),
        document!({"limit": "500", "include": "list_memberships,taggings", "status": "all",
            "optout_after": "2026-09-01T00:00:00.000Z"}),
        document!({"limit": "500", "include": "list_memberships,taggings", "status": "deleted"}),
    ];
    assert_eq!(document!(queries), document!(expected));

    // The next run reaches back before the first answer of this one, whatever this machine's clock says.
    server.forget_requests();
    let changes = client.contact_changes(next);
    all(changes.deletions(false).stream()).await.unwrap();
    let queries: Vec<_> = server.received().iter().map(query).collect();
    assert_eq!(queries.len(), 2);
    for (query, filter) in queries.iter().zip(["updated_after", "optout_after"]) {
        let after: DateTime<Utc> = query[filter].parse().unwrap();
        let latest: DateTime<Utc> = "2026-10-01T08:55:00Z".parse().unwrap();
        let earliest: DateTime<Utc> = "2026-10-01T08:00:00Z".parse().unwrap();
        assert!(after <= latest && after > earliest, "{after}");
        assert!(!query.contains_key("include"));
    }
}

#[tokio::test]
async fn the_overlap_can_be_set() {
    let answer = ScriptedAnswer::json(200, r#"{"contacts": []}"#);
    let answer = answer.header("date", "Thu, 01 Oct 2026 09:00:00 GMT");
    let server = scripted([answer.into()]).await;
    let client = once(&server);
    let day = Duration::from_secs(86_400);
    let changes = client.contact_changes(None).overlap(day);
    let (_, next) = all(changes.stream()).await.unwrap();
    server.forget_requests();
    all(client.contact_changes(next).stream()).await.unwrap();
    let after = query(&server.received()[0])["updated_after"].clone();
    assert!(after.starts_with("2026-09-30T08:"), "{after}");
}

/// Pages of two contacts, of a list of five.
fn small_page(request: &Contents, _: u64) -> Fault {
    let page = request.target.split_once("cursor=");
    let page: usize = page.map_or(0, |(_, page)| page.parse().unwrap());
    let ids = page * 2..5.min(page * 2 + 2);
    let rows: Vec<_> = ids
        .map(|id| document!({"contact_id": id.to_string()}))
        .collect();
    let next = format!("/v3/contacts?cursor={}", page + 1);
    let answer = match page {
        2 => document!({"contacts": rows}),
        _ => document!({"contacts": rows, "_links": {"next": {"href": next}}}),
    };
    json(200, &answer.to_string())
}

#[tokio::test]
async fn a_run_that_stops_after_each_contact_returns_each_once() {
    let server = answering(small_page).await;
    let client = plain(server.url("/v3"));
    let mut checkpoint = ContactCheckpoint::start();
    let mut found = Vec::new();
    loop {
        let mut changes = client.contact_changes(checkpoint.clone()).stream();
        assert_eq!(changes.checkpoint(), checkpoint);
        let Some(change) = changes.try_next().await.unwrap() else {
            break;
        };
        found.push(id(change));
        checkpoint = stored(&changes);
        if found.len() == 5 {
            break;
        }
    }
    assert_eq!(found, ["0", "1", "2", "3", "4"]);
    // The last contact of the last page ends the run.
    let expected = serde_json::to_value(&checkpoint).unwrap();
    assert!(expected["contact_checkpoint_1"]["run"].is_null());
}

#[tokio::test]
async fn an_error_ends_the_stream_and_its_checkpoint_resumes_it() {
    let (sandbox, client) = account(1100).await;
    let fault = Fault::Status(500, ErrorShape::Object);
    sandbox.fail(fault).on("GET /contacts").after(1).times(1);
    let mut changes = client.contact_changes(None).stream();
    let mut found = Vec::new();
    let error = loop {
        match changes.try_next().await {
            Ok(change) => found.push(id(change.expect("an error comes first"))),
            Err(error) => break error,
        }
    };
    assert_eq!((found.len(), error.kind()), (500, ErrorKind::Server));
    assert!(changes.try_next().await.unwrap().is_none());
    let resumed = client.contact_changes(stored(&changes)).stream();
    let (rest, _) = all(resumed).await.unwrap();
    found.extend(rest.into_iter().map(id));
    let distinct: std::collections::BTreeSet<_> = found.iter().collect();
    assert_eq!((found.len(), distinct.len()), (1100, 1100));
}

#[tokio::test]
async fn a_stored_link_that_is_refused_restarts_its_list() {
    let server = answering(small_page).await;
    let mut changes = plain(server.url("/v3")).contact_changes(None).stream();
    for expected in ["0", "1", "2"] {
        assert_eq!(id(changes.try_next().await.unwrap().unwrap()), expected);
    }
    for status in [400, 404, 410] {
        let server = answering(move |request, number| match number {
            0 => refuse(status, "expired"),
            _ => small_page(request, number),
        })
        .await;
        let resumed = once(&server).contact_changes(stored(&changes));
        let (found, _) = all(resumed.stream()).await.unwrap();
        // Those of the first page are returned again, and that of the unfinished page is not.
        let found: Vec<_> = found.into_iter().map(id).collect();
        assert_eq!(found, ["0", "1", "3", "4"]);
        let requests = server.received();
        let cursors: Vec<_> = requests.iter().map(query).collect();
        let cursors = cursors
            .iter()
            .map(|query| query.get("cursor").map(|one| &**one));
        let expected = [Some("1"), None, Some("1"), Some("2")];
        assert_eq!(cursors.collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn a_refusal_of_a_list_that_was_not_resumed_is_an_error() {
    let server = scripted([refuse(400, "no")]).await;
    let client = once(&server);
    let mut changes = client.contact_changes(None).stream();
    let error = changes.try_next().await.unwrap_err();
    assert_eq!(error.operation(), Some("get_all_contacts"));
    assert_eq!(server.request_count(), 1);
    assert_eq!(changes.checkpoint(), ContactCheckpoint::start());
}

#[tokio::test]
async fn a_run_takes_no_useless_answer_for_the_end_of_a_list() {
    for answer in ["", "{}", "[]", r#"{"error_key": "x"}"#] {
        let server = scripted([json(200, answer)]).await;
        let mut changes = once(&server).contact_changes(None).stream();
        let error = changes.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{answer}");
        assert_eq!(changes.checkpoint(), ContactCheckpoint::start());
    }
}

#[tokio::test]
async fn a_stream_can_be_moved_into_a_task_and_shows_no_person() {
    fn moves<T: Send + Unpin + 'static>(_: &T) {}
    let (_sandbox, client) = account(1).await;
    let builder = client.contact_changes(None);
    moves(&builder);
    let mut changes = builder.clone().stream();
    moves(&changes);
    let (change, changes) = tokio::spawn(async move { (changes.try_next().await, changes) })
        .await
        .unwrap();
    let printed = format!("{builder:?} {changes:?} {change:?}");
    assert!(!printed.contains("example.com"), "{printed}");
}
