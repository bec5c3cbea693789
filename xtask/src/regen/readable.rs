//! As much of a contract as the generator takes. An element that no rule covers is left out, with the reason,
//! so that one unknown shape does not hide what else has changed.

use crate::api::Sources;
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
    /// What is left out, and why.
    pub left_out: Vec<String>,
}

/// Reads a contract. It is an error if something is wrong that is not in one element.
pub fn readable(file: &str, contract: &Value, docs: &Docs) -> Result<Readable, Error> {
    let mut rest = contract.clone();
    let mut left_out = Vec::new();
    let mut definitions = BTreeSet::new();
    loop {
        let error = match made(file, &rest, docs) {
            Ok((contract, sources)) => {
                return Ok(Readable {
                    contract,
                    sources,
                    left_out,
                });
            }
            Err(error) => error,
        };
        let referred = rest.pointer(error.pointer()).and_then(Value::as_str);
        let is_consequence = referred.is_some_and(|name| definitions.contains(name));
        let Some(element) = remove(&mut rest, error.pointer()) else {
            return Err(error);
        };
        if let Some(name) = element.strip_prefix("/definitions/")
            && !name.contains('/')
        {
            definitions.insert(format!("#{element}"));
        }
        if !is_consequence {
            left_out.push(format!(
                "{error} (until then, {element} is left out of this report)"
            ));
        }
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

/// Removes the smallest element that can be missing and has the place `pointer` in it: a property, a
/// parameter, an operation or a definition. Returns its pointer.
fn remove(contract: &mut Value, pointer: &str) -> Option<String> {
    let keys: Vec<&str> = pointer.split('/').collect();
    let end = (3..=keys.len())
        .rev()
        .find(|end| is_element(&keys[..*end]))?;
    let (last, parents) = keys[..end].split_last()?;
    let parent = contract.pointer_mut(&parents.join("/"))?;
    let name = last.replace("~1", "/").replace("~0", "~");
    match parent {
        Value::Object(map) => drop(map.remove(&name)?),
        Value::Array(list) => {
            let index = name.parse().ok().filter(|index| *index < list.len())?;
            drop(list.remove(index));
        }
        _ => return None,
    }
    if let [object @ .., "properties"] = parents {
        let required = contract.pointer_mut(&format!("{}/required", object.join("/")));
        if let Some(Value::Array(required)) = required {
            required.retain(|property| *property != *name);
        }
    }
    Some(keys[..end].join("/"))
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
