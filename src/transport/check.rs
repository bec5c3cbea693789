//! Whether an answer is the requested document.
//!
//! No member of a document is required, so almost any object can be read as one: an error with status
//! 200 would be read as a contact without a name, and a list would end there. So an object is accepted as the
//! document only if it has at least one member of the document. It is refused if it also has a member that only
//! errors have, or a member that errors may have and no member that errors never have.
//!
//! The text is inspected only if the document is doubtful: no member was read, or an unknown member has the name
//! of an error member.

use super::read::read;
use crate::error::decode;
use crate::model::{AnyDocument, UnknownMembers};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Whether an answer may be an object without members.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Content {
    /// A requested document must not be empty.
    Required,
    /// The acknowledgement of a change may be empty if the contract permits it.
    Optional,
}

/// Members that only errors have.
const ERROR_MEMBERS: [&str; 8] = [
    "error_key",
    "errorCode",
    "errorSummary",
    "errorMessage",
    "error_message",
    "error_description",
    "fault",
    "Fault",
];

/// Members that errors have, and that documents may get in the future.
const POSSIBLE_ERROR_MEMBERS: [&str; 7] = [
    "error", "errors", "message", "Message", "detail", "code", "Code",
];

/// Members that both documents and errors have, so they do not show which of the two an object is.
const AMBIGUOUS_MEMBERS: [&str; 9] = [
    "code",
    "description",
    "detail",
    "message",
    "name",
    "path",
    "status",
    "title",
    "type",
];

/// What is wrong with an answer that was read as this document; `None` if nothing is.
pub(super) fn fault(
    document: &(impl AnyDocument + ?Sized),
    body: &[u8],
    content: Content,
) -> Option<String> {
    if !is_doubtful(document) {
        return None;
    }
    fault_of(document, Outline::of(body).only(), content)
}

/// Whether the text has to be inspected.
pub(super) fn is_doubtful(document: &(impl AnyDocument + ?Sized)) -> bool {
    let unknown = document.unknown_members();
    unknown.is_some_and(|unknown| !unknown.has_fields() || has_error_member(unknown))
}

fn has_error_member(unknown: &UnknownMembers) -> bool {
    let mut names = unknown.iter().map(|(name, _)| name);
    names.any(|name| ERROR_MEMBERS.contains(&name) || POSSIBLE_ERROR_MEMBERS.contains(&name))
}

/// What is wrong with an object that was read as this document.
pub(super) fn fault_of(
    document: &(impl AnyDocument + ?Sized),
    outline: &Outline,
    content: Content,
) -> Option<String> {
    let unknown = document.unknown_members()?;
    let (name, members) = (document.name(), document.members());
    let has_any_of = |names: &[&str]| {
        let mut members = names.iter().filter_map(|name| unknown.get(name));
        members.any(has_content)
    };
    let names = match outline {
        Outline::Object(names) => &names[..],
        _ => &[],
    };
    let is_empty = names.is_empty();
    let mut known = names.iter().filter(|name| members.contains(&&***name));
    let is_known = known.clone().next().is_some();
    let is_distinct = known.any(|name| !AMBIGUOUS_MEMBERS.contains(&&**name));
    if is_empty {
        let is_refused = content == Content::Required;
        is_refused.then(|| format!("an empty object in place of a `{name}`"))
    } else if !is_known {
        Some(format!("the object has no member of a `{name}`"))
    } else if has_any_of(&ERROR_MEMBERS) || (!is_distinct && has_any_of(&POSSIBLE_ERROR_MEMBERS)) {
        Some(format!("an error in place of a `{name}`"))
    } else {
        None
    }
}

/// What is wrong with a page without rows; `items` is the member that has the rows.
pub(crate) fn page_fault(body: &[u8], items: &str) -> Option<String> {
    let outline = Outline::of(body);
    if !outline.has_any(&[items]) {
        return Some(format!("the page has no `{items}`"));
    }
    if !outline.has_any(&ERROR_MEMBERS) {
        return None;
    }
    let page: Value = read(body).ok()?;
    let members = page.as_object().or_else(|| page.get(0)?.as_object())?;
    let mut members = ERROR_MEMBERS.iter().filter_map(|name| members.get(*name));
    let is_error = members.any(has_content);
    is_error.then(|| "an error in place of a page".to_owned())
}

/// What is wrong with an answer that the contract does not describe, or that it declares to have no content.
pub(super) fn undeclared(body: &[u8]) -> Option<&'static str> {
    let text = decode(body);
    let text = text.trim_start();
    match text.as_bytes().first() {
        Some(b'<') => Some("an HTML or XML page"),
        Some(b'{' | b'[') => {
            let value: Value = read(text.as_bytes()).ok()?;
            let object = value.as_object().or_else(|| value.get(0)?.as_object())?;
            let mut members = ERROR_MEMBERS
                .iter()
                .chain(["error", "errors"].iter())
                .filter_map(|name| object.get(*name));
            members.any(has_content).then_some("an error")
        }
        _ => None,
    }
}

/// What an answer is if it is not JSON, by its content type; `None` if it is JSON, or begins like JSON.
///
/// The text of the answer is never part of the message, and neither are the parameters of the content type.
pub(super) fn other_than_json(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let text = decode(body);
    if text.trim_start().starts_with(['{', '[']) || read::<IgnoredAny>(body).is_ok() {
        return None;
    }
    let declared = headers.get(CONTENT_TYPE);
    let declared = declared.and_then(|declared| declared.to_str().ok());
    let essence = declared.and_then(|declared| declared.split(';').next()?.trim().split_once('/'));
    Some(match essence {
        Some((kind, subtype)) if is_name(kind) && is_name(subtype) => {
            format!("the answer is not JSON: its content type is {kind}/{subtype}")
        }
        Some(_) => "the answer is not JSON: its content type is invalid".to_owned(),
        None => "the answer is not JSON: it has no content type".to_owned(),
    })
}

/// Whether this is a name of a media type or subtype (RFC 6838, section 4.2), which is safe to print.
fn is_name(text: &str) -> bool {
    let is_permitted = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
    (1..=127).contains(&text.len()) && text.chars().all(is_permitted)
}

fn has_content(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}

/// A document without its values.
#[derive(Debug, PartialEq)]
pub(crate) enum Outline {
    /// The names of its members.
    Object(Vec<String>),
    List(Vec<Outline>),
    Other,
}

impl Outline {
    pub fn of(body: &[u8]) -> Self {
        read(body).unwrap_or(Self::Other)
    }

    /// The object itself, or the only one in a list.
    pub fn only(&self) -> &Self {
        match self {
            Self::List(list) if list.len() == 1 => list[0].only(),
            outline => outline,
        }
    }

    /// The entries of a list, without those that are `null`; for an object, the object itself.
    pub fn into_entries(self) -> Vec<Self> {
        match self {
            Self::List(list) => list,
            object => vec![object],
        }
    }

    /// Whether the object, or any object in the list, has a member with one of these names.
    pub fn has_any(&self, names: &[&str]) -> bool {
        match self {
            Self::Object(own) => own.iter().any(|name| names.contains(&&**name)),
            Self::List(list) => list.iter().any(|entry| entry.has_any(names)),
            Self::Other => false,
        }
    }
}

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Outline;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outline, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Outline::Object(names))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Outline, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element::<Option<Outline>>()? {
                    entries.extend(entry);
                }
                Ok(Outline::List(entries))
            }
        }
        from.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests;
