//! The spans of calls and of their attempts, as they are exported to OpenTelemetry.

use crate::calls::{Slow, Turns, Verb, builder, plain, quick};
use crate::partner::{issuing, partner};
use crate::scripted::{answering, arrived, fine, json, late, pages, refuse, reply, scripted};
use crate::subscriber::{Exported, Subscribed, subscribe};
use constant_contact::http::Method;
use constant_contact_sandbox::Fault;
use futures_util::TryStreamExt;
use opentelemetry::Value;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing::field::Empty;
use tracing::{Instrument, Subscriber, info_span, span};
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::prelude::*;

/// A span of a caller's, with fields that ours have too.
fn callers() -> tracing::Span {
    info_span!(
        "caller",
        attempts = Empty,
        error.type = Empty,
        otel.status_code = Empty,
        http.response.status_code = Empty
    )
}

/// Exports the spans of this level.
fn export(level: LevelFilter) -> (Exported, Subscribed) {
    let exported = Exported::default();
    let layer = exported.layer().with_filter(level);
    let subscribed = subscribe(tracing_subscriber::registry().with(layer));
    (exported, subscribed)
}

fn value(value: &Value) -> String {
    match value {
        Value::I64(number) => number.to_string(),
        other => format!("\"{}\"", other.as_str()),
    }
}

/// The kind, name, status and all attributes of a span; `PORT` in place of the server's port.
fn line(span: &SpanData) -> String {
    let kind = match span.span_kind {
        SpanKind::Client => "client",
        SpanKind::Internal => "internal",
        _ => "other",
    };
    let status = match &span.status {
        Status::Unset => "",
        Status::Error { description } if description.is_empty() => " ERROR",
        _ => " other",
    };
    let mut fields: Vec<_> = span
        .attributes
        .iter()
        .map(|field| match field.key.as_str() {
            "server.port" => "server.port=PORT".to_owned(),
            name => format!("{name}={}", value(&field.value)),
        })
        .collect();
    fields.sort();
    format!("{kind} `{}`{status}: {}", span.name, fields.join(" "))
}

fn lines(exported: &Exported) -> Vec<String> {
    exported.spans().iter().map(line).collect()
}

/// The span with this name.
fn named(exported: &Exported, name: &str) -> SpanData {
    let mut spans = exported.spans().into_iter();
    spans.find(|span| span.name == name).unwrap()
}

const LIST: &str = "GET /contact_lists/{list_id}";

#[tokio::test]
async fn a_call_has_an_internal_span_with_a_client_span_for_each_attempt() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = scripted([refuse(503, "x"), fine()]).await;
    let client = plain(server.url("/v3"));
    Verb::Get.call(&client).instrument(callers()).await.unwrap();
    assert_eq!(
        lines(&exported),
        [
            "client `GET /contact_lists/{list_id}` ERROR: error.type=\"503\" \
             http.request.method=\"GET\" http.response.status_code=503 rate_limit.wait_ms=0 \
             server.address=\"127.0.0.1\" server.port=PORT url.template=\"/contact_lists/{list_id}\"",
            "client `GET /contact_lists/{list_id}`: http.request.method=\"GET\" \
             http.request.resend_count=1 http.response.status_code=200 rate_limit.wait_ms=0 \
             server.address=\"127.0.0.1\" server.port=PORT url.template=\"/contact_lists/{list_id}\"",
            "internal `get_list`: attempts=2 http.request.method=\"GET\" \
             http.response.status_code=200 operation=\"get_list\" rate_limit.wait_ms=0 \
             server.address=\"127.0.0.1\" url.template=\"/contact_lists/{list_id}\"",
            "internal `caller`: ",
        ]
    );
    let spans = exported.spans();
    let [first, second, call, caller] = spans.as_slice() else {
        panic!("{} spans", spans.len());
    };
    let parent = call.span_context.span_id();
    assert_eq!([first.parent_span_id, second.parent_span_id], [parent; 2]);
    assert_eq!(call.parent_span_id, caller.span_context.span_id());
}

/// What differs between the spans of failed calls: of the last attempt, and of the call.
fn failure(exported: &Exported) -> [String; 2] {
    let fields = ["error.type", "http.response.status_code", "attempts"];
    [LIST, "get_list"].map(|name| {
        let spans = exported.spans();
        let span = spans.iter().rev().find(|span| span.name == name).unwrap();
        let known = |name: &&str| {
            let mut fields = span.attributes.iter();
            let field = fields.find(|field| field.key.as_str() == *name)?;
            Some(format!("{name}={}", value(&field.value)))
        };
        let mut texts: Vec<_> = fields.iter().filter_map(known).collect();
        if matches!(span.status, Status::Error { .. }) {
            texts.insert(0, "ERROR".to_owned());
        }
        texts.join(" ")
    })
}

#[tokio::test]
async fn the_spans_of_a_failed_call_have_the_status_of_an_error_and_its_type() {
    let html = Fault::Answer(reply(200, "text/html", "<html>"));
    let cut_off = Fault::Answer(reply(200, "application/json", "{}").truncated());
    let cases = [
        (
            refuse(404, "x"),
            [
                "ERROR error.type=\"404\" http.response.status_code=404",
                "ERROR error.type=\"not_found\" http.response.status_code=404 attempts=1",
            ],
        ),
        (
            refuse(503, "x"),
            [
                "ERROR error.type=\"503\" http.response.status_code=503",
                "ERROR error.type=\"server\" http.response.status_code=503 attempts=2",
            ],
        ),
        (
            Fault::LostAnswer,
            [
                "ERROR error.type=\"transport\"",
                "ERROR error.type=\"transport\" attempts=2",
            ],
        ),
        (
            cut_off,
            [
                "ERROR error.type=\"transport\" http.response.status_code=200",
                "ERROR error.type=\"transport\" http.response.status_code=200 attempts=2",
            ],
        ),
        // The request succeeded, but its answer is of no use.
        (
            html,
            [
                "http.response.status_code=200",
                "ERROR error.type=\"decode\" http.response.status_code=200 attempts=1",
            ],
        ),
    ];
    for (fault, expected) in cases {
        let (exported, _subscribed) = export(LevelFilter::INFO);
        let server = scripted([fault]).await;
        let client = plain(server.url("/v3")).with_retry(quick().max_attempts(2));
        Verb::Get.call(&client).await.unwrap_err();
        assert_eq!(failure(&exported), expected);
    }
}

#[tokio::test]
async fn a_call_that_sends_nothing_has_no_span_of_an_attempt() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let client = builder("http://127.0.0.1:1/v3").access_token("t");
    let client = client.rate_limiter(Turns::refused_from(1)).build().unwrap();
    Verb::Get.call(&client).await.unwrap_err();
    let call = "internal `get_list` ERROR: attempts=0 error.type=\"rate_limiter\" \
                http.request.method=\"GET\" operation=\"get_list\" rate_limit.wait_ms=0 \
                server.address=\"127.0.0.1\" url.template=\"/contact_lists/{list_id}\"";
    assert_eq!(lines(&exported), [call]);
}

fn waits(exported: &Exported) -> Vec<(String, i64)> {
    let spans = exported.spans().into_iter();
    let wait = |span: SpanData| {
        let mut fields = span.attributes.into_iter();
        let field = fields.find(|field| field.key.as_str() == "rate_limit.wait_ms");
        match field.unwrap().value {
            Value::I64(wait) => (span.name.into_owned(), wait),
            other => panic!("{other:?}"),
        }
    };
    spans.map(wait).collect()
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_each_turn_is_a_field_and_the_span_of_the_call_has_their_sum() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = scripted([refuse(503, "x"), fine()]).await;
    let client = builder(server.url("/v3"))
        .access_token("t")
        .http(reqwest::Client::builder())
        .rate_limiter(Slow(Duration::from_secs(3)))
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    let waits = waits(&exported);
    let names: Vec<_> = waits.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [LIST, LIST, "get_list"]);
    // The timer counts in milliseconds.
    for (at, expected) in [3_000, 3_000, 6_000].into_iter().enumerate() {
        assert!((expected..expected + 4).contains(&waits[at].1), "{waits:?}");
    }
}

#[tokio::test]
async fn the_spans_of_a_dropped_call_say_so_and_have_no_error() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = scripted([late(Duration::from_secs(3_600))]).await;
    let client = plain(server.url("/v3"));
    tokio::select! {
        biased;
        _ = Verb::Get.call(&client) => panic!("the call ended"),
        () = arrived(&server, 1) => {}
    }
    let expected = [
        "error.type=\"cancelled\"",
        "error.type=\"cancelled\" attempts=1",
    ];
    assert_eq!(failure(&exported), expected);
}

#[tokio::test]
async fn a_call_that_takes_too_long_fails_and_its_attempt_is_cancelled() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = scripted([late(Duration::from_secs(3_600))]).await;
    let client = plain(server.url("/v3"));
    let client = client.with_call_timeout(Duration::from_millis(50));
    Verb::Get.call(&client).await.unwrap_err();
    let [attempt, call] = failure(&exported);
    assert_eq!(attempt, "error.type=\"cancelled\"");
    assert!(call.starts_with("ERROR error.type=\"timeout\""), "{call}");
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_answer_is_polled_has_one_span() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = scripted([json(202, "{}"), json(202, "{}"), fine()]).await;
    let client = builder(server.url("/v3")).access_token("t");
    let client = client.http(reqwest::Client::builder()).build().unwrap();
    let page = client.get_all_contacts().segment_id(17).send();
    page.await.unwrap();
    let names: Vec<_> = exported
        .spans()
        .iter()
        .map(|s| s.name.to_string())
        .collect();
    let attempt = "GET /contacts";
    assert_eq!(names, [attempt, attempt, attempt, "get_all_contacts"]);
    let last = line(&exported.spans()[2]);
    assert!(
        last.contains("http.request.resend_count=2 http.response.status_code=200"),
        "{last}"
    );
}

#[tokio::test]
async fn a_request_without_a_method_is_named_after_its_verb_alone() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = scripted([fine()]).await;
    let client = plain(server.url("/v3"));
    let raw = client.request(Method::GET, "/contacts/4711?email=jane.doe");
    raw.send().await.unwrap();
    assert_eq!(
        lines(&exported),
        [
            "client `GET`: http.request.method=\"GET\" http.response.status_code=200 \
             rate_limit.wait_ms=0 server.address=\"127.0.0.1\" server.port=PORT",
            "internal `request`: attempts=1 http.request.method=\"GET\" \
             http.response.status_code=200 operation=\"request\" rate_limit.wait_ms=0 \
             server.address=\"127.0.0.1\"",
        ]
    );
}

#[tokio::test]
async fn a_call_for_a_client_account_has_the_operation_and_its_request_the_one_that_carries_it() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = issuing(|_, _| fine()).await;
    let partner = builder(server.url("/v3"))
        .partner(partner(&server))
        .build()
        .unwrap();
    Verb::Get.call(&partner.on_behalf_of("a1")).await.unwrap();
    let call = line(&named(&exported, "get_list"));
    assert!(call.contains("http.request.method=\"GET\""), "{call}");
    assert!(
        call.ends_with("url.template=\"/contact_lists/{list_id}\""),
        "{call}"
    );
    let sync = "/partner/accounts/{encoded_account_id}/account_operations/sync";
    let attempt = line(&named(&exported, &format!("POST {sync}")));
    assert!(
        attempt.ends_with(&format!("url.template=\"{sync}\"")),
        "{attempt}"
    );
}

#[tokio::test]
async fn every_page_of_a_list_belongs_to_the_span_of_its_reader() {
    let (exported, _subscribed) = export(LevelFilter::INFO);
    let server = answering(pages(3)).await;
    let client = plain(server.url("/v3"));
    let contacts = client.get_all_contacts().stream();
    let read = contacts.try_collect::<Vec<_>>().instrument(callers());
    assert_eq!(read.await.unwrap().len(), 3);
    let caller = named(&exported, "caller").span_context.span_id();
    let spans = exported.spans().into_iter();
    let pages = spans.filter(|span| span.name == "get_all_contacts");
    let parents: Vec<_> = pages.map(|span| span.parent_span_id).collect();
    assert_eq!(parents, [caller; 3]);
}

/// Keeps what is recorded on any span after its creation.
#[derive(Clone, Default)]
struct Recorded(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Recorded {
    fn on_record(&self, _: &span::Id, values: &span::Record<'_>, _: Context<'_, S>) {
        self.0.lock().unwrap().push(format!("{values:?}"));
    }
}

/// What a failing call records within the caller's span, if only spans with these names are enabled.
async fn recorded(enabled: &'static [&'static str]) -> String {
    let recorded = Recorded::default();
    let is_enabled = filter_fn(|span| enabled.contains(&span.name()));
    let layer = recorded.clone().with_filter(is_enabled);
    let _subscribed = subscribe(tracing_subscriber::registry().with(layer));
    let server = scripted([refuse(404, "x")]).await;
    let client = plain(server.url(""));
    let call = Verb::Get.call(&client).instrument(callers());
    call.await.unwrap_err();
    recorded.0.lock().unwrap().join(" ")
}

#[tokio::test]
async fn a_call_whose_spans_are_disabled_records_nothing_on_the_callers() {
    assert_eq!(recorded(&["caller"]).await, "");
    let call = recorded(&["caller", "constant_contact.call"]).await;
    assert!(
        call.contains("not_found") && !call.contains("\"404\""),
        "{call}"
    );
    let attempt = recorded(&["caller", "constant_contact.request"]).await;
    assert!(
        !attempt.contains("not_found") && attempt.contains("\"404\""),
        "{attempt}"
    );
}
