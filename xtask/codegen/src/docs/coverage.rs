//! How well our words and the contract cover each other: every element has words, and all words have an
//! element.

use super::{Docs, described, mentions, operation_id, parameter_names};
use openapiv3::OpenAPI;
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
    /// `owner` is what the names stand in, with a dot, or nothing.
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

impl Docs {
    /// How well the words and the contract with all its areas cover each other.
    pub fn coverage(&self, api: &OpenAPI) -> Coverage {
        let mut coverage = Coverage::default();
        let mut general = BTreeSet::new();
        // What has no words at all lacks those of its parts too: all is told at once.
        let none = BTreeMap::new();
        coverage.compare(
            "tag",
            "",
            api.tags.iter().map(|tag| tag.name.as_str()),
            &self.areas,
        );
        let ids = api
            .operations()
            .map(|(_, _, operation)| operation_id(operation));
        coverage.compare("operation", "", ids, &self.operations);
        for (_, _, operation) in api.operations() {
            let id = operation_id(operation);
            let words = self.operations.get(id).map(|words| &words.parameters);
            let names = parameter_names(operation);
            coverage.compare(
                "parameter",
                &format!("{id}."),
                names.iter().map(String::as_str),
                words.unwrap_or(&none),
            );
        }
        let schemas: Vec<(&str, Vec<&str>)> = described(api).collect();
        let names = schemas.iter().map(|(name, _)| *name);
        coverage.compare("type", "", names, &self.schemas);
        for (name, members) in &schemas {
            let words = self
                .schemas
                .get(*name)
                .map_or(&none, |words| &words.members);
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
        coverage.gaps.extend(mentions::gaps(self, api));
        coverage
    }
}

#[cfg(test)]
mod tests;
