//! What the provider says of each element of the model, found by the element's origins.

use crate::model::{Model, Operation, Type};
use crate::pointer::escape;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the provider says, by our names.
#[derive(Default)]
pub(super) struct Words {
    pub tags: BTreeMap<String, String>,
    pub operations: BTreeMap<String, OperationWords>,
    pub types: BTreeMap<String, TypeWords>,
}

#[derive(Default)]
pub(super) struct OperationWords {
    pub summary: String,
    pub description: String,
    pub parameters: BTreeMap<String, String>,
    /// By status.
    pub answers: BTreeMap<String, String>,
}

#[derive(Default)]
pub(super) struct TypeWords {
    pub description: String,
    /// What is said of the properties whose values are of a type without a name of its own. Such a
    /// text is about the property, and is one of its type only where nothing else is said.
    pub of_properties: String,
    pub members: BTreeMap<String, String>,
}

impl Words {
    /// The words of `provider`: the provider's document with the overlay's corrections, so that its
    /// elements are in the places that the model names.
    pub fn of(model: &Model, provider: &Value) -> Self {
        let tags = items(&provider["tags"]).map(|tag| {
            let name = tag["name"].as_str().unwrap_or_default();
            (name.to_owned(), said(tag, "description"))
        });
        let operations = model.operations.iter().filter_map(|operation| {
            let words = operation_words(operation, provider)?;
            Some((operation.id.clone(), words))
        });
        let origins = model.types.iter().flat_map(|ty| &ty.origins);
        let schemas = Schemas {
            provider,
            types: origins.map(String::as_str).collect(),
        };
        let types = model.types.iter();
        Self {
            tags: tags.collect(),
            operations: operations.collect(),
            types: types
                .map(|ty| (ty.name.clone(), schemas.type_words(ty)))
                .collect(),
        }
    }

    /// Each text that is not empty, by its element.
    fn texts(self) -> BTreeMap<String, String> {
        let tags = self.tags.into_iter();
        let mut texts: BTreeMap<String, String> = tags
            .map(|(tag, text)| (format!("tags.{tag}"), text))
            .collect();
        for (id, words) in self.operations {
            let operation = format!("operations.{id}");
            for (name, text) in words.parameters {
                texts.insert(format!("{operation}.{name}"), text);
            }
            for (status, text) in words.answers {
                texts.insert(format!("{operation} {status}"), text);
            }
            let said = [words.summary, words.description].join("\n\n");
            texts.insert(operation, said.trim().to_owned());
        }
        for (name, words) in self.types {
            for (member, text) in words.members {
                texts.insert(format!("schemas.{name}.{member}"), text);
            }
            texts.insert(format!("schemas.{name}"), words.description);
        }
        texts.retain(|_, text| !text.is_empty());
        texts
    }
}

fn operation_words(operation: &Operation, provider: &Value) -> Option<OperationWords> {
    let node = provider.pointer(&operation.origin)?;
    let parameters = items(&node["parameters"]).map(|parameter| {
        let name = parameter["name"].as_str().unwrap_or_default();
        (name.to_owned(), said(parameter, "description"))
    });
    let answers = node["responses"]
        .as_object()
        .into_iter()
        .flat_map(Map::iter);
    let answers = answers.map(|(status, answer)| (status.clone(), said(answer, "description")));
    Some(OperationWords {
        summary: said(node, "summary"),
        description: said(node, "description"),
        parameters: parameters.collect(),
        answers: answers.collect(),
    })
}

/// The schemas of the provider's document.
struct Schemas<'a> {
    provider: &'a Value,
    /// The places of those that are types.
    types: BTreeSet<&'a str>,
}

impl Schemas<'_> {
    fn type_words(&self, ty: &Type) -> TypeWords {
        let (of_properties, own): (Vec<&String>, Vec<&String>) =
            ty.origins.iter().partition(|origin| is_property(origin));
        let description = |origins: &[&String]| {
            let nodes = origins.iter();
            let nodes = nodes.filter_map(|origin| self.provider.pointer(origin));
            joined(nodes.map(|node| said(node, "description")))
        };
        let members = ty.members().into_iter().map(|member| {
            let mut texts = Vec::new();
            for origin in &ty.origins {
                let property = format!("{origin}/properties/{}", escape(member));
                self.texts(&property, &mut BTreeSet::new(), &mut texts);
            }
            (member.to_owned(), joined(texts.into_iter()))
        });
        TypeWords {
            description: description(&own),
            of_properties: description(&of_properties),
            members: members.collect(),
        }
    }

    /// Adds what is said of the schema at `pointer`, and of the list entries and definitions that are
    /// written out in its place.
    fn texts(&self, pointer: &str, seen: &mut BTreeSet<String>, texts: &mut Vec<String>) {
        let Some(node) = self.provider.pointer(pointer) else {
            return;
        };
        texts.push(said(node, "description"));
        let referred = node["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
        let parts = ["items", "additionalProperties"].map(|part| format!("{pointer}/{part}"));
        for below in referred.map(str::to_owned).into_iter().chain(parts) {
            if !self.types.contains(&*below) && seen.insert(below.clone()) {
                self.texts(&below, seen, texts);
            }
        }
    }
}

/// Whether a schema is written in the place of a property.
fn is_property(origin: &str) -> bool {
    origin
        .rsplit_once('/')
        .is_some_and(|(owner, _)| owner.ends_with("/properties"))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn said(element: &Value, key: &str) -> String {
    element[key].as_str().unwrap_or_default().trim().to_owned()
}

/// The texts, each once: an element can have several places in the document.
fn joined(texts: impl Iterator<Item = String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    distinct.join("\n\n")
}

/// Every text of the provider's document that describes an element of the model, by the place of our
/// words for it in `docs.yaml`: `operations.getContact`, `operations.getContact.include`,
/// `schemas.Contact.email`; and, as `operations.getContact 404`, what is said of an answer.
pub fn texts(model: &Model, provider: &Value) -> BTreeMap<String, String> {
    Words::of(model, provider).texts()
}

#[cfg(test)]
mod tests;
