//! The names of definitions. A name of one word says little beside those of other areas (`Post`, `Image`), so
//! what it is part of leads: `SocialPost`, `SocialImage`.
//!
//! The rule is for definitions that one area alone uses. It does not apply to the noun of the area itself (`Tag`,
//! `Contacts`). When another area uses the definition too, its name becomes shorter; an entry of `names` in the
//! overlay keeps the name that it had.

use crate::error::Result;
use crate::inflection::singular;
use crate::names::{self, HAND_WRITTEN};
use crate::read::{Node, unescape};
use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The areas that use each definition, and the noun of each area.
pub(super) struct Naming<'a> {
    users: BTreeMap<&'a str, BTreeSet<&'a str>>,
    nouns: BTreeMap<&'a str, String>,
}

impl<'a> Naming<'a> {
    /// Reads the operations of a contract.
    pub fn new(root: &Node<'a>) -> Result<Self> {
        let definitions = &root.value["definitions"];
        let mut users = BTreeMap::<_, BTreeSet<_>>::new();
        let mut heads = BTreeMap::<_, BTreeMap<_, usize>>::new();
        for (path, item) in root.need("paths")?.entries()? {
            let head = path.split('/').find(|part| !part.is_empty());
            for (_, operation) in item.value.as_object().into_iter().flatten() {
                let Some(tag) = operation["tags"][0].as_str() else {
                    continue;
                };
                let heads = heads.entry(tag).or_default();
                *heads.entry(head.unwrap_or_default()).or_insert(0) += 1;
                for name in used(operation, definitions) {
                    users.entry(name).or_default().insert(tag);
                }
            }
        }
        let nouns = heads.into_iter().map(|(tag, heads)| {
            let usual = heads.into_iter().max_by_key(|(_, count)| *count);
            let (head, _) = usual.unwrap_or_default();
            (tag, singular(&head.to_snake_case()))
        });
        Ok(Self {
            users,
            nouns: nouns.collect(),
        })
    }

    /// The type of a definition.
    pub fn type_name(&self, definition: &str) -> String {
        let name = names::type_name(definition);
        match self.area(definition) {
            Some((area, noun)) if is_one_word(&name) && !is_noun(&name, area, noun) => {
                names::nested_type(&noun.to_upper_camel_case(), &name)
            }
            _ => name,
        }
    }

    /// The only area that uses a definition, and its noun.
    fn area(&self, definition: &str) -> Option<(&str, &str)> {
        let mut areas = self.users.get(definition)?.iter();
        let area = areas.next().filter(|_| areas.next().is_none())?;
        Some((area, self.nouns.get(area)?))
    }
}

/// The definitions that an operation uses, itself or through others.
fn used<'a>(operation: &'a Value, definitions: &'a Value) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut todo = vec![operation];
    while let Some(value) = todo.pop() {
        match value {
            Value::Object(members) => todo.extend(members.values()),
            Value::Array(list) => todo.extend(list),
            _ => {}
        }
        let target = value.get("$ref").and_then(Value::as_str);
        if let Some(name) = target.and_then(|target| target.strip_prefix("#/definitions/"))
            && let Some((name, definition)) = definitions
                .as_object()
                .and_then(|all| all.get_key_value(&unescape(name)))
            && found.insert(name.as_str())
        {
            todo.push(definition);
        }
    }
    found
}

/// Whether the name is a single word, whatever version of it the provider counts.
fn is_one_word(name: &str) -> bool {
    let words = name.to_snake_case();
    let is_version = |word: &&str| {
        let number = word.strip_prefix('v');
        number
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let words = words.split('_').filter(|word| !is_version(word));
    words.count() == 1 && !HAND_WRITTEN.contains(&name)
}

/// Whether the name is the noun of the area or a word of its tag, one or several of it: `Tags` where the noun is
/// `contact_tag`, `Loan` in the area Loan Reporting.
fn is_noun(name: &str, area: &str, noun: &str) -> bool {
    let name = singular(&name.to_snake_case());
    let last = noun.rsplit('_').next().unwrap_or(noun);
    let area = area.to_snake_case();
    name == last || area.split('_').any(|word| singular(word) == name)
}

#[cfg(test)]
mod tests;
