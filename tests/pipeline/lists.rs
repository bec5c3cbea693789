//! A long list from a server that fails in every possible manner: each row arrives exactly once.

use crate::authority::Authority;
use crate::calls::{builder, plain};
use crate::scripted::{Scripted, answering, json, refuse, reply, scripted};
use constant_contact::{Client, Unlimited};
use constant_contact_sandbox::{Contents, Fault};
use futures_util::TryStreamExt;
use serde_json::json as document;

const PAGES: usize = 40;
const ROWS: usize = 25;

/// The page that a request asks for; the last one has no links at all.
fn page(request: &Contents) -> String {
    let cursor = request
        .target
        .split_once("cursor=")
        .map(|(_, cursor)| cursor.parse().unwrap());
    let page: usize = cursor.unwrap_or(0);
    let rows: Vec<_> = (page * ROWS..(page + 1) * ROWS)
        .map(|row| document!({"contact_id": row.to_string()}))
        .collect();
    if page + 1 == PAGES {
        return document!({"contacts": rows}).to_string();
    }
    let next = format!("/v3/contacts?cursor={}", page + 1);
    document!({"contacts": rows, "_links": {"next": {"href": next}}}).to_string()
}

/// Every second request fails, each time in a different way.
fn fault(request: &Contents, turn: u64) -> Fault {
    let good = page(request);
    match turn % 10 {
        1 => Fault::LostAnswer,
        3 => Fault::Answer(reply(200, "application/json", good).truncated()),
        5 => refuse(429, "throttled"),
        7 => refuse(503, "busy"),
        9 => refuse(500, "internal"),
        _ => json(200, &good),
    }
}

/// Reads the list to its end.
async fn all(client: &Client) -> Vec<String> {
    let contacts = client.get_all_contacts().limit(25).stream();
    let ids = contacts.map_ok(|contact| contact.contact_id.unwrap());
    ids.try_collect().await.unwrap()
}

fn expected() -> Vec<String> {
    (0..PAGES * ROWS).map(|row| row.to_string()).collect()
}

#[tokio::test]
async fn every_row_of_a_failing_server_arrives_exactly_once() {
    let server = answering(fault).await;
    assert_eq!(all(&plain(server.url("/v3"))).await, expected());
    assert!(
        server.request_count() > PAGES as u64,
        "the server did not fail"
    );
}

/// Reads the list from a server whose access tokens are good for so many calls each.
async fn all_with_short_tokens(life: u64, serve: fn(&Contents, u64) -> Fault) {
    let authority = Authority::before(serve).await;
    authority.end_access_after(life);
    let client = builder(authority.url("/v3")).session(authority.session().await);
    let client = client.rate_limiter(Unlimited).build().unwrap();
    assert_eq!(all(&client).await, expected(), "{life} calls");
    let accepted = authority.accepted();
    assert!(accepted >= PAGES as u64);
    let (renewals, refused) = ((accepted - 1) / life, authority.calls() - accepted);
    assert!(renewals > 0, "no token ended");
    assert_eq!(authority.refreshes(), renewals, "one renewal for each end");
    assert_eq!(refused, renewals, "one refused call for each end");
    assert_eq!(authority.reuses(), 0);
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_list_costs_one_renewal_and_no_row() {
    for life in [1, 2, 7, 39] {
        all_with_short_tokens(life, |request, _| json(200, &page(request))).await;
    }
    // Short of three, one call could lose two tokens, which it does not survive.
    for life in [3, 7, 39] {
        all_with_short_tokens(life, fault).await;
    }
}

#[tokio::test]
async fn a_list_that_fails_for_good_is_taken_up_again_where_it_stopped() {
    // Every third request is refused for good.
    let server = answering(|request, turn| match turn % 3 {
        2 => refuse(400, "no"),
        _ => json(200, &page(request)),
    })
    .await;
    let client = plain(server.url("/v3"));
    let (mut ids, mut from, mut failures) = (Vec::new(), None, 0);
    loop {
        let builder = client.get_all_contacts();
        let mut contacts = match from.take() {
            None => builder.stream(),
            Some(continuation) => builder.stream_from(continuation),
        };
        loop {
            match contacts.try_next().await {
                Ok(Some(contact)) => ids.push(contact.contact_id.unwrap()),
                Ok(None) => break,
                Err(_) => {
                    failures += 1;
                    from = contacts.continuation();
                    break;
                }
            }
        }
        if from.is_none() {
            break;
        }
    }
    assert_eq!(ids, expected());
    assert!(failures > 5, "{failures} failures");
}

#[tokio::test]
async fn a_list_that_changed_before_it_is_resumed_loses_no_row() {
    let now = |ids: &[&str]| {
        let rows: Vec<_> = ids.iter().map(|id| document!({"contact_id": id})).collect();
        json(200, &document!({"contacts": rows}).to_string())
    };
    for (then, rest) in [
        (&["2", "3", "5"][..], &["3", "5"][..]),
        (&["0", "1", "2", "3"], &["0", "3"]),
        (&["1", "2"], &[]),
    ] {
        let server = scripted([now(&["1", "2", "3"])]).await;
        let client = plain(server.url("/v3"));
        let mut contacts = client.get_all_contacts().stream();
        for id in ["1", "2"] {
            let contact = contacts.try_next().await.unwrap().unwrap();
            assert_eq!(contact.contact_id.as_deref(), Some(id));
        }
        let stored = serde_json::to_string(&contacts.continuation().unwrap()).unwrap();
        server.play([now(then)]);
        let resumed = client.get_all_contacts();
        let resumed = resumed.stream_from(serde_json::from_str(&stored).unwrap());
        let ids = resumed.map_ok(|contact| contact.contact_id.unwrap());
        assert_eq!(ids.try_collect::<Vec<_>>().await.unwrap(), rest);
    }
}
