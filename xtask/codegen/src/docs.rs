//! The words of `spec/docs.yaml`: what rustdoc says of areas, operations, parameters, types and
//! their properties. The contract itself carries no prose.

mod coverage;
mod mentions;

pub use coverage::Coverage;

use crate::error::Result;
use crate::read::Node;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The reference documentation, by the contract's own names.
#[derive(Debug, Default)]
pub struct Docs {
    areas: BTreeMap<String, String>,
    operations: BTreeMap<String, OperationWords>,
    properties: BTreeMap<String, String>,
    schemas: BTreeMap<String, SchemaWords>,
    /// What is said of deprecated elements, by the places of their words.
    deprecated: BTreeMap<String, String>,
    /// Names that the words need and the contract does not have.
    foreign: BTreeSet<String>,
}

/// What is said of one operation.
#[derive(Debug, Default)]
pub(crate) struct OperationWords {
    pub summary: String,
    pub description: String,
    pub parameters: BTreeMap<String, String>,
    /// Other names that people search for.
    pub aliases: Vec<String>,
}

/// What is said of one type: properties of an object, values of an enumeration.
#[derive(Debug, Default)]
pub(crate) struct SchemaWords {
    pub description: String,
    pub members: BTreeMap<String, String>,
}

/// Reads `docs.yaml`.
pub fn read(file: &str, value: &Value) -> Result<Docs> {
    let root = Node::root(file, value);
    root.only(&[
        "tags",
        "operations",
        "properties",
        "schemas",
        "deprecated",
        "foreign",
    ])?;
    let foreign = root.strings("foreign")?.into_iter().map(str::to_owned);
    let mut docs = Docs {
        areas: texts(&root, "tags")?,
        properties: texts(&root, "properties")?,
        deprecated: texts(&root, "deprecated")?,
        foreign: foreign.collect(),
        ..Docs::default()
    };
    if let Some(schemas) = root.get("schemas")? {
        for (name, node) in schemas.entries()? {
            node.only(&["description", "properties", "values"])?;
            let mut members = texts(&node, "properties")?;
            members.extend(texts(&node, "values")?);
            let words = SchemaWords {
                description: text(&node.need("description")?)?,
                members,
            };
            docs.schemas.insert(name.to_owned(), words);
        }
    }
    if let Some(operations) = root.get("operations")? {
        for (id, node) in operations.entries()? {
            node.only(&["summary", "description", "parameters", "aliases"])?;
            let words = OperationWords {
                summary: text(&node.need("summary")?)?,
                description: node
                    .get("description")?
                    .map_or(Ok(String::new()), |n| text(&n))?,
                parameters: texts(&node, "parameters")?,
                aliases: node
                    .strings("aliases")?
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            };
            docs.operations.insert(id.to_owned(), words);
        }
    }
    Ok(docs)
}

fn texts(node: &Node<'_>, key: &str) -> Result<BTreeMap<String, String>> {
    let Some(map) = node.get(key)? else {
        return Ok(BTreeMap::new());
    };
    map.entries()?
        .into_iter()
        .map(|(key, node)| Ok((key.to_owned(), text(&node)?)))
        .collect()
}

fn text(node: &Node<'_>) -> Result<String> {
    let text = node.str()?.trim();
    if text.is_empty() {
        return Err(node.error("empty; write the words or delete the key"));
    }
    Ok(text.to_owned())
}

/// Texts with their places below `owner`.
fn listed<'a>(owner: &str, texts: &'a BTreeMap<String, String>) -> Vec<(String, &'a str)> {
    let place = |name: &String| format!("{owner}.{name}");
    let all = texts.iter();
    all.map(|(name, text)| (place(name), text.as_str()))
        .collect()
}

impl Docs {
    /// The same with every text changed, but for the one-line summaries.
    pub(crate) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let each = |texts: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            let changed = |(name, text): (&String, &String)| (name.clone(), change(text));
            texts.iter().map(changed).collect()
        };
        let operation = |(id, words): (&String, &OperationWords)| {
            let words = OperationWords {
                summary: words.summary.clone(),
                description: change(&words.description),
                parameters: each(&words.parameters),
                aliases: words.aliases.clone(),
            };
            (id.clone(), words)
        };
        let schema = |(name, words): (&String, &SchemaWords)| {
            let words = SchemaWords {
                description: change(&words.description),
                members: each(&words.members),
            };
            (name.clone(), words)
        };
        Self {
            areas: each(&self.areas),
            operations: self.operations.iter().map(operation).collect(),
            properties: each(&self.properties),
            schemas: self.schemas.iter().map(schema).collect(),
            deprecated: self.deprecated.clone(),
            foreign: self.foreign.clone(),
        }
    }

    /// Every text with its place.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut all = listed("tags", &self.areas);
        for (id, words) in &self.operations {
            let place = format!("operations.{id}");
            all.push((place.clone(), words.summary.as_str()));
            all.push((place.clone(), words.description.as_str()));
            all.extend(listed(&place, &words.parameters));
        }
        all.extend(listed("properties", &self.properties));
        all.extend(listed("deprecated", &self.deprecated));
        for (name, words) in &self.schemas {
            let place = format!("schemas.{name}");
            all.push((place.clone(), words.description.as_str()));
            all.extend(listed(&place, &words.members));
        }
        all
    }

    /// What is said of a deprecated element; `place` is that of its words.
    pub(crate) fn deprecation(&self, place: &str) -> Option<&str> {
        self.deprecated.get(place).map(String::as_str)
    }

    pub(crate) fn area<'a>(&'a self, tag: &'a str) -> &'a str {
        self.areas.get(tag).map_or(tag, String::as_str)
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&OperationWords> {
        self.operations.get(id)
    }

    pub(crate) fn schema(&self, name: &str) -> Option<&SchemaWords> {
        self.schemas.get(name)
    }

    /// The words for a property or value of a type: its own, else the general ones.
    pub(crate) fn member(&self, schema: &str, name: &str) -> Option<&str> {
        let own = self
            .schemas
            .get(schema)
            .and_then(|words| words.members.get(name));
        own.or_else(|| self.properties.get(name))
            .map(String::as_str)
    }

    /// Whether a type has words.
    pub fn has_type(&self, name: &str) -> bool {
        self.schemas.contains_key(name)
    }

    /// The place of the words for a property or value of a type, if there are any.
    pub fn member_place(&self, schema: &str, name: &str) -> Option<String> {
        let own = self.schemas.get(schema);
        if own.is_some_and(|words| words.members.contains_key(name)) {
            return Some(format!("schemas.{schema}.{name}"));
        }
        let general = self.properties.contains_key(name);
        general.then(|| format!("properties.{name}"))
    }
}

#[cfg(test)]
mod tests;
