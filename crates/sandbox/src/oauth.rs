//! The authorization server, on the port of the API: authorization codes, device codes, tokens, and the pages
//! on which a person allows or denies. [`answer`] turns a request and [`Tokens`] into an [`Answer`].

mod consent;
mod device;
mod form;
mod page;
mod response;
mod token;

pub(crate) use consent::decide;

use crate::answer::Answer;
use crate::endpoints::Endpoint;
use crate::sandbox::Shared;
use crate::state::tokens::Tokens;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use form::Form;
use http::HeaderMap;
use http::header;
use http::request::Parts;

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

/// The endpoints of the authorization server.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint("GET /oauth2/default/v1/authorize"),
    endpoint("POST /oauth2/default/v1/authorize"),
    endpoint("POST /oauth2/default/v1/token"),
    endpoint("POST /oauth2/default/v1/device/authorize"),
    endpoint("POST /oauth2/default/v1/revoke"),
    endpoint("POST /partners/oauth2/default/v1/token"),
    endpoint("GET /activate"),
    endpoint("POST /activate"),
];

const fn endpoint(name: &'static str) -> Endpoint {
    Endpoint {
        name,
        answer: answer_now,
    }
}

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

fn answer_now(shared: &Shared, head: &Parts, body: &Bytes) -> Answer {
    let request = OAuthRequest {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        headers: &head.headers,
        body,
        now: shared.clock.now(),
    };
    answer(&mut shared.state().tokens, &request)
}

/// Answers a request to one of the endpoints.
fn answer(tokens: &mut Tokens, request: &OAuthRequest<'_>) -> Answer {
    match (request.method, request.path) {
        ("GET", ACTIVATE) => device::ask(tokens, request),
        ("GET", _) => consent::ask(tokens, request),
        _ => match Form::of(request) {
            Ok(form) => post(tokens, request, &form),
            Err(answer) => answer,
        },
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
