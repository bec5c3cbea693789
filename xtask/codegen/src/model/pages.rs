//! Which operations answer in pages, by the shape of their answer.

use super::elements::{Model, NextPage, Pages};
use super::rust_type::RustType;

/// How an answer of the type `answer` comes in pages, if it does: it is an object with exactly one
/// list of objects, beside the links of a page or a cursor that the operation takes back.
pub(super) fn pages(model: &Model, answer: &RustType, takes_cursor: bool) -> Option<Pages> {
    let page = answer.contract_name()?;
    let object = model.object(page)?;
    let cursor = object.field("next_cursor").filter(|_| takes_cursor);
    let next = match cursor {
        Some(cursor) => NextPage::Cursor {
            cursor: cursor.ident.clone(),
        },
        None => {
            let links = object.field("_links")?;
            let target = links.ty.optional()?.contract_name()?;
            let next = model.object(target)?.field("next");
            let next = next.filter(|_| target == "PageLinks")?;
            NextPage::Link {
                links: links.ident.clone(),
                next: next.ident.clone(),
            }
        }
    };
    let mut lists = object.fields.iter().filter_map(|field| {
        let item = field.ty.required().item()?;
        Some((field, item.name().and(Some(item))?))
    });
    let (rows, item) = lists.next()?;
    if lists.next().is_some() || rows.ty.item().is_none() {
        return None;
    }
    Some(Pages {
        page: page.to_owned(),
        rows: rows.wire.clone(),
        rows_ident: rows.ident.clone(),
        item: item.clone(),
        next,
    })
}

#[cfg(test)]
mod tests;
