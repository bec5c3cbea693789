//! Schemas. Every object and every enumeration becomes a named schema of the components, also
//! where the contract writes it inline; lists and scalars stand where they are used.

use super::Converter;
use crate::error::Result;
use crate::names;
use crate::read::Node;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, IntegerFormat, IntegerType,
    NumberFormat, NumberType, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, StringType,
    Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Map, Value};

/// The members of a schema that say what values it has.
pub(super) const SCHEMA_MEMBERS: [&str; 22] = [
    "type",
    "format",
    "properties",
    "required",
    "items",
    "enum",
    "description",
    "title",
    "example",
    "default",
    "readOnly",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "uniqueItems",
    "pattern",
    "additionalProperties",
];

/// How deep schemas may nest. No build comes near; a list of itself has no end, and every level takes
/// stack, of which build scripts have little on some systems.
const DEEPEST: usize = 24;

const LIMITS: [&str; 7] = [
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "pattern",
];

impl<'a> Converter<'a> {
    /// Converts `node`; `name` is what its type is called unless the contract says otherwise.
    pub(super) fn schema(&mut self, node: &Node<'a>, name: &str) -> Result<ReferenceOr<Schema>> {
        self.schema_below(node, name, 0)
    }

    fn schema_below(
        &mut self,
        node: &Node<'a>,
        name: &str,
        depth: usize,
    ) -> Result<ReferenceOr<Schema>> {
        if depth > DEEPEST {
            return Err(node.error(format!("schemas nest more than {DEEPEST} deep")));
        }
        if let Some(reference) = node.get("$ref")? {
            return self.reference(node, &reference, depth);
        }
        node.only(&SCHEMA_MEMBERS)?;
        let name = node.text("x-type-name")?.unwrap_or(name);
        let native = node.text("x-native")?.or(native_type(node)?);
        if let Some(native) = native {
            return Ok(self.hand_written(native, data(node)?));
        }
        let kind = match kind(node)? {
            Kind::Object => return self.object(node, name, depth),
            Kind::Enumeration => return self.enumeration(node, name),
            Kind::String => Type::String(StringType::default()),
            Kind::Integer => Type::Integer(integer()),
            Kind::Number => Type::Number(number()),
            Kind::Boolean => Type::Boolean(BooleanType::default()),
            Kind::Array => Type::Array(self.array(node, name, depth)?),
            Kind::Anything => {
                return Ok(ReferenceOr::Item(Schema {
                    schema_data: data(node)?,
                    schema_kind: SchemaKind::Any(AnySchema::default()),
                }));
            }
        };
        Ok(ReferenceOr::Item(Schema {
            schema_data: data(node)?,
            schema_kind: SchemaKind::Type(kind),
        }))
    }

    /// A reference to a named kind stays one; lists and scalars are written out where they are used.
    fn reference(
        &mut self,
        node: &Node<'a>,
        reference: &Node<'a>,
        depth: usize,
    ) -> Result<ReferenceOr<Schema>> {
        let mut known = SCHEMA_MEMBERS.to_vec();
        known.push("$ref");
        node.only(&known)?;
        let target = reference.str()?;
        let definition = target
            .strip_prefix("#/definitions/")
            .and_then(|key| self.definitions.get(key))
            .ok_or_else(|| reference.error(format!("`{target}` is not a definition here")))?;
        let definition = definition.clone();
        if !named_kind(&definition.node)? {
            return self.schema_below(&definition.node, &definition.type_name, depth + 1);
        }
        check_name(&definition.type_name, &definition.node)?;
        let reference = refer(&definition.type_name, data(node)?);
        if self.requested.insert(definition.node.pointer().to_owned()) {
            self.pending.push(definition);
        }
        Ok(reference)
    }

    fn array(&mut self, node: &Node<'a>, name: &str, depth: usize) -> Result<ArrayType> {
        let Some(items) = node.get("items")? else {
            return Err(node.error("a list without `items`"));
        };
        let item_name = names::nested_type(name, "item");
        let items = match misplaced_enumeration(node)? {
            Some(values) => {
                let name = node.text("x-type-name")?.unwrap_or(&item_name);
                self.enumeration_of(name, &values, node)?
            }
            None => self.schema_below(&items, &item_name, depth + 1)?,
        };
        Ok(ArrayType {
            items: Some(boxed(items)),
            min_items: None,
            max_items: None,
            unique_items: false,
        })
    }

    fn object(&mut self, node: &Node<'a>, name: &str, depth: usize) -> Result<ReferenceOr<Schema>> {
        let mut object = ObjectType::default();
        let mut required = node.strings("required")?;
        let properties = match node.get("properties")? {
            Some(properties) => properties.entries()?,
            None => Vec::new(),
        };
        for (property, child) in properties {
            if is_dynamic_column(property) {
                object.additional_properties = Some(AdditionalProperties::Schema(Box::new(
                    self.schema_below(&child, &names::nested_type(name, "column"), depth + 1)?,
                )));
                required.retain(|key| *key != property);
                continue;
            }
            let nested = names::nested_type(name, property);
            let schema = self.schema_below(&child, &nested, depth + 1)?;
            object.properties.insert(property.to_owned(), boxed(schema));
        }
        for key in required {
            if !object.properties.contains_key(key) {
                return Err(node.error(format!("`{key}` is required but not a property")));
            }
            object.required.push(key.to_owned());
        }
        if let Some(additional) = node.get("additionalProperties")? {
            object.additional_properties = match additional.value {
                Value::Bool(false) => None,
                Value::Bool(true) => Some(AdditionalProperties::Any(true)),
                _ => Some(AdditionalProperties::Schema(Box::new(self.schema_below(
                    &additional,
                    &names::nested_type(name, "value"),
                    depth + 1,
                )?))),
            };
        }
        if !has_fields(node)? {
            return Ok(ReferenceOr::Item(Schema {
                schema_data: data(node)?,
                schema_kind: SchemaKind::Type(Type::Object(object)),
            }));
        }
        self.register(
            name,
            node,
            Schema {
                schema_data: SchemaData {
                    read_only: false,
                    ..data(node)?
                },
                schema_kind: SchemaKind::Type(Type::Object(object)),
            },
        )?;
        Ok(refer(name, place_data(node)?))
    }

    fn enumeration(&mut self, node: &Node<'a>, name: &str) -> Result<ReferenceOr<Schema>> {
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
        check_name(name, node)?;
        let old = match self.schemas.get(name).map(|schema| &schema.schema_kind) {
            None => Vec::new(),
            Some(SchemaKind::Type(Type::String(old))) => old.enumeration.clone(),
            Some(_) => return Err(self.taken(name, node)),
        };
        let mut enumeration = old;
        for value in values {
            let mut known = enumeration.iter().flatten();
            if !known.any(|known| known.eq_ignore_ascii_case(value)) {
                enumeration.push(Some(value.clone()));
            }
        }
        let schema = Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Type(Type::String(StringType {
                enumeration,
                ..StringType::default()
            })),
        };
        self.schemas.insert(name.to_owned(), schema);
        self.origins
            .entry(name.to_owned())
            .or_insert_with(|| node.pointer().to_owned());
        Ok(refer(name, SchemaData::default()))
    }

    /// A reference to one of [`HAND_WRITTEN`](super::HAND_WRITTEN).
    fn hand_written(&mut self, name: &str, data: SchemaData) -> ReferenceOr<Schema> {
        self.schemas
            .entry(name.to_owned())
            .or_insert_with(|| Schema {
                schema_data: SchemaData::default(),
                schema_kind: SchemaKind::Any(AnySchema::default()),
            });
        refer(name, data)
    }

    fn register(&mut self, name: &str, node: &Node<'a>, schema: Schema) -> Result<()> {
        check_name(name, node)?;
        match self.schemas.get(name) {
            Some(old) if *old != schema => Err(self.taken(name, node)),
            Some(_) => Ok(()),
            None => {
                self.schemas.insert(name.to_owned(), schema);
                self.origins
                    .insert(name.to_owned(), node.pointer().to_owned());
                Ok(())
            }
        }
    }

    fn taken(&self, name: &str, node: &Node<'a>) -> crate::Error {
        let origin = self.origins.get(name).map_or("elsewhere", String::as_str);
        node.error(format!(
            "the type name {name} is taken by {origin}; give one of the two an `x-type-name` in \
             the overlay"
        ))
    }
}

fn check_name(name: &str, node: &Node<'_>) -> Result<()> {
    if names::is_type_name(name) {
        return Ok(());
    }
    Err(node.error(format!(
        "a type cannot be called `{name}`; give it an `x-type-name` in the overlay"
    )))
}

enum Kind {
    Object,
    Enumeration,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    Anything,
}

/// The kind of a schema; one without `type` is told by what else it has.
fn kind(node: &Node<'_>) -> Result<Kind> {
    let Some(declared) = node.get("type")? else {
        return Ok(if node.get("properties")?.is_some() {
            Kind::Object
        } else if node.get("items")?.is_some() {
            Kind::Array
        } else if node.get("enum")?.is_some() {
            Kind::Enumeration
        } else {
            Kind::Anything
        });
    };
    Ok(match declared.str()? {
        "object" => Kind::Object,
        "array" => Kind::Array,
        "string" if node.get("enum")?.is_some() => Kind::Enumeration,
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

fn named_kind(node: &Node<'_>) -> Result<bool> {
    Ok(node.get("$ref")?.is_none()
        && match kind(node)? {
            Kind::Object => has_fields(node)?,
            Kind::Enumeration => true,
            _ => false,
        })
}

/// An object without fields has no type of its own: it is a map.
fn has_fields(node: &Node<'_>) -> Result<bool> {
    let properties = match node.get("properties")? {
        Some(properties) => properties.entries()?,
        None => Vec::new(),
    };
    Ok(properties.iter().any(|(name, _)| !is_dynamic_column(name)))
}

/// Dates and times are [`Timestamp`](super::HAND_WRITTEN), since the API mixes several formats.
fn native_type(node: &Node<'_>) -> Result<Option<&'static str>> {
    Ok(match (node.text("type")?, node.text("format")?) {
        (Some("string"), Some("date-time" | "date")) => Some("Timestamp"),
        _ => None,
    })
}

/// Every whole number is 64 bits wide: a counter must never make a page unreadable.
pub(super) fn integer() -> IntegerType {
    IntegerType {
        format: VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64),
        ..IntegerType::default()
    }
}

/// Money and coordinates lose digits in 32 bits.
fn number() -> NumberType {
    NumberType {
        format: VariantOrUnknownOrEmpty::Item(NumberFormat::Double),
        ..NumberType::default()
    }
}

/// `cf:<name>` stands for any number of columns, one for each custom field.
fn is_dynamic_column(property: &str) -> bool {
    property.starts_with("cf:")
}

/// Some builds put the enumeration on the list instead of on its items.
pub(super) fn misplaced_enumeration(node: &Node<'_>) -> Result<Option<Vec<String>>> {
    match (node.text("type")?, node.get("enum")?) {
        (Some("array"), Some(_)) => enumerated(node).map(Some),
        _ => Ok(None),
    }
}

/// The values of an enumeration; `"A, B"` in one string is two values, `A` and `a` are one, since
/// answers are read in either case.
pub(super) fn enumerated(node: &Node<'_>) -> Result<Vec<String>> {
    let mut values: Vec<String> = Vec::new();
    for value in node.need("enum")?.items()? {
        for part in split_merged(value.str()?) {
            if !values.iter().any(|known| known.eq_ignore_ascii_case(part)) {
                values.push(part.to_owned());
            }
        }
    }
    Ok(values)
}

fn split_merged(value: &str) -> impl Iterator<Item = &str> {
    value.split(", ")
}

/// What is said of the schema besides its type. Limits and formats are documentation: the API
/// itself sends values outside of them. Defaults are never kept, lest they be sent.
pub(super) fn data(node: &Node<'_>) -> Result<SchemaData> {
    let mut data = place_data(node)?;
    data.example = node.get("example")?.map(|example| example.value.clone());
    let mut limits = Map::new();
    for limit in LIMITS {
        if let Some(value) = node.get(limit)? {
            limits.insert(limit.to_owned(), value.value.clone());
        }
    }
    if limits.get("maxItems") == Some(&Value::from(0)) {
        limits.remove("maxItems");
    }
    if !limits.is_empty() {
        data.extensions.insert("x-limits".to_owned(), limits.into());
    }
    if let Some(format) = node.text("format")? {
        data.extensions.insert("x-format".to_owned(), format.into());
    }
    Ok(data)
}

/// What belongs to the place where a type is used, not to the type.
fn place_data(node: &Node<'_>) -> Result<SchemaData> {
    Ok(SchemaData {
        read_only: node.flag("readOnly")?,
        nullable: node.flag("x-nullable")?,
        ..SchemaData::default()
    })
}

/// A reference to the named schema; with something to say besides, in the `allOf` form.
pub(super) fn refer(name: &str, data: SchemaData) -> ReferenceOr<Schema> {
    with_data(format!("#/components/schemas/{name}"), data)
}

fn with_data(reference: String, data: SchemaData) -> ReferenceOr<Schema> {
    if data == SchemaData::default() {
        return ReferenceOr::Reference { reference };
    }
    ReferenceOr::Item(Schema {
        schema_data: data,
        schema_kind: SchemaKind::AllOf {
            all_of: vec![ReferenceOr::Reference { reference }],
        },
    })
}

pub(super) fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(item) => ReferenceOr::Item(Box::new(item)),
    }
}
