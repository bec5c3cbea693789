//! Rules over the whole converted document, each in one function: what progenitor and typify would
//! make inconvenient or brittle is put right before they see it.

mod activities;
mod links;
mod reach;
mod strictness;

pub(crate) use reach::{drop_unused, target};
pub(crate) use strictness::{IN_ANSWERS, NEEDS_CONTENT};

use crate::error::Result;
use crate::origins::Origins;
use openapiv3::{AnySchema, OpenAPI, PathItem, ReferenceOr, Schema, SchemaData, SchemaKind};
use std::collections::BTreeSet;

/// Applies every rule. The result is what `tests/golden/openapi.json` shows.
pub(crate) fn refine(origins: &Origins, api: &mut OpenAPI) -> Result<()> {
    activities::unify_activities(origins, api)?;
    links::unify_links(origins, api)?;
    reach::drop_unused(api);
    strictness::mark_content(api);
    strictness::mark_answers(api);
    strictness::relax_responses(api);
    strictness::keep_empty_lists(api);
    Ok(())
}

/// Leaves only the operations of `areas` (feature names) and the types that they use.
pub fn select_areas(api: &mut OpenAPI, areas: &BTreeSet<String>) {
    retain_operations(api, |operation| {
        let area = operation
            .extensions
            .get("x-area")
            .and_then(|area| area.as_str());
        area.is_some_and(|area| areas.contains(area))
    });
    reach::drop_unused(api);
}

/// Makes room for a reference to a type that is written by hand.
fn declare_hand_written(api: &mut OpenAPI, name: &str) {
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

/// Keeps the operations that `wanted` says, and no path without any.
pub(crate) fn retain_operations(
    api: &mut OpenAPI,
    mut wanted: impl FnMut(&openapiv3::Operation) -> bool,
) {
    for item in api.paths.paths.values_mut() {
        if let ReferenceOr::Item(item) = item {
            for slot in verbs_mut(item) {
                *slot = slot.take().filter(&mut wanted);
            }
        }
    }
    api.paths
        .paths
        .retain(|_, item| matches!(item, ReferenceOr::Item(item) if *item != PathItem::default()));
}

fn verbs_mut(item: &mut PathItem) -> [&mut Option<openapiv3::Operation>; 5] {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
    ]
}

#[cfg(test)]
mod tests;
