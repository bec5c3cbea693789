//! Whether the token of a request allows its operation.

use crate::answer::Answer;
use crate::faults::unauthorized;
use crate::request::Request;
use crate::sandbox::Shared;
use crate::state::FIRST_ACCOUNT;
use http::header;

/// Who sends a request.
pub(super) struct Caller {
    pub account: String,
    /// The key that requests are counted by.
    pub api_key: String,
}

/// Accepts any bearer token.
pub(super) fn authorize(_: &Shared, request: &Request) -> Result<Caller, Answer> {
    let value = request.headers.get(header::AUTHORIZATION);
    let token = value.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    token.ok_or_else(unauthorized)?;
    Ok(Caller {
        account: FIRST_ACCOUNT.to_owned(),
        api_key: "sandbox".to_owned(),
    })
}
