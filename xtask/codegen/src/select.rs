//! Which operations of a document are kept.

use openapiv3::{OpenAPI, Operation, PathItem, ReferenceOr};

/// Keeps the operations that `wanted` selects, and no path without any.
pub(crate) fn retain_operations(api: &mut OpenAPI, mut wanted: impl FnMut(&Operation) -> bool) {
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

/// The operations of a path, GET first.
pub(crate) fn verbs_mut(item: &mut PathItem) -> [&mut Option<Operation>; 5] {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
    ]
}
