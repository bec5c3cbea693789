//! Answers beyond all measure: they cost neither the memory nor the log.

use crate::calls::{Verb, plain};
use crate::errors::error_of;
use crate::scripted::{fine, json, reply, scripted};
use constant_contact::ErrorKind;
use constant_contact_sandbox::Fault;

/// More than is ever taken into memory.
const TOO_LONG: usize = (64 << 20) + 1;

#[tokio::test]
async fn an_answer_without_an_end_is_an_error_and_is_not_asked_for_again() {
    let endless = Fault::Answer(reply(200, "application/json", vec![b' '; TOO_LONG]));
    let server = scripted([endless]).await;
    let client = plain(server.url(""));
    for verb in [Verb::Get, Verb::Post] {
        let sent = server.request_count();
        let error = verb.call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.operation(), Some(verb.operation()));
        assert!(!error.is_ambiguous() && !error.is_retryable());
        assert_eq!(server.request_count() - sent, 1, "{verb:?}");
    }
}

#[tokio::test]
async fn a_long_answer_is_read_whole() {
    let body = format!(r#"{{"name":"x"{}}}"#, " ".repeat(8 << 20));
    let server = scripted([json(200, &body)]).await;
    Verb::Get.call(&plain(server.url(""))).await.unwrap();
}

#[tokio::test]
async fn an_error_keeps_the_beginning_of_a_long_answer_that_cannot_be_read() {
    let body = format!("[{}]", " ".repeat(8 << 20) + "7");
    let server = scripted([json(200, &body)]).await;
    let error = Verb::Get.call(&plain(server.url(""))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.body(), &body.as_bytes()[..1 << 20]);
}

#[tokio::test]
async fn a_refusal_of_a_hundred_thousand_problems_prints_ten() {
    let problem = format!(
        r#"{{"error_key":"k","error_message":"{}"}}"#,
        "m".repeat(2_000)
    );
    let body = format!("[{}]", vec![problem; 400].join(","));
    let server = scripted([json(400, &body)]).await;
    let error = Verb::Get.call(&plain(server.url(""))).await.unwrap_err();
    assert_eq!(error.api_errors().len(), 400);
    assert!(error.to_string().ends_with("; and 390 more"));
    assert!(error.to_string().len() < 11_000 && format!("{error:?}").len() < 25_000);
}

#[tokio::test]
async fn ten_megabytes_of_refusal_are_cut() {
    let (mut list, entry) = (
        String::from("["),
        r#"{"error_key":"k","error_message":"m"}"#,
    );
    while list.len() < 10_000_000 {
        list.push_str(entry);
        list.push(',');
    }
    list.push_str(entry);
    list.push(']');
    for (body, content_type) in [
        (list.into_bytes(), "application/json"),
        (vec![b'x'; 10_000_000], "text/html"),
    ] {
        let error = error_of(Fault::Answer(reply(400, content_type, body.clone()))).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.body().len(), 1 << 20);
        assert_eq!(error.body(), &body[..1 << 20]);
        assert!(error.to_string().len() < 200);
        assert!(format!("{error:?}").len() < 1000);
    }
}

#[tokio::test]
async fn ten_megabytes_of_refusal_leave_the_client_usable() {
    let huge = Fault::Answer(reply(503, "text/html", vec![b'x'; 10_000_000]));
    let server = scripted([huge, fine()]).await;
    let client = plain(server.url("/v3"));
    Verb::Get.call(&client).await.unwrap();
    assert_eq!(server.request_count(), 2);
}
