//! The library prints no secret and no personal data: traces at every level, `Debug` and `Display`
//! of clients, builders, answers and errors with all their sources.

use crate::authority::Authority;
use crate::calls::{Verb, builder, quick};
use crate::server::{Act, Server, json, refuse, reply};
use constant_contact::auth::{Credentials, Endpoints, PartnerCredentials};
use constant_contact::types::ContactCreateOrUpdateInput;
use constant_contact::{Client, Result, RetryPolicy, Timeouts};
use std::error::Error;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;

const PERSON: &str = "jane.doe@example.com";
const SECRETS: [&str; 12] = [
    crate::calls::TOKEN,
    "access-secret",
    "refresh-secret",
    "client-secret",
    "partner-token",
    "partner-secret",
    "the-api-key",
    "jane.doe",
    "jane%2Edoe",
    "Jane",
    "Doe",
    "query-value",
];

/// Everything that was printed anywhere.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    fn note(&self, thing: &dyn Debug) {
        let text = format!("{thing:?}\n{thing:#?}\n");
        self.0.lock().unwrap().extend(text.bytes());
    }

    /// Records an answer, or an error with all its sources.
    fn result<T: Debug>(&self, result: Result<T>) {
        let error = match result {
            Ok(answer) => return self.note(&answer),
            Err(error) => error,
        };
        self.note(&error);
        assert!(!error.to_string().contains('\n'), "{error}");
        self.note(&error.api_errors());
        self.note(&format_args!("{error}"));
        let mut source = error.source();
        while let Some(below) = source {
            self.note(&below);
            self.note(&format_args!("{below}"));
            source = below.source();
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Each failure, described with the person's address where there is text.
fn acts() -> Vec<Act> {
    let telling = format!(
        r#"[{{"error_key": "contacts.api.{PERSON}", "error_message": "{PERSON} is Jane%40example.com's, \n {PERSON}"}}]"#
    );
    let misfit = format!(
        r#"{{"contacts": [{{"first_name": ["{PERSON}"]}}], "first_name": ["Jane"], "contact_id": {{"Jane": "Doe"}}}}"#
    );
    let mut acts = vec![
        Act::Drop,
        Act::Truncate(reply(200, "application/json", misfit.clone())),
        Act::Truncate(reply(400, "application/json", telling.clone())),
        json(200, &misfit),
        json(
            200,
            r#"{"contacts": "say \"Jane\" to Doe", "first_name": ["say \"Jane\""], "contact_id": {}}"#,
        ),
        json(200, r#"{"contacts" "Jane": {"Doe": 1}}"#),
        json(
            200,
            r#"{"contacts": [{"first_name": {"Jane": "Doe"}}], "Jane": "Doe", "contact_id": ["Jane"#,
        ),
        json(
            200,
            r#"{"contact_id": "jane.doe", "create_source": "Jane Doe", "created_at": "Jane", "Doe": "Jane",
                "custom_fields": [{"custom_field_id": "Jane", "value": "Doe"}], "birthday_day": "1985-Doe"}"#,
        ),
        json(
            200,
            r#"{"_links": {"next": {"href": "/v3/contacts?email=jane.doe"}}, "status": "Jane", "contacts": []}"#,
        ),
        json(200, "<html>Jane"),
        json(
            200,
            r#"{"first_name": "Jane", "last_name": "Doe", "email_address": {"address": "jane.doe@example.com"}}"#,
        ),
        json(
            200,
            r#"{"contacts": [{"first_name": "Jane", "last_name": "Doe"}]}"#,
        ),
        Act::Answer(
            reply(307, "text/html", "Jane")
                .header("location", format!("http://{PERSON}/?e={PERSON}")),
        ),
        Act::Answer(reply(502, "text/html", format!("<p>{PERSON}</p>"))),
        Act::Slow(Duration::from_secs(3600), reply(200, "text/plain", "")),
        refuse(429, "throttled"),
        refuse(429, "quota_exceeded"),
    ];
    for status in [400, 401, 403, 404, 409, 429, 500, 503] {
        acts.push(json(status, &telling));
    }
    acts
}

/// Calls with the person in path, query and body.
async fn calls(client: &Client, paper: &Paper) {
    let form: ContactCreateOrUpdateInput = serde_json::from_value(serde_json::json!({
        "email_address": PERSON, "first_name": "Jane", "last_name": "Doe", "list_memberships": ["query-value"],
    }))
    .unwrap();
    let read = client.get_all_contacts().email(PERSON).segment_id(17);
    paper.result(read.send().await);
    paper.result(client.get_contact_by_id(PERSON).send().await);
    paper.result(client.delete_contact(PERSON).send().await);
    let write = client.create_or_update_contact(form);
    paper.result(write.send().await);
    paper.result(
        client
            .get_csv_export_file("query-value")
            .send()
            .await
            .map(|_| ()),
    );
    paper.result(client.get_accounts().send().await);
    let raw = client.request(
        constant_contact::http::Method::GET,
        "/contacts?email=jane.doe",
    );
    paper.result(raw.send().await);
    let inner = serde_json::json!({
        "account_operation_method": "GET", "account_operation_url": "/contacts/Jane",
        "account_operation_payload": "{\"email\": \"Doe\"}",
        "account_operation_query_parameters": [{"query_param_key": "Jane", "query_param_value": "Doe"}],
    });
    let inner = serde_json::from_value(inner).unwrap();
    let account = client.send_request_using_managed_account("query-value", inner);
    paper.note(&account);
    paper.result(account.send().await);
}

#[test]
fn no_secret_and_no_person_is_printed() {
    let paper = Paper::default();
    let writer = paper.clone();
    let ours = Targets::new()
        .with_default(LevelFilter::OFF)
        .with_target("constant_contact", LevelFilter::TRACE);
    let layer = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .with_filter(ours);
    tracing_subscriber::registry().with(layer).init();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(drive(&paper));

    let text = paper.text();
    for part in [
        "constant_contact.request",
        "trying again",
        "get_all_contacts",
        "429 Too Many Requests",
    ] {
        assert!(text.contains(part), "`{part}` was not captured");
    }
    for secret in SECRETS {
        if let Some(at) = text.find(secret) {
            let around = text.get(at.saturating_sub(300)..(at + 100).min(text.len()));
            panic!("`{secret}` was printed: {around:?}");
        }
    }
}

async fn drive(paper: &Paper) {
    let authority = Authority::start().await;
    let act = Arc::new(Mutex::new(Act::Drop));
    let current = act.clone();
    let server = Server::with(move |request, _| match request.target.as_str() {
        "/partner" => json(
            200,
            r#"{"access_token": "partner-token", "token_type": "Bearer"}"#,
        ),
        _ => current.lock().unwrap().clone(),
    })
    .await;
    let endpoints = Endpoints::default()
        .partner_token(&server.url("/partner"))
        .unwrap();
    let partner = PartnerCredentials::new("partner", "partner-secret", "the-api-key");
    let timeouts = Timeouts::default().read(Duration::from_millis(30));
    let build = || {
        builder(server.url("/v3"))
            .partner(partner.clone().endpoints(endpoints.clone()))
            .timeouts(timeouts)
            .retry(quick().max_attempts(2))
    };
    let plain = build().access_token(crate::calls::TOKEN);
    paper.note(&plain);
    let clients = [
        plain.build().unwrap(),
        build().session(authority.session().await).build().unwrap(),
    ];
    for next in acts() {
        *act.lock().unwrap() = next;
        for client in &clients {
            paper.note(client);
            paper.note(&client.get_all_contacts().email(PERSON));
            calls(client, paper).await;
            calls(&client.with_retry(RetryPolicy::none()), paper).await;
        }
    }
    unreachable_server(paper).await;
    failing_renewals(paper).await;
    paper.note(&Credentials::token(crate::calls::TOKEN));
    let bad =
        builder("http://127.0.0.1:1").access_token(format!("{}\n{PERSON}", crate::calls::TOKEN));
    calls(&bad.build().unwrap(), paper).await;
    paper.result(builder(format!("https://{PERSON}/v3")).build());
    paper.result(builder(format!("http://host.example/{}", crate::calls::TOKEN)).build());
}

async fn unreachable_server(paper: &Paper) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = builder(format!("http://{address}/v3")).access_token(crate::calls::TOKEN);
    calls(&client.build().unwrap(), paper).await;
}

async fn failing_renewals(paper: &Paper) {
    let telling = format!(
        r#"{{"error": "invalid_grant", "error_description": "refresh-secret-0 of {PERSON}"}}"#
    );
    for fault in [
        Act::Drop,
        json(503, &telling),
        json(400, &telling),
        json(200, r#"{"access_token": ["access-secret"]}"#),
    ] {
        let authority = Authority::start().await;
        let session = authority.session().await;
        paper.note(&session);
        let client = builder(authority.url("/v3"))
            .session(session)
            .build()
            .unwrap();
        Verb::Get.call(&client).await.unwrap();
        authority.end_access();
        authority.next_token_requests(vec![fault; 30]);
        calls(&client, paper).await;
    }
}
