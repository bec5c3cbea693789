//! What the body of a refused request says.
//!
//! The contract gives no schema for any 4xx or 5xx answer, and the endpoints, the gateway in
//! front of them and the authorization server each have a shape of their own. So the body is
//! read by hand and leniently: bytes go in, a list of key and message comes out, and
//! whatever cannot be understood (HTML, nothing at all, half a document) yields an empty
//! list, never an error on top of the error. The status line remains the authority on
//! what happened; the list adds detail. Messages can repeat what the caller sent, so
//! everything that prints one passes it through [`shown`] first.

mod addresses;
mod contact_id;
mod shown;
#[cfg(test)]
mod tests;

pub(crate) use contact_id::existing_contact_id;
pub(crate) use shown::shown;

use serde_json::{Map, Value};
use std::fmt;

/// Longer bodies are not looked into: 1 MiB. Every known error body is far below 64 KiB.
const LONGEST: usize = 1 << 20;

/// Fields that name the problem, the most telling first.
const KEYS: [&str; 5] = ["error_key", "errorCode", "error", "code", "Code"];
/// Fields that explain it.
const MESSAGES: [&str; 7] = [
    "error_message",
    "error_description",
    "errorSummary",
    "message",
    "Message",
    "errorMessage",
    "detail",
];
/// Fields that hold further problems.
const LISTS: [&str; 2] = ["errors", "errorCauses"];

/// One problem that the API reports about a request.
///
/// ```
/// # fn show(problem: &constant_contact::ApiError) {
/// if problem.key == "contacts.api.validation.error" {
///     eprintln!("{problem}");
/// }
/// # }
/// ```
///
/// Which field is at fault stands in the message only, as words: there is no property for it. A
/// refused contact could read
///
/// ```json
/// [{"error_key": "contacts.api.validation.error", "error_message": "create_source is missing, birthday_month has no valid value"}]
/// ```
///
/// which is one problem here, with both faults in its message: validation messages can join
/// several with commas. The provider publishes no list of keys, and the wording of messages can
/// change: compare with the keys you know, expect others, and show the message to a person.
///
/// `Display` and `Debug` print
/// `[address]` in place of every email address, because messages can repeat the input; the
/// fields hold the text as it came.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ApiError {
    /// The machine-readable key, for example `contacts.api.conflict`; empty when there was none.
    pub key: String,
    /// The sentence for people; empty when there was none.
    pub message: String,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, message) = (shown(&self.key), shown(&self.message));
        match (key.is_empty(), message.is_empty()) {
            (false, false) => write!(f, "{key}: {message}"),
            (false, true) => f.write_str(&key),
            (true, _) => f.write_str(&message),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("key", &shown(&self.key))
            .field("message", &shown(&self.message))
            .finish()
    }
}

/// Reads the body of an answer that was not a success.
///
/// Understood are: an array of `error_key`/`error_message` objects and such an object alone;
/// `message` or `Message` alone; the OAuth form (`error`, `error_description`); the Okta form
/// (`errorCode`, `errorSummary`, `errorCauses`); any of these in an `errors` array, or as an
/// object under `error`; strings in place of objects in an array. A number or boolean in
/// place of a text counts as its text, other types as if the field were missing. The
/// declared content type is not asked for: gateways mislabel, and no HTML begins with a
/// brace. Bodies over 1 MiB, and nesting over 127 levels, yield no entries.
pub(crate) fn parse(body: &[u8]) -> Vec<ApiError> {
    let body = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii_start();
    if body.len() > LONGEST || !matches!(body.first(), Some(b'{' | b'[')) {
        return Vec::new();
    }
    match serde_json::from_slice(body) {
        Ok(Value::Array(list)) => elements(&list, ""),
        Ok(Value::Object(object)) => from_object(&object),
        _ => Vec::new(),
    }
}

fn from_object(object: &Map<String, Value>) -> Vec<ApiError> {
    let outer = entry(object, "");
    let key = outer
        .as_ref()
        .map_or(String::new(), |entry| entry.key.clone());
    let mut entries: Vec<ApiError> = outer.into_iter().collect();
    if let Some(Value::Object(inner)) = object.get("error") {
        entries.extend(entry(inner, ""));
    }
    for list in LISTS {
        match object.get(list) {
            Some(Value::Array(list)) => entries.extend(elements(list, &key)),
            Some(Value::Object(single)) => entries.extend(entry(single, &key)),
            _ => {}
        }
    }
    entries
}

fn elements(list: &[Value], inherited_key: &str) -> Vec<ApiError> {
    list.iter()
        .filter_map(|element| match element {
            Value::Object(object) => entry(object, inherited_key),
            Value::String(text) if !text.is_empty() => Some(ApiError {
                key: inherited_key.to_owned(),
                message: text.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// The problem that one object describes; none if it has neither a key nor a message.
fn entry(object: &Map<String, Value>, inherited_key: &str) -> Option<ApiError> {
    let key = first_text(object, &KEYS);
    let message = first_text(object, &MESSAGES);
    if key.is_none() && message.is_none() {
        return None;
    }
    Some(ApiError {
        key: key.unwrap_or_else(|| inherited_key.to_owned()),
        message: message.unwrap_or_default(),
    })
}

fn first_text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names
        .iter()
        .filter_map(|name| object.get(*name))
        .find_map(|value| match value {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        })
}
