//! The reports that the observers of a client get: one for each call, whatever its end.

use crate::calls::{Slow, Turns, Verb, builder, quick};
use crate::partner::{issuing, partner};
use crate::scripted::{
    Scripted, answering, arrived, fine, json, late, pages, refuse, reply, scripted,
};
use crate::time::becomes;
use constant_contact::auth::Credentials;
use constant_contact::http::Method;
use constant_contact::types::JsonImportContact;
use constant_contact::{
    CallOutcome, CallReport, ClientBuilder, ErrorKind, Pacer, RateLimiter, RetryPolicy,
};
use constant_contact_sandbox::{Fault, Sandbox};
use futures_util::{StreamExt, TryStreamExt};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The reports so far.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<CallReport>>>);

impl Reports {
    fn observe(&self, builder: ClientBuilder) -> ClientBuilder {
        let reports = self.clone();
        builder.observe(move |report| reports.0.lock().unwrap().push(report.clone()))
    }

    fn all(&self) -> Vec<CallReport> {
        self.0.lock().unwrap().clone()
    }

    /// The only report.
    fn single(&self) -> CallReport {
        let reports = self.all();
        let [report] = reports.as_slice() else {
            panic!("{} reports", reports.len());
        };
        report.clone()
    }

    fn operations(&self) -> Vec<&'static str> {
        self.all().iter().map(|report| report.operation).collect()
    }
}

/// A client of the server whose calls are reported.
fn observed(server: &Sandbox) -> (Reports, ClientBuilder) {
    let reports = Reports::default();
    let builder = builder(server.url("/v3")).access_token(crate::calls::TOKEN);
    let builder = reports.observe(builder);
    (reports, builder)
}

/// What is reported of a call of `verb` that gets these answers in turn, and of what it returns.
async fn report(verb: Verb, answers: impl IntoIterator<Item = Fault>) -> CallReport {
    let server = scripted(answers).await;
    let (reports, builder) = observed(&server);
    let client = builder.retry(quick().max_attempts(3)).build().unwrap();
    let result = verb.call(&client).await;
    let report = reports.single();
    let (outcome, attempts) = match &result {
        Ok(()) => (CallOutcome::Success, report.attempts),
        Err(error) => (CallOutcome::Failed(error.kind()), error.attempts()),
    };
    assert_eq!((report.outcome, report.attempts), (outcome, attempts));
    assert_eq!(u64::from(report.attempts), server.request_count());
    report
}

fn status(report: &CallReport) -> Option<u16> {
    report.status.map(|status| status.as_u16())
}

#[tokio::test]
async fn a_report_names_the_operation_and_what_was_sent() {
    for verb in Verb::METHODS {
        let report = report(verb, [fine()]).await;
        assert_eq!(report.operation, verb.operation());
        assert_eq!(report.method.as_str(), verb.method());
        assert_eq!((report.outcome, report.attempts), (CallOutcome::Success, 1));
        assert_eq!(status(&report), Some(200));
    }
    let report = report(Verb::Get, [fine()]).await;
    assert_eq!(report.url_template, Some("/contact_lists/{list_id}"));
}

#[tokio::test]
async fn a_failed_call_is_reported_with_the_kind_of_its_error() {
    use ErrorKind::{Ambiguous, Decode, NotFound, Server, Throttled, Transport};
    let html = Fault::Answer(reply(200, "text/html", "<html>"));
    for (verb, answer, kind, last, attempts) in [
        (Verb::Get, refuse(404, "x"), NotFound, Some(404), 1),
        (Verb::Get, refuse(503, "x"), Server, Some(503), 3),
        (Verb::Post, refuse(503, "x"), Ambiguous, Some(503), 1),
        (Verb::Get, Fault::LostAnswer, Transport, None, 3),
        (Verb::Get, html, Decode, Some(200), 1),
        (
            Verb::Delete,
            json(200, r#"[{"error_key":"x"}]"#),
            Decode,
            Some(200),
            1,
        ),
        (
            Verb::Get,
            json(429, r#"{"error_key":"x"}"#),
            Throttled,
            Some(429),
            3,
        ),
    ] {
        let report = report(verb, [answer]).await;
        assert_eq!(report.outcome, CallOutcome::Failed(kind));
        assert_eq!(
            (status(&report), report.attempts),
            (last, attempts),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_call_that_succeeds_after_failed_attempts_is_reported_once() {
    let report = report(Verb::Get, [refuse(503, "x"), Fault::LostAnswer, fine()]).await;
    assert_eq!((report.outcome, report.attempts), (CallOutcome::Success, 3));
    assert_eq!(status(&report), Some(200));
}

#[tokio::test(start_paused = true)]
async fn the_polls_of_an_answer_that_is_not_ready_belong_to_one_call() {
    let server = scripted([json(202, "{}"), json(202, "{}"), fine()]).await;
    let (reports, builder) = observed(&server);
    let client = builder.http(reqwest::Client::builder()).build().unwrap();
    let page = client.get_all_contacts().segment_id(17).send();
    page.await.unwrap();
    let report = reports.single();
    assert_eq!((report.outcome, report.attempts), (CallOutcome::Success, 3));
    // The waits between the polls are two and three seconds long, and no waits for a turn.
    assert!(report.duration >= Duration::from_secs(5), "{report:?}");
    assert_eq!(report.wait, Duration::ZERO);
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_no_attempt() {
    let server = scripted([fine()]).await;
    let no_header = |builder: ClientBuilder| builder.access_token("line\nfeed");
    let no_scheme =
        |builder: ClientBuilder| builder.http(reqwest::Client::builder().https_only(true));
    for set in [&no_header as &dyn Fn(_) -> _, &no_scheme] {
        let (reports, builder) = observed(&server);
        let client = set(builder).build().unwrap();
        let error = Verb::Get.call(&client).await.unwrap_err();
        let report = reports.single();
        assert_eq!((report.attempts, error.attempts()), (0, 0));
        assert_eq!(report.outcome, CallOutcome::Failed(error.kind()));
    }
    assert_eq!(server.request_count(), 0);
}

#[tokio::test]
async fn a_call_that_never_begins_is_not_reported() {
    let server = scripted([fine()]).await;
    let (reports, builder) = observed(&server);
    let client = builder.build().unwrap();
    drop(Verb::Get.call(&client));
    client.get_list("").send().await.unwrap_err();
    assert_eq!(reports.all(), []);
}

fn is_about(actual: Duration, expected: Duration) -> bool {
    // The timer counts in milliseconds.
    (expected..expected + Duration::from_millis(4)).contains(&actual)
}

const TURN: Duration = Duration::from_secs(3);

#[tokio::test(start_paused = true)]
async fn the_waits_for_turns_are_added_up() {
    let server = scripted([refuse(503, "x"), fine()]).await;
    let (reports, builder) = observed(&server);
    let client = builder
        .http(reqwest::Client::builder())
        .rate_limiter(Slow(TURN))
        .build()
        .unwrap();
    Verb::Get.call(&client).await.unwrap();
    let report = reports.single();
    assert!(is_about(report.wait, 2 * TURN), "{:?}", report.wait);
    assert!(report.duration >= report.wait, "{report:?}");
    assert_eq!(report.usage, Slow(TURN).usage());
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_the_next_day_counts_as_a_wait() {
    let server = scripted([fine()]).await;
    let (reports, builder) = observed(&server);
    let policy = RetryPolicy::none().wait_for_quota(true);
    let pacer = Pacer::per_second(100).unwrap().daily(1).enforce_daily();
    let builder = builder.http(reqwest::Client::builder()).retry(policy);
    let client = builder.rate_limiter(pacer).build().unwrap();
    // The limiter refuses the second call, and then the server the third one.
    Verb::Get.call(&client).await.unwrap();
    Verb::Get.call(&client).await.unwrap();
    sleep(Duration::from_secs(86_400)).await;
    server.play([refuse(429, "quota_exceeded"), fine()]);
    Verb::Get.call(&client).await.unwrap();
    let [first, second, third] = reports.all().try_into().unwrap();
    assert_eq!(first.wait, Duration::ZERO);
    assert_eq!(first.usage.map(|usage| usage.used_today), Some(1));
    for (report, attempts) in [(second, 1), (third, 2)] {
        assert!(report.wait >= Duration::from_secs(1), "{report:?}");
        assert!(is_about(report.duration, report.wait), "{report:?}");
        assert_eq!(report.attempts, attempts);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_is_reported_with_its_wait() {
    let server = scripted([fine()]).await;
    let (reports, builder) = observed(&server);
    let client = builder.rate_limiter(Slow(TURN)).build().unwrap();
    let early = Duration::from_secs(1);
    timeout(early, Verb::Get.call(&client)).await.unwrap_err();
    let report = reports.single();
    assert_eq!(
        (report.outcome, report.attempts),
        (CallOutcome::Cancelled, 0)
    );
    assert!(is_about(report.wait, early), "{:?}", report.wait);
}

#[tokio::test]
async fn a_call_that_is_dropped_after_it_was_sent_is_reported_with_its_attempts() {
    let hour = Duration::from_secs(3_600);
    let server = scripted([refuse(503, "x"), late(hour)]).await;
    let (reports, builder) = observed(&server);
    let client = builder.build().unwrap();
    tokio::select! {
        biased;
        _ = Verb::Get.call(&client) => panic!("the call ended"),
        () = arrived(&server, 2) => {}
    }
    let report = reports.single();
    assert_eq!(
        (report.outcome, report.attempts),
        (CallOutcome::Cancelled, 2)
    );
    assert_eq!(report.outcome.as_str(), "cancelled");
    assert_eq!(status(&report), None, "the last attempt has no answer");
}

#[tokio::test]
async fn each_page_of_a_list_is_a_call() {
    let server = answering(pages(4)).await;
    let (reports, builder) = observed(&server);
    let client = builder.build().unwrap();
    let contacts: Vec<_> = client
        .get_all_contacts()
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(contacts.len(), 4);
    assert_eq!(reports.operations(), ["get_all_contacts"; 4]);
}

#[tokio::test]
async fn a_page_that_is_being_fetched_when_its_stream_is_dropped_is_cancelled() {
    let second = late(Duration::from_secs(3_600));
    let server = answering(move |request, number| match number {
        0 => pages(2)(request, number),
        _ => second.clone(),
    });
    let server = server.await;
    let (reports, builder) = observed(&server);
    let client = builder.build().unwrap();
    let mut contacts = client.get_all_contacts().stream();
    contacts.next().await.unwrap().unwrap();
    arrived(&server, 2).await;
    drop(contacts);
    becomes(|| reports.all().len() == 2).await;
    let outcomes: Vec<_> = reports.all().iter().map(|report| report.outcome).collect();
    assert_eq!(outcomes, [CallOutcome::Success, CallOutcome::Cancelled]);
}

/// Imports one contact, with this answer to the upload.
async fn import(answer: Fault) -> CallReport {
    let server = scripted([answer]).await;
    let (reports, builder) = observed(&server);
    let client = builder.build().unwrap();
    let person = serde_json::json!({"email": "ann@example.com"});
    let person: JsonImportContact = serde_json::from_value(person).unwrap();
    let job = client.import_contacts([person], ["list"]);
    job.send().await.ok();
    reports.all().remove(0)
}

#[tokio::test]
async fn an_upload_succeeds_only_if_the_answer_names_its_job() {
    let report = import(json(201, r#"{"activity_id": "a-1"}"#)).await;
    assert_eq!(
        report.url_template,
        Some("/activities/contacts_json_import")
    );
    assert_eq!(report.outcome, CallOutcome::Success);
    let report = import(json(201, r#"{"state": "initialized"}"#)).await;
    assert_eq!(report.outcome, CallOutcome::Failed(ErrorKind::Decode));
    assert_eq!(status(&report), Some(201));
}

#[tokio::test]
async fn files_streams_and_requests_without_a_method_are_reported() {
    let csv = || Fault::Answer(reply(200, "text/csv", "Email address\nann@example.com\n"));
    let server = scripted([csv(), fine(), csv(), csv(), csv()]).await;
    let (reports, builder) = observed(&server);
    let client = builder.build().unwrap();
    client.get_csv_export_file("x").send().await.unwrap();
    client.get_csv_export_file("x").send().await.unwrap_err();
    let raw = || client.request(Method::GET, "/contacts/4711");
    raw().send().await.unwrap();
    raw().bytes_stream().await.unwrap();
    raw().json::<u32>().await.unwrap_err();
    let file = "get_csv_export_file";
    let operations = [file, file, "request", "request", "request"];
    assert_eq!(reports.operations(), operations);
    let outcomes = reports.all().into_iter().map(|report| report.outcome);
    let outcomes: Vec<_> = outcomes.map(CallOutcome::as_str).collect();
    assert_eq!(
        outcomes,
        ["success", "decode", "success", "success", "decode"]
    );
    assert_eq!(reports.all()[2].url_template, None);
}

#[tokio::test]
async fn derived_clients_have_the_same_observers_and_report_the_inner_call() {
    let server = issuing(|_, _| fine()).await;
    let (reports, builder) = observed(&server);
    let client = builder.partner(partner(&server)).build().unwrap();
    for derived in [
        client.clone(),
        client.with_credentials(Credentials::token("other")),
        client.with_retry(RetryPolicy::none()),
        client.with_call_timeout(Duration::from_secs(60)),
        client.on_behalf_of("a1"),
    ] {
        Verb::Get.call(&derived).await.unwrap();
        let report = reports.all().pop().unwrap();
        assert_eq!((report.operation, report.method), ("get_list", Method::GET));
        assert_eq!(report.url_template, Some("/contact_lists/{list_id}"));
    }
    assert_eq!(reports.all().len(), 5);
}

#[tokio::test]
async fn an_observer_that_panics_harms_neither_the_call_nor_the_other_observers() {
    let server = scripted([fine(), refuse(404, "x"), late(Duration::from_secs(3_600))]).await;
    let (first, builder) = observed(&server);
    let panics = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&panics);
    let builder = builder.observe(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        panic!("an observer of the test");
    });
    let last = Reports::default();
    let client = last.observe(builder).build().unwrap();
    Verb::Get.call(&client).await.unwrap();
    let error = Verb::Get.call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    tokio::select! {
        biased;
        _ = Verb::Get.call(&client) => panic!("the call ended"),
        () = arrived(&server, 3) => {}
    }
    assert_eq!(panics.load(Ordering::SeqCst), 3);
    assert_eq!(first.all(), last.all());
    assert_eq!(first.all().len(), 3);
}

#[tokio::test]
async fn a_limiter_that_does_not_count_reports_no_usage() {
    let server = scripted([fine()]).await;
    let (reports, builder) = observed(&server);
    let client = builder.rate_limiter(Turns::default()).build().unwrap();
    Verb::Get.call(&client).await.unwrap();
    assert_eq!(reports.single().usage, None);
}
