//! Servers that list an upload under another spelling of its name, or under another name.

use crate::form::file;
use constant_contact::{BulkReport, Client, CsvSource, PartState, RetryPolicy, Unlimited};
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Spell = fn(&str) -> Option<String>;

/// The server keeps every upload; the answer to one of them is lost.
async fn server(
    lost: usize,
    answered: Spell,
    listed: Spell,
) -> (MockServer, Arc<Mutex<Vec<String>>>) {
    let server = MockServer::start_async().await;
    let uploads = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&uploads);
    server
        .mock_async(|when, then| {
            when.method("POST")
                .path("/v3/activities/contacts_file_import");
            then.respond_with(move |request: &HttpMockRequest| {
                let (name, _) = file(request.body_ref());
                let mut kept = kept.lock().unwrap();
                kept.push(name.clone());
                let id = format!("job-{}", kept.len());
                let body = json!({ "activity_id": id, "source_file_name": answered(&name) });
                let status = if kept.len() == lost { 503 } else { 201 };
                let body = if status == 201 {
                    body.to_string()
                } else {
                    String::new()
                };
                HttpMockResponse::builder()
                    .status(status)
                    .body(body)
                    .build()
            });
        })
        .await;
    let kept = Arc::clone(&uploads);
    server
        .mock_async(|when, then| {
            when.method("GET").path("/v3/activities");
            then.respond_with(move |_| {
                let jobs: Vec<Value> = (1..)
                    .zip(kept.lock().unwrap().iter())
                    .map(|(id, name)| {
                        json!({
                            "activity_id": format!("job-{id}"),
                            "source_file_name": listed(name),
                            "state": "completed",
                        })
                    })
                    .collect();
                let body = json!({ "activities": jobs });
                HttpMockResponse::builder()
                    .status(200)
                    .body(body.to_string())
                    .build()
            });
        })
        .await;
    server
        .mock_async(|when, then| {
            when.method("GET").path_prefix("/v3/activities/job-");
            then.status(200)
                .json_body(json!({ "activity_id": "job-1", "state": "completed" }));
        })
        .await;
    (server, uploads)
}

/// Imports three parts. Returns the report, also that of an error, and how often each part was uploaded.
async fn import(lost: usize, answered: Spell, listed: Spell) -> (BulkReport, Vec<usize>) {
    let (server, uploads) = server(lost, answered, listed).await;
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let import = client
        .import_csv(
            CsvSource::bytes("email\na@b.example\nc@d.example\ne@f.example\n"),
            ["list-1"],
        )
        .part_lines(2)
        .import_id("spring")
        .resend_after(Duration::from_millis(4))
        .listing_timeout(Duration::from_millis(20));
    let report = match import.send().await {
        Ok(job) => job
            .interval(Duration::from_millis(1))
            .finish()
            .await
            .unwrap(),
        Err(error) => error.report().unwrap().clone(),
    };
    let uploads = uploads.lock().unwrap();
    let count = |part: u32| {
        let name = format!("spring-{part}.csv");
        uploads.iter().filter(|upload| **upload == name).count()
    };
    (report, (1..=3).map(count).collect())
}

fn as_sent(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[tokio::test]
async fn an_upload_is_found_under_every_spelling_of_its_name() {
    let spellings: [Spell; 8] = [
        as_sent,
        |name| Some(name.to_uppercase()),
        |name| Some(format!("/uploads/2026/{name}")),
        |name| Some(format!("C:\\fakepath\\{name}")),
        |name| name.strip_suffix(".csv").map(str::to_owned),
        |name| Some(name.replace('-', "%2D").replace('.', "%2E")),
        |name| Some(name.replace('-', "_")),
        |name| Some(format!(" \"{name}\" ")),
    ];
    for (at, spell) in spellings.into_iter().enumerate() {
        for lost in 1..=3 {
            for answered in [spell, as_sent, |_| None] {
                let (report, uploads) = import(lost, answered, spell).await;
                assert_eq!(uploads, [1, 1, 1], "spelling {at}, part {lost}");
                assert!(report.is_clean(), "spelling {at}, part {lost}: {report}");
            }
        }
    }
}

#[tokio::test]
async fn under_another_name_nothing_counts_as_missing() {
    let names: [Spell; 4] = [
        |_| Some("upload.csv".to_owned()),
        |name| Some(format!("1700000000_{name}")),
        |name| name.get(..6).map(str::to_owned),
        |_| None,
    ];
    for (at, name) in names.into_iter().enumerate() {
        for lost in 1..=3 {
            for answered in [name, as_sent, |_| None] {
                let (report, uploads) = import(lost, answered, name).await;
                let part = &report.parts[lost - 1];
                assert!(!report.is_clean(), "name {at}, part {lost}: {report}");
                // Before a part was accepted, the names are not known to change. After that, nothing is sent twice.
                if lost > 1 {
                    assert_eq!(uploads[lost - 1], 1, "name {at}, part {lost}");
                    assert_eq!(part.state, PartState::Unknown);
                } else {
                    assert!(part.state == PartState::Unknown || part.may_be_duplicated());
                }
            }
        }
    }
}
