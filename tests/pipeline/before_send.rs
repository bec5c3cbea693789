//! Hooks before sending: the headers that they add arrive with each attempt of every kind of call, and those of the
//! client cannot be replaced.

use crate::authority::Authority;
use crate::calls::{TOKEN, Verb, builder};
use crate::partner::{KEY, issuing, partner};
use crate::scripted::{Scripted, answering, fine, json, refuse, reply, scripted};
use crate::subscriber::{Exported, subscribe};
use constant_contact::http::Method;
use constant_contact::{Client, ClientBuilder, CsvSource, ErrorKind, OutgoingRequest, Result};
use constant_contact_sandbox::{Fault, Sandbox};
use futures_util::TryStreamExt;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::SpanKind;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::prelude::*;

const ID: &str = "x-request-id";

/// A hook that gives each attempt an id of its own: 1, 2, 3.
fn numbered() -> impl Fn(&mut OutgoingRequest<'_>) -> Result<()> + Send + Sync + 'static {
    let ids = AtomicU64::new(1);
    move |request| {
        let id = ids.fetch_add(1, Ordering::Relaxed);
        request.insert_header(ID, &id.to_string())
    }
}

fn numbering(base: impl Into<String>) -> ClientBuilder {
    builder(base).access_token(TOKEN).before_send(numbered())
}

/// The ids of the requests, in the order of arrival.
fn ids(server: &Sandbox) -> Vec<String> {
    let requests = server.received();
    let ids = requests
        .iter()
        .map(|request| request.header(ID).unwrap_or("none").to_owned());
    ids.collect()
}

#[tokio::test]
async fn a_header_arrives_with_requests_of_every_method() {
    let server = answering(|request, _| match request.target.ends_with("/file") {
        true => reply(200, "text/csv", "email\n").into(),
        false => fine(),
    })
    .await;
    let client = numbering(server.url("/v3")).build().unwrap();
    for verb in Verb::METHODS {
        verb.call(&client).await.unwrap();
    }
    client.request(Method::GET, "/new").send().await.unwrap();
    let file = client.get_csv_export_file("file").send().await;
    file.unwrap()
        .into_inner()
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    assert_eq!(ids(&server), ["1", "2", "3", "4", "5", "6", "7", "8"]);
    let sent = server.received();
    assert!(
        sent.iter()
            .all(|request| request.bearer_token() == Some(TOKEN))
    );
}

#[tokio::test]
async fn each_attempt_has_a_header_of_its_own_and_knows_its_number() {
    let server = scripted([refuse(503, "busy"), refuse(503, "busy"), fine()]).await;
    let seen: Arc<Mutex<Vec<_>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let client = numbering(server.url("/v3"))
        .before_send(move |request| {
            notes.lock().unwrap().push((
                request.operation(),
                request.method().clone(),
                request.url_template(),
                request.attempt(),
            ));
            Ok(())
        })
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    assert_eq!(ids(&server), ["1", "2", "3"]);
    let attempt = |number| {
        (
            "get_list",
            Method::GET,
            Some("/contact_lists/{list_id}"),
            number,
        )
    };
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3].map(attempt));
    seen.lock().unwrap().clear();
    client
        .request(Method::POST, "/new/ann")
        .send()
        .await
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), [("request", Method::POST, None, 1)]);
}

#[tokio::test]
async fn a_retry_with_a_new_token_has_a_header_of_its_own() {
    let authority = Authority::start().await;
    let client = builder(authority.url("/v3"))
        .session(authority.session().await)
        .before_send(numbered())
        .build()
        .unwrap();
    authority.end_access();
    Verb::Get.call(&client).await.unwrap();
    // The request in the middle renews the token; it is one of the authorization server, and has no hook.
    assert_eq!(ids(authority.server()), ["1", "none", "2"]);
}

#[tokio::test]
async fn the_pages_of_a_list_and_a_resent_upload_have_it_too() {
    let server = answering(|_, number| match number {
        0 => json(
            200,
            r#"{"contacts": [{}], "_links": {"next": {"href": "/v3/contacts?cursor=1"}}}"#,
        ),
        _ => json(200, r#"{"contacts": [{}]}"#),
    })
    .await;
    let client = numbering(server.url("/v3")).build().unwrap();
    let contacts = client.get_all_contacts().stream();
    assert_eq!(contacts.try_collect::<Vec<_>>().await.unwrap().len(), 2);
    assert_eq!(ids(&server), ["1", "2"]);

    let server = scripted([
        refuse(429, "throttled"),
        json(201, r#"{"activity_id": "a"}"#),
    ])
    .await;
    let client = numbering(server.url("/v3")).build().unwrap();
    let csv = CsvSource::bytes("email\nann@example.com\n");
    drop(client.import_csv(csv, ["1"]).send().await.unwrap());
    assert_eq!(ids(&server)[..2], ["1", "2"]);
    for upload in &server.received()[..2] {
        let media_type = upload.header("content-type").unwrap();
        assert!(
            media_type.starts_with("multipart/form-data"),
            "{media_type}"
        );
        assert!(upload.text().contains("ann@example.com"));
    }
}

#[tokio::test]
async fn no_hook_replaces_a_header_of_the_client() {
    let server = scripted([fine()]).await;
    for name in [
        "Authorization",
        "x-api-key",
        "Content-Type",
        "host",
        "accept",
    ] {
        let client = builder(server.url("/v3")).access_token(TOKEN);
        let client = client.before_send(move |request| request.insert_header(name, "Bearer other"));
        let error = Verb::Post.call(&client.build().unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.operation(), Some("create_list"));
        assert!(!error.is_ambiguous() && !error.is_retryable());
        assert_eq!(error.attempts(), 0);
        assert!(!error.to_string().contains("other"), "{error}");
    }
    assert_eq!(server.request_count(), 0);
}

#[tokio::test]
async fn a_hook_that_ignores_the_refusal_changes_nothing() {
    let server = scripted([fine()]).await;
    let client = numbering(server.url("/v3")).before_send(|request| {
        assert!(
            request
                .insert_header("authorization", "Bearer other")
                .is_err()
        );
        assert!(request.insert_header("x-note", "two\r\nlines: 1").is_err());
        Ok(())
    });
    Verb::Post.call(&client.build().unwrap()).await.unwrap();
    let sent = server.received().remove(0);
    assert_eq!(sent.headers.get_all("authorization").iter().count(), 1);
    assert_eq!(
        (sent.bearer_token(), sent.header(ID)),
        (Some(TOKEN), Some("1"))
    );
    assert_eq!((sent.header("x-note"), sent.header("lines")), (None, None));
}

#[tokio::test]
async fn a_partner_keeps_its_key_and_its_calls_for_accounts_are_described_as_sent() {
    let server = issuing(|_, _| json(200, r#"{"name": "Readers"}"#)).await;
    let seen: Arc<Mutex<Vec<_>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let client = builder(server.url("/v3"))
        .partner(partner(&server))
        .before_send(move |request| {
            let refused = request.insert_header("X-API-Key", "another");
            assert!(refused.is_err());
            let sent = (
                request.operation(),
                request.method().clone(),
                request.url_template(),
            );
            notes.lock().unwrap().push(sent);
            request.insert_header(ID, "1")
        })
        .build()
        .unwrap();
    client
        .on_behalf_of("a07e")
        .get_list("1")
        .send()
        .await
        .unwrap();
    let template = "/partner/accounts/{encoded_account_id}/account_operations/sync";
    assert_eq!(
        *seen.lock().unwrap(),
        [("get_list", Method::POST, Some(template))]
    );
    let sent = server.received().pop().unwrap();
    assert_eq!(
        (sent.header("x-api-key"), sent.header(ID)),
        (Some(KEY), Some("1"))
    );
    assert_eq!(ids(&server), ["none", "1"]);
}

fn moved(to: String) -> Fault {
    reply(307, "text/html", "").header("location", to).into()
}

#[tokio::test]
async fn a_redirect_keeps_the_header_within_the_origin_and_sends_it_nowhere_else() {
    let server = scripted([moved("/v3/new/place".to_owned()), fine()]).await;
    let client = numbering(server.url("/v3")).build().unwrap();
    Verb::Post.call(&client).await.unwrap();
    assert_eq!(ids(&server), ["1", "1"]);

    let stranger = scripted([fine()]).await;
    server.play([moved(stranger.url("/v3/taken"))]);
    Verb::Get.call(&client).await.unwrap_err();
    assert_eq!(
        (ids(&server), stranger.request_count()),
        (vec!["2".to_owned()], 0)
    );
}

#[tokio::test]
async fn derived_clients_share_the_hook() {
    let server = scripted([fine()]).await;
    let client = numbering(server.url("/v3")).build().unwrap();
    for derived in [
        client.clone(),
        client.with_call_timeout(Duration::from_secs(60)),
        client.with_retry(crate::calls::quick()),
        client.with_credentials(constant_contact::auth::Credentials::token("other")),
    ] {
        Verb::Get.call(&derived).await.unwrap();
    }
    assert_eq!(ids(&server), ["1", "2", "3", "4"]);
}

/// A client whose hook panics in the attempt with this number.
fn panicking(base: String, attempt: u32) -> Client {
    let client = numbering(base).before_send(move |request| {
        assert_ne!(request.attempt(), attempt, "the panic of the test");
        Ok(())
    });
    client.build().unwrap()
}

#[tokio::test]
async fn a_panic_of_a_hook_fails_the_call_and_harms_no_other() {
    let server = scripted([fine()]).await;
    let client = panicking(server.url("/v3"), 1);
    let error = Verb::Get.call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    let mut contacts = client.get_all_contacts().stream();
    let error = contacts.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(server.request_count(), 0);
}

#[tokio::test]
async fn a_hook_that_fails_a_retry_does_not_hide_what_was_sent() {
    let server = scripted([Fault::LostAnswer]).await;
    let client = panicking(server.url("/v3"), 2);
    let client = client.with_retry(crate::calls::quick().retry_ambiguous(true));
    let error = Verb::Post.call(&client).await.unwrap_err();
    assert!(error.is_ambiguous(), "{error:?}");
    assert_eq!((error.attempts(), server.request_count()), (1, 1));
}

#[tokio::test]
async fn a_hook_can_send_the_trace_of_each_attempt() {
    let exported = Exported::default();
    let _subscribed = subscribe(tracing_subscriber::registry().with(exported.layer()));
    let server = scripted([refuse(503, "busy"), fine()]).await;
    let client = builder(server.url("/v3"))
        .access_token(TOKEN)
        .before_send(|request| {
            let mut headers = HashMap::new();
            let context = tracing::Span::current().context();
            TraceContextPropagator::new().inject_context(&context, &mut headers);
            headers
                .iter()
                .try_for_each(|(name, value)| request.insert_header(name, value))
        })
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    let spans = exported.spans();
    let attempts = spans
        .iter()
        .filter(|span| span.span_kind == SpanKind::Client);
    let expected: Vec<_> = attempts
        .map(|span| {
            let context = &span.span_context;
            format!("00-{}-{}-01", context.trace_id(), context.span_id())
        })
        .collect();
    assert_eq!(expected.len(), 2);
    let requests = server.received();
    let sent = requests
        .iter()
        .filter_map(|request| request.header("traceparent"));
    assert_eq!(sent.collect::<Vec<_>>(), expected);
}
