//! The provider's words, for maintainers only: in a local build, rustdoc shows them for elements that
//! we have not described yet, and `regen` reports which of them changed. They are never part of the
//! crate.
//!
//! ```text
//! provider's document ─ words.rs ─► by our names ─┬─ sanitise.rs ─► a docs.yaml without gaps
//!                                                 └─► texts, for `cargo xtask regen` to compare
//! ```

mod sanitise;
mod words;

pub use sanitise::sanitise;
pub use words::texts;

use crate::docs::{Docs, Element, ElementKind};
use crate::model::Model;
use serde_json::{Value, json};
use words::Words;

/// `docs_value` (the content of `docs.yaml`, read as `docs`) with the provider's words for each
/// element of `model` that has none. `provider` is the whole document with the overlay's names.
pub fn fill(docs_value: &Value, docs: &Docs, model: &Model, provider: &Value) -> Value {
    let words = Words::of(model, provider);
    let mut filled = docs_value.clone();
    for tag in model.areas.iter().map(|area| &area.tag) {
        if docs.area(tag) == tag {
            put(&mut filled, &["tags", tag], words.tags.get(tag));
        }
    }
    for operation in &model.operations {
        let id = operation.id.as_str();
        let (known, said) = (docs.operation(id), words.operations.get(id));
        if known.is_none() || docs.is_draft(&Element::new(ElementKind::Operation, "", id)) {
            let summary = said.map_or(String::new(), |said| sanitise(&said.summary));
            let summary = match summary.replace('\n', " ") {
                none if none.is_empty() => id.to_owned(),
                summary => summary,
            };
            set(&mut filled, &["operations", id, "summary"], &summary);
            let description = said.map(|said| &said.description);
            put(&mut filled, &["operations", id, "description"], description);
        }
        for name in operation.parameter_names() {
            if known.is_none_or(|known| !known.parameters.contains_key(name)) {
                let text = said.and_then(|said| said.parameters.get(name));
                put(&mut filled, &["operations", id, "parameters", name], text);
            }
        }
    }
    for ty in model.described() {
        let name = ty.name.as_str();
        let said = words.types.get(name);
        let members: Vec<(&str, &String)> = ty
            .members()
            .into_iter()
            .filter(|member| docs.member(name, member).is_none())
            .filter_map(|member| Some((member, said?.members.get(member)?)))
            .collect();
        if !docs.has_type(name) {
            let neutral = format!("`{name}`.");
            let texts = said.map(|said| [&said.description, &said.of_properties]);
            let text = texts.into_iter().flatten().find(|text| !text.is_empty());
            let text = Some(text.unwrap_or(&neutral));
            put(&mut filled, &["schemas", name, "description"], text);
        }
        for (member, text) in members {
            put(
                &mut filled,
                &["schemas", name, "properties", member],
                Some(text),
            );
        }
    }
    filled
}

/// Sets what the provider says, if it says anything.
fn put(value: &mut Value, path: &[&str], text: Option<&String>) {
    let text = text.map_or(String::new(), |text| sanitise(text));
    if !text.is_empty() {
        set(value, path, &text);
    }
}

/// Sets the text at a path of keys, and makes the maps on the way.
fn set(value: &mut Value, path: &[&str], text: &str) {
    let mut at = value;
    for key in path {
        if !at.is_object() {
            *at = json!({});
        }
        let Value::Object(map) = at else {
            return;
        };
        at = map.entry((*key).to_owned()).or_insert(Value::Null);
    }
    *at = text.into();
}

#[cfg(test)]
mod tests;
