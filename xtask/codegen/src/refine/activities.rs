//! One type for a bulk job. The contract describes the same resource once for each operation that
//! starts one; a caller polls them all alike.

use super::hand_written::declare_hand_written;
use crate::error::Result;
use crate::origins::Origins;
use crate::references::{in_answers, named, reference_to, rewrite_references, target};
use openapiv3::{ArrayType, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "Activity";
const MESSAGES: &str = "activity_errors";
const MESSAGE: &str = "ActivityMessage";

/// Folds every object of a response with `activity_id` and `state` into `Activity`, which has the
/// properties of all; objects inside (`status`, `_links`) are folded the same way.
pub(super) fn unify_activities(origins: &mut Origins, api: &mut OpenAPI) -> Result<()> {
    let responses = in_answers(api);
    let members: Vec<String> = responses
        .into_iter()
        .filter(|name| {
            object(api, name).is_some_and(|object| {
                object.properties.contains_key("activity_id")
                    && object.properties.contains_key("state")
            })
        })
        .collect();
    if members.is_empty() {
        return Ok(());
    }
    declare_hand_written(api, MESSAGE);
    let mut folding = Folding {
        origins,
        api,
        folded: BTreeMap::new(),
    };
    folding.fold(NAME, &members)?;
    if let Some(components) = &mut api.components {
        components.schemas.sort_keys();
    }
    Ok(())
}

struct Folding<'a> {
    origins: &'a mut Origins,
    api: &'a mut OpenAPI,
    /// What became of the objects so far: the new name by the old one.
    folded: BTreeMap<String, String>,
}

impl Folding<'_> {
    /// Folds the objects named `members` into one named `into`, makes all references point to it,
    /// and goes on with the objects inside.
    fn fold(&mut self, into: &str, members: &[String]) -> Result<()> {
        self.refuse_taken(into, members)?;
        let (union, nested) = self.union(into, members)?;
        if let Some(components) = &mut self.api.components {
            for member in members {
                components.schemas.shift_remove(member);
            }
            let schema = Schema {
                schema_data: Default::default(),
                schema_kind: SchemaKind::Type(Type::Object(union)),
            };
            components
                .schemas
                .insert(into.to_owned(), ReferenceOr::Item(schema));
        }
        rewrite_references(self.api, &|reference| {
            if members.iter().any(|member| member == target(reference)) {
                *reference = reference_to(into);
            }
        });
        self.origins.merge(into, members);
        for member in members {
            self.folded.insert(member.clone(), into.to_owned());
        }
        for (property, inner) in nested {
            let name = self.fold_inside(into, &property, inner.into_iter().collect())?;
            self.refer(into, &property, &name);
        }
        Ok(())
    }

    /// Something else of the new type's name would be replaced unseen.
    fn refuse_taken(&self, into: &str, members: &[String]) -> Result<()> {
        let components = self.api.components.as_ref();
        let taken = components.is_some_and(|components| components.schemas.contains_key(into));
        if !taken || members.iter().any(|member| member == into) {
            return Ok(());
        }
        let named = [into].into_iter().chain(members.iter().map(String::as_str));
        Err(self.origins.error(
            named,
            format!(
                "the type name {into} is needed for what {} have in common; give the other one \
                 an `x-type-name` in the overlay",
                members.join(" and ")
            ),
        ))
    }

    /// The properties of all `members`, and the objects that some of them refer to.
    fn union(
        &self,
        into: &str,
        members: &[String],
    ) -> Result<(ObjectType, BTreeMap<String, Vec<String>>)> {
        let mut union = ObjectType::default();
        let mut nested: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for member in members {
            let Some(object) = object(self.api, member).cloned() else {
                continue;
            };
            if let Some(columns) = object.additional_properties {
                let known = union.additional_properties.get_or_insert(columns.clone());
                if *known != columns {
                    let finding = format!(
                        "the columns of any name have another type in {member} than in the other \
                         {into} objects; correct it in the overlay"
                    );
                    return Err(self.origins.error([member.as_str()], finding));
                }
            }
            for (name, property) in object.properties {
                if let Some(inner) = referenced_object(self.api, &property) {
                    nested.entry(name.clone()).or_default().push(inner);
                }
                let property = if name == MESSAGES {
                    messages(property)
                } else {
                    property
                };
                match union.properties.get(&name) {
                    None => drop(union.properties.insert(name, property)),
                    Some(known) if says_as_much(self.api, known, &property) => {}
                    Some(known) if says_as_much(self.api, &property, known) => {
                        union.properties.insert(name, property);
                    }
                    Some(_) => {
                        let finding = format!(
                            "`{name}` of {member} has another type than in the other {into} \
                             objects; correct it in the overlay"
                        );
                        return Err(self.origins.property_error(member, &name, finding));
                    }
                }
            }
        }
        Ok((union, nested))
    }

    /// Folds what the property `property` of a folded object refers to, and returns its name. A job
    /// may contain a job, or the same object in two places.
    fn fold_inside(
        &mut self,
        into: &str,
        property: &str,
        inner: BTreeSet<String>,
    ) -> Result<String> {
        let now: BTreeSet<String> = inner
            .iter()
            .map(|name| self.folded.get(name).unwrap_or(name).clone())
            .collect();
        let before = now
            .iter()
            .find(|name| self.folded.values().any(|done| done == *name));
        match before {
            None => {
                let name = format!("{into}{}", crate::names::type_name(property));
                let now: Vec<String> = now.into_iter().collect();
                self.fold(&name, &now)?;
                Ok(name)
            }
            Some(before) if now.len() == 1 => Ok(before.clone()),
            Some(before) => Err(self.origins.error(
                inner.iter().map(String::as_str),
                format!(
                    "`{property}` of the {into} objects is {before} in some and something else in \
                     others; correct it in the overlay"
                ),
            )),
        }
    }

    fn refer(&mut self, into: &str, property: &str, name: &str) {
        let components = self.api.components.as_mut();
        if let Some(ReferenceOr::Item(schema)) =
            components.and_then(|components| components.schemas.get_mut(into))
            && let SchemaKind::Type(Type::Object(object)) = &mut schema.schema_kind
            && let Some(slot) = object.properties.get_mut(property)
        {
            *slot = ReferenceOr::Reference {
                reference: reference_to(name),
            };
        }
    }
}

/// Whether nothing is lost if `known` stands for `other` too.
fn says_as_much(
    api: &OpenAPI,
    known: &ReferenceOr<Box<Schema>>,
    other: &ReferenceOr<Box<Schema>>,
) -> bool {
    same_kind(api, known, other) || is_free_form(other) || (is_named(api, known) && is_text(other))
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
    let name = named(property)?;
    object(api, name).map(|_| name.to_owned())
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
    named(property).is_some_and(|name| object(api, name).is_none())
}

/// Whether the property is an object of which nothing is said; any other object says more.
fn is_free_form(property: &ReferenceOr<Box<Schema>>) -> bool {
    match property {
        ReferenceOr::Reference { .. } => false,
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::Type(Type::Object(object)) => object.properties.is_empty(),
            SchemaKind::Any(_) => true,
            _ => false,
        },
    }
}

/// Whether two properties are of one kind; folded objects are, whatever their names.
fn same_kind(
    api: &OpenAPI,
    one: &ReferenceOr<Box<Schema>>,
    other: &ReferenceOr<Box<Schema>>,
) -> bool {
    let kind = |property: &ReferenceOr<Box<Schema>>| match (named(property), property) {
        (Some(name), _) if object(api, name).is_some() => "an object".to_owned(),
        (Some(name), _) => name.to_owned(),
        (None, ReferenceOr::Item(item)) => match &item.schema_kind {
            SchemaKind::Type(Type::Array(array)) => format!("{:?}", array.items),
            SchemaKind::Type(kind) => format!("{:?}", std::mem::discriminant(kind)),
            kind => format!("{:?}", std::mem::discriminant(kind)),
        },
        (None, ReferenceOr::Reference { reference }) => reference.clone(),
    };
    kind(one) == kind(other)
}

#[cfg(test)]
mod tests;
