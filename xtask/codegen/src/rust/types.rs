//! Structs and enumerations, in the form that the macros `object!` and `open_enum!` of the crate
//! make complete: lenient decoding, exact encoding, and a `Debug` without texts.

use super::facts::{other_name, property_doc};
use super::{inner, last_name, module, plain, printed};
use crate::docs::Docs;
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// The field for the members that a type does not know.
pub(super) const UNKNOWN: &str = "unknown_members";

/// The module `types`. `keeping` are the types that keep the members that they do not know.
pub(super) fn types(
    source: &syn::File,
    api: &OpenAPI,
    docs: &Docs,
    keeping: &BTreeSet<String>,
) -> Result<TokenStream, String> {
    let items = module(&source.items, "types")?;
    let enums: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let all = All {
        api,
        docs,
        enums: &enums,
        keeping,
    };
    let mut seen = BTreeSet::new();
    let mut members = BTreeSet::new();
    let mut made = Vec::new();
    for item in items {
        let (name, tokens) = match item {
            syn::Item::Struct(item) => (item.ident.to_string(), object(item, &all, &mut members)?),
            syn::Item::Enum(item) => (item.ident.to_string(), enumeration(item, docs)?),
            _ => continue,
        };
        if !seen.insert(name.clone()) {
            return Err(format!("there are two types named {name}"));
        }
        made.push(tokens);
    }
    Ok(quote! {
        /// What requests and responses are made of.
        ///
        /// Every struct has a `Default`, so that a request names only what it sets:
        /// `CreateThing { name: …, ..Default::default() }`. Nothing in a response is required:
        /// what the server leaves out or sends as `null` is `None` or an empty list. Enumerations
        /// are open: a value that this version does not know is kept as `UnknownValue`; where a request
        /// requires one, its default stands for no choice and is refused before anything is sent.
        ///
        /// Not every answer keeps to the contract. A number in quotes or with commas between its
        /// thousands, an id or a text without quotes, an object alone where the contract has a list, or a
        /// list of one where it has the object, a `null` between rows: all that is read as what it means.
        /// `""`, `{}` and `[]` in place of something else are nothing, and so is a number that is
        /// `NaN` or infinite. If a text is broken (half of a surrogate pair, a raw control character,
        /// bytes that are not UTF-8, a byte order mark), it is repaired and read once more. What means
        /// nothing is an error that names the place, and has the answer in
        /// [`Error::body`](crate::Error::body).
        ///
        /// Members that this version does not know are kept in every type that an answer can hold, in
        /// the field `unknown_members`: see [`UnknownMembers`](crate::UnknownMembers). The value of an
        /// enumeration is written as it was read, whatever its case.
        ///
        /// `Debug` shows ids, enumerations, numbers, booleans and times. Every other text can be about a
        /// person and shows as `…`: read the field to print it.
        ///
        /// Texts and numbers that a request requires are sent as they are, empty or 0 if they were not
        /// set: the server refuses them.
        ///
        /// A new build of the contract can add properties and values. That is a minor release, and
        /// literals with `..Default::default()` go on compiling.
        pub mod types {
            /// The names of all members, sorted: what an error may repeat of an answer.
            pub(crate) const MEMBERS: &[&str] = &[#(#members),*];

            #(#made)*
        }
    })
}

/// What is known of all types.
struct All<'a> {
    api: &'a OpenAPI,
    docs: &'a Docs,
    enums: &'a BTreeSet<String>,
    keeping: &'a BTreeSet<String>,
}

impl All<'_> {
    /// Whether a value is one of an enumeration, or a list of such.
    fn is_spelt(&self, ty: &syn::Type) -> bool {
        let ty = inner(ty, "Option").unwrap_or(ty);
        let ty = list_item(ty).unwrap_or(ty);
        last_name(ty).is_some_and(|name| self.enums.contains(&name))
    }

    /// Whether the default of a type stands for no choice.
    fn is_choice(&self, ty: &syn::Type) -> bool {
        last_name(ty).is_some_and(|name| name == "SendTime" || self.enums.contains(&name))
    }
}

/// The struct of one object, whose members are added to `members`.
fn object(
    item: &syn::ItemStruct,
    all: &All<'_>,
    members: &mut BTreeSet<String>,
) -> Result<TokenStream, String> {
    let &All { api, docs, .. } = all;
    let name = &item.ident;
    let name_text = name.to_string();
    let syn::Fields::Named(fields) = &item.fields else {
        return Err(format!("the type {name} is not a plain struct"));
    };
    let mut declared = Vec::new();
    let mut wired = Vec::new();
    let mut extra = None;
    let mut idents = BTreeSet::new();
    for field in &fields.named {
        let ident = field.ident.as_ref().ok_or("a field without a name")?;
        if !idents.insert(ident) {
            return Err(format!("two properties of {name} become the field {ident}"));
        }
        let attributes = Attributes::read(&field.attrs)?;
        let ty = plain(&field.ty);
        let ty = unprefixed(&ty);
        if attributes.flatten {
            let doc = "All members that have no field of their own, by name.";
            declared.push(quote! { #[doc = #doc] pub #ident: #ty });
            extra = Some(ident);
            continue;
        }
        let wire = attributes.rename.unwrap_or_else(|| ident.to_string());
        let doc = property_doc(api, docs, &name_text, &wire);
        declared.push(quote! { #[doc = #doc] pub #ident: #ty });
        let form = if inner(&ty, "Option").is_some() {
            quote!(optional)
        } else if attributes.skips {
            quote!(list)
        } else if all.is_choice(&ty) {
            quote!(chosen)
        } else {
            quote!(required)
        };
        let shown = printed::shown(api, &name_text, &wire).map(|shown| format_ident!("{shown}"));
        let other = other_name(api, &name_text, &wire);
        members.extend(other.map(str::to_owned));
        let other = other.map(|other| quote! { | #other });
        members.insert(wire.clone());
        let spelt = all.is_spelt(&ty).then(|| format_ident!("spelt"));
        wired.push(quote! { #wire #other => #ident: #form #spelt #shown });
    }
    let rest = match extra {
        Some(ident) => Some(quote! { , .. => #ident }),
        None if all.keeping.contains(&name_text) => {
            let unknown = format_ident!("{UNKNOWN}");
            if idents.contains(&unknown) {
                return Err(format!("{name} has a property that is called {UNKNOWN}"));
            }
            declared.push(quote! {
                /// The members that have no field of their own.
                pub #unknown: crate::UnknownMembers
            });
            Some(quote! { , unknown => #unknown })
        }
        None => None,
    };
    let doc = type_doc(docs, &name_text);
    Ok(quote! {
        #[doc = #doc]
        #[derive(Clone, Default, PartialEq)]
        pub struct #name { #(#declared),* }
        crate::object! { #name { #(#wired),* #rest } }
    })
}

fn type_doc(docs: &Docs, name: &str) -> String {
    docs.schema(name)
        .map_or_else(|| format!("`{name}`."), |words| words.description.clone())
}

/// What serde attributes say of a field.
#[derive(Default)]
pub(super) struct Attributes {
    pub rename: Option<String>,
    pub flatten: bool,
    pub skips: bool,
}

impl Attributes {
    pub fn read(attrs: &[syn::Attribute]) -> Result<Self, String> {
        let mut read = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
            attr.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    read.rename = Some(meta.value()?.parse::<syn::LitStr>()?.value());
                } else if meta.path.is_ident("flatten") {
                    read.flatten = true;
                } else if meta.path.is_ident("skip_serializing_if") {
                    read.skips = true;
                    meta.value()?.parse::<syn::LitStr>()?;
                } else if meta.path.is_ident("default") {
                    if meta.input.peek(syn::Token![=]) {
                        return Err(meta.error("a default value"));
                    }
                } else {
                    return Err(meta.error("an attribute the pass does not know"));
                }
                Ok(())
            })
            .map_err(|e| e.to_string())?;
        }
        Ok(read)
    }
}

/// Types of this module are named without a path.
pub(super) fn unprefixed(ty: &syn::Type) -> syn::Type {
    let mut ty = ty.clone();
    if let syn::Type::Path(path) = &mut ty {
        let first = path.path.segments.first().map(|s| s.ident.to_string());
        if path.path.segments.len() == 2 && matches!(first.as_deref(), Some("self" | "types")) {
            path.path.segments = path.path.segments.iter().skip(1).cloned().collect();
        }
    }
    ty
}

fn enumeration(item: &syn::ItemEnum, docs: &Docs) -> Result<TokenStream, String> {
    let name = &item.ident;
    let name_text = name.to_string();
    let mut variants = Vec::new();
    for variant in &item.variants {
        if !matches!(variant.fields, syn::Fields::Unit) {
            return Err(format!("the enumeration {name} has variants with content"));
        }
        let ident = &variant.ident;
        if ident == "UnknownValue" {
            return Err(format!(
                "a value of {name} has the name of the unknown ones"
            ));
        }
        let wire = Attributes::read(&variant.attrs)?
            .rename
            .unwrap_or_else(|| ident.to_string());
        let doc = match docs.member(&name_text, &wire) {
            Some(words) => format!("`{wire}`: {words}"),
            None => format!("`{wire}`"),
        };
        variants.push(quote! { #[doc = #doc] #ident = #wire });
    }
    let doc = type_doc(docs, &name_text);
    Ok(quote! {
        crate::open_enum! { #[doc = #doc] #name { #(#variants),* } }
    })
}

/// Whether a type is a list, by its plain form.
pub(super) fn list_item(ty: &syn::Type) -> Option<&syn::Type> {
    inner(ty, "Vec")
}

/// Whether a value of the type may be given as anything that converts into it.
pub(super) fn converts(ty: &syn::Type) -> bool {
    !matches!(
        last_name(ty).as_deref(),
        Some("bool" | "i64" | "u32" | "f64")
    )
}

#[cfg(test)]
mod tests;
