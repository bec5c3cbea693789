//! What the contract says of a value besides its type, for the documentation: who sets it, limits,
//! format.

use crate::docs::Docs;
use crate::extensions::IN_ANSWERS;
use crate::extensions::{ALSO_NAMED, IN_EXAMPLES, KEPT_WHEN_OMITTED};
use openapiv3::{OpenAPI, Schema, SchemaData, SchemaKind, Type};
use serde_json::Value;

/// The words for a property, followed by what the contract itself says: limits, format, and who
/// sets it.
pub(super) fn property_doc(api: &OpenAPI, docs: &Docs, schema: &str, property: &str) -> String {
    let mut doc = docs.member(schema, property).unwrap_or(property).to_owned();
    add_facts(&mut doc, property_facts(api, schema, property));
    doc
}

/// Adds as one sentence what the words do not say already.
pub(super) fn add_facts(doc: &mut String, mut facts: Vec<String>) {
    let said = doc.to_lowercase();
    facts.retain(|fact| !said.contains(&fact.to_lowercase()));
    for fact in facts.iter_mut().skip(1) {
        // An abbreviation or a value stays as it is.
        if fact.starts_with("A ")
            || fact.starts_with("At ")
            || fact.starts_with("An ")
            || fact.starts_with("One ")
        {
            fact[..1].make_ascii_lowercase();
        }
    }
    if !facts.is_empty() {
        doc.push_str(&format!("\n\n{}.", facts.join(", ")));
    }
}

fn property_facts(api: &OpenAPI, schema: &str, property: &str) -> Vec<String> {
    property_data(api, schema, property).map_or_else(Vec::new, facts)
}

/// Whether the server sets a property, so that it has no place in a request.
pub(super) fn is_read_only(api: &OpenAPI, schema: &str, property: &str) -> bool {
    property_data(api, schema, property).is_some_and(|data| data.read_only)
}

/// Whether a type keeps the members that it does not know, because an answer can hold it.
pub(super) fn is_in_answers(api: &OpenAPI, schema: &str) -> bool {
    let data = component(api, schema).map(|schema| &schema.schema_data);
    data.is_some_and(|data| data.extensions.get(IN_ANSWERS) == Some(&Value::Bool(true)))
}

/// The format of a property, or of the entries of a list.
pub(super) fn format<'a>(api: &'a OpenAPI, schema: &str, property: &str) -> Option<&'a str> {
    let property = property_schema(api, schema, property)?;
    let data = match &property.schema_kind {
        SchemaKind::Type(Type::Array(list)) => &list.items.as_ref()?.as_item()?.schema_data,
        _ => &property.schema_data,
    };
    data.extensions.get("x-format")?.as_str()
}

/// Whether the server leaves a property as it is when it is not sent.
pub(super) fn is_kept_when_omitted(api: &OpenAPI, schema: &str, property: &str) -> bool {
    listed(api, schema, KEPT_WHEN_OMITTED).contains(&property)
}

/// What an example sets besides what is required; nothing if the rules are to choose.
pub(super) fn in_examples<'a>(api: &'a OpenAPI, schema: &str) -> Vec<&'a str> {
    listed(api, schema, IN_EXAMPLES)
}

/// The properties that an extension of a schema names.
fn listed<'a>(api: &'a OpenAPI, schema: &str, key: &str) -> Vec<&'a str> {
    let names = component(api, schema).and_then(|schema| schema.schema_data.extensions.get(key));
    let names = names.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

/// How the server calls a property besides its name in the contract.
pub(super) fn other_name<'a>(api: &'a OpenAPI, schema: &str, property: &str) -> Option<&'a str> {
    let extensions = &component(api, schema)?.schema_data.extensions;
    extensions.get(ALSO_NAMED)?.get(property)?.as_str()
}

fn component<'a>(api: &'a OpenAPI, schema: &str) -> Option<&'a Schema> {
    api.components.as_ref()?.schemas.get(schema)?.as_item()
}

fn property_data<'a>(api: &'a OpenAPI, schema: &str, property: &str) -> Option<&'a SchemaData> {
    Some(&property_schema(api, schema, property)?.schema_data)
}

fn property_schema<'a>(api: &'a OpenAPI, schema: &str, property: &str) -> Option<&'a Schema> {
    match &component(api, schema)?.schema_kind {
        SchemaKind::Type(Type::Object(object)) => Some(object.properties.get(property)?.as_item()?),
        _ => None,
    }
}

/// What is known of a value besides its type, as half-sentences.
fn facts(data: &SchemaData) -> Vec<String> {
    let mut facts = Vec::new();
    if data.read_only {
        facts.push("Set by the server".to_owned());
    }
    facts.extend(extension_facts("", |key| data.extensions.get(key)));
    facts
}

/// The limits and the format among the extensions of a schema or parameter. `counted` is what limits of
/// a number are of: values, where a list is sent as one text.
pub(super) fn extension_facts<'a>(
    counted: &str,
    get: impl Fn(&str) -> Option<&'a Value>,
) -> Vec<String> {
    let mut facts = Vec::new();
    let limits = get("x-limits");
    let limit = |key: &str| {
        limits
            .and_then(|limits| limits.get(key))
            .filter(|v| !v.is_null())
    };
    let mut range = |least: &str, most: &str, what: &str| match (limit(least), limit(most)) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most}{what}")),
        (Some(least), None) => facts.push(format!("At least {least}{what}")),
        (None, Some(most)) => facts.push(format!("At most {most}{what}")),
        (None, None) => {}
    };
    range("minLength", "maxLength", " characters");
    range("minItems", "maxItems", " entries");
    range("minimum", "maximum", counted);
    if let Some(values) = get("x-values").and_then(Value::as_array) {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        facts.push(format!("One of {}", values.join(", ")));
    }
    match get("x-format").and_then(Value::as_str) {
        Some("uuid") => facts.push("A UUID".to_owned()),
        Some("date") => facts.push("A date".to_owned()),
        Some("uri" | "url") => facts.push("A URL".to_owned()),
        Some("email") => facts.push("An email address".to_owned()),
        _ => {}
    }
    facts
}

#[cfg(test)]
mod tests;
