//! The first stage: what a request is sent to, by its method and path.

use crate::answer::Answer;
use crate::contract::{CONTRACT, Operation};
use crate::endpoints::{self, Endpoint};
use crate::request::Request;
use crate::state::tokens::Role;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::borrow::Cow;
use url::form_urlencoded;

/// The path below which the API is.
pub(crate) const BASE: &str = "/v3";

/// A request whose head has arrived.
pub(crate) struct Arrival {
    pub head: Parts,
    pub at: DateTime<Utc>,
    /// The name of what it is sent to, without values.
    pub name: Cow<'static, str>,
    pub(super) target: Target,
}

/// What a request is sent to.
pub(super) enum Target {
    /// An operation, and the values in the path, decoded.
    Operation(&'static Operation, Vec<String>),
    Endpoint(&'static Endpoint),
    /// Nothing that the sandbox knows, with the answer to that.
    Unknown(Answer),
}

impl Arrival {
    pub fn new(head: Parts, at: DateTime<Utc>) -> Self {
        let method = head.method.as_str();
        let path = head.uri.path();
        let (name, target) = match (endpoints::find(method, path), path.strip_prefix(BASE)) {
            (Some(endpoint), _) => (endpoint.name.into(), Target::Endpoint(endpoint)),
            (None, Some(path)) => operation(method, path),
            (None, None) => unknown(method, path, Answer::not_found()),
        };
        Self {
            head,
            at,
            name,
            target,
        }
    }
}

fn operation(method: &str, path: &str) -> (Cow<'static, str>, Target) {
    let Some((operation, values)) = CONTRACT.find(method, path) else {
        let answer = match CONTRACT.knows_path(path) {
            true => Answer::error(405, "method_not_allowed", "Method Not Allowed"),
            false => Answer::not_found(),
        };
        return unknown(method, path, answer);
    };
    let values = values
        .into_iter()
        .map(|value| percent_decode_str(value).decode_utf8_lossy());
    let values = values.map(|value| value.into_owned()).collect();
    (
        operation.name().into(),
        Target::Operation(operation, values),
    )
}

fn unknown(method: &str, path: &str, answer: Answer) -> (Cow<'static, str>, Target) {
    let name = format!("{method} {}", CONTRACT.masked(path));
    (name.into(), Target::Unknown(answer))
}

impl Request {
    pub(super) fn new(
        operation: &'static Operation,
        path: Vec<String>,
        head: Parts,
        body: Bytes,
        now: DateTime<Utc>,
    ) -> Self {
        let raw_query = head.uri.query().unwrap_or_default().to_owned();
        let query = form_urlencoded::parse(raw_query.as_bytes())
            .into_owned()
            .collect();
        let json = match &operation.body {
            Some(_) => serde_json::from_slice(&body).unwrap_or(Value::Null),
            None => Value::Null,
        };
        Self {
            operation,
            path,
            query,
            raw_query,
            headers: head.headers,
            json,
            body,
            now,
            account: String::new(),
            role: Role::default(),
        }
    }
}
