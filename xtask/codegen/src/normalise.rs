//! The provider's document becomes `spec/swagger.yaml`: all its facts, none of its prose, in a
//! stable order, so that a diff between two builds shows contract changes and nothing else.

use crate::error::{Error, Result};
use crate::extensions::{DEPRECATED, GUIDE_PAGES};
use serde_json::{Map, Value};

/// Example strings of this many words or more are sentences, not data.
const SENTENCE: usize = 5;

/// Where the pages of the provider's guide begin, as the prose links to them.
const GUIDE: &str = "/api_guide/";

/// Strips prose from the provider's document. Where Swagger 2.0 demands a text, a standard phrase
/// or the element's own name takes its place. Of extensions, only facts stay; of what an operation's
/// prose links to, only the pages of the guide.
pub fn normalise(document: &Value) -> Value {
    strip(document, Place::Other)
}

/// What a map's keys are: members with a fixed meaning, or names that the contract chose.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Members such as `type` and `description`.
    Other,
    /// Members of one response.
    Response,
    /// Keyed by status code.
    Responses,
    /// Keyed by scope.
    Scopes,
    /// Keyed by names: properties, definitions.
    Named,
    /// Keyed by paths.
    Paths,
    /// Members of the head of the document, whose title is a name.
    Info,
}

fn strip(value: &Value, place: Place) -> Value {
    match value {
        Value::Object(map) => Value::Object(strip_map(map, place)),
        Value::Array(list) => Value::Array(list.iter().map(|item| strip(item, place)).collect()),
        scalar => scalar.clone(),
    }
}

fn strip_map(map: &Map<String, Value>, place: Place) -> Map<String, Value> {
    let mut kept = Map::new();
    if place == Place::Other && map.contains_key("responses") {
        let pages = guide_pages(map);
        if !pages.is_empty() {
            kept.insert(GUIDE_PAGES.to_owned(), pages.into());
        }
    }
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort();
    for key in keys {
        let value = &map[key];
        match place {
            // What is no object is not what the name is for, but an extension beside the names.
            Place::Named | Place::Paths if value.is_object() && !is_beside_paths(place, key) => {
                kept.insert(key.clone(), strip(value, Place::Other));
            }
            Place::Scopes => drop(kept.insert(key.clone(), Value::from(key.as_str()))),
            _ if key.starts_with("x-") => {
                kept.extend(extension(key, value).map(|value| (key.clone(), value)));
            }
            Place::Named | Place::Paths => drop(kept.insert(key.clone(), value.clone())),
            Place::Responses => {
                let mut response = strip(value, Place::Response);
                if let (Value::Object(members), None) = (&mut response, value.get("$ref")) {
                    members.insert("description".to_owned(), phrase(key).into());
                }
                kept.insert(key.clone(), response);
            }
            Place::Info if key == "title" => drop(kept.insert(key.clone(), value.clone())),
            _ if is_prose(key, value) => {}
            _ if EXAMPLES.contains(&&**key) => {
                kept.extend(data(value).map(|value| (key.clone(), value)));
            }
            Place::Other | Place::Response | Place::Info => {
                kept.insert(key.clone(), strip(value, below(key, value)));
            }
        }
    }
    kept
}

/// The pages of the guide that an operation's prose links to, without anchors, each once.
fn guide_pages(operation: &Map<String, Value>) -> Vec<&str> {
    let prose = ["summary", "description"].map(|key| operation.get(key)?.as_str());
    let mut pages = Vec::new();
    for text in prose.into_iter().flatten() {
        for (start, _) in text.match_indices(GUIDE) {
            let page = &text[start..];
            let end = page.find(|c: char| !(c.is_ascii_alphanumeric() || "/_.-".contains(c)));
            let page = page[..end.unwrap_or(page.len())].trim_end_matches('.');
            if page.len() > GUIDE.len() && !pages.contains(&page) {
                pages.push(page);
            }
        }
    }
    pages
}

/// Whether the key is an extension among the paths. Among other names, it can be one of them.
fn is_beside_paths(place: Place, key: &str) -> bool {
    place == Place::Paths && key.starts_with("x-")
}

/// Members whose values are samples of data.
const EXAMPLES: [&str; 5] = ["default", "example", "examples", "x-example", "x-examples"];

/// A description is prose, and a title or the terms are if they have more than one word.
fn is_prose(key: &str, value: &Value) -> bool {
    match key {
        "description" | "summary" => true,
        "title" | "termsOfService" => !value.as_str().is_some_and(is_word),
        _ => false,
    }
}

/// The facts in an extension that the provider may have made up; `None` if it says something in words.
fn extension(key: &str, value: &Value) -> Option<Value> {
    match value {
        _ if key.ends_with("-desc") || key.ends_with("-description") => None,
        _ if EXAMPLES.contains(&key) => data(value),
        // The words say no more than that it is so.
        Value::String(_) if key == DEPRECATED => Some(Value::Bool(true)),
        _ => fact(value),
    }
}

/// The value without texts of more than a word; `None` if nothing is left.
fn fact(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => is_word(text).then(|| value.clone()),
        // A list without some of its entries would say something else.
        Value::Array(list) => list
            .iter()
            .map(fact)
            .collect::<Option<_>>()
            .map(Value::Array),
        Value::Object(members) => {
            let named = members.iter().filter(|(name, _)| is_word(name));
            let facts = named.filter_map(|(name, value)| Some((name.clone(), fact(value)?)));
            let facts: Map<String, Value> = facts.collect();
            (!facts.is_empty() || members.is_empty()).then_some(Value::Object(facts))
        }
        scalar => Some(scalar.clone()),
    }
}

fn is_word(text: &str) -> bool {
    text.split_whitespace().count() <= 1
}

/// Sample data without its sentences; `None` if it is one.
fn data(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => {
            let is_sentence = text.split_whitespace().count() >= SENTENCE;
            (!is_sentence).then(|| value.clone())
        }
        Value::Array(list) => Some(Value::Array(list.iter().filter_map(data).collect())),
        Value::Object(members) => {
            let kept = members.iter();
            let kept = kept.filter_map(|(name, value)| Some((name.clone(), data(value)?)));
            Some(Value::Object(kept.collect()))
        }
        scalar => Some(scalar.clone()),
    }
}

fn below(key: &str, value: &Value) -> Place {
    match key {
        "properties" | "definitions" | "securityDefinitions" | "headers" => Place::Named,
        "paths" => Place::Paths,
        "responses" => Place::Responses,
        "scopes" if value.is_object() => Place::Scopes,
        "info" => Place::Info,
        _ => Place::Other,
    }
}

/// The standard phrase of a status (RFC 9110), or a neutral word for another key.
fn phrase(code: &str) -> &'static str {
    match code {
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "204" => "No Content",
        "207" => "Multi-Status",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "409" => "Conflict",
        "415" => "Unsupported Media Type",
        "429" => "Too Many Requests",
        "500" => "Internal Server Error",
        "503" => "Service Unavailable",
        code if code.starts_with('2') => "Success",
        _ => "Response",
    }
}

/// The text of `spec/swagger.yaml` for a normalised document.
pub fn to_yaml(file: &str, document: &Value) -> Result<String> {
    let body = serde_yaml::to_string(document).map_err(|e| Error::new(file, "", e))?;
    Ok(format!(
        "# The provider's contract without its prose. Written by `cargo xtask regen`; not edited by \
         hand:\n# corrections belong into overlay.yaml, words into docs.yaml.\n{body}"
    ))
}

#[cfg(test)]
mod tests;
