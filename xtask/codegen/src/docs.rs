//! The words of `spec/docs.yaml`: what rustdoc says of areas, operations, parameters, types and
//! their properties. The contract itself carries no prose.

#[cfg(feature = "maintenance")]
mod coverage;
mod element;
#[cfg(feature = "maintenance")]
mod limits;
#[cfg(feature = "maintenance")]
mod mentions;
#[cfg(feature = "maintenance")]
mod places;
mod sources;

#[cfg(feature = "maintenance")]
pub use coverage::{Coverage, Gap};
pub use element::{Element, ElementKind};
#[cfg(feature = "maintenance")]
pub use limits::Limit;

use crate::error::Result;
use crate::read::Node;
use serde_json::Value;
use sources::Sources;
use std::collections::{BTreeMap, BTreeSet};

/// How the text of a draft begins, which is not part of the words yet. `cargo xtask regen` writes drafts for
/// new elements.
pub const DRAFT: &str = "TODO:";

/// The reference documentation, by the contract's own names.
#[derive(Debug, Default)]
pub struct Docs {
    areas: BTreeMap<String, String>,
    scopes: BTreeMap<String, String>,
    operations: BTreeMap<String, OperationWords>,
    properties: BTreeMap<String, String>,
    schemas: BTreeMap<String, SchemaWords>,
    /// What is said of deprecated elements, by the places of their words.
    deprecated: BTreeMap<String, String>,
    /// The pages of the provider's guide, by the places of the words that are based on them.
    sources: Sources,
    /// Names that the words need and the contract does not have.
    foreign: BTreeSet<String>,
    /// The elements that have a draft in place of words.
    drafts: Vec<Element>,
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
        "scopes",
        "operations",
        "properties",
        "schemas",
        "deprecated",
        "sources",
        "foreign",
    ])?;
    let foreign = root.strings("foreign")?.into_iter().map(str::to_owned);
    let mut docs = Docs {
        foreign: foreign.collect(),
        sources: Sources::read(&root)?,
        ..Docs::default()
    };
    docs.areas = docs.texts_of(&root, "tags", (ElementKind::Tag, ""))?;
    docs.scopes = docs.texts_of(&root, "scopes", (ElementKind::Scope, ""))?;
    for (place, node) in entries(&root, "deprecated")? {
        docs.deprecated.insert(place.to_owned(), text(&node)?);
    }
    if let Some(properties) = root.get("properties")? {
        for (name, node) in properties.entries()? {
            let text = text(&node)?;
            if !text.starts_with(DRAFT) {
                docs.properties.insert(name.to_owned(), text);
            }
        }
    }
    for (name, node) in entries(&root, "schemas")? {
        node.only(&["description", "properties", "values"])?;
        let member = (ElementKind::Member, name);
        let mut members = docs.texts_of(&node, "properties", member)?;
        members.extend(docs.texts_of(&node, "values", member)?);
        let element = Element::new(ElementKind::Type, "", name);
        let description = docs.words(element, &node.need("description")?)?;
        let words = SchemaWords {
            description: description.unwrap_or_else(|| format!("`{name}`.")),
            members,
        };
        docs.schemas.insert(name.to_owned(), words);
    }
    for (id, node) in entries(&root, "operations")? {
        node.only(&["summary", "description", "parameters", "aliases"])?;
        let element = Element::new(ElementKind::Operation, "", id);
        let summary = docs.words(element.clone(), &node.need("summary")?)?;
        let description = match node.get("description")? {
            Some(node) => docs.words(element, &node)?,
            None => None,
        };
        let words = OperationWords {
            summary: summary.unwrap_or_else(|| format!("`{id}`.")),
            description: description.unwrap_or_default(),
            parameters: docs.texts_of(&node, "parameters", (ElementKind::Parameter, id))?,
            aliases: node
                .strings("aliases")?
                .into_iter()
                .map(str::to_owned)
                .collect(),
        };
        docs.operations.insert(id.to_owned(), words);
    }
    Ok(docs)
}

fn entries<'a>(root: &Node<'a>, key: &str) -> Result<Vec<(&'a str, Node<'a>)>> {
    root.get(key)?.map_or(Ok(Vec::new()), |node| node.entries())
}

fn text(node: &Node<'_>) -> Result<String> {
    let text = node.str()?.trim();
    if text.is_empty() {
        return Err(node.error("empty; write the words or delete the key"));
    }
    Ok(text.to_owned())
}

impl Docs {
    /// The words in `node`, or `None` if they are a draft.
    fn words(&mut self, element: Element, node: &Node<'_>) -> Result<Option<String>> {
        let text = text(node)?;
        if text.starts_with(DRAFT) {
            self.drafts.push(element);
            return Ok(None);
        }
        Ok(Some(text))
    }

    /// The words under `key`, each for an element of that kind and owner.
    fn texts_of(
        &mut self,
        node: &Node<'_>,
        key: &str,
        (kind, owner): (ElementKind, &str),
    ) -> Result<BTreeMap<String, String>> {
        let mut texts = BTreeMap::new();
        for (name, node) in entries(node, key)? {
            if let Some(text) = self.words(Element::new(kind, owner, name), &node)? {
                texts.insert(name.to_owned(), text);
            }
        }
        Ok(texts)
    }

    /// The same with every text changed, but for the one-line summaries. `change` gets the place of the text too.
    pub(crate) fn map(&self, change: impl Fn(&str, &str) -> String) -> Self {
        let each = |owner: &str, texts: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            let mut changed = BTreeMap::new();
            for (name, text) in texts {
                changed.insert(name.clone(), change(&format!("{owner}.{name}"), text));
            }
            changed
        };
        let mut operations = BTreeMap::new();
        for (id, words) in &self.operations {
            let place = format!("operations.{id}");
            let words = OperationWords {
                summary: words.summary.clone(),
                description: change(&place, &words.description),
                parameters: each(&place, &words.parameters),
                aliases: words.aliases.clone(),
            };
            operations.insert(id.clone(), words);
        }
        let mut schemas = BTreeMap::new();
        for (name, words) in &self.schemas {
            let place = format!("schemas.{name}");
            let words = SchemaWords {
                description: change(&place, &words.description),
                members: each(&place, &words.members),
            };
            schemas.insert(name.clone(), words);
        }
        Self {
            areas: each("tags", &self.areas),
            scopes: each("scopes", &self.scopes),
            operations,
            properties: each("properties", &self.properties),
            schemas,
            deprecated: self.deprecated.clone(),
            sources: self.sources.clone(),
            foreign: self.foreign.clone(),
            drafts: self.drafts.clone(),
        }
    }

    /// The same with its source at the end of each text that has one.
    pub(crate) fn with_sources(&self) -> Self {
        self.map(|place, text| self.sources.with_source(place, text))
    }

    /// What is said of a deprecated element; `place` is that of its words.
    pub(crate) fn deprecation(&self, place: &str) -> Option<&str> {
        self.deprecated.get(place).map(String::as_str)
    }

    pub(crate) fn area<'a>(&'a self, tag: &'a str) -> &'a str {
        self.areas.get(tag).map_or(tag, String::as_str)
    }

    pub(crate) fn scope(&self, name: &str) -> Option<&str> {
        self.scopes.get(name).map(String::as_str)
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
}

#[cfg(test)]
mod tests;
