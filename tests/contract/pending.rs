//! Answers that the server is still preparing (202): a list is requested again, and a page with content is
//! returned.

#![cfg(feature = "contacts")]

use crate::paging::{answer, client, count};
use httpmock::MockServer;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[tokio::test]
async fn a_segment_that_is_not_ready_is_requested_again() {
    let server = MockServer::start_async().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let pending = server
        .mock_async(move |when, then| {
            when.is_true(move |_| counted.fetch_add(1, Ordering::SeqCst) == 0);
            then.status(202)
                .body(json!({"status": "processing"}).to_string());
        })
        .await;
    answer(&server, |_| true, &json!({"contacts": [{}]})).await;
    let rows = client(&server).get_all_contacts().segment_id(14).stream();
    assert_eq!(count(rows).await.unwrap(), 1);
    assert_eq!(pending.calls(), 1);
}

#[tokio::test]
async fn a_page_that_is_accepted_without_content_is_requested_again() {
    let server = MockServer::start_async().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    server
        .mock_async(move |when, then| {
            when.is_true(move |_| counted.fetch_add(1, Ordering::SeqCst) == 0);
            then.status(202);
        })
        .await;
    answer(&server, |_| true, &json!({"contacts": [{}]})).await;
    let client = client(&server);
    let page = client.get_all_contacts().segment_id(14).send();
    assert_eq!(page.await.unwrap().contacts.len(), 1);
}

#[tokio::test]
async fn the_answer_for_a_segment_that_is_not_ready_is_returned() {
    let server = MockServer::start_async().await;
    let pending = server
        .mock_async(|_, then| {
            then.status(202).body(r#"{"status":"processing"}"#);
        })
        .await;
    let client = client(&server);
    let page = client.get_all_contacts().segment_id(14).send();
    let page = page.await.unwrap();
    assert_eq!(
        (page.status().as_u16(), &*page.status.clone().unwrap()),
        (202, "processing")
    );
    assert_eq!(pending.calls(), 1);
}
