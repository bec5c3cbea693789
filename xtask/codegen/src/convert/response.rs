//! Success responses. All 2xx of an operation are one success, `2XX`: the provider's codes drift
//! between builds, and the status stays readable on the answer. Every other response goes: none
//! has a schema, and the client reads each failure into one error type.

use super::converter::Converter;
use super::reference::refer;
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
            if let Some(reference) = response.get("$ref")? {
                if is_success(code) {
                    return Err(reference.error(
                        "a success has to be in the operation itself; write it out in the overlay",
                    ));
                }
                continue;
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
                let schema = self.richest(&typed, method)?;
                Some(("application/json", Some(schema)))
            }
            Success::Bytes => Some(("*/*", None)),
            Success::Stream => Some((produces[0], None)),
        };
        Ok((success, responses_of(content)))
    }

    /// The schema that covers the answers of all 2xx.
    fn richest(&mut self, schemas: &[Node<'a>], method: &str) -> Result<ReferenceOr<Schema>> {
        let name = format!("{}Answer", names::type_name(method));
        let mut richest: Option<(usize, ReferenceOr<Schema>)> = None;
        for node in schemas {
            let schema = self.schema(node, &name)?;
            let size = self.breadth(node)?;
            if richest.as_ref().is_none_or(|(best, _)| size > *best) {
                richest = Some((size, schema));
            }
        }
        Ok(richest.map_or_else(|| refer(&name, SchemaData::default()), |(_, schema)| schema))
    }

    /// How many properties a schema of the contract has, itself or through references.
    fn breadth(&self, schema: &Node<'a>) -> Result<usize> {
        let mut seen = BTreeSet::new();
        let mut schema = schema.clone();
        while let Some(target) = schema.text("$ref")?
            && seen.insert(target)
            && let Some(definition) = self.definition(target)
        {
            schema = definition.node.clone();
        }
        let properties = schema.get("properties")?;
        properties.map_or(Ok(0), |properties| Ok(properties.object()?.len()))
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
