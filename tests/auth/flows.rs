//! Every flow against a server that enforces the RFCs.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{Fault, PARTNER, PARTNER_SECRET, Server, okta, redirect, refuse, respond};
use constant_contact::auth::{
    AuthErrorKind, AuthorizationRequest, OAuth, PartnerCredentials, Scope,
};
use constant_contact_sandbox::Consent;
use secrecy::ExposeSecret;
use std::time::{Duration, SystemTime};

const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];

#[tokio::test]
async fn confidential_public_and_confidential_with_pkce_get_tokens() {
    let server = Server::start().await;
    for oauth in [
        server.confidential(),
        server.public(),
        server.confidential().pkce(),
    ] {
        let request = oauth.authorize(SCOPES).unwrap();
        // Between the two web requests it is stored as text.
        let kept = serde_json::to_string(&request).unwrap();
        let callback = server.browse(request.url()).await;
        let request: AuthorizationRequest = serde_json::from_str(&kept).unwrap();
        let tokens = oauth.exchange(&request, &callback).await.unwrap();
        assert!(server.accepts(tokens.access_token().expose_secret()));
        assert!(tokens.refresh_token().is_some());
        assert_eq!(tokens.scopes(), SCOPES);
        let left = tokens
            .expires_at()
            .unwrap()
            .duration_since(SystemTime::now())
            .unwrap();
        assert!(left > Duration::from_secs(86_300) && left <= Duration::from_secs(86_400));

        // A code can be used once; using it twice revokes its tokens.
        let error = oauth.exchange(&request, &callback).await.unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::NeedsAuthorization);
        assert!(!server.accepts(tokens.access_token().expose_secret()));
    }
}

#[tokio::test]
async fn the_server_is_strict_about_redirect_verifier_and_secret() {
    let server = Server::start().await;
    let oauth = server.public();
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    // another request's verifier
    let mut forged = serde_json::to_value(&request).unwrap();
    forged["verifier"] =
        serde_json::to_value(oauth.authorize(SCOPES).unwrap()).unwrap()["verifier"].clone();
    let forged: AuthorizationRequest = serde_json::from_value(forged).unwrap();
    assert!(
        oauth
            .exchange(&forged, &callback)
            .await
            .unwrap_err()
            .needs_authorization()
    );
    // a wrong secret is a refusal and not a lost grant
    let stranger = OAuth::confidential(crate::support::CONFIDENTIAL, "wrong")
        .redirect_uri(crate::support::REDIRECT);
    let stranger = stranger
        .endpoints(server.endpoints())
        .http(reqwest::Client::builder().no_proxy())
        .unwrap();
    let request = stranger.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    let error = stranger.exchange(&request, &callback).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (AuthErrorKind::Refused, Some("invalid_client"))
    );
    assert!(!error.needs_authorization() && !error.is_retryable());
}

#[tokio::test]
async fn a_refusal_has_its_kind_and_a_foreign_redirect_is_not_sent() {
    let server = Server::start().await;
    let oauth = server.confidential();
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse_and_deny(request.url()).await;
    let error = oauth.exchange(&request, &callback).await.unwrap_err();
    assert!(error.is_denied());
    assert_eq!(error.code(), Some("access_denied"));
    assert!(
        error
            .description()
            .unwrap()
            .contains("jane.doe@example.com")
    );
    assert!(!format!("{error} {error:?}").contains("jane"));

    let other = server.browse(oauth.authorize(SCOPES).unwrap().url()).await;
    assert_eq!(
        oauth.exchange(&request, &other).await.unwrap_err().kind(),
        AuthErrorKind::Redirect
    );
    assert_eq!(server.posts(), 0);
}

#[tokio::test]
async fn an_exchange_that_failed_in_transit_can_be_repeated() {
    let server = Server::start().await;
    let oauth = server.public();
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    server.inject([
        Fault::LostRequest,
        respond(503, "text/html", "<html>"),
        okta(),
        redirect(),
    ]);
    for _ in 0..4 {
        assert!(
            oauth
                .exchange(&request, &callback)
                .await
                .unwrap_err()
                .is_retryable()
        );
    }
    assert!(oauth.exchange(&request, &callback).await.is_ok());
}

#[tokio::test]
async fn a_missing_offline_access_is_reported_before_the_browser_opens() {
    let oauth = OAuth::public("id").redirect_uri("http://localhost:1/");
    let error = oauth.authorize([Scope::ContactData]).unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Configuration);
    assert!(error.to_string().contains("offline_access"));
    assert_eq!(
        oauth.device([Scope::ContactData]).await.unwrap_err().kind(),
        AuthErrorKind::Configuration
    );
    assert!(oauth.authorize([]).is_err());
    assert!(oauth.authorize([Scope::from("offline_access")]).is_ok());
    assert!(
        oauth
            .clone()
            .without_refresh_token()
            .authorize([Scope::ContactData])
            .is_ok()
    );
    assert!(
        OAuth::public("id").authorize(SCOPES).is_err(),
        "no redirect URI"
    );
    assert!(oauth.redirect_uri("/callback").authorize(SCOPES).is_err());
}

#[tokio::test]
async fn a_person_on_another_device_gets_tokens_or_refuses() {
    let server = Server::start().await;
    let oauth = server.devices();
    server.inject([refuse("authorization_pending")]);
    let device = oauth.device(SCOPES).await.unwrap();
    assert!(
        device
            .verification_uri_complete()
            .unwrap()
            .contains(device.user_code())
    );
    assert!(device.expires_in() > Duration::from_secs(590));
    let tokens = device.wait().await.unwrap();
    assert!(server.is_valid(tokens.refresh_token().unwrap().expose_secret()));

    server.set_consent(Consent::Deny);
    let device = oauth.device(SCOPES).await.unwrap();
    assert!(device.wait().await.unwrap_err().is_denied());
    assert_eq!(
        server
            .confidential()
            .device(SCOPES)
            .await
            .unwrap_err()
            .kind(),
        AuthErrorKind::Configuration
    );
}

#[tokio::test]
async fn a_partner_requests_one_token_for_many_calls_and_another_after_a_refusal() {
    let server = Server::start().await;
    let partner =
        PartnerCredentials::new(PARTNER, PARTNER_SECRET, "api-key-1").endpoints(server.endpoints());
    let partner = partner
        .http(reqwest::Client::builder().no_proxy())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    let calls: Vec<_> = (0..100)
        .map(|_| {
            tokio::spawn({
                let partner = partner.clone();
                async move { partner.access_token().await }
            })
        })
        .collect();
    let mut last = None;
    for call in calls {
        let issued = call.await.unwrap().unwrap();
        assert!(server.accepts(issued.secret().expose_secret()));
        last = Some(issued);
    }
    assert_eq!(server.posts(), 1);
    server.expire_tokens();
    let issued = partner.renew(last.as_ref().unwrap()).await.unwrap();
    assert!(server.accepts(issued.secret().expose_secret()));
    partner.renew(last.as_ref().unwrap()).await.unwrap();
    assert_eq!(server.posts(), 2);
}
