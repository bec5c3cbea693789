//! Parts without a file name, which cannot be searched for after a lost answer, and parts that are sent again.

use crate::jobs::{client, ids, job};
use constant_contact::{CsvSource, PartState};
use httpmock::{HttpMockResponse, MockServer};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[tokio::test]
async fn a_part_without_a_name_is_unknown_after_a_lost_answer_unless_it_may_be_repeated() {
    let server = MockServer::start_async().await;
    let refusal = server
        .mock_async(|when, then| {
            when.method("POST").path("/v3/activities/contact_delete");
            then.status(503);
        })
        .await;
    let client = client(&server);
    let error = client.delete_contacts(ids(501)).send().await.unwrap_err();
    let report = error.report().unwrap();
    assert_eq!(report.parts[0].state, PartState::Unknown);
    assert_eq!(
        (report.rows_unknown(), report.unsent_from),
        (500, Some(501))
    );
    assert_eq!(refusal.calls_async().await, 1);
    let again = client
        .delete_contacts(ids(501))
        .retry_ambiguous(true)
        .send()
        .await;
    assert_eq!(again.unwrap_err().report().unwrap().rows_unknown(), 500);
    assert_eq!(refusal.calls_async().await, 4);
}

/// Answers the requests with these statuses in turn. All jobs have completed.
async fn answers(statuses: &'static [u16]) -> MockServer {
    let server = MockServer::start_async().await;
    let requests = AtomicUsize::new(0);
    server
        .mock_async(|when, then| {
            when.method("POST");
            then.respond_with(move |_| {
                let status = statuses[requests.fetch_add(1, Ordering::SeqCst)];
                let body = match status {
                    201 => r#"{"activity_id":"job-1"}"#,
                    _ => "",
                };
                HttpMockResponse::builder()
                    .status(status)
                    .body(body)
                    .build()
            });
        })
        .await;
    server
        .mock_async(|when, then| {
            when.method("GET").path("/v3/activities/job-1");
            then.status(200).json_body(job(1, "completed", json!({})));
        })
        .await;
    server
}

#[tokio::test]
async fn a_part_without_a_name_that_was_sent_again_is_never_clean() {
    for (statuses, again) in [
        (&[201][..], false),
        (&[503, 201], true),
        (&[503, 504, 201], true),
        // A full queue has accepted nothing.
        (&[429, 201], false),
        (&[503, 429, 201], true),
    ] {
        let server = answers(statuses).await;
        let batch = client(&server).delete_contacts(["id"]);
        let batch = batch.queue_timeout(Duration::from_millis(20));
        let sent = batch.retry_ambiguous(true).send().await.unwrap();
        let report = sent.finish().await.unwrap();
        assert_eq!(report.parts[0].may_be_duplicated(), again, "{statuses:?}");
        assert_eq!(report.is_clean(), !again, "{statuses:?}");
        let text = report.to_string();
        assert_eq!(text.contains("1 perhaps twice"), again, "{text}");
    }
}

#[tokio::test]
async fn a_refusal_does_not_resolve_an_earlier_request() {
    for (statuses, state) in [
        (&[400][..], PartState::NotSent),
        (&[429, 400], PartState::NotSent),
        (&[503, 400], PartState::Unknown),
        (&[503, 503, 403], PartState::Unknown),
    ] {
        let server = answers(statuses).await;
        let batch = client(&server).delete_contacts(["id"]);
        let batch = batch.queue_timeout(Duration::from_millis(20));
        let error = batch.retry_ambiguous(true).send().await.unwrap_err();
        assert_eq!(
            error.report().unwrap().parts[0].state,
            state,
            "{statuses:?}"
        );
    }
}

/// The one case in which a row is accepted twice: the server accepted a part, the answer was lost, and the
/// server took longer to list the job than `resend_after`.
#[tokio::test]
async fn a_part_that_the_server_has_twice_is_reported() {
    let server = MockServer::start_async().await;
    let uploads = AtomicUsize::new(0);
    server
        .mock_async(|when, then| {
            when.method("POST")
                .path("/v3/activities/contacts_file_import");
            then.respond_with(move |_| {
                let (status, body) = match uploads.fetch_add(1, Ordering::SeqCst) {
                    0 => (503, ""),
                    _ => (201, r#"{"activity_id":"job-2"}"#),
                };
                HttpMockResponse::builder()
                    .status(status)
                    .body(body)
                    .build()
            });
        })
        .await;
    let lists = AtomicUsize::new(0);
    server
        .mock_async(|when, then| {
            when.method("GET").path("/v3/activities");
            then.respond_with(move |_| {
                let job = |id| {
                    json!({ "activity_id": id, "source_file_name": "twice-1.csv", "state": "completed" })
                };
                // Once to see that the id is new, and three times to search for the part.
                let jobs = match lists.fetch_add(1, Ordering::SeqCst) {
                    0..4 => json!([]),
                    _ => json!([job("job-2"), job("job-1")]),
                };
                HttpMockResponse::builder()
                    .status(200)
                    .body(json!({ "activities": jobs }).to_string())
                    .build()
            });
        })
        .await;
    let import = client(&server)
        .import_csv(CsvSource::bytes("email\nann@example.com\n"), ["list-1"])
        .import_id("twice")
        .resend_after(Duration::from_millis(3));
    let job = import.send().await.unwrap();
    let report = job
        .interval(Duration::from_millis(1))
        .finish()
        .await
        .unwrap();
    assert_eq!(report.parts[0].duplicate_activity_ids, ["job-1"]);
    assert!(!report.is_clean());
    let text = report.into_result().unwrap_err().to_string();
    assert!(text.contains("1 accepted twice"), "{text}");
}
