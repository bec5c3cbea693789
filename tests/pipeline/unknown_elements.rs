//! The members and values of answers that this version of the crate does not know: what the reports of calls list, and
//! what is logged.

use crate::calls::{TOKEN, builder};
use crate::scripted::{Scripted, json, scripted};
use crate::subscriber::subscribe;
use constant_contact::{Client, UnknownElement};
use constant_contact_sandbox::{Fault, Sandbox};
use futures_util::TryStreamExt;
use serde_json::{Value, json as document};
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::prelude::*;

/// The unknown elements of each call, as they are printed.
#[derive(Clone, Default)]
struct Listed(Arc<Mutex<Vec<Vec<String>>>>);

impl Listed {
    fn client(&self, base: String, token: &str) -> Client {
        let listed = Arc::clone(&self.0);
        let client = builder(base).access_token(token).observe(move |call| {
            let elements = call.unknown_elements.iter().map(UnknownElement::to_string);
            listed.lock().unwrap().push(elements.collect());
        });
        client.build().unwrap()
    }

    fn take(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Adds members to the document that the sandbox answers.
fn adding(members: Value) -> Fault {
    Fault::altered(move |body| {
        let mut answer: Value = serde_json::from_slice(&body).unwrap();
        let answer_members = answer.as_object_mut().unwrap();
        answer_members.extend(members.as_object().unwrap().clone());
        answer.to_string().into_bytes()
    })
}

#[tokio::test]
async fn the_report_of_a_call_lists_what_the_api_has_added() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let id = sandbox.add_contact("ann@example.com");
    let listed = Listed::default();
    let client = listed.client(sandbox.base_url(), sandbox.access_token());
    client.get_contact_by_id(&id).send().await.unwrap();
    assert_eq!(listed.take(), [[""; 0]], "the sandbox follows the contract");

    let members = document!({
        "pronouns": "she/her", "create_source": "Fax", "ann@example.com": true,
        "email_address": {"address": "ann@example.com", "permission_to_send": "perhaps", "reputation": 7},
    });
    sandbox
        .fail(adding(members))
        .on("GET /contacts/{contact_id}");
    for _ in 0..2 {
        let contact = client.get_contact_by_id(&id).send().await.unwrap();
        assert_eq!(contact.unknown_members.get("pronouns").unwrap(), "she/her");
        let mut elements = listed.take().remove(0);
        elements.sort();
        assert_eq!(
            elements,
            [
                "Contact.pronouns",
                "Contact.…",
                "ContactSource::Unknown",
                "EmailAddress.reputation",
                "PermissionToSend::Unknown"
            ]
        );
    }
}

#[tokio::test]
async fn every_page_lists_its_own() {
    let listed = Listed::default();
    let server = scripted([
        json(200, r#"{"contacts": [{"pronouns": 1}], "_links": {"next": {"href": "/v3/contacts?cursor=1"}}}"#),
        json(200, r#"{"contacts": [{"pronouns": 1}, {"status": "asleep"}], "contacts_total": 3}"#),
    ])
    .await;
    let contacts = listed
        .client(server.url("/v3"), TOKEN)
        .get_all_contacts()
        .stream();
    assert_eq!(contacts.try_collect::<Vec<_>>().await.unwrap().len(), 3);
    let pages = listed.take();
    assert_eq!(pages[0], ["Contact.pronouns"]);
    assert_eq!(
        pages[1],
        [
            "Contact.pronouns",
            "Contact.status",
            "Contacts.contacts_total"
        ]
    );
}

#[tokio::test]
async fn an_answer_that_is_not_the_requested_document_lists_nothing() {
    let listed = Listed::default();
    let error = r#"{"error_key": "throttled", "error_message": "Too Many Requests"}"#;
    let server = scripted([json(200, error)]).await;
    let client = listed.client(server.url("/v3"), TOKEN);
    client.get_contact_by_id("c").send().await.unwrap_err();
    server.play([json(404, error)]);
    client.get_contact_by_id("c").send().await.unwrap_err();
    server.play([json(200, r#"{"pronouns": 1, "first_name": {"a": "b"}}"#)]);
    client.get_contact_by_id("c").send().await.unwrap_err();
    assert_eq!(listed.take(), [[""; 0]; 3]);
}

#[tokio::test]
async fn an_answer_that_had_to_be_repaired_lists_each_element_once() {
    let listed = Listed::default();
    let broken =
        r#"{"contact_id": "c", "pronouns": 1, "create_source": "Fax", "note": "half \ud83d"}"#;
    let server = scripted([json(200, broken)]).await;
    let client = listed.client(server.url("/v3"), TOKEN);
    client.get_contact_by_id("c").send().await.unwrap();
    assert_eq!(
        listed.take(),
        [["Contact.pronouns", "ContactSource::Unknown", "Contact.note"]]
    );
}

/// The events of this crate about unknown elements, with their fields.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Fields(String);
        impl Visit for Fields {
            fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        let mut fields = Fields(format!("{} ", event.metadata().level()));
        event.record(&mut fields);
        if fields.0.contains("element=") {
            self.0.lock().unwrap().push(fields.0);
        }
    }
}

#[tokio::test]
async fn each_element_is_logged_once_without_its_value() {
    // The names are those of no other test, since the process logs each only once.
    let answer = r#"{"tag_id": "t", "logged_once": "secret", "ann@example.com": "secret"}"#;
    let server = scripted([json(200, answer)]).await;
    let client = Listed::default().client(server.url("/v3"), TOKEN);
    let events = Events::default();
    let layer = events.clone().with_filter(LevelFilter::INFO);
    let _subscribed = subscribe(tracing_subscriber::registry().with(layer));
    for _ in 0..3 {
        client.get_tag("t").send().await.unwrap();
    }
    let events = events.0.lock().unwrap().clone();
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(
        events
            .iter()
            .all(|event| event.starts_with(Level::INFO.as_str()))
    );
    assert!(events[0].contains("element=Tag.logged_once "), "{events:?}");
    assert!(events[1].contains("element=Tag.… "), "{events:?}");
    let printed = events.concat();
    assert!(
        !printed.contains("secret") && !printed.contains("example.com"),
        "{printed}"
    );
}
