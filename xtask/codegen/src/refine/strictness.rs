//! How strict each side is: lenient with what the server sends, exact in what is sent to it.

use super::reach::{Side, closure};
use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use std::collections::BTreeSet;

/// Nothing in a response is required: pages come without links, contacts without an address, and
/// the provider itself keeps taking such promises back.
pub(super) fn relax_responses(api: &mut OpenAPI) {
    let responses = closure(api, Side::Response);
    each_object(api, &responses, |object| object.required.clear());
}

/// An optional list in a request is `Option<Vec<_>>`, since leaving it out and sending it empty
/// mean different things: `[]` clears, absence leaves alone.
pub(super) fn keep_empty_lists(api: &mut OpenAPI) {
    let requests = closure(api, Side::Request);
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
