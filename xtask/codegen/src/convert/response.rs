//! Success responses. All 2xx of an operation are one success, `2XX`: the provider's codes drift
//! between builds, and the status stays readable on the answer. Every other response goes: none
//! has a schema, and the client reads each failure into one error type.

use super::converter::Converter;
use super::reference::refer;
use super::schema::{Kind, kind};
use crate::error::Result;
use crate::extensions::Success;
use crate::names;
use crate::read::Node;
use openapiv3::{MediaType, ReferenceOr, Response, Responses, Schema, SchemaData, StatusCode};
use std::collections::BTreeSet;

impl<'a> Converter<'a> {
    /// Folds all 2xx of `operation` into one success.
    pub(super) fn success(
        &mut self,
        operation: &Node<'a>,
        method: &str,
    ) -> Result<(Success, Responses)> {
        let produces = match operation.get("produces")? {
            Some(_) => operation.strings("produces")?,
            None => self.produces.clone(),
        };
        let responses = operation.need("responses")?;
        let (mut typed, mut codes, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for (code, response) in responses.entries()? {
            if code.starts_with("x-") {
                continue;
            }
            if !is_status(code) {
                return Err(response.error(format!(
                    "`{code}` is not a status code; correct it in the overlay"
                )));
            }
            response.only(&["description", "schema", "headers", "examples"])?;
            if !is_success(code) {
                continue;
            }
            codes.push(code);
            match response.get("schema")? {
                Some(schema) => typed.push(schema),
                None => bare.push(code),
            }
        }
        if codes.is_empty() {
            return Err(
                responses.error("no success (2xx) among the responses; add it in the overlay")
            );
        }
        let json = produces.is_empty() || produces.iter().any(|kind| kind.contains("json"));
        let mut is_file = false;
        for schema in &typed {
            is_file |= self.resolved(schema)?.text("type")? == Some("file");
        }
        let json = json && !is_file;
        let success = match (typed.is_empty(), json) {
            (false, false) => Success::Stream,
            (false, true) if bare.is_empty() => Success::Json,
            (false, true) => Success::MaybeJson,
            (true, _) if bare.iter().all(|code| *code == "204") => Success::Empty,
            (true, _) => Success::Bytes,
        };
        let content = match success {
            Success::Empty => None,
            Success::Json | Success::MaybeJson => {
                let schema = self.covering(&typed, method)?;
                Some(("application/json", Some(schema)))
            }
            Success::Bytes => Some(("*/*", None)),
            Success::Stream => {
                let mut kinds = produces.iter().copied();
                Some((
                    kinds.find(|kind| !kind.contains("json")).unwrap_or("*/*"),
                    None,
                ))
            }
        };
        Ok((success, responses_of(content)))
    }

    /// The schema that covers the answers of all 2xx.
    fn covering(&mut self, schemas: &[Node<'a>], method: &str) -> Result<ReferenceOr<Schema>> {
        let name = format!("{}Answer", names::type_name(method));
        let mut covering: Option<&Node<'a>> = None;
        for node in schemas {
            covering = match covering {
                Some(other) if self.covers(other, node)? => Some(other),
                Some(other) if !self.covers(node, other)? => {
                    return Err(node.error(format!(
                        "another answer than that at {}; describe both alike in the overlay, with the \
                         properties of both",
                        other.pointer()
                    )));
                }
                _ => Some(node),
            };
        }
        match covering {
            Some(node) => self.schema(node, &name),
            None => Ok(refer(&name, SchemaData::default())),
        }
    }

    /// Whether what the schema `other` describes can be read by the schema `one`: it has no property that `one`
    /// has not.
    fn covers(&self, one: &Node<'a>, other: &Node<'a>) -> Result<bool> {
        let (one, other) = (self.resolved(one)?, self.resolved(other)?);
        if one.value == other.value || one.pointer() == other.pointer() {
            return Ok(true);
        }
        Ok(match (kind(&one)?, kind(&other)?) {
            (Kind::Anything, _) => true,
            (Kind::Object, Kind::Object) => {
                let names = |node: &Node<'a>| -> Result<BTreeSet<&'a str>> {
                    let properties = node.get("properties")?;
                    properties.map_or(Ok(BTreeSet::new()), |properties| {
                        Ok(properties.object()?.keys().map(String::as_str).collect())
                    })
                };
                names(&one)?.is_superset(&names(&other)?)
            }
            (Kind::Array, Kind::Array) => match (one.get("items")?, other.get("items")?) {
                (Some(one), Some(other)) => self.covers(&one, &other)?,
                _ => false,
            },
            (Kind::String | Kind::Enumeration, Kind::String | Kind::Enumeration)
            | (Kind::Integer, Kind::Integer)
            | (Kind::Number, Kind::Number | Kind::Integer)
            | (Kind::Boolean, Kind::Boolean) => true,
            _ => false,
        })
    }

    /// The schema that a reference leads to.
    fn resolved(&self, schema: &Node<'a>) -> Result<Node<'a>> {
        let mut seen = BTreeSet::new();
        let mut schema = schema.clone();
        while let Some(target) = schema.text("$ref")?
            && seen.insert(target)
            && let Some(definition) = self.definition(target)
        {
            schema = definition.node.clone();
        }
        Ok(schema)
    }
}

/// The declared status codes, in their order. They are documentation: failures have no
/// schema.
pub(super) fn statuses(operation: &Node<'_>) -> Result<Vec<String>> {
    let responses = operation.need("responses")?.entries()?;
    let codes = responses.iter().map(|(code, _)| (*code).to_owned());
    let mut codes: Vec<String> = codes.filter(|code| code.parse::<u16>().is_ok()).collect();
    codes.sort();
    Ok(codes)
}

fn is_status(code: &str) -> bool {
    code == "default"
        || (code.len() == 3 && code.parse().is_ok_and(|n: u16| (100..600).contains(&n)))
}

fn is_success(code: &str) -> bool {
    code.starts_with('2') && is_status(code)
}

fn responses_of(content: Option<(&str, Option<ReferenceOr<Schema>>)>) -> Responses {
    let mut response = Response {
        description: "Success".to_owned(),
        ..Response::default()
    };
    if let Some((media_type, schema)) = content {
        let body = MediaType {
            schema,
            ..MediaType::default()
        };
        response.content.insert(media_type.to_owned(), body);
    }
    let mut responses = Responses::default();
    responses
        .responses
        .insert(StatusCode::Range(2), ReferenceOr::Item(response));
    responses
}

#[cfg(test)]
mod tests;
