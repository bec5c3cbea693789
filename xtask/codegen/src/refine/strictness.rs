//! How strict each side is: lenient with what the server sends, exact in what is sent to it.

use crate::extensions::{IN_ANSWERS, IN_REQUESTS, NEEDS_CONTENT, REQUIRED_IN_REQUESTS};
use crate::references::{answer, in_answers, in_requests, named, objects};
use crate::select::verbs_mut;
use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;
use std::collections::BTreeSet;

/// Marks the operations whose answer has to have content: those that read, since a thing that was
/// asked for has something to say, and those for which the document itself requires a property. The
/// answer to a write is an acknowledgement, which may be empty.
pub(super) fn mark_content(api: &mut OpenAPI) {
    let requires: BTreeSet<String> = objects(api)
        .filter(|(_, object)| !object.required.is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    for item in api.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else {
            continue;
        };
        let reads = [true, false, false, false, false];
        for (operation, reads) in verbs_mut(item).into_iter().zip(reads) {
            if let Some(operation) = operation
                && (reads
                    || answer(operation)
                        .and_then(named)
                        .is_some_and(|name| requires.contains(name)))
            {
                let mark = (NEEDS_CONTENT.to_owned(), Value::Bool(true));
                operation.extensions.extend([mark]);
            }
        }
    }
}

/// Marks the types that an answer can contain, which keep what they don't know.
pub(super) fn mark_answers(api: &mut OpenAPI) {
    let answers = in_answers(api);
    let components = api.components.iter_mut();
    for (name, schema) in components.flat_map(|components| &mut components.schemas) {
        if let ReferenceOr::Item(schema) = schema
            && matches!(schema.schema_kind, SchemaKind::Type(Type::Object(_)))
            && answers.contains(name)
        {
            let mark = (IN_ANSWERS.to_owned(), Value::Bool(true));
            schema.schema_data.extensions.extend([mark]);
        }
    }
}

/// Marks the types that a request can contain, and which of their properties it has to contain. What only
/// the server sets is never required of a request.
pub(super) fn mark_requests(api: &mut OpenAPI) {
    let requests = in_requests(api);
    let components = api.components.iter_mut();
    for (name, schema) in components.flat_map(|components| &mut components.schemas) {
        if let ReferenceOr::Item(schema) = schema
            && let SchemaKind::Type(Type::Object(object)) = &mut schema.schema_kind
            && requests.contains(name)
        {
            let ObjectType {
                required,
                properties,
                ..
            } = object;
            required.retain(|key| !properties.get(key).is_some_and(is_read_only));
            let extensions = &mut schema.schema_data.extensions;
            extensions.insert(IN_REQUESTS.to_owned(), Value::Bool(true));
            if !required.is_empty() {
                let required = required.clone().into();
                extensions.insert(REQUIRED_IN_REQUESTS.to_owned(), required);
            }
        }
    }
}

fn is_read_only(property: &ReferenceOr<Box<Schema>>) -> bool {
    let schema = property.as_item();
    schema.is_some_and(|schema| schema.schema_data.read_only)
}

/// Nothing in a response is required: pages come without links, contacts without an address, and
/// the provider itself keeps taking such promises back.
pub(super) fn relax_responses(api: &mut OpenAPI) {
    let responses = in_answers(api);
    each_object(api, &responses, |object| object.required.clear());
}

/// An optional list in a request is `Option<Vec<_>>`, since leaving it out and sending it empty
/// mean different things: `[]` clears, absence leaves alone.
pub(super) fn keep_empty_lists(api: &mut OpenAPI) {
    let requests = in_requests(api);
    each_object(api, &requests, |object| {
        for (name, property) in &mut object.properties {
            if let ReferenceOr::Item(schema) = property
                && is_collection(schema)
                && !object.required.contains(name)
            {
                schema.schema_data.nullable = true;
            }
        }
    });
}

fn is_collection(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(_)) => true,
        SchemaKind::Type(Type::Object(object)) => object.properties.is_empty(),
        _ => false,
    }
}

fn each_object(api: &mut OpenAPI, names: &BTreeSet<String>, change: impl Fn(&mut ObjectType)) {
    let Some(components) = &mut api.components else {
        return;
    };
    for (name, schema) in &mut components.schemas {
        if let ReferenceOr::Item(schema) = schema
            && let SchemaKind::Type(Type::Object(object)) = &mut schema.schema_kind
            && names.contains(name)
        {
            change(object);
        }
    }
}

#[cfg(test)]
mod tests;
