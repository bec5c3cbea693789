//! The spans of the library, and those of its callers.

use crate::calls::{Verb, plain};
use crate::scripted::{answering, json, refuse, scripted};
use constant_contact_sandbox::{Contents, Fault};
use futures_util::TryStreamExt;
use std::sync::{Arc, Mutex};
use tracing::field::Empty;
use tracing::{Instrument, Subscriber, info_span, span};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::prelude::*;

/// A span and the one around it.
type Made = (&'static str, Option<&'static str>);

/// Notes within what each span was made, and what was recorded on any of them later.
#[derive(Clone, Default)]
struct Notes {
    made: Arc<Mutex<Vec<Made>>>,
    recorded: Arc<Mutex<Vec<String>>>,
}

impl<S: Subscriber> Layer<S> for Notes {
    fn on_new_span(&self, made: &span::Attributes<'_>, _: &span::Id, context: Context<'_, S>) {
        let within = context.current_span().metadata().map(|span| span.name());
        let made = (made.metadata().name(), within);
        self.made.lock().unwrap().push(made);
    }

    fn on_record(&self, _: &span::Id, values: &span::Record<'_>, _: Context<'_, S>) {
        self.recorded.lock().unwrap().push(format!("{values:?}"));
    }
}

const OURS: &str = "constant_contact.request";

/// A span of a caller's, with fields that ours have too.
fn callers() -> tracing::Span {
    info_span!(
        "caller",
        attempt = Empty,
        error.kind = Empty,
        http.response.status_code = Empty
    )
}

/// The events of a failing call within the caller's span.
async fn failing_call(level: LevelFilter) -> Notes {
    let notes = Notes::default();
    let subscriber = tracing_subscriber::registry().with(notes.clone().with_filter(level));
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = scripted([refuse(404, "x")]).await;
    let client = plain(server.url(""));
    let call = Verb::Get.call(&client).instrument(callers());
    call.await.unwrap_err();
    notes
}

#[tokio::test]
async fn a_call_records_on_its_own_span_and_never_on_the_callers() {
    let notes = failing_call(LevelFilter::DEBUG).await;
    let recorded = notes.recorded.lock().unwrap().join(" ");
    for field in ["attempt", "http.response.status_code", "error.kind"] {
        assert!(recorded.contains(field), "{field} in {recorded}");
    }
    let kind = format!("{:?}", "not_found");
    assert!(recorded.contains(&kind), "{kind} in {recorded}");
    let notes = failing_call(LevelFilter::INFO).await;
    assert_eq!(*notes.made.lock().unwrap(), [("caller", None)]);
    assert_eq!(*notes.recorded.lock().unwrap(), [""; 0]);
}

#[tokio::test]
async fn the_status_of_a_success_is_recorded_too() {
    let notes = Notes::default();
    let subscriber = tracing_subscriber::registry().with(notes.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = scripted([json(201, crate::scripted::FINE)]).await;
    Verb::Get.call(&plain(server.url(""))).await.unwrap();
    let recorded = notes.recorded.lock().unwrap().join(" ");
    assert!(recorded.contains("201"), "{recorded}");
}

/// Three pages, the last of which has no link.
fn page(_: &Contents, number: u64) -> Fault {
    let next = r#", "_links": {"next": {"href": "/v3/contacts?cursor="#;
    let links = match number {
        2 => String::new(),
        _ => format!("{next}{number}\"}}}}"),
    };
    json(200, &format!(r#"{{"contacts": [{{}}]{links}}}"#))
}

#[tokio::test]
async fn every_page_of_a_list_belongs_to_the_span_of_its_reader() {
    let notes = Notes::default();
    let subscriber = tracing_subscriber::registry().with(notes.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = answering(page).await;
    let client = plain(server.url("/v3"));
    let contacts = client.get_all_contacts().stream();
    let read = contacts.try_collect::<Vec<_>>().instrument(callers());
    assert_eq!(read.await.unwrap().len(), 3);
    let made = notes.made.lock().unwrap();
    let ours: Vec<_> = made.iter().filter(|(name, _)| *name == OURS).collect();
    assert_eq!(ours, [&(OURS, Some("caller")); 3]);
}
