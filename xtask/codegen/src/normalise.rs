//! The provider's document becomes `spec/swagger.yaml`: all its facts, none of its prose, in a
//! stable order, so that a diff between two builds shows contract changes and nothing else.

use crate::error::{Error, Result};
use crate::extensions::GUIDE_PAGES;
use serde_json::{Map, Value};

/// Example strings of this many words or more are sentences, not data.
const SENTENCE: usize = 5;

/// Where the pages of the provider's guide begin, as the prose links to them.
const GUIDE: &str = "/api_guide/";

/// Strips prose from the provider's document. Where Swagger 2.0 demands a text, a standard phrase
/// or the element's own name takes its place; of what an operation's prose links to, the pages of the
/// guide stay.
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
    /// Keyed by names: properties, definitions, paths.
    Named,
    /// Data: nothing below is a member.
    Data,
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
            Place::Data => drop(kept.insert(key.clone(), value.clone())),
            Place::Named => drop(kept.insert(key.clone(), strip(value, Place::Other))),
            Place::Scopes => drop(kept.insert(key.clone(), Value::from(key.as_str()))),
            Place::Responses => {
                let mut response = strip(value, Place::Response);
                if let (Value::Object(members), None) = (&mut response, value.get("$ref")) {
                    members.insert("description".to_owned(), phrase(key).into());
                }
                kept.insert(key.clone(), response);
            }
            Place::Other | Place::Response => {
                if is_prose(key) || is_sentence(key, value) {
                    continue;
                }
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

fn is_prose(key: &str) -> bool {
    matches!(key, "description" | "summary")
        || (key.starts_with("x-") && (key.ends_with("-desc") || key.ends_with("-description")))
}

/// Examples stay where they are data.
fn is_sentence(key: &str, value: &Value) -> bool {
    matches!(key, "example" | "x-example")
        && value
            .as_str()
            .is_some_and(|text| text.split_whitespace().count() >= SENTENCE)
}

fn below(key: &str, value: &Value) -> Place {
    match key {
        "properties" | "definitions" | "paths" | "securityDefinitions" | "headers" => Place::Named,
        "responses" => Place::Responses,
        "scopes" if value.is_object() => Place::Scopes,
        "example" | "x-example" | "examples" | "default" | "enum" => Place::Data,
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
