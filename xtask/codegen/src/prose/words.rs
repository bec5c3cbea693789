//! What the provider says of each element, as it stands in the document but by our names.

use crate::names;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

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
    pub members: BTreeMap<String, String>,
}

impl Words {
    pub fn of(provider: &Value) -> Self {
        let mut words = Self::default();
        for tag in items(&provider["tags"]) {
            let name = tag["name"].as_str().unwrap_or_default();
            words.tags.insert(name.to_owned(), said(tag, "description"));
        }
        for operation in entries(&provider["paths"]).flat_map(|(_, item)| entries(item)) {
            words.operation(operation.1);
        }
        for (name, definition) in entries(&provider["definitions"]) {
            words.schema(&names::type_name(name), definition, 0);
        }
        words
    }

    fn operation(&mut self, operation: &Value) {
        let Some(id) = operation["operationId"].as_str() else {
            return;
        };
        let method = names::method(id, operation["x-sdk-methodName"].as_str());
        let mut words = OperationWords {
            summary: said(operation, "summary"),
            description: said(operation, "description"),
            ..OperationWords::default()
        };
        for parameter in items(&operation["parameters"]) {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            words
                .parameters
                .insert(name, said(parameter, "description"));
            let body = format!("{}Body", names::type_name(&method));
            self.schema(&body, &parameter["schema"], 0);
        }
        for (status, answer) in entries(&operation["responses"]) {
            let text = said(answer, "description");
            words.answers.insert(status.clone(), text);
        }
        self.operations.insert(id.to_owned(), words);
    }

    fn schema(&mut self, name: &str, schema: &Value, depth: usize) {
        if depth > 32 || !schema.is_object() {
            return;
        }
        let name = schema["x-type-name"].as_str().unwrap_or(name);
        let mut words = TypeWords {
            description: said(schema, "description"),
            members: BTreeMap::new(),
        };
        for (property, below) in entries(&schema["properties"]) {
            let text = said(below, "description");
            words.members.insert(property.clone(), text);
            self.schema(&names::nested_type(name, property), below, depth + 1);
        }
        let item = names::nested_type(name, "item");
        self.schema(&item, &schema["items"], depth + 1);
        self.types.entry(name.to_owned()).or_insert(words);
    }

    /// Each text that is not empty, by its element.
    fn texts(self) -> BTreeMap<String, String> {
        let mut texts = self.tags.into_iter().collect::<Vec<_>>();
        for (tag, _) in &mut texts {
            *tag = format!("tags.{tag}");
        }
        for (id, words) in self.operations {
            let operation = format!("operations.{id}");
            for (name, text) in words.parameters {
                texts.push((format!("{operation}.{name}"), text));
            }
            for (status, text) in words.answers {
                texts.push((format!("{operation} {status}"), text));
            }
            let said = [words.summary, words.description].join("\n\n");
            texts.push((operation, said.trim().to_owned()));
        }
        let owned: BTreeSet<String> = self
            .types
            .iter()
            .flat_map(|(name, words)| {
                let members = words.members.keys();
                members.map(|member| names::nested_type(name, member))
            })
            .collect();
        for (name, words) in self.types {
            for (member, text) in words.members {
                texts.push((format!("schemas.{name}.{member}"), text));
            }
            // What is said of a type inside of a property is said of the property.
            if !owned.contains(&name) {
                texts.push((format!("schemas.{name}"), words.description));
            }
        }
        texts.retain(|(_, text)| !text.is_empty());
        texts.into_iter().collect()
    }
}

/// Every text of the provider's document that describes an element, by where our words for it stand
/// in `docs.yaml`: `operations.getContact`, `operations.getContact.include`, `schemas.Contact.email`;
/// and, as `operations.getContact 404`, what is said of an answer.
pub fn texts(provider: &Value) -> BTreeMap<String, String> {
    Words::of(provider).texts()
}

fn said(element: &Value, key: &str) -> String {
    element[key].as_str().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests;
