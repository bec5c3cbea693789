//! What was read is changed and sent back: nothing that the server would erase is missing, nothing
//! that it keeps is sent.
#![cfg(all(feature = "contacts", feature = "contacts-custom-fields"))]

use constant_contact::Client;
use constant_contact::types::{
    ContactPutRequest, ContactSource, CustomFieldPutRequest, EmailAddressPut, PermissionToSend,
};
use httpmock::prelude::*;
use serde_json::{Value, json};

/// A client of a server that answers GET with `stored` and takes only `expected` by PUT.
async fn written(path: &str, stored: Value, expected: Value) -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.method(GET).path(path);
            then.status(200).json_body(stored);
        })
        .await;
    server
        .mock_async(|when, then| {
            when.method(PUT).path(path).json_body(expected);
            then.status(200)
                .json_body(json!({"contact_id": "c", "custom_field_id": "f"}));
        })
        .await;
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url(""))
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn a_contact_keeps_its_plain_fields_and_its_lists() {
    let (_server, client) = written(
        "/contacts/c",
        json!({
            "contact_id": "c", "first_name": "Ada", "last_name": "Lovelace",
            "company_name": "Engines", "job_title": "Analyst", "anniversary": "1835-07-08",
            "birthday_month": 12, "birthday_day": 10, "update_source": "Contact",
            "email_address": {"address": "ada@example.com", "permission_to_send": "implicit"},
            "list_memberships": ["l"], "taggings": ["t"], "created_at": "2020-01-01T00:00:00Z",
            "street_addresses": [{"kind": "home", "street_address_id": "s"}],
        }),
        json!({
            "first_name": "Augusta", "last_name": "Lovelace", "company_name": "Engines",
            "job_title": "Analyst", "anniversary": "1835-07-08", "birthday_month": 12,
            "birthday_day": 10, "update_source": "Account",
        }),
    )
    .await;
    let contact = client.get_contact_by_id().contact_id("c").send().await;
    let mut contact = ContactPutRequest::from(contact.unwrap().into_inner());
    contact.first_name = Some("Augusta".into());
    contact.update_source = ContactSource::Account;
    let sent = client.update_contact().contact_id("c").body(contact);
    sent.send().await.unwrap();
}

#[tokio::test]
async fn a_custom_field_keeps_its_choices() {
    let (_server, client) = written(
        "/contact_custom_fields/f",
        json!({
            "custom_field_id": "f", "name": "colour", "label": "Colour", "type": "single_select",
            "choices": [{"choice_id": 1, "choice_label": "red", "display_order": 2,
                "custom_field_id": "f"}],
        }),
        json!({
            "label": "Favourite colour",
            "choices": [{"choice_id": 1, "choice_label": "red", "display_order": 2}],
        }),
    )
    .await;
    let field = client.get_custom_field().custom_field_id("f").send().await;
    let mut field = CustomFieldPutRequest::from(field.unwrap().into_inner());
    field.label = Some("Favourite colour".into());
    let sent = client
        .update_custom_field()
        .custom_field_id("f")
        .body(field);
    sent.send().await.unwrap();
}

#[tokio::test]
async fn who_makes_a_change_has_to_be_said() {
    let (server, client) = written("/contacts/c", json!({}), json!({})).await;
    let body = ContactPutRequest::default();
    let call = client.update_contact().contact_id("c").body(body);
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "update_contact: invalid request: `update_source` of the body is not set"
    );
    drop(server);
}

#[tokio::test]
async fn a_contact_is_unsubscribed_with_the_address_it_has() {
    let (_server, client) = written(
        "/contacts/c",
        json!({"first_name": "Ada",
            "email_address": {"address": "ada@example.com", "permission_to_send": "implicit"}}),
        json!({"first_name": "Ada", "update_source": "Account",
            "email_address": {"address": "ada@example.com", "permission_to_send": "unsubscribed"}}),
    )
    .await;
    let read = client.get_contact_by_id().contact_id("c").send().await;
    let read = read.unwrap().into_inner();
    let address = read.email_address.clone().unwrap_or_default();
    let mut contact = ContactPutRequest::from(read);
    contact.update_source = ContactSource::Account;
    contact.email_address = Some(EmailAddressPut {
        permission_to_send: Some(PermissionToSend::Unsubscribed),
        ..address.into()
    });
    let sent = client.update_contact().contact_id("c").body(contact);
    sent.send().await.unwrap();
}
