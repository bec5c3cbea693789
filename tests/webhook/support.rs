//! Keys and requests that the tests sign themselves.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::webhook_axum::provider::{self, SigningKey};
use constant_contact::http::HeaderMap;
use constant_contact::webhook::{KeySet, Notification, Verifier, WebhookError, WebhookErrorKind};
use serde_json::{Value, json};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub const TS: u64 = 1_603_992_205;
pub const RIGHT: &str = r#"{"alg":"RS256","ts":1603992205,"b64":false,"crit":["b64"]}"#;

/// The key that signs what is right.
pub static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().unwrap());
/// A key that the provider does not have.
pub static FOREIGN: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().unwrap());

pub fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(TS)
}

pub fn body() -> String {
    provider::body("tier.increase", "p07e1l8cdif9dl")
}

pub fn jwks(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// A verifier with [`KEY`].
pub fn verifier() -> Verifier {
    let keys = KeySet::from_jwks(jwks(&[KEY.jwk()])).unwrap();
    Verifier::new(keys, [provider::API_KEY])
}

pub fn headers(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-ctct-webhook-sig", signature.parse().unwrap());
    headers
}

/// The kind of a refusal, or what was accepted.
pub fn kind(
    verified: Result<Notification, WebhookError>,
) -> Result<Notification, WebhookErrorKind> {
    verified.map_err(|error| error.kind())
}
