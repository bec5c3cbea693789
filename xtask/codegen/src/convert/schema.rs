//! Schemas. Every object and every enumeration becomes a named schema of the components, also
//! where the contract writes it inline; lists and scalars are written out where they are used.

mod kind;

pub(super) use kind::{Kind, integer, kind};

use super::converter::{Converter, Definition};
use super::enumeration::misplaced_enumeration;
use super::facts::{data, is_nullable, place_data};
use super::reference::{boxed, check_name, is_definition, refer};
use super::unique::Unique;
use crate::error::Result;
use crate::extensions::{ALSO_NAMED, DEPRECATED, IN_EXAMPLES, KEPT_WHEN_OMITTED, TYPE_NAME};
use crate::names;
use crate::origins::Origins;
use crate::read::Node;
use kind::{has_fields, is_dynamic_column, named_kind, native_type, number};
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, ObjectType, ReferenceOr, Schema,
    SchemaData, SchemaKind, StringType, Type,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The members of a schema that say what values it has.
pub(super) const SCHEMA_MEMBERS: [&str; 32] = [
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
    "deprecated",
    "discriminator",
    "externalDocs",
    "multipleOf",
    "minProperties",
    "maxProperties",
    "xml",
    // Of later versions, and without harm.
    "nullable",
    "writeOnly",
    "examples",
];

/// How deep schemas may nest. No build comes near. A list of itself has no end, and every level takes
/// stack, which is small for build scripts on some systems.
const DEEPEST: usize = 24;

/// How many properties an object may have. The largest of any build has some dozens; a struct of
/// 50,000 fields crashes the compiler.
const WIDEST: usize = 1_000;

impl<'a> Converter<'a> {
    /// Converts what is still pending, and what that refers to in turn.
    pub(super) fn finish(mut self) -> Result<(BTreeMap<String, Schema>, Origins)> {
        while let Some(Definition { type_name, node }) = self.pending.pop() {
            self.schema(&node, &type_name)?;
        }
        Ok((self.schemas, self.origins))
    }

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
            return Err(node.error(format!(
                "schemas nest more than {DEEPEST} deep; leave this one out in the overlay"
            )));
        }
        if let Some(reference) = node.get("$ref")? {
            return self.reference(node, &reference, depth);
        }
        refuse_alternatives(node)?;
        node.only(&SCHEMA_MEMBERS)?;
        let name = node.text(TYPE_NAME)?.unwrap_or(name);
        if let Some(native) = native_type(node)? {
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
        let definition = self.definition(target).ok_or_else(|| {
            reference.error(format!(
                "`{target}` is not under definitions; move it there in the overlay"
            ))
        })?;
        let definition = definition.clone();
        if !named_kind(&definition.node)? {
            return self.written_out(&definition, reference, depth);
        }
        check_name(&definition.type_name, &definition.node)?;
        let mut data = data(node)?;
        data.nullable |= is_nullable(&definition.node)?;
        let reference = refer(&definition.type_name, data);
        if self.requested.insert(definition.node.pointer().to_owned()) {
            self.pending.push(definition);
        }
        Ok(reference)
    }

    /// A list or scalar, where it is referred to. It has no name by which it could refer to itself.
    fn written_out(
        &mut self,
        definition: &Definition<'a>,
        reference: &Node<'a>,
        depth: usize,
    ) -> Result<ReferenceOr<Schema>> {
        let pointer = definition.node.pointer();
        if self.open.iter().any(|open| open == pointer) {
            return Err(reference.error(format!(
                "{pointer} contains itself; only objects can, since only they have a name: correct \
                 it in the overlay"
            )));
        }
        self.open.push(pointer.to_owned());
        let schema = self.schema_below(&definition.node, &definition.type_name, depth + 1);
        self.open.pop();
        schema
    }

    fn array(&mut self, node: &Node<'a>, name: &str, depth: usize) -> Result<ArrayType> {
        let item_name = names::nested_type(name, "item");
        let items = match (misplaced_enumeration(node)?, node.get("items")?) {
            (Some(values), _) => {
                let name = node.text(TYPE_NAME)?.unwrap_or(&item_name);
                self.enumeration_of(name, &values, node)?
            }
            (None, Some(items)) => self.schema_below(&items, &item_name, depth + 1)?,
            (None, None) => {
                return Err(node.error("a list without `items`; add them in the overlay"));
            }
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
        if properties.len() > WIDEST {
            return Err(node.error(format!(
                "{} properties, more than {WIDEST}; leave some out in the overlay",
                properties.len()
            )));
        }
        let mut fields = Unique::new("field", "remove one, which is an unknown member then,");
        for (property, child) in properties {
            if is_dynamic_column(property) {
                object.additional_properties = Some(AdditionalProperties::Schema(Box::new(
                    self.schema_below(&child, &names::nested_type(name, "column"), depth + 1)?,
                )));
                required.retain(|key| *key != property);
                continue;
            }
            fields.claim(&names::field(property), &child)?;
            let nested = names::nested_type(name, property);
            let schema = self.schema_below(&child, &nested, depth + 1)?;
            object.properties.insert(property.to_owned(), boxed(schema));
        }
        for key in required {
            if !object.properties.contains_key(key) {
                return Err(node.error(format!(
                    "`{key}` is required but not a property; correct one of the two in the overlay"
                )));
            }
            object.required.push(key.to_owned());
        }
        for (list, what) in [
            (KEPT_WHEN_OMITTED, "kept when omitted"),
            (IN_EXAMPLES, "in examples"),
        ] {
            for key in node.strings(list)? {
                if !object.properties.contains_key(key) {
                    return Err(node.error(format!("`{key}` is {what} but not a property")));
                }
            }
        }
        check_other_names(node, &object)?;
        if let Some(additional) = node.get("additionalProperties")?
            && object.additional_properties.is_none()
        {
            object.additional_properties = self.additional(&additional, name, depth)?;
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
                schema_data: type_data(node)?,
                schema_kind: SchemaKind::Type(Type::Object(object)),
            },
        )?;
        Ok(refer(name, place_data(node)?))
    }

    fn additional(
        &mut self,
        node: &Node<'a>,
        name: &str,
        depth: usize,
    ) -> Result<Option<AdditionalProperties>> {
        let name = names::nested_type(name, "value");
        Ok(match node.value {
            Value::Bool(false) => None,
            Value::Bool(true) => Some(AdditionalProperties::Any(true)),
            _ => Some(AdditionalProperties::Schema(Box::new(self.schema_below(
                node,
                &name,
                depth + 1,
            )?))),
        })
    }

    /// A reference to a hand-written type.
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
        self.refuse_hand_written(name, node)?;
        check_name(name, node)?;
        match self.schemas.get(name) {
            Some(old) if *old != schema => Err(self.taken(name, node)),
            _ => {
                self.schemas.insert(name.to_owned(), schema);
                self.origins.note(name, node.pointer());
                Ok(())
            }
        }
    }
}

/// Swagger 2.0 has no alternatives.
fn refuse_alternatives(node: &Node<'_>) -> Result<()> {
    for member in ["oneOf", "anyOf", "not"] {
        if let Some(found) = node.get(member)? {
            return Err(found.error(format!(
                "`{member}` does not exist in Swagger 2.0; remove it by an action of the overlay, which leaves any \
                 value, or write one schema in its place"
            )));
        }
    }
    Ok(())
}

/// The facts of a type: those of the place where an inline object is written are not among them.
fn type_data(node: &Node<'_>) -> Result<SchemaData> {
    let mut data = SchemaData {
        read_only: false,
        nullable: false,
        ..data(node)?
    };
    if !is_definition(node) {
        data.extensions.shift_remove(DEPRECATED);
    }
    Ok(data)
}

/// Only a property has another name, and that is not a property itself.
fn check_other_names(node: &Node<'_>, object: &ObjectType) -> Result<()> {
    let Some(names) = node.get(ALSO_NAMED)? else {
        return Ok(());
    };
    for (property, other) in names.entries()? {
        if !object.properties.contains_key(property) {
            return Err(other.error(format!("`{property}` has another name but is no property")));
        }
        let other_name = other.str()?;
        if object.properties.contains_key(other_name) {
            return Err(other.error(format!("`{other_name}` is a property of its own")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
