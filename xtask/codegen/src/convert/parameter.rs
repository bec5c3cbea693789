//! Parameters in path, query and header; `operation.rs` converts bodies and form fields.

use super::converter::Converter;
use super::enumeration::{enumerated, has_values, misplaced_enumeration};
use super::facts::{data, values_of_other_types};
use super::reference::boxed;
use super::schema::SCHEMA_MEMBERS;
use crate::error::Result;
use crate::extensions::{COMMA_SEPARATED, SENT_NAME, SETTER_NAME, TYPE_NAME};
use crate::names;
use crate::read::Node;
use openapiv3::{
    ArrayType, BooleanType, IntegerType, NumberType, Parameter, ParameterData,
    ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr, Schema, SchemaData, SchemaKind,
    StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

/// Query parameters that are counts, whatever the contract declares.
const COUNTS: [&str; 3] = ["limit", "offset", "page_size"];

/// How several values of one parameter are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Several {
    /// `a=1,2`
    CommaSeparated,
    /// `a=1&a=2`
    Repeated,
}

impl<'a> Converter<'a> {
    /// Converts one parameter of the operation whose method is `method`.
    pub(super) fn parameter(
        &mut self,
        node: &Node<'a>,
        place: &str,
        method: &str,
    ) -> Result<Parameter> {
        let mut known = SCHEMA_MEMBERS.to_vec();
        known.extend(["name", "in", "collectionFormat", "allowEmptyValue"]);
        node.only(&known)?;
        let name = node.need("name")?.str()?.to_owned();
        let several = several(node)?;
        let schema = self.parameter_schema(node, &name, several, method)?;
        let required = node.flag("required")?;
        let mut extensions = data(node)?.extensions;
        if let Some(items) = node.get("items")? {
            for (fact, value) in data(&items)?.extensions {
                extensions.entry(fact).or_insert(value);
            }
        }
        let mut name = name;
        let setter = setter(node, place, &name)?;
        if place == "query" && names::setter(&name).as_ref() != Some(&setter) {
            extensions.insert(SENT_NAME.to_owned(), name.into());
            name = setter;
        }
        if several == Some(Several::CommaSeparated) {
            extensions.insert(COMMA_SEPARATED.to_owned(), true.into());
        }
        let parameter_data = ParameterData {
            name,
            description: None,
            required,
            deprecated: None,
            format: ParameterSchemaOrContent::Schema(schema),
            example: None,
            examples: Default::default(),
            explode: several.map(|several| several == Several::Repeated),
            extensions,
        };
        match place {
            "query" => Ok(Parameter::Query {
                parameter_data,
                allow_reserved: false,
                style: QueryStyle::Form,
                allow_empty_value: None,
            }),
            "path" if !required => Err(node
                .error("a path parameter has to say `required: true`; correct it in the overlay")),
            "path" if several == Some(Several::Repeated) => Err(node.error(
                "a path has one place for this parameter, so its values cannot be repeated; \
                 expected the collection format csv",
            )),
            "path" => Ok(Parameter::Path {
                parameter_data,
                style: PathStyle::Simple,
            }),
            _ => Err(node.need("in")?.error(format!(
                "a parameter in `{place}` is unknown; expected path, query, body or formData: remove the parameter in \
                 the overlay"
            ))),
        }
    }

    fn parameter_schema(
        &mut self,
        node: &Node<'a>,
        name: &str,
        several: Option<Several>,
        method: &str,
    ) -> Result<ReferenceOr<Schema>> {
        let type_name = match node.text(TYPE_NAME)? {
            Some(given) => given.to_owned(),
            None => names::nested_type(&names::type_name(method), name),
        };
        let item = match misplaced_enumeration(node)? {
            Some(values) => self.enumeration_of(&type_name, &values, node)?,
            None => match node.get("items")? {
                // A string of several values may describe its items; a list must.
                Some(items) if several.is_some() => {
                    items.only(&SCHEMA_MEMBERS)?;
                    refuse_list_of_lists(&items)?;
                    let type_name = items.text(TYPE_NAME)?.unwrap_or(&type_name);
                    self.scalar(&items, name, type_name)?
                }
                _ => self.scalar(node, name, &type_name)?,
            },
        };
        Ok(match several {
            None => item,
            Some(_) => ReferenceOr::Item(Schema {
                schema_data: SchemaData::default(),
                schema_kind: SchemaKind::Type(Type::Array(ArrayType {
                    items: Some(boxed(item)),
                    min_items: None,
                    max_items: None,
                    unique_items: false,
                })),
            }),
        })
    }

    fn scalar(
        &mut self,
        node: &Node<'a>,
        name: &str,
        type_name: &str,
    ) -> Result<ReferenceOr<Schema>> {
        if has_values(node)? && values_of_other_types(node)?.is_none() {
            let values = enumerated(node)?;
            return self.enumeration_of(type_name, &values, node);
        }
        // What has no type, or several, is text.
        let declared = node.text("type")?.unwrap_or("string");
        let kind = match declared {
            _ if COUNTS.contains(&name) => Type::Integer(count()),
            "string" if node.text("format")? == Some("date-time") => Type::String(StringType {
                format: VariantOrUnknownOrEmpty::Item(StringFormat::DateTime),
                ..StringType::default()
            }),
            // The items of an array are strings if nothing describes them.
            "string" | "array" => Type::String(StringType::default()),
            "integer" => Type::Integer(super::schema::integer()),
            "number" => Type::Number(NumberType::default()),
            "boolean" => Type::Boolean(BooleanType::default()),
            other => {
                return Err(node.need("type")?.error(format!(
                    "the parameter type `{other}` is unknown; expected string, array, integer, \
                     number or boolean"
                )));
            }
        };
        Ok(ReferenceOr::Item(Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Type(kind),
        }))
    }
}

/// Page sizes and offsets are small whole numbers, though most are declared as strings.
fn count() -> IntegerType {
    IntegerType {
        format: VariantOrUnknownOrEmpty::Unknown("uint32".to_owned()),
        ..IntegerType::default()
    }
}

fn refuse_list_of_lists(items: &Node<'_>) -> Result<()> {
    match items.text("type")? {
        Some("array") => Err(items.error("a list of lists cannot be sent in a parameter; describe its items as strings in the overlay")),
        _ => Ok(()),
    }
}

/// Whether and how a parameter takes several values.
///
/// `format: csv` on a string means a comma-separated list, whatever `collectionFormat` says beside
/// it. An array takes several by its type, any other string by having a `collectionFormat` or
/// `items`; `csv` is the default of Swagger 2.0.
fn several(node: &Node<'_>) -> Result<Option<Several>> {
    let declared = match node.get("collectionFormat")? {
        None => None,
        Some(format) => match format.str()? {
            "csv" => Some(Several::CommaSeparated),
            "multi" => Some(Several::Repeated),
            other => {
                return Err(format.error(format!(
                    "the collection format `{other}` is unknown; expected csv or multi: describe the parameter as one \
                     string in the overlay (without `collectionFormat` and `items`), which the caller joins"
                )));
            }
        },
    };
    Ok(match (node.text("type")?, node.text("format")?) {
        (Some("string"), Some("csv")) => Some(Several::CommaSeparated),
        (Some("array"), _) => Some(declared.unwrap_or(Several::CommaSeparated)),
        (Some("string"), _) if declared.is_some() || node.get("items")?.is_some() => {
            Some(declared.unwrap_or(Several::CommaSeparated))
        }
        _ => None,
    })
}

/// The name of a parameter in the builder. A parameter in the query whose own name is not possible there gets
/// `with_` before it.
pub(super) fn setter(node: &Node<'_>, place: &str, name: &str) -> Result<String> {
    const WAY_OUT: &str =
        "remove the parameter in the overlay, or give it an `x-setter-name` if it is in the query";
    let given = node.text(SETTER_NAME)?;
    let free = |setter: &String| !names::BUILDER_MEMBERS.contains(&setter.as_str());
    let setter = names::setter(given.unwrap_or(name));
    match setter {
        Some(setter) if free(&setter) => return Ok(setter),
        _ if place == "query" && given.is_none() && name.contains(char::is_alphanumeric) => {
            if let Some(setter) = names::setter(&format!("with_{name}")) {
                return Ok(setter);
            }
        }
        Some(setter) => {
            return Err(node.error(format!(
                "every builder has a member `{setter}` already; {WAY_OUT}"
            )));
        }
        None => {}
    }
    Err(node.error(format!("`{name}` does not make a name in Rust; {WAY_OUT}")))
}

#[cfg(test)]
mod tests;
