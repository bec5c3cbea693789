//! The meaning of a response without the requested content (RFC 6749, 5.2; RFC 8628, 3.5).

use super::members;
use super::secrets::RequestSecrets;
use crate::auth::error::{AuthError, AuthErrorKind};
use crate::auth::http_client::HttpResponse;
use crate::auth::words::printable_code;
use crate::error::{decode, headline, json, parse};
use serde_json::Value;

/// The meaning of a response without the requested content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// `invalid_grant`: the code or the refresh token is no longer valid.
    GrantInvalid,
    /// `authorization_pending`: the person has not answered yet.
    Pending,
    /// `slow_down`: still pending, and the client must poll less often.
    SlowDown,
    /// `access_denied`: the person refused.
    Denied,
    /// `expired_token`: the device code has expired.
    CodeExpired,
    /// The application or the request is refused; sending it again does not help.
    Refused,
    /// Everything that does not concern the grant: gateways, overload, unreadable responses.
    Transient,
}

/// Reads the requested content of a success with `read`. Without it, returns the meaning of the response.
///
/// The status alone does not make a success: some servers report an error with status 200.
pub(crate) fn classify<T>(
    response: &HttpResponse,
    read: impl FnOnce(&HttpResponse) -> Option<T>,
) -> Result<T, Outcome> {
    match response.status {
        200..=299 => read(response).ok_or_else(|| Outcome::of(&response.body)),
        408 | 429 => Err(Outcome::Transient),
        400..=499 => Err(Outcome::of(&response.body)),
        _ => Err(Outcome::Transient),
    }
}

impl Outcome {
    /// What the error in a body means; only an OAuth error says anything about the grant.
    fn of(body: &[u8]) -> Self {
        match OAuthErrorBody::read(body).code.as_deref() {
            Some("invalid_grant") => Self::GrantInvalid,
            Some("authorization_pending") => Self::Pending,
            Some("slow_down") => Self::SlowDown,
            Some("access_denied") => Self::Denied,
            Some("expired_token") => Self::CodeExpired,
            Some(
                "invalid_request"
                | "invalid_client"
                | "unauthorized_client"
                | "unsupported_grant_type"
                | "unsupported_token_type"
                | "invalid_scope",
            ) => Self::Refused,
            _ => Self::Transient,
        }
    }

    /// The error for `response`, with the server's message but without the `secrets` of the request.
    pub(crate) fn into_error(self, response: &HttpResponse, secrets: &RequestSecrets) -> AuthError {
        let OAuthErrorBody { code, description } = OAuthErrorBody::read(&response.body);
        let status = response.status;
        let shown = code.as_deref().map_or("no error code", printable_code);
        let (kind, message) = match self {
            Self::GrantInvalid => (
                AuthErrorKind::Reauthorize,
                format!(
                    "the authorization server no longer accepts the grant (status {status}, {shown}): authorise again"
                ),
            ),
            Self::Denied => (
                AuthErrorKind::Denied,
                "access was refused (access_denied): authorise again to ask once more".to_owned(),
            ),
            Self::CodeExpired => (
                AuthErrorKind::Expired,
                "the device code expired before it was confirmed: start the device flow again"
                    .to_owned(),
            ),
            Self::Refused => (
                AuthErrorKind::Refused,
                format!(
                    "the authorization server refuses the application (status {status}, {shown}): check client id, \
                     secret, flow and scopes"
                ),
            ),
            Self::Pending | Self::SlowDown | Self::Transient => (
                AuthErrorKind::Transient,
                match (status, response.complete) {
                    (200..=299, true) => format!(
                        "the authorization server's response lacks the requested content (status {status}, {shown}): \
                         try again later"
                    ),
                    (200..=299, false) => format!(
                        "the authorization server's response broke off (status {status}): try again later"
                    ),
                    _ => format!(
                        "the authorization server failed temporarily (status {status}, {shown}): try again later"
                    ),
                },
            ),
        };
        let description = description.map(|text| {
            let in_one_line = |c: char| if c.is_control() { ' ' } else { c };
            let text = secrets.redact(&text);
            text.chars()
                .map(in_one_line)
                .take(LONGEST_DESCRIPTION)
                .collect()
        });
        let code = code.map(|code| secrets.redact(&code));
        AuthError::answered(kind, message, code, description).with_retry_after(response.retry_after)
    }
}

/// Members that name an error: those of OAuth 2.0, of Okta and of the API.
const CODES: [&str; 4] = ["error", "errorCode", "error_key", "code"];
/// Members that explain it, searched for where a document is broken.
const DESCRIPTIONS: [&str; 4] = [
    "error_description",
    "errorSummary",
    "error_message",
    "message",
];
/// The most characters of the server's message that an error keeps.
const LONGEST_DESCRIPTION: usize = 1_000;

/// What the server says about an error.
struct OAuthErrorBody {
    code: Option<String>,
    description: Option<String>,
}

impl OAuthErrorBody {
    fn read(body: &[u8]) -> Self {
        let text = decode(body);
        let code = match json(text.trim()) {
            Some(Value::Object(members)) => first_text(&members, &CODES),
            Some(Value::Array(list)) => match list.as_slice() {
                [Value::Object(members)] => first_text(members, &CODES),
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

/// The first of the members `names` that is a text and not empty.
fn first_text(members: &serde_json::Map<String, Value>, names: &[&str]) -> Option<String> {
    let texts = names.iter().filter_map(|name| members.get(*name)?.as_str());
    let mut texts = texts.map(str::trim).filter(|text| !text.is_empty());
    texts.next().map(str::to_owned)
}
