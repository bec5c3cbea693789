//! The receiver of the example, with requests over a socket.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::webhook_axum::provider::{self, API_KEY, Provider};
use crate::webhook_axum::{Receiver, serve};
use axum::http::StatusCode;
use constant_contact::webhook::{EventType, KeySet, Notification, Verifier};
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc;

/// Starts a provider and a receiver with room for `room` notifications.
async fn start(room: usize) -> (Provider, String, mpsc::Receiver<Notification>) {
    let provider = Provider::start().await.unwrap();
    let keys = KeySet::fetch()
        .test_address(provider.keys_url())
        .await
        .unwrap();
    let (work, notifications) = mpsc::channel(room);
    let router = Receiver::new(Verifier::new(keys, [API_KEY]), work).router();
    let address = serve(router, "127.0.0.1:0").await.unwrap();
    (provider, format!("http://{address}/webhook"), notifications)
}

#[tokio::test]
async fn a_notification_is_accepted_once_however_often_it_is_sent() {
    let (provider, url, mut notifications) = start(10).await;
    let body = provider::body("account.disable", "p07e1l8cdif9dl");
    let now = SystemTime::now();
    for at in [now, now, now - Duration::from_secs(60)] {
        let signature = provider.sign(&body, at);
        let status = provider::send(&url, &signature, &body).await.unwrap();
        assert_eq!(status, StatusCode::NO_CONTENT);
    }
    let notification = notifications.try_recv().unwrap();
    assert_eq!(notification.event_type, EventType::AccountDisable);
    assert_eq!(notification.encoded_account_id(), Some("p07e1l8cdif9dl"));
    assert!(notifications.try_recv().is_err());
}

#[tokio::test]
async fn forged_and_late_notifications_are_refused() {
    let (provider, url, mut notifications) = start(10).await;
    let body = provider::body("tier.increase", "p07e1l8cdif9dl");
    let other = provider::body("tier.increase", "another1");
    let now = SystemTime::now();
    for (signature, body) in [
        (provider.sign(&body, now), &other),
        (provider.sign(&body, now - Duration::from_secs(600)), &body),
        (provider.sign(&body, now + Duration::from_secs(600)), &body),
        ("not.a.signature".to_owned(), &body),
    ] {
        let status = provider::send(&url, &signature, body).await.unwrap();
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert!(notifications.try_recv().is_err());
}

#[tokio::test]
async fn a_notification_without_room_is_accepted_when_it_is_sent_again() {
    let (provider, url, mut notifications) = start(1).await;
    let send = async |account_id: &str| {
        let body = provider::body("tier.increase", account_id);
        let signature = provider.sign(&body, SystemTime::now());
        provider::send(&url, &signature, &body).await.unwrap()
    };
    assert_eq!(send("a1").await, StatusCode::NO_CONTENT);
    assert_eq!(send("a2").await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        notifications.recv().await.unwrap().encoded_account_id(),
        Some("a1")
    );
    assert_eq!(send("a2").await, StatusCode::NO_CONTENT);
    assert_eq!(
        notifications.recv().await.unwrap().encoded_account_id(),
        Some("a2")
    );
}
