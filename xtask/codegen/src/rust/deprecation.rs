//! What the provider has deprecated is deprecated in Rust too.

use crate::docs::Docs;
use proc_macro2::TokenStream;
use quote::quote;

/// The note where `docs.yaml` has none.
const NOTE: &str = "The provider has deprecated this.";

/// The attribute for an element; `place` is that of its words in `docs.yaml`.
pub(super) fn deprecated(docs: &Docs, is_deprecated: bool, place: &str) -> Option<TokenStream> {
    let note = docs.deprecation(place).unwrap_or(NOTE);
    is_deprecated.then(|| quote! { #[deprecated = #note] })
}

/// The sentence for an argument, which cannot have the attribute.
pub(super) fn sentence(docs: &Docs, place: &str) -> String {
    docs.deprecation(place).unwrap_or(NOTE).to_owned()
}

#[cfg(test)]
mod tests;
