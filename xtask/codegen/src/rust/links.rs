//! Names in the words become links: methods of the client and types, where the chosen areas have them.
//! Parameters and properties are called as in Rust.
//!
//! A writer of `docs.yaml` puts a name into backticks and does not need to know its target. A client
//! with some areas only, or without an operation that is gone, has no broken links.

use crate::docs::Docs;
use crate::model::{Model, Type, TypeKind};
use crate::names::HAND_WRITTEN;
use std::collections::{BTreeMap, BTreeSet};

/// The area with hand-written methods beside the generated ones.
const BY_HAND: &str = "bulk-activities";

/// The targets of links.
pub(super) struct Names {
    methods: BTreeSet<String>,
    types: BTreeSet<String>,
    /// The names in Rust of parameters and properties, by the contract's name.
    idents: BTreeMap<String, String>,
    /// Whether the client has the hand-written methods.
    by_hand: bool,
}

impl Names {
    pub fn of(model: &Model) -> Self {
        // A word that is a value somewhere means that value, as `Contact` does.
        let values: BTreeSet<&str> = model
            .types
            .iter()
            .filter(|ty| matches!(ty.kind, TypeKind::Enumeration(_)))
            .flat_map(Type::members)
            .collect();
        let operations = model.operations.iter();
        Self {
            methods: operations.clone().map(|op| op.method.clone()).collect(),
            types: model
                .types
                .iter()
                .filter(|ty| !values.contains(ty.name.as_str()))
                .map(|ty| ty.name.clone())
                .collect(),
            idents: idents(model, &values),
            by_hand: operations.clone().any(|op| op.area.feature == BY_HAND),
        }
    }

    fn target(&self, name: &str) -> Option<String> {
        let method = name.strip_prefix("Client::").unwrap_or(name);
        let is_method = self.methods.contains(method) || (self.by_hand && method != name);
        if is_method {
            return Some(format!("crate::Client::{method}"));
        }
        self.types
            .contains(name)
            .then(|| match HAND_WRITTEN.contains(&name) {
                true => format!("crate::{name}"),
                false => format!("crate::types::{name}"),
            })
    }

    /// `text` with its code spans as links, where there is a target.
    fn linked(&self, text: &str) -> String {
        let mut fenced = false;
        let lines = text.split('\n').map(|line| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            match fence || fenced {
                true => line.to_owned(),
                false => self.line(line),
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn line(&self, line: &str) -> String {
        let mut linked = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('`') {
            let Some((name, behind)) = after.split_once('`') else {
                break;
            };
            linked.push_str(before);
            let name = self.idents.get(name).map_or(name, String::as_str);
            match self.target(name) {
                Some(target) if !before.ends_with('[') => {
                    linked.push_str(&format!("[`{name}`]({target})"));
                }
                _ => linked.push_str(&format!("`{name}`")),
            }
            rest = behind;
        }
        linked + rest
    }
}

/// The names in Rust of parameters and properties that have another in the contract, unless a value has
/// the contract's name too.
fn idents(model: &Model, values: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let renamed = model.renamed().filter(|(wire, _)| !values.contains(wire));
    renamed
        .map(|(wire, ident)| (wire.to_owned(), ident.to_owned()))
        .collect()
}

/// The words with links to what the client has.
pub(super) fn linked(docs: &Docs, model: &Model) -> Docs {
    let names = Names::of(model);
    docs.map(|_, text| names.linked(text))
}

#[cfg(test)]
mod tests;
