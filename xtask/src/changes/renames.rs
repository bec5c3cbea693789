//! Types that have another name but are the same. The provider's merge tool renames definitions
//! without a change on the wire, so names alone say nothing: two types are paired by the places
//! that use them, or, where no place is left, by having exactly the same members.

use super::shape::{Renames, form, members, name_of, named, names};
use openapiv3::{
    AdditionalProperties, OpenAPI, Operation, ParameterSchemaOrContent, ReferenceOr, Schema,
    SchemaKind, Type,
};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs the types that are only in `old` with those that are only in `new`; `operations` are
/// those of both.
pub fn renames(old: &OpenAPI, new: &OpenAPI, operations: &[(&Operation, &Operation)]) -> Renames {
    let (before, after) = (names(old), names(new));
    let gone: BTreeSet<&str> = before.difference(&after).copied().collect();
    let come: BTreeSet<&str> = after.difference(&before).copied().collect();
    let mut candidates: Vec<(f64, usize, &str, &str)> = Vec::new();
    for ((one, other), count) in uses(old, new, operations) {
        let pair = gone.get(one.as_str()).zip(come.get(other.as_str()));
        if let Some((one, other)) = pair {
            let likeness = alike(named(old, one), named(new, other));
            if likeness >= 0.5 {
                candidates.push((likeness, count, one, other));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
    let mut found = Renames::new();
    let mut taken = BTreeSet::new();
    for (_, _, one, other) in candidates {
        if !found.contains_key(one) && taken.insert(other) {
            found.insert(one.to_owned(), other.to_owned());
        }
    }
    for one in gone {
        let same = |other: &&&str| {
            let (one, other) = (named(old, one), named(new, other));
            one.is_some_and(|one| !members(one).is_empty()) && alike(one, other) == 1.0
        };
        if found.contains_key(one) {
            continue;
        }
        let same: Vec<&&str> = come
            .iter()
            .filter(|other| !taken.contains(**other))
            .filter(same)
            .collect();
        if let [other] = same[..] {
            taken.insert(other);
            found.insert(one.to_owned(), (*other).to_owned());
        }
    }
    found
}

/// How much two types have in common: the share of members that both have.
fn alike(one: Option<&Schema>, other: Option<&Schema>) -> f64 {
    let Some((one, other)) = one.zip(other) else {
        return 0.0;
    };
    if form(one) != form(other) {
        return 0.0;
    }
    let (one, other) = (members(one), members(other));
    let all = one.union(&other).count();
    if all == 0 {
        return 1.0;
    }
    one.intersection(&other).count() as f64 / all as f64
}

/// How often one type stands where the other stood.
fn uses(
    old: &OpenAPI,
    new: &OpenAPI,
    operations: &[(&Operation, &Operation)],
) -> BTreeMap<(String, String), usize> {
    let mut uses = BTreeMap::new();
    let mut todo: Vec<(ReferenceOr<Schema>, ReferenceOr<Schema>)> = Vec::new();
    for (one, other) in operations {
        let mut other = places(other);
        for (place, schema) in places(one) {
            todo.extend(other.remove(&place).map(|other| (schema, other)));
        }
    }
    while let Some((one, other)) = todo.pop() {
        let pair = (reference(&one), reference(&other));
        let (one, other) = match pair {
            (Some(one), Some(other)) => {
                let count = uses.entry((one.clone(), other.clone())).or_insert(0);
                *count += 1;
                if *count > 1 {
                    continue;
                }
                (named(old, &one).cloned(), named(new, &other).cloned())
            }
            _ => (item(one), item(other)),
        };
        if let Some((one, other)) = one.zip(other) {
            let mut other = below(&other);
            for (place, schema) in below(&one) {
                todo.extend(other.remove(&place).map(|other| (schema, other)));
            }
        }
    }
    uses
}

fn reference(schema: &ReferenceOr<Schema>) -> Option<String> {
    match schema {
        ReferenceOr::Reference { reference } => Some(name_of(reference).to_owned()),
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::AllOf { all_of } => all_of.first().and_then(reference_only),
            _ => None,
        },
    }
}

fn reference_only(schema: &ReferenceOr<Schema>) -> Option<String> {
    match schema {
        ReferenceOr::Reference { reference } => Some(name_of(reference).to_owned()),
        ReferenceOr::Item(_) => None,
    }
}

fn item(schema: ReferenceOr<Schema>) -> Option<Schema> {
    match schema {
        ReferenceOr::Reference { .. } => None,
        ReferenceOr::Item(item) => Some(item),
    }
}

/// The schemas directly in an operation, by place.
fn places(operation: &Operation) -> BTreeMap<String, ReferenceOr<Schema>> {
    let mut places = BTreeMap::new();
    for parameter in &operation.parameters {
        if let ReferenceOr::Item(parameter) = parameter
            && let data = parameter.parameter_data_ref()
            && let ParameterSchemaOrContent::Schema(schema) = &data.format
        {
            places.insert(format!("parameter {}", data.name), schema.clone());
        }
    }
    if let Some(ReferenceOr::Item(body)) = &operation.request_body {
        let schema = body.content.values().find_map(|body| body.schema.clone());
        places.extend(schema.map(|schema| ("body".to_owned(), schema)));
    }
    for response in operation.responses.responses.values() {
        if let ReferenceOr::Item(response) = response {
            let mut bodies = response.content.values();
            let schema = bodies.find_map(|body| body.schema.clone());
            places.extend(schema.map(|schema| ("answer".to_owned(), schema)));
        }
    }
    places
}

/// The schemas directly in a schema, by place.
fn below(schema: &Schema) -> BTreeMap<String, ReferenceOr<Schema>> {
    let mut below = BTreeMap::new();
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => {
            let items = array.items.clone().map(ReferenceOr::unbox);
            below.extend(items.map(|items| ("items".to_owned(), items)));
        }
        SchemaKind::Type(Type::Object(object)) => {
            for (name, property) in &object.properties {
                below.insert(format!("property {name}"), property.clone().unbox());
            }
            if let Some(AdditionalProperties::Schema(value)) = &object.additional_properties {
                below.insert("value".to_owned(), (**value).clone());
            }
        }
        _ => {}
    }
    below
}
