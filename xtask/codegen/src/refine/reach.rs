//! Which schemas a document reaches from where.

use openapiv3::{
    AdditionalProperties, OpenAPI, Operation, ParameterSchemaOrContent, ReferenceOr, Schema,
    SchemaKind, Type,
};
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

/// The side of a call from which schemas are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Response,
}

/// The names of all schemas that bodies (and parameters) of one side reach.
pub(crate) fn closure(api: &OpenAPI, side: Side) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, _, operation) in api.operations() {
        each_root(operation, side, &mut |schema| collect(schema, &mut found));
    }
    grow(api, found)
}

/// Drops schemas that no operation reaches.
pub(crate) fn drop_unused(api: &mut OpenAPI) {
    let mut used = closure(api, Side::Request);
    used.extend(closure(api, Side::Response));
    if let Some(components) = &mut api.components {
        components.schemas.retain(|name, _| used.contains(name));
    }
}

fn grow(api: &OpenAPI, mut found: BTreeSet<String>) -> BTreeSet<String> {
    let mut todo: Vec<String> = found.iter().cloned().collect();
    while let Some(name) = todo.pop() {
        let schema = api.components.as_ref().and_then(|c| c.schemas.get(&name));
        let mut next = BTreeSet::new();
        if let Some(schema) = schema {
            collect(schema, &mut next);
        }
        todo.extend(next.into_iter().filter(|name| found.insert(name.clone())));
    }
    found
}

fn each_root(operation: &Operation, side: Side, visit: &mut dyn FnMut(&ReferenceOr<Schema>)) {
    if side == Side::Response {
        for response in operation.responses.responses.values() {
            if let ReferenceOr::Item(response) = response {
                response
                    .content
                    .values()
                    .filter_map(|body| body.schema.as_ref())
                    .for_each(&mut *visit);
            }
        }
        return;
    }
    for parameter in &operation.parameters {
        if let ReferenceOr::Item(parameter) = parameter
            && let ParameterSchemaOrContent::Schema(schema) = &parameter.parameter_data_ref().format
        {
            visit(schema);
        }
    }
    if let Some(ReferenceOr::Item(body)) = &operation.request_body {
        body.content
            .values()
            .filter_map(|body| body.schema.as_ref())
            .for_each(&mut *visit);
    }
}

fn collect(schema: &ReferenceOr<Schema>, found: &mut BTreeSet<String>) {
    each_reference(schema, &mut |reference| {
        found.insert(target(reference).to_owned());
    });
}

/// Calls `visit` for every reference directly in `schema`, not in what they refer to.
fn each_reference(schema: &ReferenceOr<Schema>, visit: &mut dyn FnMut(&str)) {
    match schema {
        ReferenceOr::Reference { reference } => visit(reference),
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::AllOf { all_of } => {
                all_of.iter().for_each(|part| each_reference(part, visit));
            }
            SchemaKind::Type(Type::Array(array)) => {
                if let Some(items) = &array.items {
                    each_reference(&items.clone().unbox(), visit);
                }
            }
            SchemaKind::Type(Type::Object(object)) => {
                for property in object.properties.values() {
                    each_reference(&property.clone().unbox(), visit);
                }
                if let Some(AdditionalProperties::Schema(schema)) = &object.additional_properties {
                    each_reference(schema, visit);
                }
            }
            _ => {}
        },
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
        for operation in super::verbs_mut(item).into_iter().flatten() {
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

fn rewrite(schema: &mut ReferenceOr<Schema>, change: &dyn Fn(&mut String)) {
    match schema {
        ReferenceOr::Reference { reference } => change(reference),
        ReferenceOr::Item(item) => rewrite_item(item, change),
    }
}

fn rewrite_boxed(schema: &mut ReferenceOr<Box<Schema>>, change: &dyn Fn(&mut String)) {
    match schema {
        ReferenceOr::Reference { reference } => change(reference),
        ReferenceOr::Item(item) => rewrite_item(item, change),
    }
}

fn rewrite_item(item: &mut Schema, change: &dyn Fn(&mut String)) {
    match &mut item.schema_kind {
        SchemaKind::AllOf { all_of } => all_of.iter_mut().for_each(|part| rewrite(part, change)),
        SchemaKind::Type(Type::Array(array)) => {
            array
                .items
                .iter_mut()
                .for_each(|items| rewrite_boxed(items, change));
        }
        SchemaKind::Type(Type::Object(object)) => {
            for property in object.properties.values_mut() {
                rewrite_boxed(property, change);
            }
            if let Some(AdditionalProperties::Schema(schema)) = &mut object.additional_properties {
                rewrite(schema, change);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
