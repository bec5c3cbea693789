//! Structs and enumerations, in the form that the macros `object!` and `open_enum!` of the crate
//! make complete: lenient decoding, exact encoding, and a `Debug` without people.

use super::{inner, last_name, module, personal::is_personal, plain};
use crate::docs::Docs;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// The module `types`.
pub(super) fn types(source: &syn::File, _docs: &Docs) -> Result<TokenStream, String> {
    let items = module(&source.items, "types")?;
    let mut seen = BTreeSet::new();
    let mut made = Vec::new();
    for item in items {
        let (name, tokens) = match item {
            syn::Item::Struct(item) => (item.ident.to_string(), object(item)?),
            syn::Item::Enum(item) => (item.ident.to_string(), enumeration(item)?),
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
        /// are open: a value that this version does not know is kept as `UnknownValue`.
        pub mod types {
            #(#made)*
        }
    })
}

fn object(item: &syn::ItemStruct) -> Result<TokenStream, String> {
    let name = &item.ident;
    let syn::Fields::Named(fields) = &item.fields else {
        return Err(format!("the type {name} is not a plain struct"));
    };
    let mut declared = Vec::new();
    let mut wired = Vec::new();
    let mut extra = None;
    for field in &fields.named {
        let ident = field.ident.as_ref().ok_or("a field without a name")?;
        let attributes = Attributes::read(&field.attrs)?;
        let ty = plain(&field.ty);
        let ty = unprefixed(&ty);
        declared.push(quote! { pub #ident: #ty });
        if attributes.flatten {
            extra = Some(ident);
            continue;
        }
        let wire = attributes.rename.unwrap_or_else(|| ident.to_string());
        let form = if inner(&ty, "Option").is_some() {
            quote!(optional)
        } else if attributes.skips {
            quote!(list)
        } else {
            quote!(required)
        };
        let shown = if is_personal(&name.to_string(), &wire) {
            quote!(hidden)
        } else {
            quote!(shown)
        };
        wired.push(quote! { #wire => #ident: #form #shown });
    }
    let extra = extra.map(|ident| quote! { , .. => #ident });
    let doc = format!("`{name}`");
    Ok(quote! {
        #[doc = #doc]
        #[derive(Clone, Default, PartialEq)]
        pub struct #name { #(#declared),* }
        crate::object! { #name { #(#wired),* #extra } }
    })
}

/// What serde attributes say of a field.
#[derive(Default)]
struct Attributes {
    rename: Option<String>,
    flatten: bool,
    skips: bool,
}

impl Attributes {
    fn read(attrs: &[syn::Attribute]) -> Result<Self, String> {
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
fn unprefixed(ty: &syn::Type) -> syn::Type {
    let mut ty = ty.clone();
    if let syn::Type::Path(path) = &mut ty {
        let first = path.path.segments.first().map(|s| s.ident.to_string());
        if path.path.segments.len() == 2 && matches!(first.as_deref(), Some("self" | "types")) {
            path.path.segments = path.path.segments.iter().skip(1).cloned().collect();
        }
    }
    ty
}

fn enumeration(item: &syn::ItemEnum) -> Result<TokenStream, String> {
    let name = &item.ident;
    let mut variants = Vec::new();
    for variant in &item.variants {
        if !matches!(variant.fields, syn::Fields::Unit) {
            return Err(format!("the enumeration {name} has variants with content"));
        }
        let ident = &variant.ident;
        let wire = Attributes::read(&variant.attrs)?
            .rename
            .unwrap_or_else(|| ident.to_string());
        let doc = format!("`{wire}`");
        variants.push(quote! { #[doc = #doc] #ident = #wire });
    }
    let doc = format!("`{name}`");
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
    !matches!(last_name(ty).as_deref(), Some("bool" | "i64" | "u32" | "f64"))
}
