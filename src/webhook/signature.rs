//! The signature of a notification: a detached JWS (RFC 7515) over an unencoded body (RFC 7797).
//!
//! The header of the request is `<encoded JWS header>..<encoded signature>`; between the two full stops, the payload is
//! left out. Everything except the cryptography is checked here. Nothing but RS256 with exactly the provider's form is
//! accepted, so that a sender cannot choose how its request is verified.

use super::error::{WebhookError, WebhookErrorKind};
use super::json::Members;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The header of the request with the signature.
pub(super) const HEADER: &str = "x-ctct-webhook-sig";
/// The longest signature that is read. That of the largest key, of 8192 bits, has 1,366 characters.
const MAX_LENGTH: usize = 4096;

/// A signature whose form is right. Whether it fits the body is not known yet.
pub(super) struct Signature<'a> {
    /// The JWS header as it was sent, which is part of what is signed.
    encoded_header: &'a str,
    signature: Vec<u8>,
    pub signed_at: SystemTime,
}

impl<'a> Signature<'a> {
    /// Reads the signature from the headers of a request.
    pub fn read(headers: &'a HeaderMap) -> Result<Self, WebhookError> {
        let mut values = headers.get_all(HEADER).iter();
        let value = values.next().ok_or_else(|| {
            WebhookError::new(
                WebhookErrorKind::MissingSignature,
                "the request has no header `X-CTCT-WEBHOOK-SIG`",
            )
        })?;
        if values.next().is_some() {
            return Err(malformed("the request has several signatures"));
        }
        let text = value
            .to_str()
            .ok()
            .filter(|text| text.len() <= MAX_LENGTH)
            .ok_or_else(|| malformed("the signature is too long or not ASCII"))?;
        Self::parse(text)
    }

    fn parse(text: &'a str) -> Result<Self, WebhookError> {
        let parts: Vec<&str> = text.split('.').collect();
        let [encoded_header, "", encoded_signature] = parts[..] else {
            return Err(malformed("the signature is not a JWS without its payload"));
        };
        let header = decode(encoded_header)?;
        let signature = decode(encoded_signature)?;
        if signature.is_empty() {
            return Err(malformed("the signature is empty"));
        }
        let header: Members = serde_json::from_slice(&header)
            .map_err(|_| malformed("the JWS header is not a JSON object without repeated names"))?;
        Ok(Self {
            encoded_header,
            signature,
            signed_at: signed_at(&header)?,
        })
    }

    /// Fails unless the notification was signed at most `tolerance` before or after `now`.
    pub fn check_time(&self, now: SystemTime, tolerance: Duration) -> Result<(), WebhookError> {
        let (distance, side) = match now.duration_since(self.signed_at) {
            Ok(age) => (age, "ago"),
            Err(ahead) => (ahead.duration(), "in the future"),
        };
        if distance <= tolerance {
            return Ok(());
        }
        Err(WebhookError::new(
            WebhookErrorKind::OutsideTolerance,
            format!(
                "the notification was signed {} s {side}: it is a replay, or the clock of this machine is wrong",
                distance.as_secs()
            ),
        ))
    }

    /// The bytes that are signed: the JWS header as it was sent, a full stop, and the body as it came.
    pub fn signed_bytes(&self, body: &[u8]) -> Vec<u8> {
        [self.encoded_header.as_bytes(), b".", body].concat()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.signature
    }
}

/// Checks the members of the JWS header that decide how the signature is verified, and returns `ts`.
///
/// Other members are ignored, as RFC 7515 requires. None of them selects a key.
fn signed_at(header: &Members) -> Result<SystemTime, WebhookError> {
    let required = [
        ("alg", json!("RS256"), "the algorithm is not RS256"),
        ("b64", json!(false), "`b64` is not false"),
        ("crit", json!(["b64"]), "`crit` does not list exactly `b64`"),
    ];
    for (name, value, message) in required {
        if header.get(name) != Some(&value) {
            return Err(WebhookError::new(
                WebhookErrorKind::UnsupportedSignature,
                format!("the signature is not supported: {message}"),
            ));
        }
    }
    let seconds = header.get("ts").and_then(Value::as_u64);
    seconds
        .and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .ok_or_else(|| malformed("`ts` of the JWS header is not a number of seconds"))
}

/// Decodes base64url without padding. Each value has a single spelling: unused bits must be zero.
fn decode(text: &str) -> Result<Vec<u8>, WebhookError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| malformed("the signature is not base64url without padding"))
}

fn malformed(message: &'static str) -> WebhookError {
    WebhookError::new(WebhookErrorKind::MalformedSignature, message)
}

#[cfg(test)]
mod tests;
