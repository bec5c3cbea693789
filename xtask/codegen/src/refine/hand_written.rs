//! The schemas of hand-written types.

use openapiv3::{AnySchema, OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind};

/// Adds the schema of a hand-written type, so that it can be referred to.
pub(super) fn declare_hand_written(api: &mut OpenAPI, name: &str) {
    if let Some(components) = &mut api.components {
        let any = Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Any(AnySchema::default()),
        };
        components
            .schemas
            .insert(name.to_owned(), ReferenceOr::Item(any));
        components.schemas.sort_keys();
    }
}
