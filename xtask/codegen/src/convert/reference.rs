//! References to named schemas, in the converted document.

use crate::error::Result;
use crate::names;
use crate::read::Node;
use crate::references::reference_to;
use openapiv3::{ReferenceOr, Schema, SchemaData, SchemaKind};

pub(super) fn check_name(name: &str, node: &Node<'_>) -> Result<()> {
    if names::is_type_name(name) {
        return Ok(());
    }
    Err(node.error(format!(
        "a type cannot be called `{name}`; give it an `x-type-name` in the overlay"
    )))
}

/// Whether a schema is a definition, and not written where it is used.
pub(super) fn is_definition(node: &Node<'_>) -> bool {
    let name = node.pointer().strip_prefix("/definitions/");
    name.is_some_and(|name| !name.contains('/'))
}

/// A reference to the named schema; with facts beside it, in the `allOf` form.
pub(super) fn refer(name: &str, data: SchemaData) -> ReferenceOr<Schema> {
    with_data(reference_to(name), data)
}

pub(super) fn with_data(reference: String, data: SchemaData) -> ReferenceOr<Schema> {
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
