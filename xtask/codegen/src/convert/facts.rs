//! The facts of a schema: what the contract says of it besides its type. They are documentation, or
//! belong to the place of use.

use crate::error::Result;
use crate::extensions::{
    ALSO_NAMED, DEPRECATED, FORMAT, IN_EXAMPLES, KEPT_WHEN_OMITTED, LIMITS, VALUES,
};
use crate::read::Node;
use openapiv3::SchemaData;
use serde_json::{Map, Value};

const LIMIT_NAMES: [&str; 7] = [
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "pattern",
];

/// The facts of a schema. Limits and formats are documentation, since the API itself sends values
/// outside of them. Defaults are not kept, so that they are never sent.
pub(super) fn data(node: &Node<'_>) -> Result<SchemaData> {
    let mut data = place_data(node)?;
    data.example = node.get("example")?.map(|example| example.value.clone());
    let mut limits = Map::new();
    let is_number = matches!(node.text("type")?, Some("integer" | "number"));
    for limit in LIMIT_NAMES {
        if let Some(value) = node.get(limit)? {
            let of = if is_number { of_value(limit) } else { limit };
            limits.entry(of).or_insert_with(|| value.value.clone());
        }
    }
    if limits.get("maxItems") == Some(&Value::from(0)) {
        limits.remove("maxItems");
    }
    if !limits.is_empty() {
        data.extensions.insert(LIMITS.to_owned(), limits.into());
    }
    if let Some(format) = node.text("format")? {
        data.extensions.insert(FORMAT.to_owned(), format.into());
    }
    if let Some(values) = values_of_other_types(node)? {
        data.extensions.insert(VALUES.to_owned(), values);
    }
    for list in [KEPT_WHEN_OMITTED, IN_EXAMPLES] {
        let names = node.strings(list)?;
        if !names.is_empty() {
            data.extensions.insert(list.to_owned(), names.into());
        }
    }
    if let Some(names) = node.get(ALSO_NAMED)? {
        data.extensions
            .insert(ALSO_NAMED.to_owned(), names.value.clone());
    }
    Ok(data)
}

/// A number has no length: a declared length is a limit of the value.
fn of_value(limit: &str) -> &str {
    match limit {
        "maxLength" => "maximum",
        "minLength" => "minimum",
        other => other,
    }
}

/// The facts that belong to the place where a type is used, not to the type.
pub(super) fn place_data(node: &Node<'_>) -> Result<SchemaData> {
    let mut data = SchemaData {
        read_only: node.flag("readOnly")?,
        nullable: is_nullable(node)?,
        ..SchemaData::default()
    };
    if is_deprecated(node)? {
        data.extensions.insert(DEPRECATED.to_owned(), true.into());
    }
    Ok(data)
}

/// Whether a value can be `null`.
pub(super) fn is_nullable(node: &Node<'_>) -> Result<bool> {
    Ok(node.flag("x-nullable")? || node.flag("nullable")?)
}

/// Whether the provider has deprecated an element: by the member of OpenAPI, or by the extension, which can be a
/// text. A list deprecates values of an enumeration and not the enumeration.
pub(super) fn is_deprecated(node: &Node<'_>) -> Result<bool> {
    let marked = match node.get(DEPRECATED)? {
        None => false,
        Some(mark) => match mark.value {
            Value::Bool(is_deprecated) => *is_deprecated,
            Value::String(_) => true,
            Value::Array(_) => false,
            _ => {
                return Err(mark.error(
                    "expected true, false, a text, or the deprecated values of an enumeration",
                ));
            }
        },
    };
    Ok(marked || node.flag("deprecated")?)
}

/// The values of an enumeration that the provider has deprecated.
pub(super) fn deprecated_values<'a>(node: &Node<'a>) -> Result<Vec<&'a str>> {
    match node.get(DEPRECATED)? {
        Some(mark) if mark.value.is_array() => node.strings(DEPRECATED),
        _ => Ok(Vec::new()),
    }
}

/// The values of an enumeration of numbers or booleans. They stay what they are, so that a new value fits too.
pub(super) fn values_of_other_types(node: &Node<'_>) -> Result<Option<Value>> {
    let is_other = matches!(node.text("type")?, Some("integer" | "number" | "boolean"));
    match node.get("enum")? {
        Some(values) if is_other => {
            values.items()?;
            Ok(Some(values.value.clone()))
        }
        _ => Ok(None),
    }
}
