//! How well our words and the contract cover each other: every element has words, and all words have an
//! element.

use super::{Docs, mentions};
use crate::model::{Model, Type, TypeKind};
use crate::names::needs_a_name;
use std::collections::{BTreeMap, BTreeSet};

/// How many elements of the contract have words, and what is missing.
#[derive(Debug, Default)]
pub struct Coverage {
    /// Elements that have words.
    pub covered: usize,
    /// All elements.
    pub total: usize,
    /// Elements without words, and words without an element, each named.
    pub gaps: Vec<String>,
}

impl Coverage {
    /// `owner` is the element that has the names, with a dot, or empty.
    fn compare<'a, T>(
        &mut self,
        what: &str,
        owner: &str,
        names: impl Iterator<Item = &'a str>,
        words: &BTreeMap<String, T>,
    ) {
        let names: BTreeSet<&str> = names.collect();
        for name in &names {
            self.count(what, owner, name, words.contains_key(*name));
        }
        for name in words.keys().filter(|name| !names.contains(name.as_str())) {
            self.gaps.push(format!(
                "there are words for the {what} `{owner}{name}`, which is gone"
            ));
        }
    }

    fn count(&mut self, what: &str, owner: &str, name: &str, covered: bool) {
        self.total += 1;
        if covered {
            self.covered += 1;
        } else {
            self.gaps
                .push(format!("the {what} `{owner}{name}` has no words"));
        }
    }
}

/// The values of an enumeration whose variants are called by a single letter.
fn unnamed(ty: &Type) -> Vec<String> {
    let TypeKind::Enumeration(all) = &ty.kind else {
        return Vec::new();
    };
    let variants = all.variants.iter();
    let unnamed = variants.filter(|variant| needs_a_name(&variant.ident));
    unnamed
        .map(|variant| {
            format!(
                "the value `{}.{}` wants a name under `names` of spec/overlay.yaml",
                ty.name, variant.wire
            )
        })
        .collect()
}

impl Docs {
    /// How well the words and the contract with all its areas cover each other.
    pub fn coverage(&self, model: &Model) -> Coverage {
        let mut coverage = Coverage::default();
        let mut general = BTreeSet::new();
        // An element without words has no words for its parts either: all of these are reported.
        let none = BTreeMap::new();
        coverage.compare(
            "tag",
            "",
            model.areas.iter().map(|area| area.tag.as_str()),
            &self.areas,
        );
        let ids = model.operations.iter().map(|op| op.id.as_str());
        coverage.compare("operation", "", ids, &self.operations);
        for operation in &model.operations {
            let id = &operation.id;
            let words = self
                .operations
                .get(id.as_str())
                .map(|words| &words.parameters);
            coverage.compare(
                "parameter",
                &format!("{id}."),
                operation.parameter_names(),
                words.unwrap_or(&none),
            );
        }
        let described: Vec<&Type> = model.described().collect();
        let names = described.iter().map(|ty| ty.name.as_str());
        coverage.compare("type", "", names, &self.schemas);
        for ty in described {
            let (name, members) = (&ty.name, ty.members());
            coverage.gaps.extend(unnamed(ty));
            let words = self.schemas.get(name).map_or(&none, |words| &words.members);
            let (what, owner) = ("property or value", format!("{name}."));
            let (own, rest): (Vec<&str>, Vec<&str>) = members
                .iter()
                .partition(|member| words.contains_key(**member));
            coverage.compare(what, &owner, own.into_iter(), words);
            for member in rest {
                let covered = self.properties.contains_key(member);
                coverage.count(what, &owner, member, covered);
                general.insert(member);
            }
        }
        for name in self
            .properties
            .keys()
            .filter(|name| !general.contains(name.as_str()))
        {
            coverage.gaps.push(format!(
                "there are words for the property `{name}`, which no type needs"
            ));
        }
        coverage.gaps.extend(mentions::gaps(self, model));
        coverage
    }
}

#[cfg(test)]
mod tests;
