//! What an error reports to the caller: every form of error body, every predicate, one line.

use crate::calls::{Verb, builder, plain};
use crate::scripted::{json, refuse, reply, scripted};
use constant_contact::auth::{AccessToken, Credentials};
use constant_contact::{BoxFuture, Client, Error, ErrorKind, LimitError, Permit};
use constant_contact::{Pacer, RateError, RateLimiter, RetryPolicy};
use constant_contact_sandbox::Fault;
use httpmock::MockServer;
use std::error::Error as _;
use std::time::{Duration, SystemTime};

/// A client that sends once.
fn once(base: String) -> Client {
    plain(base).with_retry(RetryPolicy::none())
}

pub async fn error_of(fault: Fault) -> Error {
    let server = scripted([fault]).await;
    Verb::Get.call(&once(server.url("/v3"))).await.unwrap_err()
}

fn entries(error: &Error) -> Vec<(&str, &str)> {
    error
        .api_errors()
        .iter()
        .map(|entry| (entry.key.as_str(), entry.message.as_str()))
        .collect()
}

#[tokio::test]
async fn every_form_of_error_body_is_understood() {
    let server = MockServer::start_async().await;
    type Row = (
        u16,
        &'static str,
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static str,
    );
    let table: &[Row] = &[
        (
            400,
            "application/json",
            r#"[{"error_key":"contacts.api.validation.error","error_message":"type is invalid"},
                {"error_key":"other","error_message":"too"}]"#,
            &[
                ("contacts.api.validation.error", "type is invalid"),
                ("other", "too"),
            ],
            "get_list: 400 Bad Request: contacts.api.validation.error: type is invalid; other: too",
        ),
        (
            401,
            "application/json",
            r#"{"error_key":"unauthorized","error_message":"Unauthorized"}"#,
            &[("unauthorized", "Unauthorized")],
            "get_list: 401 Unauthorized: unauthorized: Unauthorized: the API refuses the access token, and it cannot be \
             renewed: get a new one, or use a Session or a TokenSource",
        ),
        (
            400,
            "application/json",
            r#"{"error":"invalid_request","error_description":"no such thing"}"#,
            &[("invalid_request", "no such thing")],
            "get_list: 400 Bad Request: invalid_request: no such thing",
        ),
        (
            403,
            "application/json",
            r#"{"errorCode":"E0000006","errorSummary":"No permission.","errorCauses":[]}"#,
            &[("E0000006", "No permission.")],
            "get_list: 403 Forbidden: E0000006: No permission.",
        ),
        (
            502,
            "text/html",
            "<html><body><h1>502 Bad Gateway</h1></body></html>",
            &[],
            "get_list: 502 Bad Gateway",
        ),
        (
            500,
            "application/json",
            "",
            &[],
            "get_list: 500 Internal Server Error",
        ),
        (
            404,
            "text/plain",
            r#"[{"error_key":"contacts.api.not_found"}]"#,
            &[("contacts.api.not_found", "")],
            "get_list: 404 Not Found: contacts.api.not_found",
        ),
        (
            400,
            "application/json",
            r#"[{"error_key":"contacts.api.val"#,
            &[],
            "get_list: 400 Bad Request",
        ),
    ];
    for (status, content_type, body, expected, line) in table {
        let mock = server
            .mock_async(|when, then| {
                when.method("GET").path("/v3/contact_lists/1");
                then.status(*status)
                    .header("content-type", *content_type)
                    .body(*body);
            })
            .await;
        let error = Verb::Get.call(&once(server.url("/v3"))).await.unwrap_err();
        assert_eq!(entries(&error), *expected);
        assert_eq!(error.body(), body.as_bytes());
        assert_eq!(error.headers()["content-type"], *content_type);
        let shown = error.to_string();
        assert!(shown.starts_with(line), "{shown}");
        assert!(error.api_errors().len() == expected.len());
        mock.delete_async().await;
    }
}

#[tokio::test]
async fn a_refusal_whose_body_breaks_off_is_still_that_refusal() {
    let body = r#"{"error_key":"contacts.api.not_found","error_message":"cut"}"#;
    let error = error_of(Fault::Answer(
        reply(404, "application/json", body).truncated(),
    ))
    .await;
    assert!(
        error.is_not_found() && error.api_errors().is_empty(),
        "{error:?}"
    );
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(body.as_bytes().starts_with(error.body()));
    assert_eq!(error.to_string(), "get_list: 404 Not Found");
}

#[tokio::test]
async fn what_is_shown_is_one_line_without_addresses() {
    let body = r#"[{"error_key":"contacts.api\r\nvalidation","error_message":"jane.doe@example.com\nis\u2028taken\u0007\tby Jane"}]"#;
    let error = error_of(json(400, body)).await;
    for shown in [
        error.to_string(),
        error.api_errors()[0].to_string(),
        format!("{error:?}"),
        format!("{:?}", error.api_errors()),
    ] {
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
        assert!(!shown.contains('\u{2028}'), "{shown:?}");
        assert!(!shown.contains("jane.doe"), "{shown:?}");
    }
    assert_eq!(
        error.api_errors()[0].message,
        "jane.doe@example.com\nis\u{2028}taken\u{7}\tby Jane",
        "the fields have the text as it came"
    );
}

#[tokio::test]
async fn each_predicate_holds_for_its_own_status_and_no_other() {
    type Predicate = (&'static str, fn(&Error) -> bool);
    let predicates: [Predicate; 9] = [
        ("invalid", Error::is_invalid),
        ("not_found", Error::is_not_found),
        ("conflict", Error::is_conflict),
        ("unauthorized", Error::is_unauthorized),
        ("forbidden", Error::is_forbidden),
        ("throttled", Error::is_throttled),
        ("quota_exceeded", Error::is_quota_exceeded),
        ("retryable", Error::is_retryable),
        ("ambiguous", Error::is_ambiguous),
    ];
    use ErrorKind::*;
    for (status, key, kind, expected) in [
        (400, "x", InvalidRequest, &["invalid"][..]),
        // A plain token cannot be renewed, so a person has to authorise again.
        (401, "unauthorized", NeedsAuthorization, &["unauthorized"]),
        (403, "forbidden", Forbidden, &["forbidden"]),
        (404, "contacts.api.not_found", NotFound, &["not_found"]),
        (409, "contacts.api.conflict", Conflict, &["conflict"]),
        (415, "", InvalidRequest, &["invalid"]),
        (429, "throttled", Throttled, &["throttled", "retryable"]),
        (429, "quota_exceeded", QuotaExceeded, &["quota_exceeded"]),
        (429, "", Throttled, &["throttled", "retryable"]),
        (500, "", Server, &["retryable"]),
        (503, "", Server, &["retryable"]),
        (501, "", Server, &[]),
    ] {
        let error = error_of(refuse(status, key)).await;
        let held: Vec<_> = predicates
            .iter()
            .filter(|(_, holds)| holds(&error))
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(
            (error.kind(), &held[..]),
            (kind, expected),
            "{status} {key}"
        );
    }
}

#[tokio::test]
async fn a_request_that_is_not_sent_because_of_the_caller_is_invalid_too() {
    let server = scripted([]).await;
    let error = plain(server.url("/v3")).get_list("").send().await;
    let error = error.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.is_invalid() && !error.is_retryable(), "{error:?}");
    assert_eq!((error.status(), error.attempts()), (None, 0));
    assert_eq!(server.request_count(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_quota_that_the_limiter_reports_counts_like_one_that_the_server_reports() {
    struct Spent(SystemTime);
    impl RateLimiter for Spent {
        fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
            let resets_at = self.0;
            Box::pin(async move { Err(LimitError::QuotaExceeded { resets_at }) })
        }
    }
    let server = scripted([]).await;
    let resets_at = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
    let client = builder(server.url("/v3")).access_token("token");
    let client = client.rate_limiter(Spent(resets_at)).build().unwrap();
    let error = Verb::Get.call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::QuotaExceeded);
    assert!(error.is_quota_exceeded() && !error.is_retryable());
    assert_eq!(error.quota_resets_at(), Some(resets_at));
    assert_eq!(server.request_count(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_conflict_has_the_id_of_the_existing_contact_if_the_message_does() {
    let id = "7dfe3d2e-0a3f-11ee-9f0a-fa163e5a1a23";
    for (status, message, expected) in [
        (
            409,
            format!("Email already exists for contact {id}"),
            Some(id),
        ),
        (
            409,
            "Validation failed: EmailAddress is not unique".to_owned(),
            None,
        ),
        (400, format!("Email already exists for contact {id}"), None),
    ] {
        let body =
            format!(r#"[{{"error_key":"contacts.api.conflict","error_message":"{message}"}}]"#);
        let error = error_of(json(status, &body)).await;
        assert_eq!(error.existing_contact_id(), expected, "{message}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_names_the_place_and_no_content() {
    let body = r#"{"lists": [{"name": "ok"}, {"name": "Secret Club", "membership_count": "jane.doe@example.com"}]}"#;
    let server = scripted([json(200, body)]).await;
    let client = plain(server.url("/v3"));
    let error = client.get_all_lists().send().await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("lists[1].membership_count"), "{shown}");
    assert!(
        !shown.contains("jane") && !shown.contains("Secret"),
        "{shown}"
    );
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.body(), body, "the reason can be found");
    assert_eq!(error.headers()["content-type"], "application/json");
    assert!(error.api_errors().is_empty() && !error.is_invalid());
    assert_eq!(error.operation(), Some("get_all_lists"));
    assert_eq!(server.request_count(), 1, "sent once");
    assert!(!error.is_retryable() && !error.is_ambiguous());
    assert!(
        error.source().is_none(),
        "no source that could quote the answer"
    );
}

#[tokio::test]
async fn a_success_that_is_not_json_names_its_content_type_and_no_content() {
    let not_json = "get_list: 200 OK: the answer is not JSON: ";
    for (content_type, body, expected) in [
        (
            "text/html; charset=utf-8",
            "<html>Jane</html>",
            format!("{not_json}its content type is text/html"),
        ),
        (
            "application/json",
            "<html>Jane</html>",
            format!("{not_json}its content type is application/json"),
        ),
        (
            "text/plain",
            "Jane",
            format!("{not_json}its content type is text/plain"),
        ),
        (
            "Jane Doe",
            "Jane",
            format!("{not_json}it has no content type"),
        ),
        (
            "x/jane@example.com",
            "Jane",
            format!("{not_json}its content type is invalid"),
        ),
        // What begins like JSON is described by its place.
        (
            "text/plain",
            "{",
            "get_list: 200 OK: at the top: EOF while parsing an object".to_owned(),
        ),
    ] {
        let error = error_of(Fault::Answer(reply(200, content_type, body))).await;
        assert_eq!(error.to_string(), expected);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1));
        assert_eq!(error.body(), body);
    }
}

#[tokio::test]
async fn failures_without_an_answer_have_their_kind_and_only_the_origin_of_the_request() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let client = once(format!("http://{address}/v3"));
    let calls = client.get_all_contacts().email("jane.doe@example.com");
    let error = calls.send().await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.status(), None);
    let mut shown = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(below) = source {
        shown.push_str(&format!(" {below} {below:?}"));
        source = below.source();
    }
    assert!(
        shown.starts_with(&format!(
            "get_all_contacts: no connection to http://{address}: "
        )),
        "{shown}"
    );
    assert!(
        !shown.contains("jane") && !shown.contains("email="),
        "{shown}"
    );
}

#[test]
fn an_error_is_one_word_and_goes_everywhere() {
    fn goes_everywhere<T: std::error::Error + Send + Sync + 'static>() {}
    goes_everywhere::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[test]
fn clients_are_shared_and_the_futures_of_their_calls_move_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn moves<T: Send + 'static>(_: T) {}
    let client = builder("http://localhost/v3").build().unwrap();
    shared(&client);
    moves(client.get_list("1").send());
    moves(client.get_all_contacts().send());
    moves(client.delete_contact("1").send());
    moves(client.get_csv_export_file("1").send());
    let inner = serde_json::json!({"account_operation_method": "GET", "account_operation_url": "/contacts"});
    let inner = serde_json::from_value(inner).unwrap();
    moves(client.send_request_using_managed_account("1", inner).send());
}

#[tokio::test]
async fn errors_of_parts_convert_to_the_error_of_the_crate() {
    let rate: Error = Pacer::per_second(0).unwrap_err().into();
    assert!(rate.is_invalid(), "{rate:?}");
    assert_eq!(
        rate.to_string(),
        "invalid request: a rate of 0 requests a second is not between 1 and 100"
    );
    assert!(rate.find_source::<RateError>().is_some());

    // A plain token cannot be renewed.
    let refused = Credentials::token("t")
        .renew(&AccessToken::new("t"))
        .await
        .unwrap_err();
    let kind = refused.kind();
    let refused = Error::from(refused);
    assert_eq!(refused.kind(), ErrorKind::NeedsAuthorization);
    assert_eq!(refused.authorization().unwrap().kind(), kind);
}
