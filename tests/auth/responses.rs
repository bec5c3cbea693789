//! Responses of the token endpoint that are broken, huge, of another form, or an error with status 200.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{
    CLIENT_SECRET, CONFIDENTIAL, DEVICE, Fault, FaultyStore, PARTNER, PARTNER_SECRET,
    PARTNER_TOKEN, REDIRECT, Server, okta, respond, respond_later,
};
use constant_contact::auth::{
    AuthError, AuthErrorKind, OAuth, PartnerCredentials, Previous, Scope, Session, Tokens,
};
use secrecy::ExposeSecret;
use std::time::Duration;

const SCOPES: [Scope; 2] = [Scope::ContactData, Scope::OfflineAccess];

fn text(body: Vec<u8>) -> String {
    String::from_utf8(body).unwrap()
}

/// The body without its closing brace.
fn open(body: Vec<u8>) -> String {
    text(body).trim_end_matches('}').to_owned()
}

/// Damaged responses that still contain the pair.
fn damages() -> Vec<Fault> {
    vec![
        Fault::altered(|body| [b"\xEF\xBB\xBF".to_vec(), body].concat()),
        Fault::altered(|body| {
            text(body)
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect()
        }),
        Fault::altered(|body| (open(body) + ",\"scope\":\"a\",\"scope\":\"b\"}").into()),
        Fault::altered(|body| {
            let first = text(body);
            format!("{{\"refresh_token\":\"an-older-one\",{}", &first[1..]).into()
        }),
        Fault::altered(|body| (open(body) + ",\"name\":\"\\ud83d\"}").into()),
        Fault::altered(|body| [open(body).as_bytes(), b",\"name\":\"J\xFCrgen\"}"].concat()),
        Fault::altered(|body| (open(body) + ",\"name\":\"two\nlines\"}").into()),
        Fault::altered(|body| (text(body) + "\r\n<!-- gateway 7 -->").into()),
        Fault::altered(|body| format!("{{\"data\":{}}}", text(body)).into()),
        Fault::altered(|body| {
            (open(body) + &format!(",\"id_token\":\"{}\"}}", "x".repeat(600_000))).into()
        }),
        // Longer than what is read of a response.
        Fault::altered(|body| {
            (open(body) + &format!(",\"id_token\":\"{}\"}}", "x".repeat(12_000_000))).into()
        }),
        Fault::unfinished(|body| (open(body) + ",\"id_token\":\"cut o").into()),
        Fault::unfinished(|body| body),
    ]
}

#[tokio::test]
async fn no_pair_is_lost_in_a_damaged_response() {
    let server = Server::start().await;
    for fault in damages() {
        let store = FaultyStore::holding(server.expired()).await;
        let session = Session::new(server.public(), store.clone());
        server.inject([fault.clone()]);
        let (posts, reuses) = (server.posts(), server.reuses());
        let issued = session.access_token().await;
        let issued = issued.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert!(server.accepts(issued.secret().expose_secret()), "{fault:?}");
        let refresh = store.refresh_token().await;
        assert!(server.is_valid(&refresh), "{fault:?}");
        assert_eq!(server.posts() - posts, 1, "sent once: {fault:?}");
        assert_eq!(server.reuses(), reuses, "{fault:?}");
    }
    // The same for the first pair.
    let oauth = server.confidential();
    for fault in damages() {
        let request = oauth.authorize(SCOPES).unwrap();
        let callback = server.browse(request.url()).await;
        server.inject([fault.clone()]);
        let tokens = oauth.exchange(&request, &callback).await;
        let tokens = tokens.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        let refresh = tokens.refresh_token().unwrap().expose_secret();
        assert!(server.is_valid(refresh), "{fault:?}");
    }
}

#[tokio::test]
async fn an_error_with_status_200_is_that_error_with_the_servers_message() {
    let server = Server::start().await;
    let oauth = server.confidential();
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    let json = "application/json";
    // The last column is the message as it is printed.
    let table = [
        (
            respond(
                200,
                json,
                r#"{"error":"invalid_grant","error_description":"The code was used."}"#,
            ),
            AuthErrorKind::NeedsAuthorization,
            Some("invalid_grant"),
            "The code was used.",
        ),
        (
            respond(
                400,
                json,
                "\u{FEFF}{\"error\":\"invalid_client\",\"error_description\":\"half \\ud83d\"}",
            ),
            AuthErrorKind::Refused,
            Some("invalid_client"),
            "half",
        ),
        (
            respond(
                401,
                json,
                r#"{"errorCode":"invalid_client","errorSummary":"Invalid value for 'client_id' parameter."}"#,
            ),
            AuthErrorKind::Refused,
            Some("invalid_client"),
            "Invalid value for 'client_id' parameter.",
        ),
        (
            okta(),
            AuthErrorKind::Unavailable,
            Some("E0000021"),
            "Bad request.",
        ),
        (
            respond(502, "text/html", "<html><head><title>Bad Gateway</title>"),
            AuthErrorKind::Unavailable,
            None,
            "Bad Gateway",
        ),
        (
            respond(200, "text/html", "<html><head><title>Sign in</title>"),
            AuthErrorKind::Unavailable,
            None,
            "Sign in",
        ),
        (
            respond(200, json, r#"{"message":"Down for maintenance"}"#),
            AuthErrorKind::Unavailable,
            None,
            "Down for maintenance",
        ),
    ];
    for (fault, kind, code, message) in table {
        server.inject([fault.clone()]);
        let error = oauth.exchange(&request, &callback).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (kind, code),
            "{fault:?} {error}"
        );
        assert!(error.to_string().contains(message), "{fault:?} {error}");
        assert!(error.description().unwrap().contains(message), "{fault:?}");
    }
    let refused = respond(
        200,
        json,
        r#"{"error":"unauthorized_client","error_description":"no device flow"}"#,
    );
    server.inject_at(DEVICE, [refused]);
    let error = server.devices().device(SCOPES).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Refused);
    assert!(error.to_string().contains("no device flow"), "{error}");
}

#[tokio::test]
async fn a_grant_that_is_refused_with_status_200_needs_authorization() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    server.inject([respond(200, "text/json", r#"{"error":"invalid_grant"}"#)]);
    let error = session.access_token().await.unwrap_err();
    assert!(error.needs_authorization(), "{error}");
}

#[tokio::test]
async fn a_secret_that_the_server_repeats_is_redacted() {
    let server = Server::start().await;
    // A secret that could be a word in a sentence.
    let oauth = OAuth::confidential(CONFIDENTIAL, "hunter")
        .redirect_uri(REDIRECT)
        .endpoints(server.endpoints())
        .http(reqwest::Client::builder().no_proxy())
        .unwrap();
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    let body = r#"{"error":"invalid_client","error_description":"the secret hunter is wrong"}"#;
    server.inject([respond(401, "application/json", body)]);
    let error = oauth.exchange(&request, &callback).await.unwrap_err();
    for shown in [
        error.to_string(),
        format!("{error:?}"),
        error.description().unwrap().to_owned(),
    ] {
        assert!(!shown.contains("hunter"), "{shown}");
        assert!(shown.contains("the secret [redacted] is wrong"), "{shown}");
    }
}

#[tokio::test]
async fn a_missing_refresh_token_is_reported_while_the_person_is_there() {
    let server = Server::start().await;
    let without: fn(Vec<u8>) -> Vec<u8> = |body| {
        let mut response: serde_json::Value = serde_json::from_slice(&body).unwrap();
        response
            .as_object_mut()
            .unwrap()
            .remove("refresh_token")
            .unwrap();
        response.to_string().into()
    };
    let empty: fn(Vec<u8>) -> Vec<u8> = |body| {
        let mut response: serde_json::Value = serde_json::from_slice(&body).unwrap();
        response["refresh_token"] = "".into();
        response["scope"] = "contact_data".into();
        response.to_string().into()
    };
    let is_reported = |error: AuthError| {
        assert_eq!(error.kind(), AuthErrorKind::Refused);
        let message = error.to_string();
        assert!(
            message.contains("refresh token") && message.contains("offline_access"),
            "{message}"
        );
    };
    for change in [without, empty] {
        let oauth = server.public();
        let request = oauth.authorize(SCOPES).unwrap();
        let callback = server.browse(request.url()).await;
        server.inject([Fault::altered(change)]);
        is_reported(oauth.exchange(&request, &callback).await.unwrap_err());

        let device = server.devices().device(SCOPES).await.unwrap();
        server.inject([Fault::altered(change)]);
        is_reported(device.wait().await.unwrap_err());

        // It is not missing if it was not wanted.
        let oauth = server.public().without_refresh_token();
        let request = oauth.authorize(SCOPES).unwrap();
        let callback = server.browse(request.url()).await;
        server.inject([Fault::altered(change)]);
        let tokens = oauth.exchange(&request, &callback).await.unwrap();
        assert!(tokens.refresh_token().is_none());
    }
}

#[tokio::test]
async fn retry_after_is_in_the_error_and_holds_for_all_clones() {
    let server = Server::start().await;
    let oauth = server.public();
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await;
    server.inject([respond_later(429, "120", "slow down")]);
    let error = oauth.exchange(&request, &callback).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    assert!(error.is_retryable());
    let error = oauth.clone().device(SCOPES).await.unwrap_err();
    assert!(
        error.retry_after().unwrap() > Duration::from_secs(100),
        "{error}"
    );
    assert_eq!(server.posts(), 1, "nothing is sent before the time is over");
}

#[tokio::test]
async fn line_breaks_around_secrets_are_dropped() {
    let server = Server::start().await;
    let http = || reqwest::Client::builder().no_proxy();
    let oauth = OAuth::confidential(format!("{CONFIDENTIAL}\n"), format!(" {CLIENT_SECRET}\r\n"))
        .redirect_uri(format!("{REDIRECT}\n"))
        .endpoints(server.endpoints())
        .http(http())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    let request = oauth.authorize(SCOPES).unwrap();
    let callback = server.browse(request.url()).await + "\n";
    let tokens = oauth.exchange(&request, &callback).await.unwrap();

    let refresh = tokens.refresh_token().unwrap().expose_secret();
    let seeded = Tokens::new("\u{FEFF} \n").with_refresh_token(format!("{refresh}\r\n"));
    assert_eq!(seeded.access_token().expose_secret(), "");
    let session = Session::new(oauth, FaultyStore::holding(seeded).await);
    session.access_token().await.unwrap();
    let stored: Tokens =
        serde_json::from_str(r#"{"access_token":"a\n","refresh_token":" r\r\n"}"#).unwrap();
    assert_eq!(stored.access_token().expose_secret(), "a");
    assert_eq!(stored.refresh_token().unwrap().expose_secret(), "r");

    let partner = PartnerCredentials::new(
        format!("{PARTNER}\n"),
        format!("{PARTNER_SECRET}\n"),
        "key\n",
    )
    .endpoints(server.endpoints())
    .http(http())
    .unwrap();
    partner.access_token().await.unwrap();
    assert_eq!(partner.api_key().expose_secret(), "key");
}

#[tokio::test]
async fn a_partner_retries_while_the_server_fails_for_now() {
    let server = Server::start().await;
    let partner = PartnerCredentials::new(PARTNER, PARTNER_SECRET, "key")
        .endpoints(server.endpoints())
        .http(reqwest::Client::builder().no_proxy())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    let faults = [respond_later(503, "1", ""), Fault::LostAnswer];
    server.inject_at(PARTNER_TOKEN, faults);
    let issued = partner.access_token().await.unwrap();
    assert!(server.accepts(issued.secret().expose_secret()));
    assert_eq!(server.posts(), 3);
}

#[tokio::test]
async fn the_error_of_a_store_reports_its_cause_once() {
    use constant_contact::auth::{FileStore, TokenStore};
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("no folder").join("tokens.json"));
    let error = store
        .save(Previous::Any, &Tokens::new("a"))
        .await
        .unwrap_err();
    let line = error.to_string();
    let mut source = error.source();
    while let Some(below) = source {
        assert!(!line.contains(&below.to_string()), "{line}\n{below}");
        source = below.source();
    }
}
