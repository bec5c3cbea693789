//! Which operations answer in pages, told by the shape of their answer, and what their builders and
//! page types get for it.

use super::answer::answer_schema;
use crate::references::target;
use openapiv3::{ObjectType, OpenAPI, Operation, Parameter, ReferenceOr, Schema, SchemaKind, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// How the page after this one is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `_links.next` leads there.
    Link,
    /// `next_cursor` goes back as the query parameter `next`.
    Cursor,
}

/// The answer of an operation that comes in pages.
pub(crate) struct Paged {
    /// The type of the page.
    pub page: String,
    /// The property that holds the rows.
    pub rows: String,
    /// The type of a row.
    pub item: String,
    pub style: Style,
}

/// Whether an operation answers in pages: an object with exactly one list of objects, beside the
/// links of a page or a cursor that the operation takes back.
pub(crate) fn paged(api: &OpenAPI, operation: &Operation) -> Option<Paged> {
    let ReferenceOr::Reference { reference } = answer_schema(operation)? else {
        return None;
    };
    let page = target(reference);
    let object = object(api, page)?;
    let takes_cursor = operation.parameters.iter().any(|parameter| {
        matches!(parameter, ReferenceOr::Item(parameter @ Parameter::Query { .. })
            if parameter.parameter_data_ref().name == "next")
    });
    let style = if takes_cursor && object.properties.contains_key("next_cursor") {
        Style::Cursor
    } else if object.properties.get("_links").and_then(named) == Some("PageLinks") {
        Style::Link
    } else {
        return None;
    };
    let mut lists = object.properties.iter().filter_map(|(name, property)| {
        let ReferenceOr::Item(schema) = property else {
            return None;
        };
        let SchemaKind::Type(Type::Array(array)) = &schema.schema_kind else {
            return None;
        };
        Some((name, array.items.as_ref().and_then(named)?))
    });
    let (rows, item) = lists.next()?;
    if lists.next().is_some() {
        return None;
    }
    Some(Paged {
        page: page.to_owned(),
        rows: rows.clone(),
        item: item.to_owned(),
        style,
    })
}

fn object<'a>(api: &'a OpenAPI, name: &str) -> Option<&'a ObjectType> {
    match api.components.as_ref()?.schemas.get(name)? {
        ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        }) => Some(object),
        _ => None,
    }
}

/// The type that a property or item refers to.
fn named(schema: &ReferenceOr<Box<Schema>>) -> Option<&str> {
    let reference = match schema {
        ReferenceOr::Reference { reference } => reference,
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.first()? {
                ReferenceOr::Reference { reference } => reference,
                ReferenceOr::Item(_) => return None,
            },
            _ => return None,
        },
    };
    Some(target(reference))
}

/// The methods that the builder of a paged operation gets.
pub(super) fn methods(paged: &Paged) -> TokenStream {
    let page = format_ident!("{}", paged.page);
    quote! {
        /// The rows of all pages, each page fetched while the one before is with the caller.
        ///
        /// Nothing is sent before the stream is polled; dropping it ends the fetching.
        pub fn stream(self) -> crate::Items<types::#page> {
            crate::Items::new(self.client, self.call(), None)
        }

        /// The same from where an earlier stream of this list stopped.
        pub fn stream_from(self, continuation: crate::Continuation) -> crate::Items<types::#page> {
            crate::Items::new(self.client, self.call(), Some(continuation))
        }

        /// All pages, each fetched while the one before is with the caller.
        pub fn pages(self) -> crate::Pages<types::#page> {
            crate::Pages::new(self.client, self.call(), None)
        }

        /// The same from where an earlier stream of this list stopped.
        pub fn pages_from(self, continuation: crate::Continuation) -> crate::Pages<types::#page> {
            crate::Pages::new(self.client, self.call(), Some(continuation))
        }
    }
}

/// What makes page types of the answers; several operations can share one.
pub(super) fn impls<'a>(paged: impl Iterator<Item = &'a Paged>) -> TokenStream {
    let by_page: BTreeMap<&str, &Paged> = paged.map(|paged| (paged.page.as_str(), paged)).collect();
    let impls = by_page.values().map(|paged| {
        let page = format_ident!("{}", paged.page);
        let item = format_ident!("{}", paged.item);
        let rows = format_ident!("{}", heck::ToSnakeCase::to_snake_case(paged.rows.as_str()));
        let rows_name = &paged.rows;
        let (by_cursor, next) = match paged.style {
            Style::Link => (
                false,
                quote! {
                    let href = self.links.as_ref()?.next.as_ref()?.href.as_ref()?;
                    (!href.is_empty()).then(|| crate::Position::Link(href.clone()))
                },
            ),
            Style::Cursor => (
                true,
                quote! {
                    let cursor = self.next_cursor.as_ref()?;
                    (!cursor.is_empty()).then(|| crate::Position::Cursor(cursor.clone()))
                },
            ),
        };
        quote! {
            impl crate::Page for types::#page {
                type Item = types::#item;

                const ITEMS: &'static str = #rows_name;
                const BY_CURSOR: bool = #by_cursor;

                fn items(&self) -> &[Self::Item] {
                    &self.#rows
                }

                fn next(&self) -> Option<crate::Position> {
                    #next
                }

                fn into_items(self) -> Vec<Self::Item> {
                    self.#rows
                }
            }
        }
    });
    quote! { #(#impls)* }
}

#[cfg(test)]
mod tests;
