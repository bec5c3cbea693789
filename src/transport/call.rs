//! A call: the values that a builder has collected, in a form that can be sent more than once. Values become
//! percent-encoded text here. The exchange adds the host, the token and everything else that can differ
//! between two attempts.

use crate::error::{Error, Result};
use crate::model::{EMPTY, NOT_A_TIME, NOT_FINITE, Parameter, ParameterValues, Write};
use crate::types::MEMBERS;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde::Serialize;
use std::borrow::Cow;
use url::form_urlencoded;

/// The properties of an operation that do not depend on a call.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The name of its method in [`Client`](crate::Client).
    pub name: &'static str,
    pub method: reqwest::Method,
    /// The path with its placeholders, below the base URL.
    pub path: &'static str,
    /// Whether it needs the partner's token and API key instead of the account's token.
    pub partner: bool,
    /// Whether sending it twice has the effect of sending it once.
    pub idempotent: bool,
}

/// A request that can be sent as often as needed.
pub(crate) struct Call {
    pub operation: &'static str,
    pub method: Method,
    pub partner: bool,
    pub idempotent: bool,
    /// The path with its placeholders; empty if the operation is unknown.
    pub template: &'static str,
    pub target: Target,
    pub body: Body,
    pub accept: &'static str,
}

/// Where a [`Call`] goes.
#[derive(Clone)]
pub(crate) enum Target {
    /// An encoded path below the base URL, and an encoded query.
    Path { path: String, query: String },
    /// A link from an answer of the API, relative to the resource at the path `from`.
    Link { from: String, link: String },
}

/// The `Accept` header for all answers except files.
const JSON: &str = "application/json";
/// The `Accept` header if the answer is a file.
pub(crate) const FILE: &str = "text/csv, */*;q=0.5";

/// The body of a [`Call`].
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    /// Sending a form consumes it, so each attempt needs a new one.
    #[cfg(feature = "bulk-activities")]
    Multipart(Box<dyn Fn() -> reqwest::multipart::Form + Send + Sync>),
}

impl Call {
    pub fn new(operation: &Operation) -> Self {
        Self {
            operation: operation.name,
            method: operation.method.clone(),
            partner: operation.partner,
            idempotent: operation.idempotent,
            template: operation.path,
            target: Target::Path {
                path: operation.path.to_owned(),
                query: String::new(),
            },
            body: Body::Empty,
            accept: JSON,
        }
    }

    /// Replaces a placeholder of the path by a value.
    pub fn path(&mut self, name: &str, value: &dyn Parameter) -> Result<()> {
        let text = segment(name, &value.text());
        self.fill(name, self.with_operation(text)?)
    }

    /// Replaces a placeholder of the path by several values, joined by commas. The comma is encoded, as in
    /// the official clients: the contract declares a single string, and an unencoded comma would make it a
    /// list.
    pub fn joined_path(&mut self, name: &str, values: &dyn ParameterValues) -> Result<()> {
        self.required_list(name, values)?;
        let parts = texts(values).map(|text| match text {
            text if text.contains(',') => Err(comma_error(name)),
            text => segment(name, &text),
        });
        let parts = self.with_operation(parts.collect::<Result<Vec<_>>>())?;
        self.fill(name, parts.join("%2C"))
    }

    fn fill(&mut self, name: &str, text: String) -> Result<()> {
        if let Target::Path { path, .. } = &mut self.target {
            *path = path.replace(&format!("{{{name}}}"), &text);
        }
        Ok(())
    }

    /// Changes the target of a list to the page behind a link.
    pub fn set_link(&mut self, link: &str) {
        if let Target::Path { path, .. } = &mut self.target {
            self.target = Target::Link {
                from: std::mem::take(path),
                link: link.to_owned(),
            };
        }
    }

    /// `name=value`; a value that is not set is not sent.
    pub fn query(&mut self, name: &str, value: &dyn ParameterValues) {
        if let Some(text) = value.text_at(0) {
            self.append(name, &text);
        }
    }

    /// Like `query`, for a required value: an empty text is refused.
    pub fn required_query(&mut self, name: &str, value: &dyn Parameter) -> Result<()> {
        let text = value.text();
        self.with_operation(match text.trim().is_empty() {
            false => Ok(()),
            true => Err(Error::invalid_request(format!("`{name}` is empty"))),
        })?;
        self.append(name, &text);
        Ok(())
    }

    /// Fails if a required list has no value.
    pub fn required_list(&self, name: &str, values: &dyn ParameterValues) -> Result<()> {
        self.with_operation(match values.text_at(0) {
            Some(_) => Ok(()),
            None => Err(Error::invalid_request(format!(
                "`{name}` is empty: give at least one value"
            ))),
        })
    }

    /// Fails if a period ends before it starts. The arguments are the names and values of its two ends.
    pub fn period(
        &self,
        (start_name, start): (&str, DateTime<Utc>),
        (end_name, end): (&str, DateTime<Utc>),
    ) -> Result<()> {
        self.with_operation(match start <= end {
            true => Ok(()),
            false => Err(Error::invalid_request(format!(
                "`{end_name}` is before `{start_name}`"
            ))),
        })
    }

    /// `name=a,b`; an empty list is not sent.
    pub fn joined_query(&mut self, name: &str, values: &dyn ParameterValues) -> Result<()> {
        let texts: Vec<_> = texts(values).collect();
        self.with_operation(check_without_commas(name, &texts))?;
        if !texts.is_empty() {
            self.append(name, &texts.join(","));
        }
        Ok(())
    }

    /// `name=a&name=b`; an empty list is not sent.
    pub fn repeated_query(&mut self, name: &str, values: &dyn ParameterValues) -> Result<()> {
        let texts: Vec<_> = texts(values).collect();
        self.with_operation(check_non_empty(name, &texts))?;
        for text in &texts {
            self.append(name, text);
        }
        Ok(())
    }

    pub fn append(&mut self, name: &str, value: &str) {
        if let Target::Path { query, .. } = &mut self.target {
            let mut pairs = form_urlencoded::Serializer::new(std::mem::take(query));
            pairs.append_pair(name, value);
            *query = pairs.finish();
        }
    }

    /// Changes the target of a list to a cursor. Replaces `next` and removes `prev`: they exclude each other.
    pub fn set_cursor(&mut self, cursor: &str) {
        if let Target::Path { query, .. } = &mut self.target {
            let kept = form_urlencoded::parse(query.as_bytes())
                .filter(|(name, _)| name != "next" && name != "prev");
            let mut pairs = form_urlencoded::Serializer::new(String::new());
            pairs.extend_pairs(kept).append_pair("next", cursor);
            let moved = pairs.finish();
            *query = moved;
        }
    }

    /// A copy of the call without its body, for calls that only read.
    pub fn without_body(&self) -> Self {
        Self {
            operation: self.operation,
            method: self.method.clone(),
            partner: self.partner,
            idempotent: self.idempotent,
            template: self.template,
            target: self.target.clone(),
            body: Body::Empty,
            accept: self.accept,
        }
    }

    /// The path of the resource; for a link, that of the resource whose answer had it.
    pub fn resource(&self) -> &str {
        match &self.target {
            Target::Path { path, .. } | Target::Link { from: path, .. } => path,
        }
    }

    /// Adds the operation to an error.
    fn with_operation<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| error.with_operation(self.operation))
    }

    /// Sets the document to send.
    pub fn body(&mut self, body: &dyn Write) -> Result<()> {
        self.json(&body.output())
    }

    /// Sets the JSON of any type to send.
    pub fn json(&mut self, body: &impl Serialize) -> Result<()> {
        self.set_json(serde_json::to_vec(body))
    }

    fn set_json(&mut self, json: serde_json::Result<Vec<u8>>) -> Result<()> {
        let json = json.map_err(|error| {
            let message = error.to_string();
            let reason = match is_known_reason(&message) {
                true => message,
                false => "the body cannot be written as JSON".to_owned(),
            };
            Error::invalid_request(reason)
        });
        let json = self.with_operation(json)?;
        self.body = Body::Json(json.into());
        Ok(())
    }
}

crate::opaque_debug!(Call, "Call");

/// Whether a message of serde was written by this crate's types, about a member that cannot be sent. The messages of
/// other types may quote content.
fn is_known_reason(message: &str) -> bool {
    let faults = [EMPTY, NOT_FINITE, NOT_A_TIME];
    let fault = message
        .strip_prefix('`')
        .and_then(|message| message.split_once("` of the body "));
    fault.is_some_and(|(member, fault)| {
        MEMBERS.binary_search(&member).is_ok() && faults.contains(&fault)
    })
}

fn texts(values: &dyn ParameterValues) -> impl Iterator<Item = Cow<'_, str>> {
    (0..).map_while(|position| values.text_at(position))
}

/// Fails if a value of a list that is joined by commas is empty or contains a comma.
fn check_without_commas(name: &str, texts: &[Cow<'_, str>]) -> Result<()> {
    check_non_empty(name, texts)?;
    match texts.iter().any(|text| text.contains(',')) {
        false => Ok(()),
        true => Err(comma_error(name)),
    }
}

/// Fails if a value of a list is empty.
fn check_non_empty(name: &str, texts: &[Cow<'_, str>]) -> Result<()> {
    match texts.iter().any(|text| text.trim().is_empty()) {
        false => Ok(()),
        true => Err(Error::invalid_request(format!(
            "`{name}` has an empty value: remove it"
        ))),
    }
}

fn comma_error(name: &str) -> Error {
    Error::invalid_request(format!(
        "`{name}` has a value with a comma, which the server would read as two values: give each separately"
    ))
}

/// The characters that are encoded in a path segment: all but the unreserved characters of RFC 3986. URL
/// parsers read `\\` as `/` and remove tabs and line feeds, and `;` has a meaning for some servers.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value as one segment of a path.
///
/// An empty segment would address the collection. `.` and `..` address another resource, and encoding
/// does not help: URL parsers read `%2E` as a dot.
fn segment(name: &str, value: &str) -> Result<String> {
    match value {
        "" => Err(Error::invalid_request(format!("`{name}` is empty"))),
        "." | ".." => Err(Error::invalid_request(format!(
            "`{name}` is `{value}`, not an id"
        ))),
        value => Ok(utf8_percent_encode(value, RESERVED).to_string()),
    }
}

#[cfg(test)]
mod tests;
