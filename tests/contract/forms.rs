//! Answers whose form is not that of the contract, as the provider's guide shows them: counts in
//! quotes, one object as a list, names with dots. Nothing of them fails, and nothing is lost.
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
async fn counts_in_quotes_and_rates_in_a_list_make_a_page() {
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
        let ids = ["a".to_owned()];
        let activity = client.get_email_campaign_activity_report();
        let activity = activity.campaign_activity_ids(ids).send().await.unwrap();
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
async fn counts_that_only_the_guide_knows_are_kept() {
    let counts = json!({"sends": 10, "delivers": 8, "bounces": 2});
    let row = json!({"campaign_id": "c", "unique_counts": counts});
    let (_server, client) = answering(json!({"bulk_sms_campaign_summaries": [row]})).await;
    let call = client.get_all_bulk_sms_campaign_summaries();
    let page = call.start_at(DateTime::UNIX_EPOCH).send().await.unwrap();
    let counts = page.bulk_sms_campaign_summaries[0].unique_counts.as_ref();
    assert_eq!(counts.unwrap().bounces, Some(2));
}

#[tokio::test]
async fn what_is_no_number_is_still_an_error_that_says_where_and_not_what() {
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
