//! Areas that a new contract does not have any more. What belongs to one is counted, and not reported piece
//! by piece: often the whole area is missing because the document is not complete.

use constant_contact_codegen::docs::{Element, ElementKind, Gap};
use constant_contact_codegen::model::Model;
use constant_contact_codegen::overlay::Action;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The elements of areas that are gone, each with the tag of its area.
#[derive(Debug, Default)]
pub struct GoneAreas {
    operations: BTreeMap<String, String>,
    paths: BTreeMap<String, String>,
    definitions: BTreeMap<String, String>,
    types: BTreeMap<String, String>,
}

/// How much belongs to an area that is gone.
#[derive(Debug, Default, PartialEq)]
pub struct GoneArea {
    pub tag: String,
    pub operations: usize,
    pub actions: usize,
    pub words: usize,
}

impl fmt::Display for GoneArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = [
            (self.operations, "operation", "operations"),
            (
                self.actions,
                "action of spec/overlay.yaml",
                "actions of spec/overlay.yaml",
            ),
            (
                self.words,
                "entry of spec/docs.yaml",
                "entries of spec/docs.yaml",
            ),
        ];
        let counted = counted.into_iter().filter(|(count, ..)| *count > 0);
        let counted = counted.map(|(count, one, many)| {
            let what = if count == 1 { one } else { many };
            format!("{count} {what}")
        });
        let counted: Vec<String> = counted.collect();
        write!(
            f,
            "the area `{}` is missing, with {}; if the provider still has it, the document is incomplete: get it \
             again; else delete what belongs to the area",
            self.tag,
            counted.join(", ")
        )
    }
}

impl GoneAreas {
    /// The areas of the contract `before` that the contract `now` does not have.
    pub fn between(before: &Value, now: &Value) -> Self {
        let left: BTreeSet<&str> = operations(now).filter_map(|(_, one)| tag(one)).collect();
        let mut gone = Self::default();
        let mut used = BTreeSet::new();
        for (path, operation) in operations(before) {
            let definitions = definitions(before, operation);
            let Some(tag) = tag(operation).filter(|tag| !left.contains(tag)) else {
                used.extend(definitions);
                used.insert(path);
                continue;
            };
            let id = operation["operationId"].as_str().unwrap_or_default();
            gone.operations.insert(id.to_owned(), tag.to_owned());
            gone.paths.insert(path.to_owned(), tag.to_owned());
            let definitions = definitions.into_iter();
            let definitions = definitions.map(|name| (name.to_owned(), tag.to_owned()));
            gone.definitions.extend(definitions);
        }
        // What another area uses too is not gone with this one.
        gone.definitions.retain(|name, _| !used.contains(&**name));
        gone.paths.retain(|path, _| !used.contains(&**path));
        gone
    }

    /// Adds the types that only operations of these areas have in the old model.
    pub fn add_types(&mut self, old: &Model) {
        let mut used = BTreeSet::new();
        for operation in &old.operations {
            let names = operation.types.iter().map(String::as_str);
            let names = names.chain(operation.named_types());
            match self.operations.get(&operation.id) {
                Some(tag) => {
                    let names = names.map(|name| (name.to_owned(), tag.clone()));
                    self.types.extend(names);
                }
                None => used.extend(names),
            }
        }
        self.types.retain(|name, _| !used.contains(&**name));
    }

    /// The area that an action corrected something of.
    fn of_action(&self, action: &Action) -> Option<&String> {
        let path = action.path().and_then(|path| self.paths.get(path));
        path.or_else(|| self.definitions.get(action.definition()?))
    }

    /// The area that an element was in.
    fn of_element(&self, element: &Element) -> Option<&str> {
        let name = &element.name;
        match element.kind {
            ElementKind::Tag => self.operations.values().find(|tag| *tag == name),
            ElementKind::Operation => self.operations.get(name),
            ElementKind::Type => self.types.get(name),
            _ => None,
        }
        .map(String::as_str)
    }

    /// Takes what belongs to the areas out of the actions without a target and out of the gaps, and counts it.
    pub fn summarise(&self, actions: &mut Vec<&Action>, gaps: &mut Vec<Gap>) -> Vec<GoneArea> {
        let mut areas: BTreeMap<&str, GoneArea> = BTreeMap::new();
        for tag in self.operations.values() {
            let area = areas.entry(tag).or_default();
            area.tag.clone_from(tag);
            area.operations += 1;
        }
        let mut count = |tag: Option<&str>, add: fn(&mut GoneArea)| {
            let area = tag.and_then(|tag| areas.get_mut(tag));
            area.map(add).is_some()
        };
        actions.retain(|action| {
            let tag = self.of_action(action).map(String::as_str);
            !count(tag, |area| area.actions += 1)
        });
        gaps.retain(|gap| {
            let tag = match gap {
                Gap::Gone(element) => self.of_element(element),
                _ => None,
            };
            !count(tag, |area| area.words += 1)
        });
        areas.into_values().collect()
    }
}

/// The operations of a contract with their paths.
fn operations(contract: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let paths = contract["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        let operations = operations.filter(|(_, one)| one.get("responses").is_some());
        operations.map(move |(_, operation)| (path.as_str(), operation))
    })
}

fn tag(operation: &Value) -> Option<&str> {
    operation["tags"][0].as_str()
}

/// The names of the definitions that an element refers to, directly or through others.
fn definitions<'a>(contract: &'a Value, element: &'a Value) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut open = vec![element];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => open.extend(map.values()),
            Value::Array(list) => open.extend(list),
            Value::String(text) => {
                let name = text.strip_prefix("#/definitions/");
                if let Some(name) = name.filter(|name| names.insert(*name)) {
                    open.push(&contract["definitions"][name]);
                }
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests;
