//! Enumerations: where the contract writes their values, and which of them are one type.

use super::converter::Converter;
use super::facts::{deprecated_values, is_deprecated, place_data};
use super::reference::{check_name, is_definition, refer, with_data};
use crate::error::Result;
use crate::extensions::{DEPRECATED, DEPRECATED_VALUES, Extended, VALUE_NAMES};
use crate::names;
use crate::read::Node;
use heck::ToUpperCamelCase;
use openapiv3::{ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

impl<'a> Converter<'a> {
    pub(super) fn enumeration(
        &mut self,
        node: &Node<'a>,
        name: &str,
    ) -> Result<ReferenceOr<Schema>> {
        let values = enumerated(node)?;
        Ok(match self.enumeration_of(name, &values, node)? {
            ReferenceOr::Reference { reference } => with_data(reference, place_data(node)?),
            item => item,
        })
    }

    /// Enumerations of one name are one type with the values of all, since all are open anyway.
    pub(super) fn enumeration_of(
        &mut self,
        name: &str,
        values: &[String],
        node: &Node<'a>,
    ) -> Result<ReferenceOr<Schema>> {
        self.refuse_hand_written(name, node)?;
        check_name(name, node)?;
        let old = self.schemas.get(name);
        let old_data = old.map(|old| old.schema_data.clone());
        let old_data = old_data.as_ref();
        let names = old.and_then(|old| old.schema_data.extensions.get(VALUE_NAMES)?.as_object());
        let mut names = names.cloned().unwrap_or_default();
        let old = match old.map(|schema| &schema.schema_kind) {
            None => Vec::new(),
            Some(SchemaKind::Type(Type::String(old))) => old.enumeration.clone(),
            Some(_) => return Err(self.taken(name, node)),
        };
        names.extend(value_names(node)?);
        let mut enumeration = old;
        for value in values {
            if !enumeration
                .iter()
                .flatten()
                .any(|known| known.eq_ignore_ascii_case(value))
            {
                enumeration.push(Some(value.clone()));
            }
        }
        check_variants(&enumeration, &names, node)?;
        let mut deprecated: Vec<String> =
            old_data.map_or_else(Vec::new, |data| data.texts(DEPRECATED_VALUES));
        for value in deprecated_values(node)? {
            if !enumeration.iter().flatten().any(|known| known == value) {
                return Err(node.error(format!("`{value}` is deprecated but not a value")));
            }
            deprecated.push(value.to_owned());
        }
        let is_deprecated = old_data.is_some_and(|data| data.flag(DEPRECATED))
            || (is_definition(node) && is_deprecated(node)?);
        let mut schema_data = SchemaData::default();
        if !deprecated.is_empty() {
            let values = deprecated.into();
            schema_data
                .extensions
                .insert(DEPRECATED_VALUES.to_owned(), values);
        }
        if is_deprecated {
            schema_data
                .extensions
                .insert(DEPRECATED.to_owned(), true.into());
        }
        if !names.is_empty() {
            let names = Value::Object(names);
            schema_data.extensions.insert(VALUE_NAMES.to_owned(), names);
        }
        let schema = Schema {
            schema_data,
            schema_kind: SchemaKind::Type(Type::String(StringType {
                enumeration,
                ..StringType::default()
            })),
        };
        self.schemas.insert(name.to_owned(), schema);
        self.origins.note(name, node.pointer());
        Ok(refer(name, SchemaData::default()))
    }
}

/// Some builds put the enumeration on the list instead of on its items.
pub(super) fn misplaced_enumeration(node: &Node<'_>) -> Result<Option<Vec<String>>> {
    match (node.text("type")?, node.get("enum")?) {
        (Some("array"), Some(_)) if has_values(node)? => enumerated(node).map(Some),
        _ => Ok(None),
    }
}

/// Whether a schema lists values.
pub(super) fn has_values(node: &Node<'_>) -> Result<bool> {
    Ok(match node.get("enum")? {
        Some(values) => values.items()?.iter().any(|value| !value.value.is_null()),
        None => false,
    })
}

/// Refuses values that become one variant. Those of `names` have a name of their own.
fn check_variants(
    values: &[Option<String>],
    names: &Map<String, Value>,
    node: &Node<'_>,
) -> Result<()> {
    let mut variants = BTreeMap::new();
    for value in values.iter().flatten() {
        let given = names.get(value).and_then(Value::as_str);
        let variant = given.map_or_else(|| value.to_upper_camel_case(), str::to_owned);
        let Some(other) = variants.insert(variant.clone(), value.clone()) else {
            continue;
        };
        let finding = match &*variant {
            "" => format!("the values `{other}` and `{value}` have no name in Rust"),
            variant => {
                format!("the values `{other}` and `{value}` both become the variant {variant}")
            }
        };
        return Err(node.error(format!(
            "{finding}; name one of them by an entry of `names` in the overlay, with a target that ends with \
             `.enum[?(@=='{value}')]`"
        )));
    }
    Ok(())
}

/// The values of an enumeration; `"A, B"` in one string is two values, `A` and `a` are one, since
/// answers are read in either case.
pub(super) fn enumerated(node: &Node<'_>) -> Result<Vec<String>> {
    let mut values: Vec<String> = Vec::new();
    for value in node.need("enum")?.items()? {
        // A number or a boolean without quotes is still a text; `null` is no value.
        let text = match value.value {
            Value::Null => continue,
            Value::Number(_) | Value::Bool(_) => value.value.to_string(),
            _ => value.str()?.to_owned(),
        };
        for part in split_merged(&text) {
            if !values.iter().any(|known| known.eq_ignore_ascii_case(part)) {
                values.push(part.to_owned());
            }
        }
    }
    Ok(values)
}

/// The names that the overlay gives to single values.
fn value_names(node: &Node<'_>) -> Result<Map<String, Value>> {
    let Some(names) = node.get(VALUE_NAMES)? else {
        return Ok(Map::new());
    };
    for (_, name) in names.entries()? {
        if !names::is_type_name(name.str()?) {
            return Err(name.error("not a name for a variant"));
        }
    }
    Ok(names.object()?.clone())
}

/// The values that one entry of an enumeration stands for.
pub(crate) fn split_merged(value: &str) -> impl Iterator<Item = &str> {
    value.split(", ")
}

#[cfg(test)]
mod tests;
