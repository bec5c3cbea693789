//! The library prints no secret and no personal data: traces at every level, exported spans, reports of calls, `Debug`
//! and `Display` of clients, builders, answers and errors with all their sources.

use crate::authority::Authority;
use crate::calls::{Verb, builder, quick};
use crate::partner::issued;
use crate::scripted::{answering, json, refuse, reply, scripted};
use crate::subscriber::Exported;
use constant_contact::auth::{Credentials, Endpoints, PartnerCredentials};
use constant_contact::http::Method;
use constant_contact::types::{ContactCreateOrUpdateInput, JsonImportContact};
use constant_contact::{
    BulkItems, Client, CsvSource, FileJournal, PagePosition, ProgressFeed, Result, RetryPolicy,
    Timeouts,
};
use constant_contact_sandbox::Fault;
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

/// Fails if a text contains a secret.
fn has_no_secret(text: &str) {
    for secret in SECRETS {
        if let Some(at) = text.find(secret) {
            let around = text.get(at.saturating_sub(300)..(at + 100).min(text.len()));
            panic!("`{secret}` was printed: {around:?}");
        }
    }
}

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
fn faults() -> Vec<Fault> {
    let telling = format!(
        r#"[{{"error_key": "contacts.api.{PERSON}", "error_message": "{PERSON} is Jane%40example.com's, \n {PERSON}"}}]"#
    );
    let misfit = format!(
        r#"{{"contacts": [{{"first_name": ["{PERSON}"]}}], "first_name": ["Jane"], "contact_id": {{"Jane": "Doe"}}}}"#
    );
    let mut faults = vec![
        Fault::LostAnswer,
        Fault::Answer(reply(200, "application/json", misfit.clone()).truncated()),
        Fault::Answer(reply(400, "application/json", telling.clone()).truncated()),
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
        Fault::Answer(
            reply(307, "text/html", "Jane")
                .header("location", format!("http://{PERSON}/?e={PERSON}")),
        ),
        Fault::Answer(reply(502, "text/html", format!("<p>{PERSON}</p>"))),
        Fault::Answer(reply(200, "text/plain", "").delayed(Duration::from_secs(3600))),
        refuse(429, "throttled"),
        refuse(429, "quota_exceeded"),
    ];
    for status in [400, 401, 403, 404, 409, 429, 500, 503] {
        faults.push(json(status, &telling));
    }
    faults
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
    let raw = client.request(Method::GET, "/contacts?email=jane.doe");
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
        .with_filter(ours.clone());
    let exported = Exported::default();
    tracing_subscriber::registry()
        .with(layer)
        .with(exported.layer().with_filter(ours))
        .init();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(drive(&paper));

    paper.note(&exported.spans());
    let text = paper.text();
    for part in [
        "constant_contact.request",
        "SpanData {",
        "CallReport {",
        "trying again",
        "get_all_contacts",
        "429 Too Many Requests",
    ] {
        assert!(text.contains(part), "`{part}` was not captured");
    }
    has_no_secret(&text);
}

/// A program derives `Debug` for the structs in which it keeps what this crate gives it.
#[derive(Debug)]
struct Program<T>(T);

#[tokio::test]
async fn debug_of_what_is_built_shows_nothing_that_was_given() {
    let paper = Paper::default();
    let server = scripted([
        json(200, &format!(r#"{{"contacts": [], "{PERSON}": "Jane"}}"#)),
        json(201, r#"{"activity_id": "a-1"}"#),
        reply_with_file(),
    ])
    .await;
    let client = builder(server.url("/v3")).access_token(crate::calls::TOKEN);
    let client = client.build().unwrap();
    paper.note(&Program(client.clone()));
    let derived = client.with_credentials(Credentials::token("access-secret"));
    paper.note(&Program(derived.on_behalf_of("query-value")));
    let raw = || {
        let request = client.request(Method::POST, "/contacts/{id}?email=jane.doe");
        request.path("id", "Jane").query("q", "query-value")
    };
    paper.note(&Program(raw().body(&PERSON)));
    paper.note(&Program(client.get_all_contacts().email(PERSON).stream()));
    paper.note(&Program(client.get_all_contacts().email(PERSON).pages()));
    paper.note(&Program(PagePosition::Link(format!("/v3?e={PERSON}"))));
    paper.note(&Program(PagePosition::Cursor("query-value".to_owned())));
    paper.note(&Program(client.find_contact(PERSON)));
    let unsubscribe = client.unsubscribe_contact("jane.doe");
    paper.note(&Program(unsubscribe.opt_out_reason("Doe")));
    let tag = serde_json::from_value(serde_json::json!({"name": "Jane"})).unwrap();
    paper.note(&Program(client.find_or_create_tag(tag)));
    let person = serde_json::json!({"email": PERSON, "first_name": "Jane"});
    let contact = || serde_json::from_value::<JsonImportContact>(person.clone()).unwrap();
    paper.note(&Program(BulkItems::<JsonImportContact>::from([contact()])));
    paper.note(&Program(
        client.import_contacts([contact()], ["query-value"]),
    ));
    paper.note(&Program(client.tag_contacts(["Jane"], ["query-value"])));
    let csv = || CsvSource::bytes(format!("email,first_name\n{PERSON},Jane\n"));
    paper.note(&Program(CsvSource::path("/home/jane.doe/Doe.csv")));
    paper.note(&Program(csv()));
    paper.note(&Program(
        client.import_csv(csv(), ["query-value"]).import_id("Doe"),
    ));
    let folder = tempfile::tempdir().unwrap();
    let journal = FileJournal::open(folder.path().join("jane.doe")).await;
    paper.note(&Program(journal.unwrap()));
    let feed = ProgressFeed::new();
    paper.note(&Program(feed.updates()));
    paper.note(&Program(client.activity("jane.doe")));
    paper.note(&Program(client.activity("jane.doe").updates()));
    let filter = serde_json::json!({"contact_ids": ["Jane"], "list_ids": ["Doe"]});
    let filter = serde_json::from_value(filter).unwrap();
    paper.note(&Program(client.export_contacts(filter)));
    paper.note(&Program(client.exported_contacts("jane.doe")));
    let answer = client.get_all_contacts().email(PERSON).send().await;
    paper.note(&Program(answer.unwrap()));
    let job = client.import_contacts([contact()], ["query-value"]);
    paper.note(&Program(job.progress(feed).send().await.unwrap()));
    let file = client.get_csv_export_file("query-value").send().await;
    paper.note(&Program(file.unwrap().into_inner()));

    let text = paper.text();
    for shown in ["Client { server: \"http://127.0.0.1:", "BulkJob {", "a-1"] {
        assert!(text.contains(shown), "{shown} is missing: {text}");
    }
    has_no_secret(&text);
}

fn reply_with_file() -> Fault {
    Fault::Answer(reply(200, "text/csv", format!("Email address\n{PERSON}\n")))
}

async fn drive(paper: &Paper) {
    let authority = Authority::start().await;
    let fault = Arc::new(Mutex::new(Fault::LostAnswer));
    let current = fault.clone();
    let server = answering(move |request, _| match request.target.as_str() {
        "/partner" => issued("partner-token"),
        _ => current.lock().unwrap().clone(),
    })
    .await;
    let endpoints = Endpoints::default()
        .partner_token(&server.url("/partner"))
        .unwrap();
    let partner = PartnerCredentials::new("partner", "partner-secret", "the-api-key");
    let timeouts = Timeouts::default().read(Duration::from_millis(30));
    let build = || {
        let observer = paper.clone();
        builder(server.url("/v3"))
            .observe(move |report| observer.note(report))
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
    for next in faults() {
        *fault.lock().unwrap() = next;
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
        Fault::LostAnswer,
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
