//! References to schemas: what they name, what they reach, and how they are redirected.

use crate::select::verbs_mut;
use openapiv3::{
    AdditionalProperties, ObjectType, OpenAPI, Operation, ParameterSchemaOrContent, ReferenceOr,
    Schema, SchemaKind, Type,
};
use std::borrow::{Borrow, BorrowMut};
use std::collections::BTreeSet;

const PREFIX: &str = "#/components/schemas/";

/// The name in a reference to a schema of the components.
pub(crate) fn target(reference: &str) -> &str {
    reference.strip_prefix(PREFIX).unwrap_or(reference)
}

/// The reference to a schema of the components.
pub(crate) fn reference_to(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// The name that a schema refers to: it is a reference, or the `allOf` of one with facts beside it.
pub(crate) fn named<S: Borrow<Schema>>(schema: &ReferenceOr<S>) -> Option<&str> {
    let reference = match schema {
        ReferenceOr::Reference { reference } => reference,
        ReferenceOr::Item(item) => match &item.borrow().schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.first()? {
                ReferenceOr::Reference { reference } => reference,
                ReferenceOr::Item(_) => return None,
            },
            _ => return None,
        },
    };
    Some(target(reference))
}

/// The objects among the schemas of the components.
pub(crate) fn objects(api: &OpenAPI) -> impl Iterator<Item = (&String, &ObjectType)> {
    let schemas = api.components.iter();
    let schemas = schemas.flat_map(|components| &components.schemas);
    schemas.filter_map(|(name, schema)| match schema {
        ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        }) => Some((name, object)),
        _ => None,
    })
}

/// The schemas of the parameters and the body of an operation.
pub(crate) fn request(operation: &Operation) -> Vec<&ReferenceOr<Schema>> {
    let parameters = operation.parameters.iter().filter_map(|parameter| {
        match &parameter.as_item()?.parameter_data_ref().format {
            ParameterSchemaOrContent::Schema(schema) => Some(schema),
            ParameterSchemaOrContent::Content(_) => None,
        }
    });
    parameters.chain(body(operation)).collect()
}

/// The schema of the body that an operation sends.
pub(crate) fn body(operation: &Operation) -> Option<&ReferenceOr<Schema>> {
    let body = operation.request_body.as_ref()?.as_item()?;
    body.content.values().find_map(|body| body.schema.as_ref())
}

/// The schema of an operation's success.
pub(crate) fn answer(operation: &Operation) -> Option<&ReferenceOr<Schema>> {
    let mut responses = operation.responses.responses.values();
    responses.find_map(|response| {
        let mut contents = response.as_item()?.content.values();
        contents.find_map(|content| content.schema.as_ref())
    })
}

/// The names of all schemas that `roots` reach.
pub(crate) fn reached<'a>(
    api: &OpenAPI,
    roots: impl IntoIterator<Item = &'a ReferenceOr<Schema>>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut names = Vec::new();
    for root in roots {
        references(root, &mut names);
    }
    while let Some(name) = names.pop() {
        let schema = api.components.as_ref().and_then(|c| c.schemas.get(&name));
        if found.insert(name)
            && let Some(schema) = schema
        {
            references(schema, &mut names);
        }
    }
    found
}

/// The names of all schemas that requests reach.
pub(crate) fn in_requests(api: &OpenAPI) -> BTreeSet<String> {
    reached(
        api,
        api.operations()
            .flat_map(|(.., operation)| request(operation)),
    )
}

/// The names of all schemas that answers reach.
pub(crate) fn in_answers(api: &OpenAPI) -> BTreeSet<String> {
    reached(
        api,
        api.operations()
            .filter_map(|(.., operation)| answer(operation)),
    )
}

/// Drops schemas that no operation reaches.
pub(crate) fn drop_unused(api: &mut OpenAPI) {
    let mut used = in_requests(api);
    used.extend(in_answers(api));
    if let Some(components) = &mut api.components {
        components.schemas.retain(|name, _| used.contains(name));
    }
}

/// Adds the names that `schema` itself refers to, not those in what they name.
fn references<S: Borrow<Schema>>(schema: &ReferenceOr<S>, names: &mut Vec<String>) {
    let item = match schema {
        ReferenceOr::Reference { reference } => return names.push(target(reference).to_owned()),
        ReferenceOr::Item(item) => item.borrow(),
    };
    match &item.schema_kind {
        SchemaKind::AllOf { all_of } => all_of.iter().for_each(|part| references(part, names)),
        SchemaKind::Type(Type::Array(array)) => {
            array
                .items
                .iter()
                .for_each(|items| references(items, names));
        }
        SchemaKind::Type(Type::Object(object)) => {
            for property in object.properties.values() {
                references(property, names);
            }
            if let Some(AdditionalProperties::Schema(schema)) = &object.additional_properties {
                references(&**schema, names);
            }
        }
        _ => {}
    }
}

/// Calls `change` for every reference in the document.
pub(crate) fn rewrite_references(api: &mut OpenAPI, change: &dyn Fn(&mut String)) {
    if let Some(components) = &mut api.components {
        for schema in components.schemas.values_mut() {
            rewrite(schema, change);
        }
    }
    for item in api.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else {
            continue;
        };
        for operation in verbs_mut(item).into_iter().flatten() {
            for response in operation.responses.responses.values_mut() {
                if let ReferenceOr::Item(response) = response {
                    for body in response.content.values_mut() {
                        body.schema
                            .iter_mut()
                            .for_each(|schema| rewrite(schema, change));
                    }
                }
            }
            if let Some(ReferenceOr::Item(body)) = &mut operation.request_body {
                for body in body.content.values_mut() {
                    body.schema
                        .iter_mut()
                        .for_each(|schema| rewrite(schema, change));
                }
            }
        }
    }
}

fn rewrite<S: BorrowMut<Schema>>(schema: &mut ReferenceOr<S>, change: &dyn Fn(&mut String)) {
    match schema {
        ReferenceOr::Reference { reference } => change(reference),
        ReferenceOr::Item(item) => rewrite_item(item.borrow_mut(), change),
    }
}

fn rewrite_item(item: &mut Schema, change: &dyn Fn(&mut String)) {
    match &mut item.schema_kind {
        SchemaKind::AllOf { all_of } => all_of.iter_mut().for_each(|part| rewrite(part, change)),
        SchemaKind::Type(Type::Array(array)) => {
            array
                .items
                .iter_mut()
                .for_each(|items| rewrite(items, change));
        }
        SchemaKind::Type(Type::Object(object)) => {
            for property in object.properties.values_mut() {
                rewrite(property, change);
            }
            if let Some(AdditionalProperties::Schema(schema)) = &mut object.additional_properties {
                rewrite(&mut **schema, change);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
