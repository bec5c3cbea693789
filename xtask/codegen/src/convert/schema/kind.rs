//! The kind of a schema, by its type or by its other members.

use crate::convert::enumeration::has_values;
use crate::error::Result;
use crate::names::HAND_WRITTEN;
use crate::read::Node;
use openapiv3::{IntegerFormat, IntegerType, NumberFormat, NumberType, VariantOrUnknownOrEmpty};
use serde_json::Value;

pub(in crate::convert) enum Kind {
    Object,
    Enumeration,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    Anything,
}

/// The kind of a schema; one without `type` is recognized by its other members.
pub(in crate::convert) fn kind(node: &Node<'_>) -> Result<Kind> {
    let Some(declared) = node.get("type")? else {
        return Ok(
            if node.get("properties")?.is_some() || node.get("additionalProperties")?.is_some() {
                Kind::Object
            } else if node.get("items")?.is_some() {
                Kind::Array
            } else if has_values(node)? {
                Kind::Enumeration
            } else {
                Kind::Anything
            },
        );
    };
    Ok(match declared.str()? {
        "object" if is_undescribed(node)? => Kind::Anything,
        "object" => Kind::Object,
        "array" => Kind::Array,
        "string" if has_values(node)? => Kind::Enumeration,
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        other => {
            return Err(declared.error(format!(
                "the type `{other}` is unknown; expected object, array, string, integer, number \
                 or boolean"
            )));
        }
    })
}

/// An object without a word on its members: so the provider declares a value that can be a string or a list too.
fn is_undescribed(node: &Node<'_>) -> Result<bool> {
    let has_properties = match node.get("properties")? {
        Some(properties) => !properties.object()?.is_empty(),
        None => false,
    };
    let additional = node.get("additionalProperties")?;
    let allows_more = additional.is_some_and(|node| *node.value != Value::Bool(false));
    Ok(!has_properties && !allows_more && node.get("required")?.is_none())
}

pub(super) fn named_kind(node: &Node<'_>) -> Result<bool> {
    Ok(node.get("$ref")?.is_none()
        && match kind(node)? {
            Kind::Object => has_fields(node)?,
            Kind::Enumeration => true,
            _ => false,
        })
}

/// An object without fields has no type of its own: it is a map.
pub(super) fn has_fields(node: &Node<'_>) -> Result<bool> {
    let properties = match node.get("properties")? {
        Some(properties) => properties.entries()?,
        None => Vec::new(),
    };
    Ok(properties.iter().any(|(name, _)| !is_dynamic_column(name)))
}

/// The hand-written type that the overlay or the format asks for. Dates and times are
/// [`Timestamp`](HAND_WRITTEN), since the API mixes several formats.
pub(super) fn native_type<'a>(node: &Node<'a>) -> Result<Option<&'a str>> {
    if let Some(native) = node.get("x-native")? {
        let name = native.str()?;
        if !HAND_WRITTEN.contains(&name) {
            return Err(native.error(format!(
                "`{name}` is not a hand-written type; expected one of {}",
                HAND_WRITTEN.join(", ")
            )));
        }
        return Ok(Some(name));
    }
    Ok(match (node.text("type")?, node.text("format")?) {
        (Some("string"), Some("date-time" | "date")) => Some("Timestamp"),
        _ => None,
    })
}

/// Every whole number is 64 bits wide: a large counter must not make a page unreadable.
pub(in crate::convert) fn integer() -> IntegerType {
    IntegerType {
        format: VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64),
        ..IntegerType::default()
    }
}

/// Money and coordinates lose digits in 32 bits.
pub(super) fn number() -> NumberType {
    NumberType {
        format: VariantOrUnknownOrEmpty::Item(NumberFormat::Double),
        ..NumberType::default()
    }
}

/// `cf:<name>` stands for any number of columns, one for each custom field.
pub(super) fn is_dynamic_column(property: &str) -> bool {
    property.starts_with("cf:")
}
