//! Imports from memory and batches of ids: what is sent, and what the report says about jobs that end in
//! every way.

use constant_contact::types::JsonImportContact;
use constant_contact::{BulkItems, Client, CsvSource, ErrorKind, PartState, Unlimited};
use futures_util::stream;
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub fn client(server: &MockServer) -> Client {
    Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .build()
        .unwrap()
}

type Bodies = Arc<Mutex<Vec<Value>>>;

/// Accepts all requests to a path as `job-1`, `job-2` and so on, and keeps their bodies.
async fn accept(server: &MockServer, path: &str) -> Bodies {
    let bodies = Bodies::default();
    let kept = Arc::clone(&bodies);
    let path = format!("/v3/activities/{path}");
    server
        .mock_async(|when, then| {
            when.method("POST").path(path);
            then.respond_with(move |request: &HttpMockRequest| {
                let mut bodies = kept.lock().unwrap();
                bodies.push(serde_json::from_slice(request.body_ref()).unwrap());
                let body = format!(r#"{{"activity_id":"job-{}"}}"#, bodies.len());
                HttpMockResponse::builder().status(201).body(body).build()
            });
        })
        .await;
    bodies
}

/// Serves the list of jobs.
async fn list(server: &MockServer, jobs: Value) {
    server
        .mock_async(|when, then| {
            when.method("GET").path("/v3/activities");
            then.status(200).json_body(json!({ "activities": jobs }));
        })
        .await;
}

pub fn job(number: usize, state: &str, status: Value) -> Value {
    json!({ "activity_id": format!("job-{number}"), "state": state, "status": status })
}

pub fn ids(count: usize) -> Vec<String> {
    (1..=count).map(|id| format!("id-{id}")).collect()
}

#[tokio::test]
async fn ids_are_sent_in_order_with_five_hundred_per_request() {
    let server = MockServer::start_async().await;
    let bodies = accept(&server, "add_list_memberships").await;
    let client = client(&server);
    let contacts = stream::iter(ids(1_201).into_iter().map(Ok::<_, Infallible>));
    let sent = client
        .add_contacts_to_lists(BulkItems::stream(contacts), ["list-1", "list-2"])
        .send()
        .await
        .unwrap();
    let rows: Vec<_> = sent
        .report()
        .parts
        .iter()
        .map(|part| part.rows.clone())
        .collect();
    assert_eq!(rows, [1..501, 501..1_001, 1_001..1_202]);
    let mut joined = Vec::new();
    for body in bodies.lock().unwrap().iter() {
        assert_eq!(body["list_ids"], json!(["list-1", "list-2"]));
        let ids = body["source"]["contact_ids"].as_array().unwrap();
        joined.extend(ids.iter().map(|id| id.as_str().unwrap().to_owned()));
    }
    assert_eq!(joined, ids(1_201));
}

#[tokio::test]
async fn calls_can_be_awaited_and_spawned_without_the_client() {
    let server = MockServer::start_async().await;
    for path in [
        "contact_delete",
        "contacts_json_import",
        "contacts_file_import",
    ] {
        server
            .mock_async(|when, then| {
                when.path(format!("/v3/activities/{path}"));
                then.status(201).body(r#"{"activity_id":"job"}"#);
            })
            .await;
    }
    let client = client(&server);
    let batch = tokio::spawn(client.delete_contacts(["id"]).into_future());
    let contacts = [JsonImportContact::new().email("ann@example.com")];
    let contacts = tokio::spawn(client.import_contacts(contacts, ["list"]).into_future());
    let csv = CsvSource::bytes("email\nann@example.com\n");
    let csv = tokio::spawn(client.import_csv(csv, ["list"]).send());
    drop(client);
    for sent in [batch, contacts, csv] {
        assert_eq!(sent.await.unwrap().unwrap().report().rows_sent(), 1);
    }
}

#[tokio::test]
async fn every_operation_uses_its_limit_and_its_path() {
    let server = MockServer::start_async().await;
    let client = client(&server);
    let one = || ids(501);
    for (batch, path, list, requests) in [
        (
            client.delete_contacts(one()),
            "contact_delete",
            "/contact_ids",
            2,
        ),
        (
            client.remove_contacts_from_lists(one(), ["x"]),
            "remove_list_memberships",
            "/source/contact_ids",
            2,
        ),
        (
            client.tag_contacts(one(), ["x"]),
            "contacts_taggings_add",
            "/source/contact_ids",
            2,
        ),
        (
            client.untag_contacts(one(), ["x"]),
            "contacts_taggings_remove",
            "/source/contact_ids",
            2,
        ),
        (client.delete_lists(one()), "list_delete", "/list_ids", 6),
        (
            client.delete_tags(one()),
            "contacts_tags_delete",
            "/tag_ids",
            2,
        ),
        (
            client.delete_custom_fields(one()),
            "custom_fields_delete",
            "/custom_field_ids",
            6,
        ),
    ] {
        let bodies = accept(&server, path).await;
        let sent = batch.send().await.unwrap();
        assert_eq!(sent.report().parts.len(), requests, "{path}");
        let bodies = bodies.lock().unwrap();
        assert_eq!(bodies.len(), requests, "{path}");
        let count = |body: &Value| body.pointer(list).unwrap().as_array().unwrap().len();
        assert_eq!(bodies.iter().map(count).sum::<usize>(), 501, "{path}");
    }
    server.reset_async().await;
    let bodies = accept(&server, "contact_delete").await;
    let sent = client.delete_contacts_in_lists(ids(51)).send().await;
    assert_eq!(sent.unwrap().report().rows_sent(), 51);
    assert_eq!(bodies.lock().unwrap().len(), 2);
    assert_eq!(bodies.lock().unwrap()[1], json!({ "list_ids": ["id-51"] }));
}

#[tokio::test]
async fn contacts_are_split_by_number_and_by_bytes() {
    let server = MockServer::start_async().await;
    let bodies = accept(&server, "contacts_json_import").await;
    let client = client(&server);
    let contact = |number: usize, city: &str| {
        JsonImportContact::new()
            .email(format!("p{number}@example.com"))
            .city(city)
    };
    let long = "x".repeat(400);
    let contacts: Vec<_> = (0..50_000)
        .map(|number| contact(number, if number < 40_000 { "" } else { &long }))
        .collect();
    let sent = client
        .import_contacts(contacts, ["list-1"])
        .send()
        .await
        .unwrap();
    let counts: Vec<_> = sent
        .report()
        .parts
        .iter()
        .map(|part| part.row_count())
        .collect();
    assert_eq!(counts[0], 39_999);
    assert_eq!(counts.iter().sum::<u64>(), 50_000);
    let bodies = bodies.lock().unwrap();
    for (body, count) in bodies.iter().zip(&counts) {
        assert!(body.to_string().len() <= 4_000_000);
        assert_eq!(body["list_ids"], json!(["list-1"]));
        assert_eq!(body["import_data"].as_array().unwrap().len() as u64, *count);
    }
    assert_eq!(bodies.len(), counts.len());
    assert_eq!(counts.len(), 3);
}

#[tokio::test]
async fn a_dropped_row_is_missing_although_the_server_counts_the_header() {
    for (items, contacts, missing) in [(4, 3, 0), (4, 2, 0), (3, 2, 1), (3, 3, 0)] {
        let server = MockServer::start_async().await;
        server
            .mock_async(|when, then| {
                when.method("POST")
                    .path("/v3/activities/contacts_file_import");
                then.status(201)
                    .json_body(json!({ "activity_id": "job-1" }));
            })
            .await;
        let counts = json!({ "items_total_count": items, "person_count": contacts });
        server
            .mock_async(|when, then| {
                when.method("GET").path("/v3/activities/job-1");
                then.status(200).json_body(job(1, "completed", counts));
            })
            .await;
        let csv = "email\na@example.com\nb@example.com\nc@example.com\n";
        let client = client(&server);
        let import = client.import_csv(CsvSource::bytes(csv), ["list-1"]);
        let report = import.send().await.unwrap().finish().await.unwrap();
        let found = (report.missing(), report.is_clean());
        assert_eq!(found, (missing, missing == 0), "{items} {contacts}");
    }
}

#[tokio::test]
async fn no_failure_looks_like_success() {
    let server = MockServer::start_async().await;
    accept(&server, "contact_delete").await;
    let good = json!({ "items_total_count": 500 });
    list(
        &server,
        json!([
            job(1, "completed", good.clone()),
            job(2, "failed", good.clone()),
            job(3, "cancelled", good.clone()),
            job(4, "timed_out", good.clone()),
            job(5, "time_out", good.clone()),
            job(6, "completed", json!({ "items_total_count": 500, "error_count": 2 })),
            job(7, "completed", json!({ "items_total_count": 499 })),
            job(8, "completed", json!({ "cannot_add_to_list_count": 3 })),
            job(9, "completed", json!({ "correctable_count": 4 })),
            json!({ "activity_id": "job-10", "state": "completed", "activity_errors": ["one failed"] }),
        ]),
    )
    .await;
    let client = client(&server);
    let job = client.delete_contacts(ids(5_000)).send().await.unwrap();
    let report = job
        .interval(Duration::from_millis(1))
        .finish()
        .await
        .unwrap();
    let states: Vec<_> = report.parts.iter().map(|part| part.state).collect();
    use PartState::*;
    let bad = CompletedWithErrors;
    let expected = [
        Completed, Failed, Cancelled, TimedOut, TimedOut, bad, bad, bad, bad, bad,
    ];
    assert_eq!(states, expected);
    let clean: Vec<_> = report.parts.iter().map(|part| part.is_clean()).collect();
    assert_eq!(clean.iter().filter(|clean| **clean).count(), 1);
    assert_eq!(
        (
            report.errors(),
            report.missing(),
            report.cannot_add_to_list(),
            report.correctable()
        ),
        (2, 1, 3, 4)
    );
    assert_eq!(report.messages().collect::<Vec<_>>(), ["one failed"]);
    let error = report.clone().into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Activity);
    assert_eq!(error.report(), Some(&report));
    let text = error.to_string();
    for words in [
        "1 of 10 parts failed",
        "2 of 10 parts timed out",
        "2 with errors",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[tokio::test]
async fn a_job_that_does_not_end_is_not_clean_at_the_deadline() {
    let server = MockServer::start_async().await;
    accept(&server, "contact_delete").await;
    server
        .mock_async(|when, then| {
            when.method("GET").path("/v3/activities/job-1");
            then.status(200).json_body(job(1, "processing", json!({})));
        })
        .await;
    // The other interval exceeds the range of the clock.
    for interval in [Duration::from_millis(5), Duration::MAX] {
        let sent = client(&server).delete_contacts(["id"]).send().await;
        let job = sent.unwrap().interval(interval);
        let job = job.timeout(Duration::from_millis(30));
        let report = job.finish().await.unwrap();
        assert_eq!(report.parts[0].state, PartState::Accepted);
        assert!(!report.is_clean());
        assert!(report.into_result().is_err());
    }
}
