//! A long list from a server that fails in every way: each row arrives exactly once.

use crate::calls::plain;
use crate::server::{Act, Request, Server, json, refuse, reply};
use futures_util::TryStreamExt;
use serde_json::json as document;

const PAGES: usize = 40;
const ROWS: usize = 25;

/// The page that a request asks for; the last one has no links at all.
fn page(request: &Request) -> String {
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

/// Every other request fails, each time in another way.
fn fault(request: &Request, turn: usize) -> Act {
    let good = page(request);
    match turn % 10 {
        1 => Act::Drop,
        3 => Act::Truncate(reply(200, "application/json", good)),
        5 => refuse(429, "throttled"),
        7 => refuse(503, "busy"),
        9 => refuse(500, "internal"),
        _ => json(200, &good),
    }
}

#[tokio::test]
async fn every_row_of_a_failing_server_arrives_exactly_once() {
    let server = Server::with(fault).await;
    let client = plain(server.url("/v3"));
    let contacts = client.get_all_contacts().limit(25).stream();
    let ids: Vec<String> = contacts
        .map_ok(|contact| contact.contact_id.unwrap())
        .try_collect()
        .await
        .unwrap();
    let expected: Vec<String> = (0..PAGES * ROWS).map(|row| row.to_string()).collect();
    assert_eq!(ids, expected);
    assert!(server.count() > PAGES, "the server did not fail");
}

#[tokio::test]
async fn a_list_that_fails_for_good_is_taken_up_again_where_it_stopped() {
    // Every third request is refused for good.
    let server = Server::with(|request, turn| match turn % 3 {
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
    let expected: Vec<String> = (0..PAGES * ROWS).map(|row| row.to_string()).collect();
    assert_eq!(ids, expected);
    assert!(failures > 5, "{failures} failures");
}
