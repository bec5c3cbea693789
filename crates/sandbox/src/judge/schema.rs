//! The schemas of bodies, made strict: members that the contract does not have, and read-only ones, are
//! not allowed. Each is compiled when the first request needs it.

use super::text;
use crate::contract::{CONTRACT, Operation};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

static VALIDATORS: LazyLock<Vec<OnceLock<Validator>>> = LazyLock::new(|| {
    let operations = CONTRACT.operations.iter();
    operations.map(|_| OnceLock::new()).collect()
});

/// The validator of an operation's body; none if it has no body.
pub(super) fn validator(operation: &Operation) -> Option<&'static Validator> {
    let body = operation.body.as_ref()?;
    let compiled = VALIDATORS.get(operation.index)?;
    Some(compiled.get_or_init(|| compile(&body.schema, &CONTRACT.definitions)))
}

pub(super) fn compile(schema: &Value, definitions: &Map<String, Value>) -> Validator {
    let mut reached = BTreeMap::new();
    let mut root = strict(schema, definitions, &mut reached);
    root["definitions"] = json!(reached);
    let mut options = jsonschema::options().with_draft(Draft::Draft4);
    for format in ["uuid", "date-time", "date"] {
        options = options.with_format(format, move |value: &str| text::is(format, value));
    }
    options
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .build(&root)
        .expect("the schemas of the contract are valid")
}

/// The keywords that are taken over as they are.
const KEYWORDS: [&str; 11] = [
    "$ref",
    "additionalProperties",
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "type",
];

/// The schema that a request has to fit. The definitions that it needs are added to `reached`.
fn strict(
    schema: &Value,
    definitions: &Map<String, Value>,
    reached: &mut BTreeMap<String, Value>,
) -> Value {
    let keyword = |name: &&str| Some(((*name).to_owned(), schema.get(*name)?.clone()));
    let mut result: Map<_, _> = KEYWORDS.iter().filter_map(keyword).collect();
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        if !reached.contains_key(name) {
            reached.insert(name.to_owned(), Value::Null);
            let definition = strict(&definitions[name], definitions, reached);
            reached.insert(name.to_owned(), definition);
        }
        return Value::Object(result);
    }
    match schema["x-native"].as_str() {
        Some("StringOrInteger") => {
            result.insert("type".to_owned(), json!(["string", "integer"]));
        }
        // It can also be the text `0`.
        Some("SendTime") => drop(result.remove("format")),
        _ => {}
    }
    if let Some(items) = schema.get("items") {
        result.insert("items".to_owned(), strict(items, definitions, reached));
    }
    if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
        let values = strict(values, definitions, reached);
        result.insert("additionalProperties".to_owned(), values);
    }
    let Some(properties) = schema["properties"]
        .as_object()
        .filter(|all| !all.is_empty())
    else {
        return Value::Object(result);
    };
    let is_read_only = |name: &str| properties[name]["readOnly"] == true;
    let (mut members, mut patterns) = (Map::new(), Map::new());
    for (name, property) in properties {
        let property = match is_read_only(name) {
            true => json!({ "not": {} }),
            false => strict(property, definitions, reached),
        };
        match name.strip_prefix("cf:") {
            // The name of a custom field follows.
            Some(_) => patterns.insert("^cf:".to_owned(), property),
            None => members.insert(name.clone(), property),
        };
    }
    let required = schema["required"].as_array().into_iter().flatten();
    let required = required.filter(|name| name.as_str().is_none_or(|name| !is_read_only(name)));
    let required: Vec<_> = required.collect();
    // Draft 4 does not allow an empty list.
    if !required.is_empty() {
        result.insert("required".to_owned(), json!(required));
    }
    result.insert("properties".to_owned(), members.into());
    result.insert("patternProperties".to_owned(), patterns.into());
    result
        .entry("additionalProperties")
        .or_insert(Value::Bool(false));
    Value::Object(result)
}
