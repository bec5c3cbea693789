use super::{EventType, Notification};
use crate::webhook::WebhookErrorKind;
use serde_json::json;
use std::time::UNIX_EPOCH;

fn read(body: &str) -> Notification {
    Notification::read(body.as_bytes(), UNIX_EPOCH).unwrap()
}

/// A notification with this address.
fn with_url(url: &str) -> Notification {
    read(&json!({"url": url, "api_key": "key", "event_type": "account.cancel"}).to_string())
}

#[test]
fn all_topics_are_known_and_others_are_kept() {
    for (name, event_type) in [
        ("tier.increase", EventType::TierIncrease),
        ("tier.decrease", EventType::TierDecrease),
        ("account.cancel", EventType::AccountCancel),
        ("account.disable", EventType::AccountDisable),
        ("account.renamed", EventType::from("account.renamed")),
    ] {
        let body = json!({"api_key": "key", "event_type": name}).to_string();
        let notification = read(&body);
        assert_eq!(notification.event_type, event_type);
        assert_eq!(notification.event_type.as_str(), name);
        assert_eq!(notification.url, None);
    }
}

#[test]
fn the_account_is_read_from_the_address_of_its_plan() {
    for (url, id) in [
        (
            "https://api.cc.email/v3/partner/accounts/p07e1l8cdif9dl/plan",
            "p07e1l8cdif9dl",
        ),
        (
            "https://api.constantcontact.com/v3/partner/accounts/A-1_b/plan",
            "A-1_b",
        ),
    ] {
        let notification = with_url(url);
        assert_eq!(notification.url.as_deref(), Some(url));
        assert_eq!(notification.encoded_account_id(), Some(id));
    }
}

#[test]
fn another_address_of_the_api_is_shown_but_names_no_account() {
    let long = format!(
        "https://api.cc.email/v3/partner/accounts/{}/plan",
        "a".repeat(65)
    );
    for url in [
        "https://api.cc.email/",
        "https://api.cc.email/v3/partner/accounts//plan",
        "https://api.cc.email/v3/partner/accounts/plan",
        "https://api.cc.email/v3/partner/accounts/a/b/plan",
        "https://api.cc.email/v3/partner/accounts/a/plan/",
        "https://api.cc.email/v3/partner/accounts/a/plan?x=1",
        "https://api.cc.email/v3/partner/accounts/a%2Fb/plan",
        "https://api.cc.email/v3/partner/accounts/a?b/plan",
        "https://api.cc.email/v2/partner/accounts/a/plan",
        "https://api.cc.email/x/v3/partner/accounts/a/plan",
        &long,
    ] {
        let notification = with_url(url);
        assert_eq!(notification.url.as_deref(), Some(url));
        assert_eq!(notification.encoded_account_id(), None, "{url}");
    }
}

#[test]
fn an_address_that_is_not_of_the_api_is_left_out() {
    for url in [
        "http://api.cc.email/v3/partner/accounts/a/plan",
        "https://example.com/v3/partner/accounts/a/plan",
        "https://api.cc.email.example.com/v3/partner/accounts/a/plan",
        "https://api.cc.email@example.com/v3/partner/accounts/a/plan",
        "https://user@api.cc.email/v3/partner/accounts/a/plan",
        "https://user:password@api.cc.email/v3/partner/accounts/a/plan",
        "https://api.cc.email:8443/v3/partner/accounts/a/plan",
        "https://api.cc.email:443/v3/partner/accounts/a/plan",
        "https://api.cc.email/v3/partner/accounts/a/../b/plan",
        "https://api.cc.email/v3/partner/accounts/a/plan#b",
        "https:\\\\api.cc.email\\v3\\partner\\accounts\\a\\plan",
        "https://api.cc.email/v3/partner/accounts/a\t/plan",
        " https://api.cc.email/v3/partner/accounts/a/plan",
        "https://API.CC.EMAIL/v3/partner/accounts/a/plan",
        "/v3/partner/accounts/a/plan",
        "",
    ] {
        let notification = with_url(url);
        assert_eq!(notification.url, None, "{url}");
        assert_eq!(notification.encoded_account_id(), None, "{url}");
    }
    let odd = read(r#"{"url": 1, "api_key": "key", "event_type": "account.cancel"}"#);
    assert_eq!(odd.url, None);
}

#[test]
fn a_body_that_is_not_a_notification_is_refused() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"api_key": "key"}"#,
        r#"{"event_type": "account.cancel"}"#,
        r#"{"event_type": "account.cancel", "api_key": 1}"#,
        r#"{"event_type": null, "api_key": "key"}"#,
        r#"{"event_type": "account.cancel", "api_key": "other", "api_key": "key"}"#,
        "\u{feff}{\"event_type\": \"account.cancel\", \"api_key\": \"key\"}",
    ] {
        let error = Notification::read(body.as_bytes(), UNIX_EPOCH).unwrap_err();
        assert_eq!(error.kind(), WebhookErrorKind::InvalidBody, "{body}");
    }
}

#[test]
fn the_id_is_the_digest_of_the_body() {
    // printf %s '{"event_type":"tier.increase","api_key":"key"}' | openssl dgst -sha256
    let notification = read(r#"{"event_type":"tier.increase","api_key":"key"}"#);
    assert_eq!(
        notification.id(),
        "618f39fd66ff7f9e367c61f455a07fe53a7cdf4c78a3f468b478bf379cdfa1b9"
    );
    let spaced = read(r#"{"event_type": "tier.increase","api_key":"key"}"#);
    assert_ne!(notification.id(), spaced.id());
}
