//! A limiter of the token endpoint that many processes share.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{PARTNER, PARTNER_SECRET, Server};
use constant_contact::auth::{MemoryStore, PartnerCredentials, Scope, Session};
use constant_contact::{BoxFuture, LimitError, Permit, RateLimiter};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Permits everything, and counts.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicU64>);

impl RateLimiter for Counter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(Permit::new())))
    }
}

#[tokio::test]
async fn every_request_to_the_authorization_server_acquires_a_permit() {
    const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];
    let server = Server::start().await;
    let counter = Counter::default();
    let permits = || counter.0.swap(0, Ordering::SeqCst);

    let endpoints = server.endpoints().revocation(&server.revocation_url());
    let oauth = server.public().endpoints(endpoints.unwrap());
    let oauth = oauth.token_rate_limiter(counter.clone());
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    let tokens = oauth.exchange(&request, &callback).await.unwrap();
    assert_eq!(permits(), 1, "a code");

    let session = Session::start(oauth.clone(), MemoryStore::default(), tokens);
    let session = session.await.unwrap();
    let token = session.access_token().await.unwrap();
    assert_eq!(permits(), 0);
    server.expire_tokens();
    session.renew(&token).await.unwrap();
    assert_eq!(permits(), 1, "a renewal");
    session.revoke().await.unwrap();
    assert_eq!(permits(), 1, "a revocation");

    let devices = server.devices().token_rate_limiter(counter.clone());
    let device = devices.device(SCOPES).await.unwrap();
    let _tokens = device.wait().await.unwrap();
    assert_eq!(permits(), 2, "a device code and a poll");

    let partner = PartnerCredentials::new(PARTNER, PARTNER_SECRET, "api-key-1")
        .endpoints(server.endpoints())
        .http(reqwest::Client::builder().no_proxy())
        .unwrap()
        .token_interval(Duration::from_millis(1))
        .token_rate_limiter(counter.clone());
    partner.access_token().await.unwrap();
    assert_eq!(permits(), 1, "a partner's token");
}
