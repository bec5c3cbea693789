//! The words of `spec/docs.yaml`: what rustdoc says of areas, operations, parameters, types and
//! their properties. The contract itself carries no prose.

use crate::error::Result;
use crate::read::Node;
use serde_json::Value;
use std::collections::BTreeMap;

/// The reference documentation, by the contract's own names.
#[derive(Debug, Default)]
pub struct Docs {
    areas: BTreeMap<String, String>,
    operations: BTreeMap<String, OperationWords>,
}

/// What is said of one operation.
#[derive(Debug, Default)]
pub(crate) struct OperationWords {
    pub summary: String,
    pub description: String,
    pub parameters: BTreeMap<String, String>,
}

/// Reads `docs.yaml`.
pub fn read(file: &str, value: &Value) -> Result<Docs> {
    let root = Node::root(file, value);
    root.only(&["tags", "operations"])?;
    let mut docs = Docs {
        areas: texts(&root, "tags")?,
        ..Docs::default()
    };
    if let Some(operations) = root.get("operations")? {
        for (id, node) in operations.entries()? {
            node.only(&["summary", "description", "parameters"])?;
            let words = OperationWords {
                summary: text(&node.need("summary")?)?,
                description: node.get("description")?.map_or(Ok(String::new()), |n| text(&n))?,
                parameters: texts(&node, "parameters")?,
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
        return Err(node.error("words are missing"));
    }
    Ok(text.to_owned())
}

impl Docs {
    pub(crate) fn area<'a>(&'a self, tag: &'a str) -> &'a str {
        self.areas.get(tag).map_or(tag, String::as_str)
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&OperationWords> {
        self.operations.get(id)
    }

    /// Elements of the contract without words, and words without an element, each named.
    pub fn gaps(&self, api: &openapiv3::OpenAPI) -> Vec<String> {
        let mut gaps = Vec::new();
        for tag in &api.tags {
            if !self.areas.contains_key(&tag.name) {
                gaps.push(format!("the tag `{}` has no words", tag.name));
            }
        }
        let mut ids = Vec::new();
        for (_, _, operation) in api.operations() {
            let id = operation_id(operation);
            if !self.operations.contains_key(id) {
                gaps.push(format!("the operation `{id}` has no words"));
            }
            ids.push(id);
        }
        for tag in self.areas.keys() {
            if !api.tags.iter().any(|known| known.name == *tag) {
                gaps.push(format!("there are words for the tag `{tag}`, which is gone"));
            }
        }
        for id in self.operations.keys() {
            if !ids.contains(&id.as_str()) {
                gaps.push(format!("there are words for the operation `{id}`, which is gone"));
            }
        }
        gaps
    }
}

/// The provider's name of an operation.
pub(crate) fn operation_id(operation: &openapiv3::Operation) -> &str {
    operation
        .extensions
        .get("x-operation-id")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn gaps_are_named_in_both_directions() {
        let docs = read("d", &json!({"tags": {"Old": "x"}, "operations": {"gone": {"summary": "x"}}}));
        let api = openapiv3::OpenAPI {
            tags: vec![openapiv3::Tag { name: "New".to_owned(), ..Default::default() }],
            ..Default::default()
        };
        assert_eq!(
            docs.unwrap().gaps(&api),
            [
                "the tag `New` has no words",
                "there are words for the tag `Old`, which is gone",
                "there are words for the operation `gone`, which is gone",
            ]
        );
    }

    #[test]
    fn empty_words_are_refused() {
        let error = read("d", &json!({"operations": {"a": {"summary": " "}}})).unwrap_err();
        assert_eq!(error.to_string(), "d: at /operations/a/summary: words are missing");
    }
}
