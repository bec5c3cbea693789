//! Structs and enumerations, in the form that the macros `object!` and `open_enum!` of the crate
//! make complete: lenient decoding, exact encoding, and a `Debug` without people.

use super::{inner, last_name, module, personal::is_personal, plain};
use crate::docs::Docs;
use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, Type};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use std::collections::BTreeSet;

/// The module `types`.
pub(super) fn types(source: &syn::File, api: &OpenAPI, docs: &Docs) -> Result<TokenStream, String> {
    let items = module(&source.items, "types")?;
    let mut seen = BTreeSet::new();
    let mut made = Vec::new();
    for item in items {
        let (name, tokens) = match item {
            syn::Item::Struct(item) => (item.ident.to_string(), object(item, api, docs)?),
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
        /// are open: a value that this version does not know is kept as `UnknownValue`.
        pub mod types {
            #(#made)*
        }
    })
}

fn object(item: &syn::ItemStruct, api: &OpenAPI, docs: &Docs) -> Result<TokenStream, String> {
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
        } else {
            quote!(required)
        };
        let shown = if is_personal(&name_text, &wire) {
            quote!(hidden)
        } else {
            quote!(shown)
        };
        wired.push(quote! { #wire => #ident: #form #shown });
    }
    let extra = extra.map(|ident| quote! { , .. => #ident });
    let doc = type_doc(docs, &name_text);
    Ok(quote! {
        #[doc = #doc]
        #[derive(Clone, Default, PartialEq)]
        pub struct #name { #(#declared),* }
        crate::object! { #name { #(#wired),* #extra } }
    })
}

fn type_doc(docs: &Docs, name: &str) -> String {
    docs.schema(name)
        .map_or_else(|| format!("`{name}`."), |words| words.description.clone())
}

/// The words for a property, followed by what the contract itself says: limits, format, and who
/// sets it.
fn property_doc(api: &OpenAPI, docs: &Docs, schema: &str, property: &str) -> String {
    let mut doc = docs.member(schema, property).unwrap_or(property).to_owned();
    let facts = property_facts(api, schema, property);
    if !facts.is_empty() {
        doc.push_str("\n\n");
        doc.push_str(&facts.join("; "));
        doc.push('.');
    }
    doc
}

fn property_facts(api: &OpenAPI, schema: &str, property: &str) -> Vec<String> {
    let components = api.components.as_ref();
    let Some(ReferenceOr::Item(Schema {
        schema_kind: SchemaKind::Type(Type::Object(object)),
        ..
    })) = components.and_then(|components| components.schemas.get(schema))
    else {
        return Vec::new();
    };
    let Some(ReferenceOr::Item(property)) = object.properties.get(property) else {
        return Vec::new();
    };
    facts(&property.schema_data)
}

/// What is known of a value besides its type, as half-sentences.
pub(super) fn facts(data: &SchemaData) -> Vec<String> {
    let mut facts = Vec::new();
    if data.read_only {
        facts.push("Set by the server".to_owned());
    }
    facts.extend(extension_facts(|key| data.extensions.get(key)));
    facts
}

/// The limits and the format among the extensions of a schema or parameter.
pub(super) fn extension_facts<'a>(get: impl Fn(&str) -> Option<&'a Value>) -> Vec<String> {
    let mut facts = Vec::new();
    let limits = get("x-limits");
    let limit = |key: &str| {
        limits
            .and_then(|limits| limits.get(key))
            .filter(|v| !v.is_null())
    };
    let mut range = |least: &str, most: &str, what: &str| match (limit(least), limit(most)) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most}{what}")),
        (Some(least), None) => facts.push(format!("At least {least}{what}")),
        (None, Some(most)) => facts.push(format!("At most {most}{what}")),
        (None, None) => {}
    };
    range("minLength", "maxLength", " characters");
    range("minItems", "maxItems", " entries");
    range("minimum", "maximum", "");
    match get("x-format").and_then(Value::as_str) {
        Some("uuid") => facts.push("A UUID".to_owned()),
        Some("date") => facts.push("A date".to_owned()),
        Some("uri" | "url") => facts.push("A URL".to_owned()),
        Some("email") => facts.push("An e-mail address".to_owned()),
        _ => {}
    }
    facts
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
