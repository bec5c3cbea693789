//! The converted document becomes Rust: progenitor makes types and builders, the passes of this
//! module bring them into the crate's form, prettyplease prints them.
//!
//! ```text
//! OpenAPI ─ progenitor ─► syn::File ─► types.rs      structs and open enumerations
//!                                  └─► operations.rs  builders, `send`, the methods of `Client`
//!                                  └─► write_back.rs  from what GET answers to what PUT takes
//! OpenAPI, docs.yaml ─► words.rs, references.rs, facts.rs, example.rs ─► the documentation of both
//! ```
//!
//! Three things of progenitor's output are not kept: a second builder for every struct (more than
//! half of all lines), the derived serde code (strict, and slow to compile), and the body of
//! `send` (it would send `api-version`, repeat every list, and drop failure bodies). Names, types,
//! parameters and their order are progenitor's.

mod answer;
mod example;
mod facts;
mod operations;
mod paging;
mod printed;
mod references;
mod types;
mod words;
mod write_back;

pub(crate) use words::fact_list;

use crate::docs::Docs;
use crate::error::{Error, Result};
use crate::names::HAND_WRITTEN;
use crate::read::escape;
use crate::references::drop_unused;
use crate::select::retain_operations;
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// The generated client as source text.
///
/// What cannot be generated is told with the operation that it comes from.
pub fn generate(file: &str, api: &OpenAPI, docs: &Docs) -> Result<String> {
    quiet_source(api, docs).map_err(|finding| match culprit(api, docs) {
        Some((pointer, finding)) => Error::new(file, &pointer, finding),
        None => Error::new(file, "", finding),
    })
}

/// The first operation that cannot be generated even alone, and why.
fn culprit(api: &OpenAPI, docs: &Docs) -> Option<(String, String)> {
    alone(api).find_map(|(pointer, part)| Some((pointer, quiet_source(&part, docs).err()?)))
}

/// Each operation as a document of its own, with its place in the contract.
pub(crate) fn alone(api: &OpenAPI) -> impl Iterator<Item = (String, OpenAPI)> {
    api.operations().map(move |(path, verb, operation)| {
        let mut part = api.clone();
        retain_operations(&mut part, |other| {
            other.operation_id == operation.operation_id
        });
        drop_unused(&mut part);
        (format!("/paths/{}/{verb}", escape(path)), part)
    })
}

/// Progenitor answers some documents with an assertion instead of an error.
fn quiet_source(api: &OpenAPI, docs: &Docs) -> std::result::Result<String, String> {
    quietly(|| source(api, docs))
        .unwrap_or_else(|panic| Err(format!("this cannot be expressed: {panic}")))
}

fn source(api: &OpenAPI, docs: &Docs) -> std::result::Result<String, String> {
    let source = progenitor_file(api)?;
    let docs = references::linked(docs, api);
    let (operations, keeping) = operations::operations(&source, api, &docs)?;
    let types = types::types(&source, api, &docs, &keeping)?;
    let tokens = quote::quote! {
        #types
        #operations
    };
    let parsed = syn::parse2(tokens).map_err(|e| e.to_string())?;
    Ok(prettyplease::unparse(&parsed))
}

/// How an operation that answers in pages names the next one (`link` or `cursor`), and the property
/// that holds its rows.
pub fn page_style(
    api: &OpenAPI,
    operation: &openapiv3::Operation,
) -> Option<(&'static str, String)> {
    let paged = paging::paged(api, operation)?;
    let style = match paged.style {
        paging::Style::Link => "link",
        paging::Style::Cursor => "cursor",
    };
    Some((style, paged.rows))
}

/// Runs progenitor on everything it can express; uploads are written by hand.
fn progenitor_file(api: &OpenAPI) -> std::result::Result<syn::File, String> {
    let mut api = api.clone();
    retain_operations(&mut api, |operation| {
        !operation.extensions.contains_key("x-multipart")
    });
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_map_type("std::collections::BTreeMap");
    for name in HAND_WRITTEN {
        settings.with_replacement(name, format!("crate::{name}"), std::iter::empty());
    }
    let mut generator = Generator::new(&settings);
    let tokens = generator
        .generate_tokens(&api)
        .map_err(|e| format!("progenitor: {e}"))?;
    syn::parse2(tokens).map_err(|e| format!("progenitor's output: {e}"))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` and returns the message of its panic, which is not printed.
fn quietly<T>(work: impl FnOnce() -> T) -> std::result::Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    done.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied());
        text.unwrap_or("no reason given").replace('\n', " ")
    })
}

/// The items of an inline module.
fn module<'a>(items: &'a [syn::Item], name: &str) -> std::result::Result<&'a [syn::Item], String> {
    items
        .iter()
        .find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == name => {
                module.content.as_ref().map(|(_, items)| items.as_slice())
            }
            _ => None,
        })
        .ok_or_else(|| format!("there is no module `{name}`"))
}

/// `::std::option::Option<T>` and the like as a person would write them.
fn plain(ty: &syn::Type) -> syn::Type {
    let mut ty = ty.clone();
    if let syn::Type::Path(path) = &mut ty {
        let names: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let ["std", "option" | "vec" | "string", _] = names[..] {
            path.path.leading_colon = None;
            path.path.segments = path.path.segments.iter().skip(2).cloned().collect();
        }
        for segment in &mut path.path.segments {
            if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                for argument in &mut arguments.args {
                    if let syn::GenericArgument::Type(inner) = argument {
                        *inner = plain(inner);
                    }
                }
            }
        }
    }
    ty
}

/// `T` of `Outer<T>`.
fn inner<'a>(ty: &'a syn::Type, outer: &str) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let segment = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == outer)?;
    match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// The last name of a type's path.
fn last_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
