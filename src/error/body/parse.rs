//! Parses the problems in a body, in any of the known formats.

use super::api_error::ApiError;
use super::page;
use crate::error::text::{decode, json};
use serde_json::{Map, Value};

/// The longest body that is parsed: 1 MiB. Every known error body is far below 64 KiB.
const MAX_LENGTH: usize = 1 << 20;

/// The longest plain text that counts as a message, in bytes.
const MAX_TEXT_LENGTH: usize = 8 * 1024;
/// The depth to which a document is searched for problems.
const MAX_DEPTH: usize = 8;
/// The most members of a wrapper around a problem; an object with more is a resource.
const MAX_WRAPPER_MEMBERS: usize = 3;

/// Fields that name the problem, the most specific first.
const KEYS: [&str; 6] = [
    "error_key",
    "errorCode",
    "error",
    "code",
    "Code",
    "errorcode",
];
/// Fields that explain the problem.
const MESSAGES: [&str; 13] = [
    "error_message",
    "error_description",
    "errorSummary",
    "message",
    "Message",
    "errorMessage",
    "faultstring",
    "detail",
    "title",
    "description",
    "reason",
    "msg",
    "messages",
];
/// How many of these, from the first, are hardly ever the name of a field that a request can have.
const UNAMBIGUOUS: usize = 7;
/// Fields that hold the problem as an object.
const WRAPPERS: [&str; 3] = ["error", "fault", "Fault"];
/// Fields that hold more problems.
const LISTS: [&str; 2] = ["errors", "errorCauses"];

/// Parses the body of an answer whose status is not a success.
///
/// The known formats are: an array of `error_key`/`error_message` objects, or one such object; an object
/// with only a message, under any of its usual names; the OAuth format (`error`, `error_description`); the
/// Okta format (`errorCode`, `errorSummary`, `errorCauses`); RFC 9457 (`title`, `detail`); any of these in
/// an `errors` array, under `error` or `fault`, or deeper; `errors` as a map from a field to what is wrong
/// with it; strings in place of objects in an array; arrays in place of a message; plain text. A number or
/// boolean in place of a string is converted to a string; a field of any other type counts as missing. The
/// declared content type is ignored, because gateways declare wrong ones and no HTML begins with a
/// brace. A body over 1 MiB, or with more than 127 levels of nesting, yields no entries.
pub(crate) fn parse(body: &[u8]) -> Vec<ApiError> {
    if body.len() > MAX_LENGTH {
        return Vec::new();
    }
    let text = decode(body);
    let text = text.trim();
    if !text.starts_with(['{', '[', '"']) {
        return text_message(text).into_iter().collect();
    }
    match json(text) {
        Some(Value::Array(list)) => elements(&list, ""),
        Some(Value::Object(object)) => from_object(&object, MAX_DEPTH),
        Some(Value::String(text)) => text_message(&text).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The message in an HTML or XML page of a gateway, on one line. [`parse`] ignores such pages.
pub(crate) fn headline(body: &[u8]) -> Option<String> {
    let text = decode(body);
    page::is_markup(&text).then(|| page::headline(&text))?
}

/// The problem in a body that is plain text.
fn text_message(text: &str) -> Option<ApiError> {
    let text = text.trim();
    let is_text = !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    let is_json = matches!(text, "null" | "true" | "false") || text.parse::<f64>().is_ok();
    (is_text && !is_json && !text.is_empty() && text.len() <= MAX_TEXT_LENGTH)
        .then(|| !page::is_markup(text))?
        .then(|| ApiError {
            key: String::new(),
            message: text.to_owned(),
        })
}

fn from_object(object: &Map<String, Value>, depth: usize) -> Vec<ApiError> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    let outer = entry(object, "");
    let key = outer
        .as_ref()
        .map_or(String::new(), |entry| entry.key.clone());
    let mut entries: Vec<ApiError> = outer.into_iter().collect();
    for wrapper in WRAPPERS {
        match object.get(wrapper) {
            Some(Value::Object(inner)) => entries.extend(from_object(inner, depth)),
            Some(Value::Array(list)) => entries.extend(elements(list, &key)),
            Some(Value::String(text)) if wrapper != "error" => entries.extend(text_message(text)),
            _ => {}
        }
    }
    for list in LISTS {
        match object.get(list) {
            Some(Value::Array(list)) => entries.extend(elements(list, &key)),
            Some(Value::Object(map)) => entries.extend(fields(map, &key)),
            Some(Value::String(text)) => entries.extend(text_message(text)),
            _ => {}
        }
    }
    if entries.is_empty() && object.len() <= MAX_WRAPPER_MEMBERS {
        for inner in object.values().filter_map(Value::as_object) {
            entries.extend(from_object(inner, depth));
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

/// The problems in a map from fields to messages, or the one problem that the map itself describes.
fn fields(map: &Map<String, Value>, inherited_key: &str) -> Vec<ApiError> {
    let (unambiguous, _) = MESSAGES.split_at(UNAMBIGUOUS);
    if first_text(map, &KEYS).is_some() || first_text(map, unambiguous).is_some() {
        return entry(map, inherited_key).into_iter().collect();
    }
    let mut problems = Vec::new();
    for (field, value) in map {
        let described = value.as_object().and_then(|object| entry(object, ""));
        let (key, messages) = match described {
            Some(entry) => (entry.key, vec![entry.message]),
            None => (String::new(), texts(value, MAX_DEPTH)),
        };
        problems.extend(messages.into_iter().map(|message| ApiError {
            key: match key.is_empty() {
                true => inherited_key.to_owned(),
                false => key.clone(),
            },
            message: match message.is_empty() {
                true => field.clone(),
                false => format!("{field}: {message}"),
            },
        }));
    }
    problems
}

/// The problem that one object describes; `None` if it has neither a key nor a message.
fn entry(object: &Map<String, Value>, inherited_key: &str) -> Option<ApiError> {
    let detail = object.get("detail").and_then(Value::as_object);
    let key = first_text(object, &KEYS).or_else(|| first_text(detail?, &KEYS));
    let message = message(object);
    if key.is_none() && message.is_none() {
        return None;
    }
    Some(ApiError {
        key: key.unwrap_or_else(|| inherited_key.to_owned()),
        message: message.unwrap_or_default(),
    })
}

/// The message of an object, preceded by its title if it has one.
fn message(object: &Map<String, Value>) -> Option<String> {
    let values = MESSAGES.iter().filter_map(|name| object.get(*name));
    let mut messages =
        values.map(|value| text(value).unwrap_or_else(|| texts(value, MAX_DEPTH).join("; ")));
    let message = messages.find(|message| !message.trim().is_empty())?;
    match object.get("title").and_then(Value::as_str) {
        Some(title) if !title.trim().is_empty() && !message.contains(title) => {
            Some(format!("{title}: {message}"))
        }
        _ => Some(message),
    }
}

/// Every string in a value; a string in an object is preceded by the name of its member.
fn texts(value: &Value, depth: usize) -> Vec<String> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    match value {
        Value::String(text) if !text.trim().is_empty() => found.push(text.clone()),
        Value::Array(list) => {
            for value in list {
                found.extend(texts(value, depth));
            }
        }
        Value::Object(map) => {
            if let Some(text) = first_text(map, &MESSAGES) {
                return vec![text];
            }
            for (name, value) in map {
                for text in texts(value, depth) {
                    found.push(format!("{name}: {text}"));
                }
            }
        }
        _ => {}
    }
    found
}

fn first_text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let values = names.iter().filter_map(|name| object.get(*name));
    values.filter_map(text).next()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
