//! Runs progenitor and takes its output apart.

use super::outline::outline;
use crate::extensions::{Extended, MULTIPART, VALUE_NAMES};
use crate::names::HAND_WRITTEN;
use crate::select::retain_operations;
use openapiv3::{OpenAPI, ReferenceOr, SchemaKind, Type};
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use serde_json::Value;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// What the model reads of progenitor's output for everything that it can express; uploads are hand-written. For some
/// documents it panics instead of returning an error.
pub(super) fn output(api: &OpenAPI) -> Result<syn::File, String> {
    let mut api = api.clone();
    retain_operations(&mut api, |operation| {
        operation.extension(MULTIPART).is_none()
    });
    name_values(&mut api);
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_map_type("std::collections::BTreeMap");
    for name in HAND_WRITTEN {
        settings.with_replacement(name, format!("crate::{name}"), std::iter::empty());
    }
    let generated = quietly(|| Generator::new(&settings).generate_tokens(&api));
    let tokens = generated
        .map_err(|panic| format!("this cannot be expressed: {panic}"))?
        .map_err(|e| format!("progenitor: {e}"))?;
    syn::parse2(outline(tokens)).map_err(|e| format!("progenitor's output: {e}"))
}

/// Puts the names that the overlay gives to values of enumerations in the place of these values, since progenitor
/// takes the names of variants from them.
fn name_values(api: &mut OpenAPI) {
    let components = api.components.iter_mut();
    for schema in components.flat_map(|components| components.schemas.values_mut()) {
        let ReferenceOr::Item(schema) = schema else {
            continue;
        };
        let names = schema.schema_data.extensions.get(VALUE_NAMES);
        if let Some(names) = names.and_then(Value::as_object)
            && let SchemaKind::Type(Type::String(text)) = &mut schema.schema_kind
        {
            for value in text.enumeration.iter_mut().flatten() {
                let name = names.get(value).and_then(Value::as_str);
                value.replace_range(.., &name.map_or_else(|| value.clone(), str::to_owned));
            }
        }
    }
}

/// The items of an inline module.
pub(super) fn module<'a>(items: &'a [syn::Item], name: &str) -> Result<&'a [syn::Item], String> {
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

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` and returns the message of its panic, which is not printed.
fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
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

#[cfg(test)]
mod tests;
