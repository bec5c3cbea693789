//! A document that was read is changed and sent back: nothing that the server would erase is
//! missing, and nothing that it keeps is sent.
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
    let contact = client.get_contact_by_id("c").send().await;
    let contact = contact.unwrap().into_inner();
    let contact = ContactPutRequest::from_contact(contact, ContactSource::Account);
    let sent = client.update_contact("c", contact.first_name("Augusta"));
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
    let field = client.get_custom_field("f").send().await;
    let field = CustomFieldPutRequest::from(field.unwrap().into_inner());
    let sent = client.update_custom_field("f", field.label("Favourite colour"));
    sent.send().await.unwrap();
}

#[tokio::test]
async fn an_empty_source_of_a_change_is_refused() {
    let (_server, client) = written("/contacts/c", json!({}), json!({})).await;
    let call = client.update_contact("c", ContactPutRequest::new(""));
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "update_contact: invalid request: `update_source` of the body is empty"
    );
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
    let read = client.get_contact_by_id("c").send().await;
    let read = read.unwrap().into_inner();
    let address = EmailAddressPut::from(read.email_address.clone().unwrap());
    let address = address.permission_to_send(PermissionToSend::Unsubscribed);
    let contact = ContactPutRequest::from_contact(read, ContactSource::Account);
    let sent = client.update_contact("c", contact.email_address(address));
    sent.send().await.unwrap();
}

#[tokio::test]
async fn unknown_members_are_sent_back_unless_the_caller_removes_them() {
    let stored = || {
        json!({
            "label": "Colour", "custom_field_id": "f", "weight": {"of": [1, null]},
            "choices": [{"choice_id": 1, "choice_label": "red", "hue": 0}],
        })
    };
    let sent = json!({
        "label": "Favourite colour", "weight": {"of": [1, null]},
        "choices": [{"choice_id": 1, "choice_label": "red", "hue": 0}],
    });
    let bare = json!({
        "label": "Favourite colour",
        "choices": [{"choice_id": 1, "choice_label": "red"}],
    });
    for (expected, keeps) in [(sent, true), (bare, false)] {
        let path = "/contact_custom_fields/f";
        let (_server, client) = written(path, stored(), expected).await;
        let field = client.get_custom_field("f").send().await;
        let field = field.unwrap().into_inner();
        assert_eq!(
            field.unknown_members.get("weight"),
            Some(&json!({"of": [1, null]}))
        );
        let mut field = CustomFieldPutRequest::from(field).label("Favourite colour");
        if !keeps {
            field.unknown_members.clear();
            for choice in field.choices.iter_mut().flatten() {
                choice.unknown_members.clear();
            }
        }
        client.update_custom_field("f", field).send().await.unwrap();
    }
}

#[tokio::test]
async fn a_value_that_is_sent_back_keeps_its_spelling() {
    let (_server, client) = written(
        "/contacts/c",
        json!({"email_address": {"address": "ada@example.com", "permission_to_send": "IMPLICIT"}}),
        json!({"update_source": "Account",
            "email_address": {"address": "ada@example.com", "permission_to_send": "IMPLICIT"}}),
    )
    .await;
    let read = client.get_contact_by_id("c").send().await;
    let read = read.unwrap().into_inner();
    let address = read.email_address.clone().unwrap();
    assert_eq!(address.permission_to_send, Some(PermissionToSend::Implicit));
    let contact = ContactPutRequest::from_contact(read, ContactSource::Account);
    let sent = client.update_contact("c", contact.email_address(address));
    sent.send().await.unwrap();
}

#[cfg(feature = "email-campaigns")]
mod campaigns {
    use super::{json, written};
    use constant_contact::types::{EmailCampaignActivity, EmailCampaignStatus};

    fn stored() -> serde_json::Value {
        json!({
            "campaign_activity_id": "a", "campaign_id": "c", "role": "primary_email",
            "current_status": "DRAFT", "format_type": 4, "document_id": "d",
            "permalink_url": "https://example.com", "from_name": "Ada", "subject": "News",
            "contact_list_ids": ["l"], "a_member_of_tomorrow": {"deep": [1, {"x": null}]},
            "physical_address_in_footer": {"city": "London", "country_name": "UK", "a_part_of_tomorrow": 1},
        })
    }

    #[tokio::test]
    async fn a_document_that_is_sent_back_lacks_only_what_the_server_sets() {
        let path = "/emails/activities/a";
        let (_server, client) = written(
            path,
            stored(),
            json!({
                "document_id": "d", "from_name": "Ada", "subject": "Older news",
                "contact_list_ids": ["l"], "a_member_of_tomorrow": {"deep": [1, {"x": null}]},
                "physical_address_in_footer": {"city": "London", "a_part_of_tomorrow": 1},
            }),
        )
        .await;
        let call = client.get_email_campaign_activity("a");
        let mut activity = call.send().await.unwrap().into_inner();
        assert_eq!(activity.current_status, Some(EmailCampaignStatus::Draft));
        assert_eq!(activity.document_id.as_deref(), Some("d"));
        assert_eq!(serde_json::to_value(&activity).unwrap(), stored());
        activity.subject = Some("Older news".into());
        let call = client.update_email_campaign_activity("a", activity);
        // The mock answers only the expected request; its answer is not an activity.
        let error = call.send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 200);
    }

    #[tokio::test]
    async fn a_document_that_the_caller_has_made_is_sent_completely() {
        let sent = json!({"current_status": "DRAFT", "role": "primary_email", "subject": "News"});
        let (_server, client) = written("/emails/activities/a", json!({}), sent.clone()).await;
        let activity: EmailCampaignActivity = serde_json::from_value(sent).unwrap();
        let call = client.update_email_campaign_activity("a", activity);
        let error = call.send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 200);
    }
}

#[cfg(feature = "events")]
#[tokio::test]
async fn a_text_from_the_caller_is_sent_unchanged() {
    use constant_contact::types::{PaymentStatus, PaymentStatusUpdateRequest};
    for text in ["Paid", "PAID", "paid", "Something else"] {
        let path = "/events/e/tracks/t/registrations/payment_status";
        let sent = json!({"payment_status": text, "registration_ids": ["r"]});
        let (_server, client) = written(path, json!({}), sent.clone()).await;
        let made = PaymentStatusUpdateRequest::new(text, ["r"]);
        let read: PaymentStatusUpdateRequest = serde_json::from_value(sent).unwrap();
        for body in [made, read] {
            let call = client.update_registration_payment_status("e", "t", body);
            let error = call.send().await.unwrap_err();
            assert_eq!(error.status().unwrap(), 200);
        }
    }
    assert_eq!(PaymentStatus::from("PAID"), PaymentStatus::Paid);
}
