//! Drafts of the words for new elements, in `spec/docs.yaml`: an entry for each, with the facts that the
//! contract has about it. Replace the draft by words; until then `regen --check` lists it.

mod facts;
mod yaml;

use crate::changes::NewNames;
use crate::workspace::Contract;
use anyhow::{Result, ensure};
use constant_contact_codegen::docs::{DRAFT, Element, ElementKind, Gap};
use constant_contact_codegen::model::TypeKind;
use constant_contact_codegen::{Spec, read as parser};
use facts::Facts;
use serde_json::{Value, json};
use yaml::{Lines, Position};

/// A text at a path of keys.
struct Entry<'a> {
    path: Vec<&'a str>,
    text: String,
}

/// The text of `spec/docs.yaml` with a draft for each element without words.
pub fn drafted(docs: &str, gaps: &[Gap], contract: &Contract) -> Result<String> {
    let facts = Facts::new(contract);
    let mut lines = Lines::of(docs);
    let mut expected = parsed(docs)?;
    for gap in gaps {
        let Gap::Missing(element) = gap else {
            continue;
        };
        let position = position(element, contract);
        for Entry { path, text } in entries(element, &facts, contract) {
            // A value without letters leaves spaces behind, which the layout does not keep.
            let words: Vec<&str> = text.split_whitespace().collect();
            let text = format!("{DRAFT} {}", words.join(" "));
            lines.insert(&path, &text, &position);
            set(&mut expected, &path, text);
        }
    }
    verified(lines, &expected)
}

/// The text of `spec/docs.yaml` with the words for renamed elements under their new names.
pub fn moved(docs: &str, renamed: &NewNames, contract: &Contract) -> Result<String> {
    let mut lines = Lines::of(docs);
    let mut expected = parsed(docs)?;
    let types = renamed.types.iter().map(|names| (ElementKind::Type, names));
    let operations = renamed.operations.iter();
    let operations = operations.map(|names| (ElementKind::Operation, names));
    for (kind, (old, new)) in types.chain(operations) {
        let section = match kind {
            ElementKind::Type => "schemas",
            _ => "operations",
        };
        let position = position(&Element::new(kind, "", new), contract);
        if lines.rename(section, old, new, &position) {
            let words = expected[section].as_object_mut();
            let words = words.and_then(|all| Some((all.remove(old)?, all)));
            if let Some((entry, all)) = words {
                all.insert(new.clone(), entry);
            }
        }
    }
    verified(lines, &expected)
}

/// The text of the lines, which has to mean what is expected.
fn verified(lines: Lines, expected: &Value) -> Result<String> {
    let text = lines.text();
    ensure!(
        parsed(&text).is_ok_and(|value| value == *expected),
        "{}: drafts cannot be added to this layout; write each key on a line of its own, two spaces further \
         to the right than the key that it belongs to",
        Spec::FILES[2]
    );
    Ok(text)
}

fn parsed(docs: &str) -> Result<Value> {
    Ok(parser::parse(Spec::FILES[2], docs.as_bytes())?)
}

/// The draft of an element. An operation has two texts.
fn entries<'a>(element: &'a Element, facts: &Facts<'_>, contract: &Contract) -> Vec<Entry<'a>> {
    let Element { owner, name, .. } = element;
    let (owner, name) = (owner.as_str(), name.as_str());
    let one = |path: &[&'a str], text| {
        let path = path.to_vec();
        vec![Entry { path, text }]
    };
    match element.kind {
        ElementKind::Tag => one(&["tags", name], facts.area(name)),
        ElementKind::Scope => one(&["scopes", name], facts.scope(name)),
        ElementKind::Operation => {
            let [summary, description] = facts.operation(name);
            let mut both = one(&["operations", name, "summary"], summary);
            both.extend(one(&["operations", name, "description"], description));
            both
        }
        ElementKind::Parameter => {
            let path = ["operations", owner, "parameters", name];
            one(&path, facts.parameter(owner, name))
        }
        ElementKind::Type => one(&["schemas", name, "description"], facts.named_type(name)),
        ElementKind::Member => {
            let ty = contract.model.get(owner).map(|ty| &ty.kind);
            let members = match ty {
                Some(TypeKind::Enumeration(_)) => "values",
                _ => "properties",
            };
            let path = ["schemas", owner, members, name];
            one(&path, facts.member(owner, name))
        }
    }
}

/// Operations follow those of their area, which come before it in the contract or else after it. Areas are
/// in no order.
fn position<'a>(element: &Element, contract: &'a Contract) -> Position<'a> {
    let operations = &contract.model.operations;
    let id = match element.kind {
        ElementKind::Operation => &element.name,
        ElementKind::Parameter => &element.owner,
        _ => return Position::Sorted,
    };
    let Some(at) = operations.iter().position(|operation| operation.id == *id) else {
        return Position::Sorted;
    };
    let tag = &operations[at].area.tag;
    let (before, after) = operations.split_at(at);
    let neighbours = before.iter().rev().chain(after);
    let neighbours = neighbours.filter(|operation| operation.area.tag == *tag);
    let ids = neighbours.map(|operation| operation.id.as_str());
    Position::After(ids.collect(), tag)
}

/// Sets the text at a path of keys, and makes the maps on the way.
fn set(value: &mut Value, path: &[&str], text: String) {
    let mut at = value;
    for key in path {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[*key];
    }
    *at = text.into();
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
