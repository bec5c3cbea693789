//! Schemas as a Rust user sees them: the type of a place, in short.

use openapiv3::{
    AdditionalProperties, IntegerFormat, OpenAPI, ReferenceOr, Schema, SchemaKind, Type,
    VariantOrUnknownOrEmpty,
};
use std::collections::{BTreeMap, BTreeSet};

/// New names of types, by the old ones.
pub type Renames = BTreeMap<String, String>;

/// The Rust type of a place; names of types are translated by `renames`.
pub fn shape(schema: &ReferenceOr<Schema>, renames: &Renames) -> String {
    match schema {
        ReferenceOr::Reference { reference } => renamed(name_of(reference), renames),
        ReferenceOr::Item(item) => item_shape(item, renames),
    }
}

fn item_shape(item: &Schema, renames: &Renames) -> String {
    match &item.schema_kind {
        SchemaKind::AllOf { all_of } => all_of
            .first()
            .map_or("Value".to_owned(), |only| shape(only, renames)),
        SchemaKind::Type(Type::Array(array)) => {
            let items = array.items.as_ref().map(|items| items.clone().unbox());
            let items = items.map_or("Value".to_owned(), |items| shape(&items, renames));
            format!("Vec<{items}>")
        }
        SchemaKind::Type(Type::Object(object)) => match &object.additional_properties {
            Some(AdditionalProperties::Schema(value)) => {
                format!("Map<{}>", shape(value, renames))
            }
            _ => "Map<Value>".to_owned(),
        },
        SchemaKind::Type(Type::String(text)) => match &text.format {
            VariantOrUnknownOrEmpty::Empty => "String".to_owned(),
            VariantOrUnknownOrEmpty::Unknown(format) => format!("String ({format})"),
            VariantOrUnknownOrEmpty::Item(format) => format!("String ({format:?})"),
        },
        SchemaKind::Type(Type::Integer(integer)) => match &integer.format {
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => "i64".to_owned(),
            VariantOrUnknownOrEmpty::Unknown(format) => format.clone(),
            _ => "integer".to_owned(),
        },
        SchemaKind::Type(Type::Number(_)) => "f64".to_owned(),
        SchemaKind::Type(Type::Boolean(_)) => "bool".to_owned(),
        _ => "Value".to_owned(),
    }
}

/// The Rust type of a property: a list that may be left out is only then optional when leaving it
/// out differs from sending it empty.
pub fn property_shape(
    property: &ReferenceOr<Box<Schema>>,
    required: bool,
    renames: &Renames,
) -> String {
    let property = property.clone().unbox();
    let ty = shape(&property, renames);
    let nullable = matches!(&property, ReferenceOr::Item(item) if item.schema_data.nullable);
    let collection = ty.starts_with("Vec<") || ty.starts_with("Map<");
    if nullable || !(required || collection) {
        format!("Option<{ty}>")
    } else {
        ty
    }
}

fn renamed(name: &str, renames: &Renames) -> String {
    renames.get(name).map_or(name, String::as_str).to_owned()
}

/// The name in a reference.
pub fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// The schema of that name.
pub fn named<'a>(api: &'a OpenAPI, name: &str) -> Option<&'a Schema> {
    match api.components.as_ref()?.schemas.get(name)? {
        ReferenceOr::Item(schema) => Some(schema),
        ReferenceOr::Reference { .. } => None,
    }
}

/// All names of schemas.
pub fn names(api: &OpenAPI) -> BTreeSet<&str> {
    api.components
        .iter()
        .flat_map(|components| components.schemas.keys())
        .map(String::as_str)
        .collect()
}

/// The properties of an object or the values of an enumeration.
pub fn members(schema: &Schema) -> BTreeSet<&str> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.keys().map(String::as_str).collect()
        }
        SchemaKind::Type(Type::String(text)) => text
            .enumeration
            .iter()
            .flatten()
            .map(String::as_str)
            .collect(),
        _ => BTreeSet::new(),
    }
}

pub const ENUMERATION: &str = "enumeration";

/// What a named schema becomes.
pub fn form(schema: &Schema) -> &'static str {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(_)) => "struct",
        SchemaKind::Type(Type::String(_)) => ENUMERATION,
        _ => "hand-written type",
    }
}
