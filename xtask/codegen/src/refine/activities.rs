//! One type for a bulk job. The contract describes the same resource once for each operation that
//! starts one; a caller polls them all alike.

use super::reach::{Side, closure, reference_to, rewrite_references, target};
use crate::error::{Error, Result};
use openapiv3::{ArrayType, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use std::collections::BTreeMap;

const NAME: &str = "Activity";
const MESSAGES: &str = "activity_errors";
const MESSAGE: &str = "ActivityMessage";

/// Folds every object of a response with `activity_id` and `state` into `Activity`, which has the
/// properties of all; objects inside (`status`, `_links`) are folded the same way.
pub(super) fn unify_activities(file: &str, api: &mut OpenAPI) -> Result<()> {
    let responses = closure(api, Side::Response);
    let members: Vec<String> = responses
        .into_iter()
        .filter(|name| {
            object(api, name).is_some_and(|object| {
                object.properties.contains_key("activity_id")
                    && object.properties.contains_key("state")
            })
        })
        .collect();
    if !members.is_empty() {
        super::declare_hand_written(api, MESSAGE);
    }
    fold(file, api, NAME, &members)
}

/// Folds the objects named `members` into one named `into`, and makes all references point to it.
fn fold(file: &str, api: &mut OpenAPI, into: &str, members: &[String]) -> Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    let mut union = ObjectType::default();
    let mut nested: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for member in members {
        let Some(object) = object(api, member).cloned() else {
            continue;
        };
        for (name, property) in object.properties {
            if let Some(inner) = referenced_object(api, &property) {
                nested.entry(name.clone()).or_default().push(inner);
            }
            let property = if name == MESSAGES {
                messages(property)
            } else {
                property
            };
            match union.properties.get(&name) {
                None => drop(union.properties.insert(name, property)),
                Some(known) if same_kind(known, &property) => {}
                Some(known) if is_text(known) && is_named(api, &property) => {
                    union.properties.insert(name, property);
                }
                Some(known) if is_named(api, known) && is_text(&property) => {}
                Some(_) => {
                    return Err(Error::new(
                        file,
                        "",
                        format!(
                            "`{name}` of {member} has another type than in the other {into} \
                             objects; correct it in the overlay"
                        ),
                    ));
                }
            }
        }
    }
    for (property, mut inner) in nested {
        inner.sort();
        inner.dedup();
        let name = format!("{into}{}", crate::names::type_name(&property));
        fold(file, api, &name, &inner)?;
        if let Some(slot) = union.properties.get_mut(&property) {
            *slot = ReferenceOr::Reference {
                reference: reference_to(&name),
            };
        }
    }
    let schema = Schema {
        schema_data: Default::default(),
        schema_kind: SchemaKind::Type(Type::Object(union)),
    };
    if let Some(components) = &mut api.components {
        for member in members {
            components.schemas.shift_remove(member);
        }
        components
            .schemas
            .insert(into.to_owned(), ReferenceOr::Item(schema));
        components.schemas.sort_keys();
    }
    rewrite_references(api, &|reference| {
        if members.iter().any(|member| member == target(reference)) {
            *reference = reference_to(into);
        }
    });
    Ok(())
}

fn object<'a>(api: &'a OpenAPI, name: &str) -> Option<&'a ObjectType> {
    match api.components.as_ref()?.schemas.get(name)? {
        ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        }) => Some(object),
        _ => None,
    }
}

fn referenced_object(api: &OpenAPI, property: &ReferenceOr<Box<Schema>>) -> Option<String> {
    let name = reference_of(property)?;
    object(api, name).map(|_| name.to_owned())
}

fn reference_of(property: &ReferenceOr<Box<Schema>>) -> Option<&str> {
    match property {
        ReferenceOr::Reference { reference } => Some(target(reference)),
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.first()? {
                ReferenceOr::Reference { reference } => Some(target(reference)),
                ReferenceOr::Item(_) => None,
            },
            _ => None,
        },
    }
}

/// Most jobs list their complaints as texts, some as objects with a `message`.
fn messages(property: ReferenceOr<Box<Schema>>) -> ReferenceOr<Box<Schema>> {
    match property {
        ReferenceOr::Item(mut schema) => {
            if let SchemaKind::Type(Type::Array(ArrayType { items, .. })) = &mut schema.schema_kind
            {
                *items = Some(ReferenceOr::Reference {
                    reference: reference_to(MESSAGE),
                });
            }
            ReferenceOr::Item(schema)
        }
        reference => reference,
    }
}

fn is_text(property: &ReferenceOr<Box<Schema>>) -> bool {
    matches!(property, ReferenceOr::Item(item)
        if matches!(item.schema_kind, SchemaKind::Type(Type::String(_))))
}

/// Whether the property is an enumeration, which says more than any text.
fn is_named(api: &OpenAPI, property: &ReferenceOr<Box<Schema>>) -> bool {
    reference_of(property).is_some_and(|name| object(api, name).is_none())
}

/// Whether two properties are of one kind; folded objects are, whatever their names.
fn same_kind(one: &ReferenceOr<Box<Schema>>, other: &ReferenceOr<Box<Schema>>) -> bool {
    let kind = |schema: &ReferenceOr<Box<Schema>>| match schema {
        ReferenceOr::Reference { .. } => None,
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::Type(Type::Array(array)) => Some(format!("{:?}", array.items)),
            SchemaKind::Type(kind) => Some(format!("{:?}", std::mem::discriminant(kind))),
            _ => None,
        },
    };
    kind(one) == kind(other)
}
