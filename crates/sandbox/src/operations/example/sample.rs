//! A value that fits a schema: made of the examples of the contract, where they fit.

use crate::contract::CONTRACT;
use serde_json::{Map, Value, json};

/// How deep definitions may be nested in a sample. A definition that contains itself ends here.
const DEPTH: usize = 12;

/// A value that fits the schema.
pub(super) fn sample(schema: &Value) -> Value {
    at(schema, 0)
}

fn at(schema: &Value, depth: usize) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        let definition = CONTRACT.definitions.get(name).filter(|_| depth < DEPTH);
        return definition.map_or(json!({}), |schema| at(schema, depth + 1));
    }
    if let Some(example) = schema
        .get("example")
        .and_then(|example| fit(schema, example))
    {
        return example;
    }
    match schema["type"].as_str() {
        Some("array") if depth < DEPTH => json!([element(schema, depth)]),
        Some("array") => json!([]),
        Some("integer" | "number") => number(schema),
        Some("boolean") => json!(false),
        Some("string") => string(schema),
        _ => object(schema, depth),
    }
}

/// The element of a sample list. An example of the list can be that of one element.
fn element(schema: &Value, depth: usize) -> Value {
    let items = &schema["items"];
    let example = schema
        .get("example")
        .and_then(|example| fit(items, example));
    example.unwrap_or_else(|| at(items, depth + 1))
}

fn object(schema: &Value, depth: usize) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let is_required = |name: &str| {
        let required = schema["required"].as_array();
        required.is_some_and(|required| required.iter().any(|one| one == name))
    };
    let samples = properties.filter_map(|(name, schema)| {
        let value = match &**name {
            // A next page would have the reader ask for example after example.
            "next_cursor" | "prev_cursor" => return None,
            "_links" if is_required(name) => last_links(schema),
            "_links" => return None,
            _ => at(schema, depth + 1),
        };
        Some((name.clone(), value))
    });
    Value::Object(samples.collect::<Map<_, _>>())
}

/// The links of a last page: what has to be there, with empty addresses.
fn last_links(schema: &Value) -> Value {
    let name = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    let schema = name
        .and_then(|name| CONTRACT.definitions.get(name))
        .unwrap_or(schema);
    let Some(properties) = schema["properties"].as_object() else {
        return json!("");
    };
    let required = schema["required"].as_array().into_iter().flatten();
    let names = required.filter_map(Value::as_str);
    let links = names.map(|name| {
        (
            name.to_owned(),
            properties.get(name).map_or(json!(""), last_links),
        )
    });
    Value::Object(links.collect::<Map<_, _>>())
}

/// The first value of an enumeration, the smallest number, or 0.
fn number(schema: &Value) -> Value {
    let listed = schema["enum"].get(0).or_else(|| schema.get("minimum"));
    listed.cloned().unwrap_or(json!(0))
}

/// The first value of an enumeration, or a text of the format and of the shortest length.
fn string(schema: &Value) -> Value {
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let text = match schema["format"].as_str() {
        Some("uuid") => "3c9a1f20-2b47-11ef-9d51-fa163e0a0b0c",
        Some("date-time") => "2026-01-02T03:04:05.000Z",
        Some("date") => "2026-01-02",
        Some("email") => "ada@example.com",
        _ => "text",
    };
    let shortest = schema["minLength"].as_u64().unwrap_or(0) as usize;
    let longest = schema["maxLength"].as_u64().unwrap_or(u64::MAX) as usize;
    let text = format!("{text:x<shortest$}");
    json!(text.chars().take(longest).collect::<String>())
}

/// The contract's example as a value of the schema, if it is one or says one in a text.
fn fit(schema: &Value, example: &Value) -> Option<Value> {
    let value = match (schema["type"].as_str()?, example) {
        ("string", Value::String(_)) | ("boolean", Value::Bool(_)) => example.clone(),
        ("number", Value::Number(_)) => example.clone(),
        ("integer", Value::Number(number)) if !number.is_f64() => example.clone(),
        ("array", Value::Array(elements)) => {
            let elements = elements.iter().map(|one| fit(&schema["items"], one));
            return elements.collect::<Option<_>>().map(Value::Array);
        }
        // `10,080` and `true` are written as texts.
        ("integer" | "number" | "boolean", Value::String(text)) => {
            let value: Value = serde_json::from_str(&text.replace(',', "")).ok()?;
            return (!value.is_string()).then(|| fit(schema, &value))?;
        }
        _ => return None,
    };
    let listed = schema["enum"].as_array();
    let is_listed = listed.is_none_or(|listed| listed.contains(&value));
    let is_formatted = match (schema["format"].as_str(), &value) {
        (Some(format), Value::String(text)) => is_formatted(format, text),
        _ => true,
    };
    (is_listed && is_formatted).then_some(value)
}

/// Whether a text has a format that readers rely on.
fn is_formatted(format: &str, text: &str) -> bool {
    match format {
        "uuid" => {
            let lengths = text.split('-').map(str::len);
            let is_hex = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
            lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(is_hex)
        }
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "date" => text.parse::<chrono::NaiveDate>().is_ok(),
        "email" => text.contains('@'),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
