//! What an answer of the authorization server means.
//!
//! The transport hands over a status and the bytes of a body; [`classify`] decides what they mean, and
//! [`TokenAnswer`] reads a success. Reading is forgiving on purpose: by the time a rotating server has answered,
//! the old refresh token is spent, so a number written as text, or a document that is broken behind the tokens,
//! must not cost the session.

mod members;
mod sent;
#[cfg(test)]
mod tests;

use super::error::{AuthError, AuthErrorKind, printable};
use super::transport::Answer;
use crate::error::{decode, headline, json, parse};
use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
pub(crate) use sent::Sent;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// What an answer says that holds nothing of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
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

/// Fields that name an error: those of OAuth2, of Okta and of the API.
const CODES: [&str; 4] = ["error", "errorCode", "error_key", "code"];
/// Fields that explain it, looked for where a document is broken.
const DESCRIPTIONS: [&str; 4] = [
    "error_description",
    "errorSummary",
    "error_message",
    "message",
];
/// The most characters of the server's words that an error keeps.
const LONGEST_DESCRIPTION: usize = 1_000;

/// What the server says about an error.
#[derive(Default)]
struct OAuthErrorBody {
    code: Option<String>,
    description: Option<String>,
}

impl OAuthErrorBody {
    fn read(body: &[u8]) -> Self {
        let text = decode(body);
        let code = match json(text.trim()) {
            Some(Value::Object(fields)) => named(&fields, &CODES),
            Some(Value::Array(list)) => match list.as_slice() {
                [Value::Object(fields)] => named(fields, &CODES),
                _ => None,
            },
            Some(Value::String(text)) => members::find(&text, &CODES),
            Some(_) => None,
            None => members::find(&text, &CODES),
        };
        let entries = match text.trim_start().starts_with(['{', '[']) {
            true => parse(body),
            false => vec![],
        };
        let messages: Vec<String> = entries
            .into_iter()
            .map(|entry| entry.message)
            .filter(|message| !message.is_empty())
            .collect();
        let description = (!messages.is_empty())
            .then(|| messages.join("; "))
            .or_else(|| headline(body))
            .or_else(|| members::find(&text, &DESCRIPTIONS));
        Self { code, description }
    }
}

fn named(fields: &serde_json::Map<String, Value>, names: &[&str]) -> Option<String> {
    let texts = names.iter().filter_map(|name| fields.get(*name)?.as_str());
    let mut texts = texts.map(str::trim).filter(|text| !text.is_empty());
    texts.next().map(str::to_owned)
}

/// What was asked for, as `read` finds it in a success; or what the answer means instead.
///
/// A success is one only if it holds what was asked for: some servers answer 200 to report an error.
pub(crate) fn classify<T>(
    answer: &Answer,
    read: impl FnOnce(&Answer) -> Option<T>,
) -> Result<T, Outcome> {
    match answer.status {
        200..=299 => read(answer).ok_or_else(|| refusal(&answer.body)),
        408 | 429 => Err(Outcome::Transient),
        400..=499 => Err(refusal(&answer.body)),
        _ => Err(Outcome::Transient),
    }
}

/// What the error in a body means; only an OAuth error says anything about the grant.
fn refusal(body: &[u8]) -> Outcome {
    match OAuthErrorBody::read(body).code.as_deref() {
        Some("invalid_grant") => Outcome::GrantInvalid,
        Some("authorization_pending") => Outcome::Pending,
        Some("slow_down") => Outcome::SlowDown,
        Some("access_denied") => Outcome::Denied,
        Some("expired_token") => Outcome::CodeExpired,
        Some(
            "invalid_request"
            | "invalid_client"
            | "unauthorized_client"
            | "unsupported_grant_type"
            | "unsupported_token_type"
            | "invalid_scope",
        ) => Outcome::Refused,
        _ => Outcome::Transient,
    }
}

/// The error for an answer that is not what was asked for, in the server's words, without what was `sent`.
pub(crate) fn failure(answer: &Answer, outcome: Outcome, sent: &Sent) -> AuthError {
    let OAuthErrorBody { code, description } = OAuthErrorBody::read(&answer.body);
    let status = answer.status;
    let shown = code.as_deref().map_or("no error code", printable);
    let (kind, message) = match outcome {
        Outcome::GrantInvalid => (
            AuthErrorKind::Reauthorize,
            format!(
                "the authorization server no longer accepts the grant (status {status}, {shown}): authorise again"
            ),
        ),
        Outcome::Denied => (
            AuthErrorKind::Denied,
            "access was refused (access_denied): authorise again to ask anew".to_owned(),
        ),
        Outcome::CodeExpired => (
            AuthErrorKind::Expired,
            "the device code ended before it was confirmed: start the device flow again".to_owned(),
        ),
        Outcome::Refused => (
            AuthErrorKind::Refused,
            format!(
                "the authorization server refuses the application (status {status}, {shown}): check client id, \
                 secret, flow and scopes"
            ),
        ),
        Outcome::Pending | Outcome::SlowDown | Outcome::Transient => (
            AuthErrorKind::Transient,
            match (status, answer.complete) {
                (200..=299, true) => format!(
                    "the authorization server's answer holds nothing of what was asked for (status {status}, \
                     {shown}): try again later"
                ),
                (200..=299, false) => format!(
                    "the authorization server's answer broke off (status {status}): try again later"
                ),
                _ => format!(
                    "the authorization server failed for now (status {status}, {shown}): try again later"
                ),
            },
        ),
    };
    let description = description.map(|text| {
        let line = |c: char| if c.is_control() { ' ' } else { c };
        let text = sent.hidden_in(&text);
        text.chars().map(line).take(LONGEST_DESCRIPTION).collect()
    });
    let code = code.map(|code| sent.hidden_in(&code));
    AuthError::answered(kind, message, code, description).with_retry_after(answer.retry_after)
}

/// A token response, read leniently. One of the two tokens is not empty.
#[derive(Serialize)]
pub(crate) struct TokenAnswer {
    access_token: AccessToken,
    #[serde(serialize_with = "seconds")]
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    #[serde(rename = "scope")]
    scopes: Option<Vec<Scope>>,
}

fn seconds<S: Serializer>(life: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    life.map(|life| life.as_secs()).serialize(serializer)
}

impl TokenAnswer {
    /// The tokens in an answer to a request with the secrets `sent`.
    pub(crate) fn read(answer: &Answer, sent: &Sent) -> Option<Self> {
        let strict = serde_json::from_slice::<Self>(&answer.body).ok();
        let found = strict.or_else(|| Self::salvage(answer))?;
        // A refresh token alone is the successor of the one that was spent, unless it is that one.
        let alone = found.access_token.secret().is_empty();
        let fresh = |token: &RefreshToken| !sent.holds(token.secret());
        (!alone || found.refresh_token.as_ref().is_some_and(fresh)).then_some(found)
    }

    /// The tokens in a document that is not JSON, or not as it should be.
    fn salvage(answer: &Answer) -> Option<Self> {
        let mut text = decode(&answer.body);
        if let Some(Value::String(inner)) = json(&text) {
            text = inner.into();
        }
        let token = |names: &[&str]| token(&members::find(&text, names)?);
        let access_token = token(&["access_token", "accessToken"])?;
        let refresh_token = token(&["refresh_token", "refreshToken"]);
        let cut = !answer.complete
            || serde_json::from_str::<IgnoredAny>(&text).is_err_and(|error| error.is_eof());
        if cut && refresh_token.is_none() {
            // It may have been in the part that is missing.
            return None;
        }
        let expires_in = members::find(&text, &["expires_in", "expiresIn"]);
        let scope = members::find(&text, &["scope"]);
        Some(Self {
            access_token: AccessToken::new(access_token),
            expires_in: expires_in.and_then(|life| self::life(&Value::String(life))),
            refresh_token: refresh_token.map(RefreshToken::new),
            scopes: scope.and_then(|names| scopes(&Value::String(names))),
        })
    }
}

/// A token without the white space that stands around it, or inside it where a line was broken.
fn token(text: &str) -> Option<String> {
    let token: String = text.split_whitespace().collect();
    (!token.is_empty()).then_some(token)
}

/// More than this many seconds is not a life but a mistake, such as a point in time.
const LONGEST_LIFE: u64 = 366 * 86_400;

fn life(value: &Value) -> Option<Duration> {
    let whole = |seconds: f64| (seconds >= 0.0).then_some(seconds as u64);
    let seconds = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().parse().ok().and_then(whole),
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
            Value::String(text) => token(&text),
            Value::Number(number) if number.is_u64() => Some(number.to_string()),
            _ => None,
        };
        let (access_token, refresh_token) = (filled(wire.access_token), filled(wire.refresh_token));
        if access_token.is_none() && refresh_token.is_none() {
            return Err(serde::de::Error::custom("no tokens"));
        }
        Ok(Self {
            access_token: AccessToken::new(access_token.unwrap_or_default()),
            expires_in: life(&wire.expires_in),
            refresh_token: refresh_token.map(RefreshToken::new),
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
