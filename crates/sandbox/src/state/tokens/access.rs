//! Whether a request may use an operation: [`Tokens::authorize`].

use super::{Kind, Tokens};
use crate::answer::Answer;
use crate::contract::Operation;
use chrono::{DateTime, Utc};

/// Who sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The `encoded_account_id`.
    pub account: String,
    /// The key that requests are counted by.
    pub api_key: String,
    pub role: super::Role,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no token, or it is not valid for this operation.
    Unauthorized,
    /// The token lacks a scope that the operation needs.
    Scope,
    /// The person who allowed the application lacks a privilege.
    Privilege,
}

impl Refusal {
    /// The answer of the API. The body for 403 is not documented: this one has the usual shape of errors.
    pub fn answer(self) -> Answer {
        match self {
            Self::Unauthorized => Answer::gateway_error(401, "unauthorized", "Unauthorized"),
            Self::Scope => Answer::error(
                403,
                "forbidden",
                "The access token does not have a scope that this operation requires.",
            ),
            Self::Privilege => Answer::error(
                403,
                "forbidden",
                "The user does not have a privilege that this operation requires.",
            ),
        }
    }
}

impl Tokens {
    /// Decides whether a request with these headers (`Authorization`, `x-api-key`) may use an operation.
    ///
    /// A partner operation needs a partner token and the API key of a registered application, every other
    /// operation a token that a person has allowed. Which refusal a token of the wrong kind gets is not
    /// documented; it is treated as an invalid one. A call with a valid token counts even if it is refused.
    pub fn authorize(
        &mut self,
        authorization: Option<&str>,
        api_key: Option<&str>,
        operation: &Operation,
        now: DateTime<Utc>,
    ) -> Result<Caller, Refusal> {
        let text = authorization.and_then(bearer);
        let text = text.filter(|text| self.accepts(text, now));
        let token = text.and_then(|text| self.access.get_mut(text));
        let token = token.ok_or(Refusal::Unauthorized)?;
        token.calls_left = token.calls_left.map(|calls| calls.saturating_sub(1));
        let token = &*token;
        let caller = Caller {
            account: token.user.account.clone(),
            api_key: token.client_id.clone(),
            role: token.user.role,
        };
        match (operation.partner, token.kind) {
            (true, Kind::Partner) => {
                let key = api_key.filter(|key| self.application(key).is_some());
                let key = key.ok_or(Refusal::Unauthorized)?;
                return Ok(Caller {
                    api_key: key.to_owned(),
                    ..caller
                });
            }
            (false, Kind::Person) => {}
            _ => return Err(Refusal::Unauthorized),
        }
        if !operation.scopes.iter().all(|name| token.scopes.has(name)) {
            return Err(Refusal::Scope);
        }
        let mut privileges = operation.privileges.iter();
        match privileges.all(|name| caller.role.has(name)) {
            true => Ok(caller),
            false => Err(Refusal::Privilege),
        }
    }
}

/// The token in an `Authorization` header. The name of the scheme is not case-sensitive (RFC 9110, 11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}
