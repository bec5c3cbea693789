//! One call on its way out: what a builder has collected, in a form that can be sent more than
//! once. Values become percent-encoded text here; host, token and everything that may differ
//! between two attempts are the pipeline's.

use crate::error::{Error, Result};
use crate::types::MEMBERS;
use crate::values::NO_TIME;
use crate::wire::NOT_FINITE;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, multipart};
use serde::Serialize;
use std::borrow::Cow;
use url::form_urlencoded;

/// What is known of an operation before it is called.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The name of its method.
    pub name: &'static str,
    pub method: reqwest::Method,
    /// The path with its placeholders, below the base URL.
    pub path: &'static str,
    /// Whether it needs the partner's token and API key instead of the account's token.
    pub partner: bool,
    /// Whether sending it twice has the effect of sending it once.
    pub idempotent: bool,
}

/// A request that can be made as often as needed.
pub(crate) struct Call {
    pub operation: &'static str,
    pub method: Method,
    pub partner: bool,
    pub idempotent: bool,
    /// The path with its placeholders, as far as the operation is known.
    pub template: &'static str,
    pub target: Target,
    pub body: Body,
    pub accept: &'static str,
}

/// Where a [`Call`] goes.
#[derive(Clone)]
pub(crate) enum Target {
    /// A path below the base URL, and an encoded query.
    Path { path: String, query: String },
    /// A link that the API gave, relative to the resource at the path `from`.
    Link { from: String, link: String },
}

/// What all answers but files are.
const JSON: &str = "application/json";
/// What is asked for where the answer is a file.
pub(crate) const FILE: &str = "text/csv, */*;q=0.5";

/// The body of a [`Call`].
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    /// A form is used up by sending it, so that each attempt needs a new one.
    Multipart(Box<dyn Fn() -> multipart::Form + Send + Sync>),
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

    /// Puts a value in its place in the path.
    pub fn path(&mut self, name: &str, value: Option<impl Parameter>) -> Result<()> {
        let text = needed(name, value).and_then(|value| segment(name, &value.text()));
        self.fill(name, self.named(text)?)
    }

    /// Puts several values, joined by commas, in their place in the path. The comma is encoded, as the
    /// official clients do: the contract declares one text, and a plain comma makes a list of it.
    pub fn joined_path(&mut self, name: &str, values: Option<Vec<impl Parameter>>) -> Result<()> {
        let values = self.named(several(name, values))?;
        let parts = values.iter().map(|value| match value.text() {
            text if text.contains(',') => Err(with_comma(name)),
            text => segment(name, &text),
        });
        let parts = self.named(parts.collect::<Result<Vec<_>>>())?;
        self.fill(name, parts.join("%2C"))
    }

    fn fill(&mut self, name: &str, text: String) -> Result<()> {
        if let Target::Path { path, .. } = &mut self.target {
            *path = path.replace(&format!("{{{name}}}"), &text);
        }
        Ok(())
    }

    /// Moves a list to the page behind a link.
    pub fn set_link(&mut self, link: &str) {
        if let Target::Path { path, .. } = &mut self.target {
            self.target = Target::Link {
                from: std::mem::take(path),
                link: link.to_owned(),
            };
        }
    }

    pub fn query(&mut self, name: &str, value: Option<impl Parameter>) {
        if let Some(value) = value {
            self.append(name, &value.text());
        }
    }

    pub fn required_query(&mut self, name: &str, value: Option<impl Parameter>) -> Result<()> {
        let value = self.named(needed(name, value))?;
        self.append(name, &value.text());
        Ok(())
    }

    /// `name=a,b`; an empty list is not sent.
    pub fn joined_query(&mut self, name: &str, values: Option<Vec<impl Parameter>>) -> Result<()> {
        let values = values.unwrap_or_default();
        let texts = self.named(separate(name, &values))?;
        if !texts.is_empty() {
            self.append(name, &texts.join(","));
        }
        Ok(())
    }

    pub fn required_joined_query(
        &mut self,
        name: &str,
        values: Option<Vec<impl Parameter>>,
    ) -> Result<()> {
        let values = self.named(several(name, values))?;
        self.joined_query(name, Some(values))
    }

    /// `name=a&name=b`; an empty list is not sent.
    pub fn repeated_query(
        &mut self,
        name: &str,
        values: Option<Vec<impl Parameter>>,
    ) -> Result<()> {
        let values = values.unwrap_or_default();
        for text in self.named(filled(name, &values))? {
            self.append(name, &text);
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

    /// Moves a list to a cursor; `next` and `prev` exclude each other.
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

    /// The same call once more, without its body: only calls that read are made again this way.
    pub fn again(&self) -> Self {
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

    /// The path, for what depends on the kind of resource.
    pub fn resource(&self) -> &str {
        match &self.target {
            Target::Path { path, .. } | Target::Link { from: path, .. } => path,
        }
    }

    /// Says of an error which operation it is about.
    fn named<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| error.with_operation(self.operation))
    }

    /// Sets the JSON document to send.
    pub fn body(&mut self, body: Option<impl Serialize>) -> Result<()> {
        let body = self.named(needed("body", body))?;
        let json = serde_json::to_vec(&body).map_err(|error| {
            let said = error.to_string();
            let reason = match says_what_cannot_be_sent(&said) {
                true => said,
                false => "the body cannot be written as JSON".to_owned(),
            };
            Error::invalid_request(reason)
        });
        let json = self.named(json)?;
        self.body = Body::Json(json.into());
        Ok(())
    }
}

crate::opaque_debug!(Call, "Call");

/// Whether this is what the types of this crate say of a member that cannot be sent. Other types may
/// quote content.
fn says_what_cannot_be_sent(said: &str) -> bool {
    let faults = ["is not set", NOT_FINITE, NO_TIME];
    let fault = said
        .strip_prefix('`')
        .and_then(|said| said.split_once("` of the body "));
    fault.is_some_and(|(member, fault)| {
        MEMBERS.binary_search(&member).is_ok() && faults.contains(&fault)
    })
}

fn several<T>(name: &str, values: Option<Vec<T>>) -> Result<Vec<T>> {
    let values = needed(name, values)?;
    match values.is_empty() {
        false => Ok(values),
        true => Err(Error::invalid_request(format!(
            "`{name}` is empty: give at least one"
        ))),
    }
}

/// The values of a list that is joined by commas, none of which is empty or two to the server.
fn separate<'a>(name: &str, values: &'a [impl Parameter]) -> Result<Vec<Cow<'a, str>>> {
    let texts = filled(name, values)?;
    match texts.iter().any(|text| text.contains(',')) {
        false => Ok(texts),
        true => Err(with_comma(name)),
    }
}

/// The values of a list, none of which is empty.
fn filled<'a>(name: &str, values: &'a [impl Parameter]) -> Result<Vec<Cow<'a, str>>> {
    let texts: Vec<_> = values.iter().map(Parameter::text).collect();
    match texts.iter().any(|text| text.trim().is_empty()) {
        false => Ok(texts),
        true => Err(Error::invalid_request(format!(
            "`{name}` has an empty value: leave it out"
        ))),
    }
}

fn with_comma(name: &str) -> Error {
    Error::invalid_request(format!(
        "`{name}` has a value with a comma, which the server takes for two: give each value by itself"
    ))
}

fn needed<T>(name: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| {
        Error::invalid_request(format!("`{name}` is missing: set it with `.{name}(…)`"))
    })
}

/// What is encoded in a segment of a path: all but the unreserved characters of RFC 3986. URL parsers
/// take `\\` for `/` and drop tabs and line feeds, and servers give `;` a meaning.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value as one segment of a path.
///
/// An empty one would address the collection. `.` and `..` address another resource, and no encoding
/// helps: URL parsers take `%2E` for a dot.
fn segment(name: &str, value: &str) -> Result<String> {
    match value {
        "" => Err(Error::invalid_request(format!("`{name}` is empty"))),
        "." | ".." => Err(Error::invalid_request(format!(
            "`{name}` is `{value}`, not an id"
        ))),
        value => Ok(utf8_percent_encode(value, RESERVED).to_string()),
    }
}

/// A value of a parameter as text, not yet encoded.
pub(crate) trait Parameter {
    fn text(&self) -> Cow<'_, str>;
}

impl Parameter for String {
    fn text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }
}

/// RFC 3339 in UTC with milliseconds.
impl Parameter for DateTime<Utc> {
    fn text(&self) -> Cow<'_, str> {
        self.to_rfc3339_opts(SecondsFormat::Millis, true).into()
    }
}

macro_rules! plain_parameter {
    ($($type:ty),*) => {
        $(impl Parameter for $type {
            fn text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }
        })*
    };
}
plain_parameter!(bool, i64, u32, f64);

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;

    const READ: Operation = Operation {
        name: "read",
        method: reqwest::Method::GET,
        path: "/things/{thing_id}/parts/{part_ids}",
        partner: false,
        idempotent: true,
    };

    fn query(call: &Call) -> &str {
        match &call.target {
            Target::Path { query, .. } => query,
            Target::Link { .. } => "",
        }
    }

    fn text(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    #[test]
    fn path_values_are_one_encoded_segment_each() {
        let mut call = Call::new(&READ);
        call.path("thing_id", text("a/b?c#d%é")).unwrap();
        call.joined_path("part_ids", Some(vec!["1".to_owned(), "2/3".to_owned()]))
            .unwrap();
        assert_eq!(
            call.resource(),
            "/things/a%2Fb%3Fc%23d%25%C3%A9/parts/1%2C2%2F3"
        );
    }

    #[test]
    fn every_character_stays_in_its_segment() {
        let characters: Vec<char> = ('\0'..=char::MAX).collect();
        let alone = characters[..0x100].iter().filter(|one| **one != '.');
        let values = alone.map(|one| one.to_string());
        let climbing = characters[..0x100].iter().map(|one| format!("..{one}.."));
        let many = characters.chunks(4_000).map(String::from_iter);
        for value in values.chain(climbing).chain(many) {
            let mut call = Call::new(&READ);
            call.path("thing_id", text(&value)).unwrap();
            call.joined_path("part_ids", Some(vec!["1".to_owned()]))
                .unwrap();
            let mut url = reqwest::Url::parse("https://api.cc.email/").unwrap();
            url.set_path(&format!("/v3{}", call.resource()));
            let read: Vec<_> = url
                .path_segments()
                .unwrap()
                .map(|segment| percent_decode_str(segment).decode_utf8().unwrap())
                .collect();
            assert_eq!(read, ["v3", "things", &value, "parts", "1"]);
            // It reads to the same, whatever rules its reader has for other characters.
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/".contains(&byte);
            assert!(url.path().bytes().all(plain), "{url}");
        }
    }

    #[test]
    fn values_that_would_address_something_else_are_refused() {
        for value in [text(""), text("."), text(".."), None] {
            assert!(Call::new(&READ).path("thing_id", value).is_err());
        }
        let none: Option<Vec<String>> = Some(Vec::new());
        assert!(
            Call::new(&READ)
                .joined_path("part_ids", none.clone())
                .is_err()
        );
        assert!(Call::new(&READ).required_joined_query("ids", none).is_err());
    }

    #[test]
    fn each_value_of_a_list_is_one_and_not_empty() {
        let list = |values: [&str; 2]| Some(values.map(str::to_owned).to_vec());
        for (values, said) in [(["1", "2,3"], "a comma"), (["", "2"], "empty")] {
            let error = Call::new(&READ).joined_path("part_ids", list(values));
            let error = error.unwrap_err();
            assert!(
                error.is_invalid() && error.to_string().contains(said),
                "{error}"
            );
        }
        for (values, said) in [
            (["1", "2,3"], "a comma"),
            (["1,", "2"], "a comma"),
            (["", "2"], "an empty value"),
            (["1", " \t"], "an empty value"),
        ] {
            let joined = Call::new(&READ).joined_query("ids", list(values));
            let required = Call::new(&READ).required_joined_query("ids", list(values));
            for error in [joined.unwrap_err(), required.unwrap_err()] {
                assert!(error.is_invalid() && error.operation() == Some("read"));
                assert!(error.to_string().contains(said), "{error}");
            }
            let repeated = Call::new(&READ).repeated_query("ids", list(values));
            assert_eq!(repeated.is_err(), said != "a comma");
        }
    }

    #[test]
    fn query_values_are_encoded() {
        let mut call = Call::new(&READ);
        call.query("email", text("a+b@example.com"));
        call.query("gone", None::<String>);
        let texts = |values: [&str; 2]| Some(values.map(str::to_owned).to_vec());
        call.joined_query("ids", texts(["1", "2"])).unwrap();
        call.joined_query("none", Some(Vec::<String>::new()))
            .unwrap();
        call.repeated_query("code", texts(["B", "D,E"])).unwrap();
        call.query("limit", Some(50_u32));
        assert_eq!(
            query(&call),
            "email=a%2Bb%40example.com&ids=1%2C2&code=B&code=D%2CE&limit=50"
        );
    }

    #[test]
    fn instants_are_rfc_3339_in_utc() {
        let instant = DateTime::parse_from_rfc3339("2022-01-01T18:37:59.091+02:00").unwrap();
        let mut call = Call::new(&READ);
        call.query("after", Some(instant.to_utc()));
        assert_eq!(query(&call), "after=2022-01-01T16%3A37%3A59.091Z");
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = Call::new(&READ)
            .required_query("start", None::<String>)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "read: invalid request: `start` is missing: set it with `.start(…)`"
        );
    }

    #[test]
    fn a_body_that_lacks_a_choice_is_refused_by_name_and_others_without_content() {
        use serde::ser::Error as _;
        struct Refusing(String);
        impl Serialize for Refusing {
            fn serialize<S: serde::Serializer>(
                &self,
                _: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                Err(S::Error::custom(&self.0))
            }
        }
        let refused = |said: &str| {
            let body = Some(Refusing(said.to_owned()));
            Call::new(&READ).body(body).unwrap_err().to_string()
        };
        for member in MEMBERS.iter().take(3) {
            let said = format!("`{member}` of the body is not set");
            assert_eq!(refused(&said), format!("read: invalid request: {said}"));
        }
        for other in [
            "ann@example.com is odd",
            "ann@example.com is not set",
            "`ann@example.com` of the body is not set",
        ] {
            assert_eq!(
                refused(other),
                "read: invalid request: the body cannot be written as JSON"
            );
        }
    }
}
