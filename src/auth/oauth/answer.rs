//! What an answer of the token endpoint means.
//!
//! The transport hands over a status and the bytes of a body; [`judge`] decides what that is, and
//! [`TokenAnswer`] reads a success. Reading is forgiving on purpose: by the time a rotating server has answered,
//! the old refresh token is spent, so a number written as text must not cost the session.

use super::error::{AuthError, AuthErrorKind, printable};
use super::transport::Answer;
use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// What the answer to a token request says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read the body as a token response.
    Granted,
    /// `invalid_grant`: the code or the refresh token is worthless.
    GrantInvalid,
    /// `authorization_pending`: the person has not answered yet.
    Pending,
    /// `slow_down`: as pending, and poll less often.
    SlowDown,
    /// `access_denied`: the person said no.
    Denied,
    /// `expired_token`: the device code has ended.
    CodeExpired,
    /// The application or the request is refused; asking again changes nothing.
    Refused,
    /// Anything that says nothing about the grant: gateways, overload, unreadable answers.
    Transient,
}

/// The OAuth2 error shape. Okta's own shape and the API's have no `error` text and therefore read as nothing.
#[derive(Default)]
struct Complaint {
    error: Option<String>,
    description: Option<String>,
}

fn complaint(body: &[u8]) -> Complaint {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice::<Value>(body) else {
        return Complaint::default();
    };
    let mut text = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Complaint {
        error: text("error"),
        description: text("error_description"),
    }
}

/// Decides what status and body mean; the pure heart of every token request.
pub(crate) fn judge(status: u16, body: &[u8]) -> Verdict {
    match status {
        200..=299 => Verdict::Granted,
        400..=499 if status != 408 && status != 429 => match complaint(body).error.as_deref() {
            Some("invalid_grant") => Verdict::GrantInvalid,
            Some("authorization_pending") => Verdict::Pending,
            Some("slow_down") => Verdict::SlowDown,
            Some("access_denied") => Verdict::Denied,
            Some("expired_token") => Verdict::CodeExpired,
            Some(
                "invalid_request"
                | "invalid_client"
                | "unauthorized_client"
                | "unsupported_grant_type"
                | "invalid_scope",
            ) => Verdict::Refused,
            _ => Verdict::Transient,
        },
        _ => Verdict::Transient,
    }
}

/// The error for an answer that is not [`Verdict::Granted`].
pub(crate) fn failure(answer: &Answer, verdict: Verdict) -> AuthError {
    let Complaint { error, description } = complaint(&answer.body);
    let status = answer.status;
    let code = error.as_deref().map_or("no error code", printable);
    let (kind, message) = match verdict {
        Verdict::GrantInvalid => (
            AuthErrorKind::Reauthorize,
            format!(
                "the authorization server no longer accepts the grant (status {status}, {code}): authorise again"
            ),
        ),
        Verdict::Denied => (
            AuthErrorKind::Denied,
            "access was refused (access_denied): authorise again to ask anew".to_owned(),
        ),
        Verdict::CodeExpired => (
            AuthErrorKind::Expired,
            "the device code ended before it was confirmed: start the device flow again".to_owned(),
        ),
        Verdict::Refused => (
            AuthErrorKind::Refused,
            format!(
                "the authorization server refuses the application (status {status}, {code}): check client id, secret, \
                 flow and scopes"
            ),
        ),
        Verdict::Granted | Verdict::Pending | Verdict::SlowDown | Verdict::Transient => (
            AuthErrorKind::Transient,
            format!(
                "the authorization server failed for now (status {status}, {code}): try again later"
            ),
        ),
    };
    AuthError::answered(kind, message, error, description).with_retry_after(answer.retry_after)
}

/// A token response, read leniently.
#[derive(Serialize)]
pub(crate) struct TokenAnswer {
    access_token: AccessToken,
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    scopes: Option<Vec<Scope>>,
}

/// More than this many seconds is not a life but a mistake, such as a point in time.
const LONGEST_LIFE: u64 = 366 * 86_400;

fn life(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number
            .as_u64()
            .or_else(|| number.as_f64().filter(|n| *n >= 0.0).map(|n| n as u64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }?;
    (1..=LONGEST_LIFE)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}

fn scopes(value: &Value) -> Option<Vec<Scope>> {
    let names: Vec<&str> = match value {
        Value::String(text) => text.split_whitespace().collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    (!names.is_empty()).then(|| {
        names
            .into_iter()
            .map(|name| Scope::new(name.to_owned()))
            .collect()
    })
}

impl<'de> Deserialize<'de> for TokenAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default)]
            access_token: Value,
            #[serde(default)]
            expires_in: Value,
            #[serde(default)]
            refresh_token: Value,
            #[serde(default)]
            scope: Value,
        }
        let wire = Wire::deserialize(deserializer)?;
        let filled = |value: Value| match value {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        };
        Ok(Self {
            access_token: filled(wire.access_token)
                .map(AccessToken::new)
                .ok_or_else(|| serde::de::Error::custom("no access token"))?,
            expires_in: life(&wire.expires_in),
            refresh_token: filled(wire.refresh_token).map(RefreshToken::new),
            scopes: scopes(&wire.scope),
        })
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer").finish_non_exhaustive()
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_oauth_error_in_a_4xx_says_anything_about_the_grant() {
        let okta = br#"{"errorCode":"E0000021","errorSummary":"Bad request","errorCauses":[]}"#;
        let api = br#"[{"error_key":"unauthorized","error_message":"x"}]"#;
        let huge = vec![b'x'; 10_000];
        let table: &[(u16, &[u8], Verdict)] = &[
            (200, b"", Verdict::Granted),
            (
                400,
                br#"{"error":"invalid_grant","error_description":"no"}"#,
                Verdict::GrantInvalid,
            ),
            (401, br#"{"error":"invalid_grant"}"#, Verdict::GrantInvalid),
            (429, br#"{"error":"invalid_grant"}"#, Verdict::Transient),
            (500, br#"{"error":"invalid_grant"}"#, Verdict::Transient),
            (302, br#"{"error":"invalid_grant"}"#, Verdict::Transient),
            (
                400,
                br#"{"error":"authorization_pending"}"#,
                Verdict::Pending,
            ),
            (400, br#"{"error":"slow_down"}"#, Verdict::SlowDown),
            (403, br#"{"error":"access_denied"}"#, Verdict::Denied),
            (400, br#"{"error":"expired_token"}"#, Verdict::CodeExpired),
            (401, br#"{"error":"invalid_client"}"#, Verdict::Refused),
            (400, br#"{"error":"invalid_scope"}"#, Verdict::Refused),
            (400, br#"{"error":"server_error"}"#, Verdict::Transient),
            (400, br#"{"error":["invalid_grant"]}"#, Verdict::Transient),
            (400, br#""invalid_grant""#, Verdict::Transient),
            (400, br#"{"error":"invalid_gra"#, Verdict::Transient),
            (400, okta, Verdict::Transient),
            (401, api, Verdict::Transient),
            (400, b"<html>invalid_grant</html>", Verdict::Transient),
            (400, &huge, Verdict::Transient),
            (503, b"", Verdict::Transient),
        ];
        for (status, body, verdict) in table {
            assert_eq!(
                judge(*status, body),
                *verdict,
                "{status} {}",
                String::from_utf8_lossy(body)
            );
        }
    }

    #[test]
    fn a_granted_answer_is_read_whatever_its_style() {
        let read = |body: &str| serde_json::from_str::<TokenAnswer>(body);
        let table = [
            (r#"{"access_token":"a","expires_in":86400}"#, Some(86_400)),
            (
                r#"{"access_token":"a","expires_in":"86400","token_type":"bearer"}"#,
                Some(86_400),
            ),
            (
                r#"{"access_token":"a","expires_in":86400.0,"refresh_token":null,"scope":null}"#,
                Some(86_400),
            ),
            (r#"{"access_token":"a","expires_in":1767225600}"#, None),
            (r#"{"access_token":"a","expires_in":-5}"#, None),
            (r#"{"access_token":"a","expires_in":0}"#, None),
            (
                r#"{"access_token":"a","refresh_token":"","id_token":{"x":1}}"#,
                None,
            ),
        ];
        for (body, seconds) in table {
            let answer = read(body).unwrap();
            assert_eq!(
                answer.expires_in(),
                seconds.map(Duration::from_secs),
                "{body}"
            );
            assert!(answer.refresh_token().is_none());
        }
        for body in [
            r#"{"access_token":""}"#,
            r#"{"refresh_token":"r"}"#,
            "[]",
            "null",
            r#"{"access_token":"a""#,
            "",
        ] {
            assert!(read(body).is_err(), "{body}");
        }
        let scoped =
            read(r#"{"access_token":"a","scope":"contact_data  offline_access"}"#).unwrap();
        assert_eq!(scoped.scopes().map(Vec::len), Some(2));
    }
}
