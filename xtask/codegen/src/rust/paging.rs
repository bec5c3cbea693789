//! The methods of builders and the implementations of `Page`, for answers that come in pages.

use crate::model::{NextPage, Pages};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// The methods that the builder of a paged operation gets.
pub(super) fn methods(pages: &Pages) -> TokenStream {
    let page = format_ident!("{}", pages.page);
    quote! {
        #[inline]
        /// Streams the rows of all pages. Each page is fetched while the caller handles the previous one.
        ///
        /// Nothing is sent before the stream is polled. Dropping the stream cancels the request for the next page.
        pub fn stream(self) -> crate::Items<types::#page> {
            crate::Items::new(self.client.clone(), self.call(), None)
        }

        #[inline]
        /// Like `stream`, from where an earlier stream of this list stopped.
        pub fn stream_from(self, continuation: crate::Continuation) -> crate::Items<types::#page> {
            crate::Items::new(self.client.clone(), self.call(), Some(continuation))
        }

        #[inline]
        /// Streams all pages. Each page is fetched while the caller handles the previous one.
        pub fn pages(self) -> crate::Pages<types::#page> {
            crate::Pages::new(self.client.clone(), self.call(), None)
        }

        #[inline]
        /// Like `pages`, from where an earlier stream of this list stopped.
        pub fn pages_from(self, continuation: crate::Continuation) -> crate::Pages<types::#page> {
            crate::Pages::new(self.client.clone(), self.call(), Some(continuation))
        }
    }
}

/// The implementations of `Page`; several operations can share one.
pub(super) fn impls<'a>(all: impl Iterator<Item = &'a Pages>) -> TokenStream {
    let by_page: BTreeMap<&str, &Pages> = all.map(|pages| (pages.page.as_str(), pages)).collect();
    let impls = by_page.values().map(|pages| {
        let page = format_ident!("{}", pages.page);
        let item = &pages.item;
        let rows = format_ident!("{}", pages.rows_ident);
        let rows_name = &pages.rows;
        let next = match &pages.next {
            NextPage::Link { links, next } => {
                let (links, next) = (format_ident!("{links}"), format_ident!("{next}"));
                quote! {
                    let href = self.#links.as_ref()?.#next.as_ref()?.href.as_ref()?;
                    (!href.is_empty()).then(|| crate::PagePosition::Link(href.clone()))
                }
            }
            NextPage::Cursor { cursor } => {
                let cursor = format_ident!("{cursor}");
                quote! {
                    let cursor = self.#cursor.as_ref()?;
                    (!cursor.is_empty()).then(|| crate::PagePosition::Cursor(cursor.clone()))
                }
            }
        };
        quote! {
            impl crate::Page for types::#page {
                type Item = #item;

                const ITEMS: &'static str = #rows_name;

                fn items(&self) -> &[Self::Item] {
                    &self.#rows
                }

                fn into_items(self) -> Vec<Self::Item> {
                    self.#rows
                }

                fn next(&self) -> Option<crate::PagePosition> {
                    #next
                }
            }
        }
    });
    quote! { #(#impls)* }
}
