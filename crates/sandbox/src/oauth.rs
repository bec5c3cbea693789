//! The authorization server, on the port of the API: authorization codes, device codes, tokens, and the pages
//! on which a person allows or denies. [`answer`] maps a request to [`Tokens`] and an [`Answer`].

mod consent;
mod device;
mod form;
mod page;
mod response;
mod token;

pub(crate) use consent::decide;

use crate::answer::Answer;
use crate::state::tokens::Tokens;
use chrono::{DateTime, Utc};
use form::Form;
use http::HeaderMap;
use http::header;

/// Where a person allows an application.
pub(crate) const AUTHORIZE: &str = "/oauth2/default/v1/authorize";
/// Where codes and refresh tokens are exchanged for tokens.
pub(crate) const TOKEN: &str = "/oauth2/default/v1/token";
/// Where the device flow starts.
pub(crate) const DEVICE: &str = "/oauth2/default/v1/device/authorize";
/// Where tokens are revoked. The provider documents no such address; this is the usual one of its server.
pub(crate) const REVOKE: &str = "/oauth2/default/v1/revoke";
/// Where partners get their tokens.
pub(crate) const PARTNER_TOKEN: &str = "/partners/oauth2/default/v1/token";
/// Where a person enters the code of a device.
pub(crate) const ACTIVATE: &str = "/activate";

/// The operations of the authorization server, as rules for faults name them.
pub(crate) const OPERATIONS: &[(&str, &str)] = &[
    ("GET", AUTHORIZE),
    ("POST", AUTHORIZE),
    ("POST", TOKEN),
    ("POST", DEVICE),
    ("POST", REVOKE),
    ("POST", PARTNER_TOKEN),
    ("GET", ACTIVATE),
    ("POST", ACTIVATE),
];

/// A request to the authorization server.
pub(crate) struct OAuthRequest<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
    pub now: DateTime<Utc>,
}

impl OAuthRequest<'_> {
    fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The address of the sandbox, as the client sees it.
    fn origin(&self) -> String {
        let host = self.header(header::HOST).unwrap_or("localhost");
        format!("http://{host}")
    }
}

/// Whether the authorization server answers requests to a path.
pub(crate) fn is_responsible_for(path: &str) -> bool {
    path == ACTIVATE || path.starts_with("/oauth2/") || path.starts_with("/partners/oauth2/")
}

/// Answers a request to a path of the authorization server.
pub(crate) fn answer(tokens: &mut Tokens, request: &OAuthRequest<'_>) -> Answer {
    let is_known = |path: &str| OPERATIONS.iter().any(|(_, known)| *known == path);
    match (request.method, request.path) {
        ("GET", AUTHORIZE) => consent::ask(tokens, request),
        ("GET", ACTIVATE) => device::ask(tokens, request),
        ("POST", path) if is_known(path) => match Form::of(request) {
            Ok(form) => post(tokens, request, &form),
            Err(answer) => answer,
        },
        (_, path) if is_known(path) => response::okta(405),
        _ => response::okta(404),
    }
}

fn post(tokens: &mut Tokens, request: &OAuthRequest<'_>, form: &Form) -> Answer {
    match request.path {
        AUTHORIZE => consent::decided(tokens, form, request.now),
        ACTIVATE => device::decided(tokens, form, request.now),
        TOKEN => token::answer(tokens, request, form),
        DEVICE => device::begin(tokens, request, form),
        REVOKE => token::revoke(tokens, request, form),
        _ => token::partner(tokens, request, form),
    }
}

#[cfg(test)]
mod tests;
