#![allow(clippy::unwrap_used, reason = "tests")]

mod consent;
mod device;
mod partner;

use super::*;
use crate::state::tokens::{
    Application, Consent, Grant, OAuthError, Partner, User, confidential,
    device as device_application, public, scopes::Scopes,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::TimeDelta;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

fn start() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// A server whose token endpoint is not limited.
fn server() -> Tokens {
    let mut tokens = Tokens::new();
    tokens.is_limited = false;
    tokens
}

/// A request as a client sends it.
struct Sent<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    basic: Option<&'a str>,
    content_type: Option<&'a str>,
    body: &'a str,
}

impl Default for Sent<'_> {
    fn default() -> Self {
        Self {
            method: "POST",
            path: TOKEN,
            query: "",
            basic: None,
            content_type: Some(FORM),
            body: "",
        }
    }
}

impl Sent<'_> {
    fn to(&self, tokens: &mut Tokens, now: DateTime<Utc>) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("127.0.0.1:8080"));
        if let Some(pair) = self.basic {
            let value = format!("Basic {}", BASE64_STANDARD.encode(pair));
            headers.insert("authorization", value.parse().unwrap());
        }
        if let Some(content_type) = self.content_type {
            headers.insert("content-type", content_type.parse().unwrap());
        }
        let request = OAuthRequest {
            method: self.method,
            path: self.path,
            query: self.query,
            headers: &headers,
            body: self.body.as_bytes(),
            now,
        };
        answer(tokens, &request)
    }
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let mut headers = answer.headers.iter();
    headers
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.as_str())
}

fn document(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn page(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

fn secret_pair() -> String {
    let application = confidential();
    format!(
        "{}:{}",
        application.client_id(),
        application.client_secret().unwrap()
    )
}

/// A grant of an application.
fn grant(tokens: &mut Tokens, application: &Application) -> Grant {
    let scopes = Scopes::of(["contact_data", "offline_access"]);
    let (id, _) = tokens.grant(application, &User::default(), scopes, start());
    tokens.shown(id).clone()
}

/// The form of a renewal.
fn renewal(grant: &Grant) -> String {
    let token = grant.refresh_token.as_deref().unwrap();
    format!("grant_type=refresh_token&refresh_token={token}")
}

#[test]
fn each_kind_of_application_identifies_itself_in_its_way() {
    let pair = secret_pair();
    let (id, secret) = pair.split_once(':').unwrap();
    let encoded = format!("{}:{}", id.replace('-', "%2D"), secret.replace('-', "%2D"));
    let public_id = format!("&client_id={}", public().client_id());
    let post = format!("&client_id={id}&client_secret={secret}");
    let public_post = format!("{public_id}&client_secret=x");
    let same = format!("&client_id={id}");
    let wrong = format!("{id}:wrong");
    let no_secret = format!("{}:", public().client_id());
    let cases: [(&str, Application, Option<&str>, &str, u16); 12] = [
        ("header", confidential(), Some(&pair), "", 200),
        ("encoded header", confidential(), Some(&encoded), "", 200),
        ("the same id twice", confidential(), Some(&pair), &same, 200),
        ("id in the form", public(), None, &public_id, 200),
        (
            "a secret of a public one",
            public(),
            None,
            &public_post,
            401,
        ),
        ("nothing", public(), None, "", 401),
        ("wrong secret", confidential(), Some(&wrong), "", 401),
        ("no secret", confidential(), None, &same, 401),
        ("secret in the form", confidential(), None, &post, 401),
        (
            "secret in two places",
            confidential(),
            Some(&pair),
            &post,
            400,
        ),
        (
            "another id in the form",
            confidential(),
            Some(&pair),
            &public_id,
            400,
        ),
        ("public in the header", public(), Some(&no_secret), "", 401),
    ];
    for (name, application, basic, identity, status) in cases {
        let mut tokens = server();
        let grant = grant(&mut tokens, &application);
        let body = renewal(&grant) + identity;
        let sent = Sent {
            basic,
            body: &body,
            ..Sent::default()
        };
        let answer = sent.to(&mut tokens, start());
        assert_eq!(answer.status, status, "{name}");
        let error = match status {
            200 => Value::Null,
            401 => json!("invalid_client"),
            _ => json!("invalid_request"),
        };
        assert_eq!(document(&answer)["error"], error, "{name}");
        let has_challenge = header(&answer, "www-authenticate").is_some();
        assert_eq!(has_challenge, status == 401, "{name}");
    }
}

#[test]
fn a_renewal_answers_with_the_documented_members() {
    let mut tokens = server();
    let grant = grant(&mut tokens, &confidential());
    let (pair, body) = (secret_pair(), renewal(&grant));
    let sent = Sent {
        basic: Some(&pair),
        body: &body,
        ..Sent::default()
    };
    let answer = sent.to(&mut tokens, start());
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    let newest = &tokens.grants()[0];
    let expected = json!({
        "access_token": newest.access_token, "token_type": "Bearer", "expires_in": 86_400,
        "scope": "contact_data offline_access", "refresh_token": newest.refresh_token,
    });
    assert_eq!(document(&answer), expected);
    let again = sent.to(&mut tokens, start());
    let error = document(&again)["error"].clone();
    assert_eq!((again.status, error), (400, json!("invalid_grant")));
}

#[test]
fn what_is_wrong_with_a_token_request_is_named() {
    let public_id = format!("client_id={}", public().client_id());
    let device_id = format!("client_id={}", device_application().client_id());
    let device_grant = "grant_type=urn:ietf:params:oauth:grant-type:device_code";
    let cases = [
        (public_id.clone(), "invalid_request"),
        (format!("{public_id}&grant_type="), "invalid_request"),
        (
            format!("{public_id}&grant_type=password"),
            "unsupported_grant_type",
        ),
        (
            format!("{public_id}&grant_type=client_credentials"),
            "unsupported_grant_type",
        ),
        (
            format!("{public_id}&grant_type=refresh_token"),
            "invalid_request",
        ),
        (
            format!("{public_id}&grant_type=refresh_token&refresh_token=x"),
            "invalid_grant",
        ),
        (
            format!("{public_id}&grant_type=refresh_token&refresh_token=x&scope=x"),
            "invalid_scope",
        ),
        (
            format!("{public_id}&grant_type=authorization_code"),
            "invalid_request",
        ),
        (
            format!("{public_id}&grant_type=authorization_code&code=x"),
            "invalid_grant",
        ),
        (
            format!("{public_id}&{device_grant}&device_code=x"),
            "unauthorized_client",
        ),
        (
            format!("{device_id}&{device_grant}&device_code=x"),
            "invalid_grant",
        ),
        (
            format!("{device_id}&grant_type=authorization_code&code=x"),
            "unauthorized_client",
        ),
        (
            format!("{public_id}&{public_id}&grant_type=refresh_token"),
            "invalid_request",
        ),
    ];
    for (body, error) in cases {
        let sent = Sent {
            body: &body,
            ..Sent::default()
        };
        let answer = sent.to(&mut server(), start());
        assert_eq!(
            (answer.status, &document(&answer)["error"]),
            (400, &json!(error)),
            "{body}"
        );
    }
}

#[test]
fn another_content_type_is_refused_in_the_shape_of_the_server_behind() {
    let mut tokens = server();
    let grant = grant(&mut tokens, &public());
    let body = format!("{}&client_id={}", renewal(&grant), public().client_id());
    for path in [TOKEN, DEVICE, REVOKE, PARTNER_TOKEN] {
        for content_type in [None, Some("application/json"), Some("text/plain")] {
            let sent = Sent {
                path,
                content_type,
                body: &body,
                ..Sent::default()
            };
            let answer = sent.to(&mut tokens, start());
            assert_eq!(answer.status, 415, "{path} {content_type:?}");
            assert!(document(&answer)["errorCode"].is_string());
        }
    }
    let with_charset = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let sent = Sent {
        content_type: Some(with_charset),
        body: &body,
        ..Sent::default()
    };
    assert_eq!(sent.to(&mut tokens, start()).status, 200);
}

#[test]
fn parameters_may_be_in_the_query_as_in_the_samples_of_the_guide() {
    let mut tokens = server();
    let grant = grant(&mut tokens, &confidential());
    let (pair, query) = (secret_pair(), renewal(&grant));
    let sent = Sent {
        basic: Some(&pair),
        query: &query,
        ..Sent::default()
    };
    assert_eq!(sent.to(&mut tokens, start()).status, 200);
    let twice = Sent {
        body: &query,
        ..sent
    };
    assert_eq!(
        document(&twice.to(&mut tokens, start()))["error"],
        "invalid_request"
    );
}

#[test]
fn a_second_request_within_a_second_is_refused() {
    let mut tokens = Tokens::new();
    let grant = grant(&mut tokens, &confidential());
    let (pair, body) = (secret_pair(), renewal(&grant));
    let sent = Sent {
        basic: Some(&pair),
        body: &body,
        ..Sent::default()
    };
    assert_eq!(sent.to(&mut tokens, start()).status, 200);
    let refused = sent.to(&mut tokens, start() + TimeDelta::milliseconds(500));
    assert_eq!(refused.status, 429);
    assert_eq!(document(&refused)["error_key"], "throttled");
    // It was not carried out: the used token has not ended the grant.
    assert_eq!(tokens.grants()[0].reuses, 0);
    let later = sent.to(&mut tokens, start() + TimeDelta::seconds(1));
    assert_eq!(later.status, 400);
    assert_eq!(tokens.grants()[0].reuses, 1);
}

#[test]
fn revocation_needs_the_application_and_does_not_mind_unknown_tokens() {
    let mut tokens = server();
    let grant = grant(&mut tokens, &public());
    let id = format!("client_id={}", public().client_id());
    let known = format!("{id}&token={}", grant.refresh_token.unwrap());
    let cases = [
        ("token=x".to_owned(), 401, false),
        (id.clone(), 400, false),
        (
            format!("{id}&token=x&token_type_hint=refresh_token"),
            200,
            false,
        ),
        (known, 200, true),
    ];
    for (body, status, is_revoked) in cases {
        let sent = Sent {
            path: REVOKE,
            body: &body,
            ..Sent::default()
        };
        assert_eq!(sent.to(&mut tokens, start()).status, status, "{body}");
        assert_eq!(tokens.grants()[0].is_revoked, is_revoked, "{body}");
    }
}

#[test]
fn errors_have_the_shape_of_rfc_6749() {
    let answer = response::error(&OAuthError::DENIED);
    let document = document(&answer);
    assert_eq!(answer.status, 400);
    assert_eq!(document["error"], "access_denied");
    assert!(document["error_description"].is_string());
}
