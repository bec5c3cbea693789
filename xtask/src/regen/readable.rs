//! As much of a contract as the generator takes. An element that no rule covers is left out, with the reason,
//! so that one unknown shape does not hide what else has changed.

use crate::api::Sources;
use crate::elements::remove;
use crate::workspace::Contract;
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::model::model;
use constant_contact_codegen::{Document, Error, generate, scopes};
use serde_json::Value;
use std::collections::BTreeSet;

/// What the generator takes of a contract, and makes of that.
pub struct Readable {
    pub contract: Contract,
    pub sources: Sources,
    /// What is wrong with the elements that are left out.
    pub findings: Vec<String>,
    /// The pointers of these elements, and of those that refer to them.
    pub left_out: Vec<String>,
}

/// Reads a contract. It is an error if something is wrong that is not in one element.
pub fn readable(file: &str, contract: &Value, docs: &Docs) -> Result<Readable, Error> {
    let mut rest = contract.clone();
    let (mut findings, mut left_out) = (Vec::new(), Vec::new());
    let mut definitions = BTreeSet::new();
    loop {
        let error = match made(file, &rest, docs) {
            Ok((contract, sources)) => {
                return Ok(Readable {
                    contract,
                    sources,
                    findings,
                    left_out,
                });
            }
            Err(error) => error,
        };
        let referred = rest.pointer(error.pointer()).and_then(Value::as_str);
        let is_consequence = referred.is_some_and(|name| definitions.contains(name));
        let element = smallest(error.pointer());
        let Some(element) = element.filter(|element| remove(&mut rest, element)) else {
            return Err(error);
        };
        if let Some(name) = element.strip_prefix("/definitions/")
            && !name.contains('/')
        {
            definitions.insert(format!("#{element}"));
        }
        if !is_consequence {
            findings.push(format!(
                "{error} (until then, {element} is left out of this report)"
            ));
        }
        left_out.push(element);
    }
}

fn made(file: &str, contract: &Value, docs: &Docs) -> Result<(Contract, Sources), Error> {
    let document = Document::new(file, contract)?;
    let model = model(&document)?;
    let sources = Sources {
        client: generate(&model, docs)?,
        scopes: scopes(&model, docs)?,
    };
    Ok((Contract { document, model }, sources))
}

/// The pointer of the smallest element that can be missing and has the place `pointer` in it: a property, a
/// parameter, an operation or a definition.
fn smallest(pointer: &str) -> Option<String> {
    let keys: Vec<&str> = pointer.split('/').collect();
    let ends = (3..=keys.len()).rev();
    let mut elements = ends.map(|end| &keys[..end]).filter(|keys| is_element(keys));
    elements.next().map(|keys| keys.join("/"))
}

/// Whether the keys lead to an element that can be missing.
fn is_element(keys: &[&str]) -> bool {
    match keys {
        ["", "definitions", _] | ["", "paths", _, _] => true,
        ["", "paths" | "definitions", .., "properties", _] => true,
        ["", "paths", .., "parameters", index] => index.parse::<usize>().is_ok(),
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
