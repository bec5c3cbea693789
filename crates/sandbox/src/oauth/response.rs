//! The answers of the authorization server.

use crate::answer::Answer;
use crate::state::tokens::{Issued, OAuthError};
use serde_json::json;

/// The tokens of a success.
pub(super) fn tokens(issued: &Issued) -> Answer {
    let mut body = json!({
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.lifetime.num_seconds(),
        "scope": issued.scopes.parameter(),
    });
    if let Some(refresh_token) = &issued.refresh_token {
        body["refresh_token"] = refresh_token.as_str().into();
    }
    secret(Answer::json(200, &body))
}

/// The answer must not be stored by a proxy (RFC 6749, 5.1).
pub(super) fn secret(answer: Answer) -> Answer {
    answer.header("cache-control", "no-store")
}

/// A refusal, in the form of RFC 6749.
pub(super) fn error(error: &OAuthError) -> Answer {
    let body = json!({ "error": error.code, "error_description": error.description });
    let answer = secret(Answer::json(error.status, &body));
    match error.status {
        401 => answer.header("www-authenticate", "Basic realm=\"sandbox\""),
        _ => answer,
    }
}

/// A refusal of a malformed request, in the form of the server behind the provider's addresses.
pub(super) fn okta(status: u16) -> Answer {
    let body = json!({
        "errorCode": "E0000021",
        "errorSummary": "The Content-Type header does not match a supported value, or the body is malformed.",
        "errorLink": "E0000021",
        "errorId": "sandbox",
        "errorCauses": [],
    });
    Answer::json(status, &body)
}

/// The refusal of more than one request a second. Its body is not documented: this is that of the API.
pub(super) fn throttled() -> Answer {
    Answer::gateway_error(429, "throttled", "Too Many Requests")
}
