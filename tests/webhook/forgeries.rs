//! Requests that must be refused although a part of them is right.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{FOREIGN, KEY, RIGHT, body, headers, jwks, kind, now, verifier};
use crate::webhook_axum::provider::API_KEY;
use constant_contact::http::HeaderMap;
use constant_contact::webhook::{KeySet, Verifier, WebhookErrorKind};

#[test]
fn the_provider_may_sign_with_any_of_its_keys() {
    let body = body();
    let right = headers(&KEY.sign(RIGHT, body.as_bytes()));
    for keys in [
        jwks(&[KEY.jwk(), FOREIGN.jwk()]),
        jwks(&[FOREIGN.jwk(), KEY.jwk()]),
        jwks(&[FOREIGN.jwk(), KEY.jwk(), FOREIGN.jwk()]),
    ] {
        let verifier = Verifier::new(KeySet::from_jwks(keys).unwrap(), [API_KEY]);
        assert!(verifier.verify(&right, body.as_bytes(), now()).is_ok());
    }
    let foreign = headers(&FOREIGN.sign(RIGHT, body.as_bytes()));
    let verified = verifier().verify(&foreign, body.as_bytes(), now());
    assert_eq!(kind(verified), Err(WebhookErrorKind::InvalidSignature));
}

#[test]
fn a_right_signature_under_an_unsupported_header_is_refused() {
    let body = body();
    for (jws_header, expected) in [
        (
            r#"{"alg":"none","ts":1603992205,"b64":false,"crit":["b64"]}"#,
            WebhookErrorKind::UnsupportedSignature,
        ),
        (
            r#"{"alg":"RS256","ts":1603992205,"b64":true,"crit":["b64"]}"#,
            WebhookErrorKind::UnsupportedSignature,
        ),
        (
            r#"{"alg":"RS256","ts":1,"ts":1603992205,"b64":false,"crit":["b64"]}"#,
            WebhookErrorKind::MalformedSignature,
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":false,"crit":["b64"]}"#,
            WebhookErrorKind::OutsideTolerance,
        ),
        (
            r#"{"alg":"RS256","ts":1603993205,"b64":false,"crit":["b64"]}"#,
            WebhookErrorKind::OutsideTolerance,
        ),
    ] {
        let signed = headers(&KEY.sign(jws_header, body.as_bytes()));
        let verified = verifier().verify(&signed, body.as_bytes(), now());
        assert_eq!(kind(verified), Err(expected), "{jws_header}");
    }
}

#[test]
fn a_jws_that_contains_its_payload_is_refused() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let body = body();
    let payload = URL_SAFE_NO_PAD.encode(&body);
    // An ordinary JWS is signed over the encoded payload.
    let attached = KEY.sign(RIGHT, payload.as_bytes());
    let attached = attached.replace("..", &format!(".{payload}."));
    let verified = verifier().verify(&headers(&attached), body.as_bytes(), now());
    assert_eq!(kind(verified), Err(WebhookErrorKind::MalformedSignature));
}

#[test]
fn a_request_without_a_signature_or_with_two_is_refused() {
    let body = body();
    let verified = verifier().verify(&HeaderMap::new(), body.as_bytes(), now());
    assert_eq!(kind(verified), Err(WebhookErrorKind::MissingSignature));

    let mut two = headers(&KEY.sign(RIGHT, body.as_bytes()));
    let foreign = FOREIGN.sign(RIGHT, body.as_bytes());
    two.append("x-ctct-webhook-sig", foreign.parse().unwrap());
    let verified = verifier().verify(&two, body.as_bytes(), now());
    assert_eq!(kind(verified), Err(WebhookErrorKind::MalformedSignature));
}

#[test]
fn a_notification_for_another_application_is_refused() {
    let body = body();
    let right = headers(&KEY.sign(RIGHT, body.as_bytes()));
    let keys = KeySet::from_jwks(jwks(&[KEY.jwk()])).unwrap();
    let verify = |api_keys: &[&str]| {
        let verifier = Verifier::new(keys.clone(), api_keys.iter().copied());
        kind(verifier.verify(&right, body.as_bytes(), now()))
    };
    assert!(verify(&["another", API_KEY]).is_ok());
    assert!(verify(&[&format!(" {API_KEY}\n")]).is_ok());
    for api_keys in [&["another"][..], &[], &[""], &[&API_KEY[1..]]] {
        assert_eq!(
            verify(api_keys),
            Err(WebhookErrorKind::ForeignApiKey),
            "{api_keys:?}"
        );
    }
}

#[test]
fn a_signed_body_that_is_not_a_notification_is_refused() {
    let long = format!("{}{}", body(), " ".repeat(64 << 10));
    for body in ["", "{}", "null", long.as_str()] {
        let signed = headers(&KEY.sign(RIGHT, body.as_bytes()));
        let verified = verifier().verify(&signed, body.as_bytes(), now());
        assert_eq!(kind(verified), Err(WebhookErrorKind::InvalidBody));
    }
}

#[test]
fn a_repetition_has_the_same_id_and_another_time() {
    let body = body();
    let later = RIGHT.replace("1603992205", "1603992265");
    let verify = |jws_header: &str| {
        let signed = headers(&KEY.sign(jws_header, body.as_bytes()));
        verifier().verify(&signed, body.as_bytes(), now()).unwrap()
    };
    let (first, second) = (verify(RIGHT), verify(&later));
    assert_eq!(first.id(), second.id());
    assert!(first.signed_at < second.signed_at);
}
