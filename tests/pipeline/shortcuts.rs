//! The shortcuts: what they send and return, and how they handle failures and races.

use crate::calls::plain;
use crate::scripted::{Scripted, json, scripted};
use constant_contact::http::Method;
use constant_contact::types::{
    ContactInclude, ContactSource, CustomFieldRequest, CustomFieldType, EmailCampaign, ListInput,
    TagPost,
};
use constant_contact::{Client, ErrorKind, RetryPolicy};
use constant_contact_sandbox::{Contents, Fault, Sandbox};
use serde_json::{Value, json as value};
use std::collections::HashMap;

/// A client that sends each request once.
pub fn once(server: &Sandbox) -> Client {
    plain(server.url("/v3")).with_retry(RetryPolicy::none())
}

/// The query of a request, decoded.
pub fn query(request: &Contents) -> HashMap<String, String> {
    let url = url::Url::parse(&format!("http://localhost{}", request.target)).unwrap();
    url.query_pairs().into_owned().collect()
}

pub fn methods(server: &Sandbox) -> Vec<Method> {
    let requests = server.received();
    requests.into_iter().map(|request| request.method).collect()
}

fn contact(address: &str) -> Value {
    value!({"contact_id": "7", "email_address": {"address": address}})
}

fn contacts(contacts: &[Value]) -> Fault {
    json(200, &value!({ "contacts": contacts }).to_string())
}

#[tokio::test]
async fn an_address_is_sent_unchanged_and_found_in_any_case() {
    for (address, email) in [
        ("ada@example.com", "ada@example.com"),
        ("ada+news@example.com", "ada+news@example.com"),
        ("Ada.Lovelace@Example.com", "ada.lovelace@EXAMPLE.com"),
    ] {
        let server = scripted([contacts(&[contact(address)])]).await;
        let found = once(&server).find_contact(email).send().await.unwrap();
        assert_eq!(found.unwrap().contact_id.as_deref(), Some("7"));
        let request = &server.received()[0];
        assert!(request.target.starts_with("/v3/contacts?"), "{request:?}");
        assert!(
            !request.target.contains('+'),
            "a plus would be read as a space"
        );
        assert_eq!(
            query(request),
            HashMap::from([("email".into(), email.into())])
        );
    }
}

#[tokio::test]
async fn included_data_and_deleted_contacts_can_be_requested() {
    let server = scripted([contacts(&[contact("ada@example.com")])]).await;
    let client = once(&server);
    let call = client.find_contact("ada@example.com");
    let call = call
        .include([ContactInclude::ListMemberships, ContactInclude::Taggings])
        .include_deleted(true);
    assert!(call.await.unwrap().is_some());
    let query = query(&server.received()[0]);
    assert_eq!(query["include"], "list_memberships,taggings");
    assert_eq!(query["status"], "all");
}

#[tokio::test]
async fn a_missing_contact_is_none_and_another_person_is_never_returned() {
    for others in [
        vec![],
        vec![contact("mada@example.com"), contact("ada@example.org")],
    ] {
        let server = scripted([contacts(&others)]).await;
        let found = once(&server).find_contact("ada@example.com").send().await;
        assert_eq!(found.unwrap().map(|contact| contact.contact_id), None);
    }
    // Without an address, the server would return every contact.
    let server = scripted([contacts(&[contact("")])]).await;
    let error = once(&server).find_contact(" ").send().await.unwrap_err();
    assert_eq!(
        (error.kind(), server.request_count()),
        (ErrorKind::InvalidRequest, 0)
    );
    assert_eq!(error.operation(), Some("find_contact"));
    // A failed call does not look like a missing contact.
    let server = scripted([json(503, "")]).await;
    let error = once(&server).find_contact("ada@example.com").send().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Server);
}

const ADA: &str = r#"{"contact_id": "7", "first_name": "Ada", "anniversary": "2006-11-15", "new": {"a": 1},
    "update_source": "Contact",
    "email_address": {"address": "Ada+x@example.com", "permission_to_send": "implicit"}}"#;

#[tokio::test]
async fn an_unsubscribe_reads_the_contact_and_sends_it_back_without_the_permission() {
    let server = scripted([json(200, ADA), json(200, r#"{"contact_id": "7"}"#)]).await;
    let updated = once(&server).unsubscribe_contact("7").send().await.unwrap();
    assert_eq!(updated.contact_id.as_deref(), Some("7"));
    assert_eq!(methods(&server), ["GET", "PUT"]);
    let put = &server.received()[1];
    assert_eq!(put.target, "/v3/contacts/7");
    let sent: Value = serde_json::from_str(&put.text()).unwrap();
    let expected = value!({
        "first_name": "Ada",
        "anniversary": "2006-11-15",
        "new": {"a": 1},
        "update_source": "Account",
        "email_address": {
            "address": "Ada+x@example.com",
            "permission_to_send": "unsubscribed"
        }
    });
    assert_eq!(
        sent, expected,
        "all members that a PUT would erase, and none that it keeps"
    );
}

#[tokio::test]
async fn the_reason_and_the_source_of_an_unsubscribe_can_be_set() {
    let server = scripted([json(200, ADA), json(200, r#"{"contact_id": "7"}"#)]).await;
    let call = once(&server).unsubscribe_contact("7");
    let call = call
        .opt_out_reason("moved")
        .update_source(ContactSource::Contact);
    call.await.unwrap();
    let sent: Value = serde_json::from_str(&server.received()[1].text()).unwrap();
    assert_eq!(sent["update_source"], "Contact");
    assert_eq!(sent["email_address"]["opt_out_reason"], "moved");
}

#[tokio::test]
async fn a_contact_that_is_unsubscribed_or_missing_is_not_sent_back() {
    let unsubscribed = ADA.replace("implicit", "unsubscribed");
    let server = scripted([json(200, &unsubscribed)]).await;
    let same = once(&server).unsubscribe_contact("7").send().await.unwrap();
    assert_eq!(same.first_name.as_deref(), Some("Ada"));

    for (answer, kind) in [
        (json(404, ""), ErrorKind::NotFound),
        (
            json(200, r#"{"contact_id": "7"}"#),
            ErrorKind::InvalidRequest,
        ),
        (
            json(
                200,
                &ADA.replace(
                    "\"contact_id\"",
                    "\"deleted_at\": \"2026-01-01\", \"contact_id\"",
                ),
            ),
            ErrorKind::InvalidRequest,
        ),
    ] {
        server.play([answer]);
        let error = once(&server).unsubscribe_contact("7").send().await;
        assert_eq!(error.unwrap_err().kind(), kind);
        assert_eq!(methods(&server), ["GET"]);
    }

    server.play([json(200, ADA), json(500, "")]);
    let error = once(&server)
        .unsubscribe_contact("7")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.operation(), Some("update_contact"));
    assert!(
        error.is_retryable() && !error.is_ambiguous(),
        "the same call again is safe"
    );
}

#[test]
fn the_primary_activity_is_the_one_with_that_role() {
    let campaign = |activities: Value| -> EmailCampaign {
        serde_json::from_value(value!({ "campaign_activities": activities })).unwrap()
    };
    let both = value!([
        {"campaign_activity_id": "1", "role": "permalink"},
        {"campaign_activity_id": "2", "role": "PRIMARY_EMAIL"},
        {"campaign_activity_id": "3", "role": "resend"}
    ]);
    assert_eq!(campaign(both).primary_activity_id(), Some("2"));
    for none in [value!([]), value!([{"campaign_activity_id": "1"}])] {
        assert_eq!(campaign(none).primary_activity_id(), None);
    }
}

#[tokio::test]
async fn short_cuts_can_be_kept_cloned_and_spawned() {
    let server = scripted([contacts(&[contact("ada@example.com")])]).await;
    let client = once(&server);
    let call = client.find_contact("ada@example.com");
    let other = tokio::spawn(call.clone().send());
    assert!(call.await.unwrap().is_some() && other.await.unwrap().unwrap().is_some());
    fn moves<T: Send + 'static>(_: T) {}
    moves(client.unsubscribe_contact("7").send());
    moves(
        client
            .find_or_create_list(ListInput::new("a"))
            .into_future(),
    );
    moves(client.find_or_create_tag(TagPost::new("a")).send());
    let field = CustomFieldRequest::new("a", CustomFieldType::String);
    moves(client.find_or_create_custom_field(field).send());
}
