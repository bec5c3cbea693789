//! Answers whose form is not that of the contract, as the provider's guide shows them: counts in
//! quotes, one object in place of a list, names with dots. They are read without an error, and
//! nothing is lost.
#![cfg(all(
    feature = "email-reporting",
    feature = "sms-reporting",
    feature = "contact-tags"
))]

use chrono::DateTime;
use constant_contact::Client;
use httpmock::prelude::*;
use serde_json::{Value, json};

/// A client of a server that answers every request with `body`.
async fn answering(body: Value) -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    server
        .mock_async(|_, then| {
            then.status(200).json_body(body);
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
async fn counts_in_quotes_and_rates_in_a_list_are_read() {
    let (_server, client) = answering(json!({
        "bulk_email_campaign_summaries": [
            {"campaign_id": "c", "unique_counts": {"sends": "1200", "opens": "800", "clicks": 7}},
            null,
        ],
        "aggregate_percents": [{"click": "41.5", "open": 12, "bounce": "0.0"}],
    }))
    .await;
    let page = client.get_email_campaign_report().send().await.unwrap();
    let [campaign] = &page.bulk_email_campaign_summaries[..] else {
        panic!("{page:?}")
    };
    let counts = campaign.unique_counts.as_ref().unwrap();
    assert_eq!(
        (counts.sends, counts.opens, counts.clicks),
        (Some(1200), Some(800), Some(7))
    );
    let rates = page.aggregate_percents.as_ref().unwrap();
    assert_eq!(
        (rates.click, rates.open, rates.bounce),
        (Some(41.5), Some(12.0), Some(0.0))
    );
}

#[tokio::test]
async fn counters_with_dots_are_those_with_underscores() {
    for separator in [".", "_"] {
        let name = |parts: &[&str]| parts.join(separator);
        let mut stats = json!({"em_opens": 3, "em_sends": 9});
        stats[name(&["em_opens", "all"])] = json!(5);
        stats[name(&["em_clicks", "all", "tablet"])] = json!(2);
        let result = json!({"campaign_id": "c", "stats": stats});
        let (_server, client) = answering(json!({"results": [result], "errors": []})).await;
        let activity = client.get_email_campaign_activity_report(["a"]);
        let activity = activity.send().await.unwrap();
        let stats = activity.results[0].stats.as_ref().unwrap();
        let counters = (
            stats.em_opens,
            stats.em_opens_all,
            stats.em_clicks_all_tablet,
        );
        assert_eq!(counters, (Some(3), Some(5), Some(2)), "{separator}");
    }
}

#[tokio::test]
async fn counts_that_only_the_guide_documents_are_kept() {
    let counts = json!({"sends": 10, "delivers": 8, "bounces": 2});
    let row = json!({"campaign_id": "c", "unique_counts": counts});
    let (_server, client) = answering(json!({"bulk_sms_campaign_summaries": [row]})).await;
    let call = client.get_all_bulk_sms_campaign_summaries(DateTime::UNIX_EPOCH);
    let page = call.send().await.unwrap();
    let counts = page.bulk_sms_campaign_summaries[0].unique_counts.as_ref();
    assert_eq!(counts.unwrap().bounces, Some(2));
}

#[tokio::test]
async fn a_text_that_is_not_a_number_is_an_error_with_the_place_and_without_the_text() {
    let (_server, client) = answering(json!({"tags": [
        {"tag_id": 5, "contacts_count": "12"},
        {"tag_id": "t", "contacts_count": "ada@example.com"},
    ]}))
    .await;
    let error = client.get_all_tags().send().await.unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("tags[1].contacts_count: not a whole number"),
        "{said}"
    );
    assert!(!said.contains("ada"), "{said}");
}

/// A client of a server that answers every request with these bytes.
async fn answering_with(body: impl AsRef<[u8]>) -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    server
        .mock_async(|_, then| {
            then.status(200).body(body);
        })
        .await;
    let client = Client::builder()
        .access_token("token")
        .base_url(server.url(""))
        .build()
        .unwrap();
    (server, client)
}

#[cfg(feature = "contacts")]
#[tokio::test]
async fn a_value_that_cannot_be_read_is_left_out_and_the_rest_is_kept() {
    let nothing = |value: &str| format!(r#""birthday_day":{value},"list_memberships":["l"]"#);
    for odd in [
        br#""first_name":"Ann \ud83d""#.to_vec(),
        br#""first_name":"\ude00""#.to_vec(),
        b"\"first_name\":\"A\x00\nn\"".to_vec(),
        b"\"first_name\":\"Jos\xE9\"".to_vec(),
        b"\"first_name\":\"\xF0\x9F\x98\"".to_vec(),
        b"\"first_name\":\"\xED\xA0\xBD\"".to_vec(),
        br#""first_name":12345678901234567890123"#.to_vec(),
        nothing(r#""""#).into(),
        nothing(r#""NaN""#).into(),
        nothing("NaN").into(),
        nothing("-Infinity").into(),
        nothing("1e999").into(),
        nothing("{}").into(),
        nothing("[]").into(),
        br#""birthday_day":"1","custom_fields":{}"#.to_vec(),
        br#""custom_fields":"","taggings":null,"notes":[]"#.to_vec(),
        br#""list_memberships":"l","taggings":["t",null]"#.to_vec(),
        br#""email_address":"","sms_channel":[]"#.to_vec(),
    ] {
        let mut body = br#"{"contacts":[{"contact_id":"1","#.to_vec();
        body.extend(&odd);
        body.extend(br#"},{"contact_id":"2"}]}"#);
        let (_server, client) = answering_with(&body).await;
        let page = client.get_all_contacts().send().await;
        let odd = String::from_utf8_lossy(&odd).into_owned();
        let page = page.unwrap_or_else(|error| panic!("{odd}: {error}"));
        let ids: Vec<_> = page
            .contacts
            .iter()
            .flat_map(|row| &row.contact_id)
            .collect();
        assert_eq!(ids, ["1", "2"], "{odd}");
        let [first, _] = &page.contacts[..] else {
            panic!("{odd}")
        };
        assert!(
            first.email_address.is_none() && first.custom_fields.is_empty(),
            "{odd}"
        );
    }
}

#[cfg(feature = "contacts")]
#[tokio::test]
async fn a_single_object_is_a_list_of_one() {
    let body = json!({"contacts": {"contact_id": "1",
        "custom_fields": {"custom_field_id": "f", "value": "v", "new": 1}}});
    let (_server, client) = answering(body).await;
    let page = client.get_all_contacts().send().await.unwrap();
    let field = &page.contacts[0].custom_fields[0];
    assert_eq!(field.value.as_deref(), Some("v"));
    assert_eq!(field.unknown_members.get("new"), Some(&json!(1)));
}

#[tokio::test]
async fn a_byte_order_mark_and_rates_that_are_not_numbers_are_read() {
    // A byte order mark, and a rate that is not a number.
    let body = "\u{FEFF}{\"results\":[{\"percents\":{\"open\":\"NaN\"}}],\"errors\":[]}";
    let (_server, client) = answering_with(body).await;
    let report = client.get_email_stats_report(["a"]);
    let report = report.send().await.unwrap();
    assert_eq!(report.results[0].percents.as_ref().unwrap().open, None);
}

#[cfg(feature = "email-campaigns")]
#[tokio::test]
async fn thousands_may_be_separated_by_commas() {
    let resend = json!([{"delay_minutes": "10,080", "delay_days": "7"}]);
    let (_server, client) = answering(resend).await;
    let call = client.get_resend_email_campaign("a");
    let resend = call.send().await.unwrap();
    assert_eq!(
        (resend[0].delay_minutes, resend[0].delay_days),
        (Some(10_080), Some(7))
    );
}

#[cfg(all(feature = "account-services", feature = "email-campaigns"))]
#[tokio::test]
async fn members_of_recorded_answers_are_read() {
    let email =
        json!([{"email_id": 1, "confirm_source": "x", "roles": ["contact", "DEFAULT_FROM"]}]);
    let (_server, client) = answering(email.clone()).await;
    let emails = client
        .get_all_account_email_addresses()
        .send()
        .await
        .unwrap();
    assert_eq!(emails[0].confirm_source.as_deref(), Some("x"));
    assert_eq!(serde_json::to_value(&*emails).unwrap(), email);
    let campaign = json!({"campaign_id": "c", "campaign_activities": [{"document_id": "d"}]});
    let (_server, client) = answering(campaign).await;
    let call = client.get_email_campaign_by_id("c");
    let campaign = call.send().await.unwrap();
    let activity = &campaign.campaign_activities[0];
    assert_eq!(activity.document_id.as_deref(), Some("d"));
}
