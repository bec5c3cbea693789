//! Parameters in path, query and header; the body and form fields are the operation's business.

use super::Converter;
use super::schema::{
    SCHEMA_MEMBERS, boxed, data, enumerated, misplaced_enumeration, numeric_values,
};
use crate::error::Result;
use crate::names;
use crate::read::Node;
use openapiv3::{
    ArrayType, BooleanType, IntegerType, NumberType, Parameter, ParameterData,
    ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr, Schema, SchemaData, SchemaKind,
    StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

/// Query parameters that count, whatever the contract declares.
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
        if several == Some(Several::CommaSeparated) {
            extensions.insert("x-comma-separated".to_owned(), true.into());
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
            "path" if !required => Err(node.error("a path parameter has to be required")),
            "path" if several == Some(Several::Repeated) => Err(node.error(
                "a path has one place for this parameter, so its values cannot be repeated; \
                 expected the collection format csv",
            )),
            "path" => Ok(Parameter::Path {
                parameter_data,
                style: PathStyle::Simple,
            }),
            _ => Err(node.need("in")?.error(format!(
                "a parameter in `{place}` is unknown; expected path, query, body or formData"
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
        let type_name = match node.text("x-type-name")? {
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
                    let type_name = items.text("x-type-name")?.unwrap_or(&type_name);
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
        if node.get("enum")?.is_some() && numeric_values(node)?.is_none() {
            let values = enumerated(node)?;
            return self.enumeration_of(type_name, &values, node);
        }
        let declared = node.need("type")?;
        let kind = match declared.str()? {
            _ if COUNTS.contains(&name) => Type::Integer(count()),
            "string" if node.text("format")? == Some("date-time") => Type::String(StringType {
                format: VariantOrUnknownOrEmpty::Item(StringFormat::DateTime),
                ..StringType::default()
            }),
            // An array whose items are described nowhere holds strings.
            "string" | "array" => Type::String(StringType::default()),
            "integer" => Type::Integer(super::schema::integer()),
            "number" => Type::Number(NumberType::default()),
            "boolean" => Type::Boolean(BooleanType::default()),
            other => {
                return Err(declared.error(format!(
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
        Some("array") => Err(items.error("a list of lists cannot be sent in a parameter")),
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
                    "the collection format `{other}` is unknown; expected csv or multi"
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

#[cfg(test)]
mod tests {
    use crate::fixture::{Contract, component};
    use serde_json::{Value, json};

    const PLACE: &str = "/paths/~1things/get/parameters/0";

    fn parameter(declared: Value) -> Value {
        Contract::new()
            .query(declared)
            .converted()
            .unwrap()
            .parameter()
    }

    fn is_joined(parameter: &Value) -> bool {
        assert_eq!(parameter["schema"]["type"], "array", "{parameter}");
        let joined = parameter["x-comma-separated"] == true;
        assert_eq!(parameter["explode"], !joined, "{parameter}");
        joined
    }

    #[test]
    fn the_format_csv_joins_whatever_the_collection_format_says() {
        for format in [Value::Null, "csv".into(), "multi".into()] {
            let mut declared = json!({"type": "string", "format": "csv"});
            if !format.is_null() {
                declared["collectionFormat"] = format;
            }
            assert!(is_joined(&parameter(declared)));
        }
    }

    #[test]
    fn an_array_is_joined_unless_it_says_multi() {
        let items = json!({"type": "string"});
        assert!(is_joined(&parameter(
            json!({"type": "array", "items": items.clone()})
        )));
        let multi = json!({"type": "array", "items": items, "collectionFormat": "multi"});
        assert!(!is_joined(&parameter(multi)));
    }

    #[test]
    fn a_string_with_a_collection_format_or_items_takes_several() {
        assert!(is_joined(&parameter(
            json!({"type": "string", "collectionFormat": "csv"})
        )));
        assert!(!is_joined(&parameter(
            json!({"type": "string", "collectionFormat": "multi"})
        )));
        let with_items = parameter(json!({"type": "string", "items": {"type": "integer"}}));
        assert!(is_joined(&with_items));
        assert_eq!(with_items["schema"]["items"]["format"], "int64");
    }

    #[test]
    fn a_plain_string_takes_one_value() {
        let plain = parameter(json!({"type": "string", "maximum": 1}));
        assert_eq!(plain["schema"], json!({"type": "string"}));
        assert_eq!(plain["x-limits"], json!({"maximum": 1}));
        assert_eq!(plain["explode"], Value::Null);
    }

    #[test]
    fn an_array_without_items_holds_strings() {
        let schema = parameter(json!({"type": "array"}))["schema"].clone();
        assert_eq!(
            schema,
            json!({"type": "array", "items": {"type": "string"}})
        );
    }

    #[test]
    fn what_is_said_of_the_items_stays_a_fact() {
        let ids = parameter(json!({"type": "array", "maxItems": 50,
            "items": {"type": "string", "format": "uuid"}}));
        assert_eq!(
            (&ids["x-format"], &ids["x-limits"]),
            (&json!("uuid"), &json!({"maxItems": 50}))
        );
    }

    #[test]
    fn enumerations_stand_on_the_parameter_its_list_or_its_items() {
        for declared in [
            json!({"type": "string", "format": "csv", "enum": ["a", "b, c"]}),
            json!({"type": "array", "enum": ["a", "b, c"], "items": {"type": "string"}}),
            json!({"type": "array", "items": {"type": "string", "enum": ["a", "b, c"]}}),
        ] {
            let api = Contract::new().query(declared.clone()).converted().unwrap();
            let items = api.parameter()["schema"]["items"].clone();
            assert_eq!(items, component("GetThingPart"), "{declared}");
            let values = api.schema("GetThingPart")["enum"].clone();
            assert_eq!(values, json!(["a", "b", "c"]), "{declared}");
        }
    }

    #[test]
    fn the_overlay_names_enumerations_on_parameters_and_items() {
        for declared in [
            json!({"type": "string", "enum": ["a"], "x-type-name": "Part"}),
            json!({"type": "array", "items": {"type": "string", "enum": ["a"],
                "x-type-name": "Part"}}),
        ] {
            let api = Contract::new().query(declared).converted().unwrap();
            assert_eq!(api.schemas(), ["Part"]);
        }
    }

    #[test]
    fn page_sizes_and_offsets_count_whatever_their_type() {
        for name in ["limit", "offset", "page_size"] {
            for kind in ["string", "integer"] {
                let declared = json!({"name": name, "type": kind, "default": "50", "minimum": 1});
                let schema = parameter(declared)["schema"].clone();
                assert_eq!(
                    schema,
                    json!({"type": "integer", "format": "uint32"}),
                    "{name} {kind}"
                );
            }
        }
    }

    #[test]
    fn defaults_are_never_kept() {
        let declared = json!({"type": "string", "default": "a"});
        assert!(!parameter(declared).to_string().contains("default"));
    }

    #[test]
    fn whole_numbers_are_64_bits_wide_and_others_plain() {
        let schema = |declared| parameter(declared)["schema"].clone();
        assert_eq!(
            schema(json!({"type": "integer", "format": "int32"}))["format"],
            "int64"
        );
        assert_eq!(
            schema(json!({"type": "boolean"})),
            json!({"type": "boolean"})
        );
        assert_eq!(schema(json!({"type": "number"})), json!({"type": "number"}));
        let numbers = parameter(json!({"type": "integer", "enum": [1, 2]}));
        assert_eq!(numbers["x-values"], json!([1, 2]));
        assert_eq!(numbers["schema"]["type"], "integer");
    }

    #[test]
    fn instants_keep_their_format() {
        let schema = parameter(json!({"type": "string", "format": "date-time"}))["schema"].clone();
        assert_eq!(schema, json!({"type": "string", "format": "date-time"}));
    }

    #[test]
    fn what_is_unknown_is_refused_with_its_place() {
        for (declared, below, words) in [
            (
                json!({"type": "string", "collectionFormat": "pipes"}),
                "/collectionFormat",
                "the collection format `pipes` is unknown; expected csv or multi",
            ),
            (
                json!({"type": "object"}),
                "/type",
                "`object` is unknown; expected string, array",
            ),
            (
                json!({"type": "string", "in": "header"}),
                "/in",
                "a parameter in `header` is unknown; expected path, query, body or formData",
            ),
            (
                json!({"type": "string", "schema": {}}),
                "/schema",
                "does not know `schema` here",
            ),
            (json!({}), "", "`type` is missing"),
            (
                json!({"type": "array", "items": {"type": "array"}}),
                "/items",
                "a list of lists",
            ),
            (
                json!({"type": "array", "items": {"kind": 1}}),
                "/items/kind",
                "does not know `kind`",
            ),
        ] {
            Contract::new()
                .query(declared)
                .refused(&format!("{PLACE}{below}"), words);
        }
    }

    #[test]
    fn path_parameters_are_required_and_cannot_be_repeated() {
        let path = |parameter: Value| {
            Contract::new().operation("get", "/things/{id}", json!({"parameters": [parameter]}))
        };
        let place = "/paths/~1things~1{id}/get/parameters/0";
        path(json!({"in": "path", "name": "id", "type": "string"}))
            .refused(place, "a path parameter has to be required");
        path(
            json!({"in": "path", "name": "id", "required": true, "type": "array",
            "collectionFormat": "multi", "items": {"type": "string"}}),
        )
        .refused(place, "expected the collection format csv");
        let joined = path(
            json!({"in": "path", "name": "id", "required": true, "type": "string",
            "format": "csv"}),
        );
        let parameter = joined
            .converted()
            .unwrap()
            .at("/paths/~1things~1{id}/get/parameters/0");
        assert!(is_joined(&parameter));
    }
}
