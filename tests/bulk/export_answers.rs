//! Successful answers without the file of an export: the page of a gateway, an error, nothing, or "not yet".
//! None of them replaces a file.

use constant_contact::{Client, ErrorKind, ExportContacts, RetryPolicy, Unlimited};
use futures_util::TryStreamExt;
use httpmock::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const CSV: &str = "Email address,First name\nann@example.com,Ann\n";

struct Reply {
    status: u16,
    content_type: &'static str,
    body: &'static str,
}

const fn reply(status: u16, content_type: &'static str, body: &'static str) -> Reply {
    Reply {
        status,
        content_type,
        body,
    }
}

/// Serves a completed export. The requests for its file get the replies in turn, and the last one from then
/// on.
async fn serve(replies: &'static [Reply]) -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.path("/v3/activities/job");
            then.status(200).body(
                r#"{"activity_id":"job","state":"completed",
                    "_links":{"results":{"href":"/v3/contact_exports/file"}}}"#,
            );
        })
        .await;
    let asked = Arc::new(AtomicUsize::new(0));
    server
        .mock_async(|when, then| {
            when.path("/v3/contact_exports/file");
            then.respond_with(move |_: &HttpMockRequest| {
                let number = asked.fetch_add(1, Ordering::SeqCst).min(replies.len() - 1);
                let reply = &replies[number];
                HttpMockResponse::builder()
                    .status(reply.status)
                    .header("content-type", reply.content_type)
                    .body(reply.body)
                    .build()
            });
        })
        .await;
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url("/v3"))
        .rate_limiter(Unlimited)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    (server, client)
}

fn export(client: &Client) -> ExportContacts {
    let export = client.exported_contacts("job");
    export.interval(Duration::from_millis(1))
}

#[tokio::test]
async fn an_answer_without_a_file_does_not_change_the_old_file() {
    const REPLIES: [Reply; 10] = [
        reply(200, "text/html", "<!DOCTYPE html><title>Sign in</title>"),
        reply(200, "text/csv", "\n <html>maintenance</html>"),
        reply(
            200,
            "application/json",
            r#"{"error_key":"throttled","error_message":"x"}"#,
        ),
        reply(
            200,
            "text/csv",
            r#"[{"error_key":"throttled","error_message":"x"}]"#,
        ),
        reply(200, "text/csv", "{}"),
        reply(200, "text/xml", "<?xml version='1.0'?><Error/>"),
        reply(200, "text/csv", ""),
        reply(200, "text/csv", "\u{FEFF}\r\n"),
        reply(204, "text/csv", ""),
        reply(206, "text/csv", CSV),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.csv");
    std::fs::write(&path, "the old one").unwrap();
    for number in 0..REPLIES.len() {
        let (_server, client) = serve(&REPLIES[number..=number]).await;
        let saved = async { export(&client).send().await?.save_to(&path).await };
        let error = saved.await.unwrap_err();
        let body = REPLIES[number].body;
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.body(), body);
        assert_eq!(error.status().unwrap().as_u16(), REPLIES[number].status);
        assert!(
            error.to_string().starts_with("get_csv_export_file: "),
            "{error}"
        );
        if body.contains("error_key") {
            assert_eq!(error.api_errors()[0].key, "throttled");
        }
        let call = client.get_csv_export_file("file");
        assert!(call.send().await.is_err(), "{body}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "the old one");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_file_that_is_not_ready_is_requested_again() {
    static REPLIES: [Reply; 2] = [
        reply(202, "application/json", ""),
        reply(200, "text/csv", CSV),
    ];
    let (_server, client) = serve(&REPLIES).await;
    let file = export(&client).send().await.unwrap();
    let pieces: Vec<_> = file.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), CSV.as_bytes());
}

#[tokio::test]
async fn waiting_for_a_file_ends_with_the_deadline() {
    static PENDING: [Reply; 1] = [reply(202, "text/csv", "")];
    let (_server, client) = serve(&PENDING).await;
    let late = export(&client).timeout(Duration::from_millis(300));
    let error = late.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (1, 202)
    );
    let hurried = client.with_call_timeout(Duration::from_secs(1));
    let error = export(&hurried).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

#[tokio::test]
async fn a_file_with_a_header_is_accepted_with_any_content_type() {
    static REPLIES: [Reply; 1] = [reply(200, "application/octet-stream", CSV)];
    let (_server, client) = serve(&REPLIES).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.csv");
    let file = export(&client).send().await.unwrap();
    file.save_to(&path).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), CSV);
}
