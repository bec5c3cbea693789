//! The names of definitions. A name of one word says little beside those of other areas (`Post`, `Image`), so
//! what it is part of leads: `SocialPost`, `SocialImage`.
//!
//! The rule is for definitions that one area alone uses. It does not apply to the noun of the area itself (`Tag`,
//! `Contacts`). When another area uses the definition too, its name becomes shorter; an entry of `names` in the
//! overlay keeps the name that it had.

use crate::error::Result;
use crate::inflection::singular;
use crate::names::{self, HAND_WRITTEN};
use crate::pointer::unescape;
use crate::read::Node;
use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;
use std::collections::BTreeSet;

/// The areas of a contract.
pub(super) struct Naming<'a>(Vec<Area<'a>>);

#[derive(Default)]
struct Area<'a> {
    tag: &'a str,
    /// The first part of the path of each operation.
    heads: Vec<&'a str>,
    /// The definitions that operations use.
    definitions: BTreeSet<&'a str>,
}

impl<'a> Naming<'a> {
    /// Reads the operations of a contract.
    pub fn new(root: &Node<'a>) -> Result<Self> {
        let definitions = &root.value["definitions"];
        let mut areas: Vec<Area<'a>> = Vec::new();
        for (path, item) in root.need("paths")?.entries()? {
            let head = path.split('/').find(|part| !part.is_empty());
            for (_, operation) in item.value.as_object().into_iter().flatten() {
                let Some(tag) = operation["tags"][0].as_str() else {
                    continue;
                };
                let known = areas.iter().position(|area| area.tag == tag);
                let known = known.unwrap_or_else(|| {
                    areas.push(Area {
                        tag,
                        ..Area::default()
                    });
                    areas.len() - 1
                });
                let area = &mut areas[known];
                area.heads.push(head.unwrap_or_default());
                area.definitions.extend(used(operation, definitions));
            }
        }
        Ok(Self(areas))
    }

    /// The type of a definition.
    pub fn type_name(&self, definition: &str) -> String {
        let name = names::type_name(definition);
        let area = self.area(definition).filter(|_| is_one_word(&name));
        match area.map(|area| (area.tag, area.noun())) {
            Some((tag, noun)) if !is_noun(&name, tag, &noun) => {
                names::nested_type(&noun.to_upper_camel_case(), &name)
            }
            _ => name,
        }
    }

    /// The only area that uses a definition.
    fn area(&self, definition: &str) -> Option<&Area<'a>> {
        let mut areas = self.0.iter();
        let mut areas = areas
            .by_ref()
            .filter(|area| area.definitions.contains(definition));
        areas.next().filter(|_| areas.next().is_none())
    }
}

impl Area<'_> {
    /// The usual first part of a path, one of it.
    fn noun(&self) -> String {
        let count = |head: &&str| self.heads.iter().filter(|other| *other == head).count();
        let usual = self.heads.iter().max_by_key(|head| (count(head), **head));
        singular(&usual.copied().unwrap_or_default().to_snake_case())
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
