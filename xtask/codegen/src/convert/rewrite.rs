//! What a document can say in several ways is rewritten in one, before the conversion: parameters and responses that
//! several operations share, parameters of a path, types with `null`, and `allOf`. Operations without a tag or an
//! `operationId` get one by rule.

use super::all_of::{AllOf, has_names, is_data};
use crate::error::{Error, Result};
use crate::pointer::escape;
use heck::{ToLowerCamelCase, ToTitleCase};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The corrected contract in the one way that the conversion reads.
pub fn rewrite(file: &str, contract: &Value) -> Result<Value> {
    let mut rewritten = contract.clone();
    if let Some(Value::Object(paths)) = rewritten.get_mut("paths") {
        for (path, item) in paths {
            let pointer = format!("/paths/{}", escape(path));
            write_out(file, contract, item, &pointer)?;
        }
    }
    complete(&mut rewritten);
    single_types(&mut rewritten, false);
    let all_of = AllOf {
        file,
        root: &rewritten,
    };
    all_of.replaced(&rewritten, "", &[])
}

/// Gives each operation what it lacks: an area, which is that of the other operations with the same first part of the
/// path, or this part itself; and an `operationId`, of its method and path.
fn complete(contract: &mut Value) {
    let mut areas: BTreeMap<String, Value> = BTreeMap::new();
    each_operation(contract, |_, path, operation| {
        if let Some(tag) = operation.get("tags").and_then(|tags| tags.get(0)) {
            let area = areas.entry(head(path).to_owned());
            area.or_insert_with(|| tag.clone());
        }
    });
    each_operation(contract, |verb, path, operation| {
        if operation.get("tags").is_none_or(|tags| *tags == json!([])) {
            let area = areas.get(head(path)).cloned();
            let area = area.unwrap_or_else(|| head(path).to_title_case().into());
            operation.insert("tags".to_owned(), json!([area]));
        }
        if !operation.contains_key("operationId") {
            let id = format!("{verb}/{path}").to_lower_camel_case();
            operation.insert("operationId".to_owned(), id.into());
        }
    });
}

/// The first part of a path.
fn head(path: &str) -> &str {
    path.split('/')
        .find(|part| !part.is_empty())
        .unwrap_or_default()
}

fn each_operation(contract: &mut Value, mut run: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    let paths = contract.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (verb, operation) in item.as_object_mut().into_iter().flatten() {
            if let Value::Object(operation) = operation
                && operation.contains_key("responses")
            {
                run(verb, path, operation);
            }
        }
    }
}

/// Writes shared parameters and responses out in each operation of a path.
fn write_out(file: &str, contract: &Value, item: &mut Value, pointer: &str) -> Result<()> {
    let Value::Object(item) = item else {
        return Ok(());
    };
    let shared = item.remove("parameters");
    for (verb, operation) in item.iter_mut().filter(|(verb, _)| !verb.starts_with("x-")) {
        let pointer = format!("{pointer}/{verb}");
        let Value::Object(operation) = operation else {
            continue;
        };
        if let Some(parameters) = operation.get_mut("parameters") {
            resolve_each(
                file,
                contract,
                parameters,
                &format!("{pointer}/parameters"),
                "parameters",
            )?;
        }
        if let Some(Value::Array(shared)) = &shared {
            add_shared(file, contract, operation, shared, &pointer)?;
        }
        if let Some(responses) = operation.get_mut("responses") {
            resolve_each(
                file,
                contract,
                responses,
                &format!("{pointer}/responses"),
                "responses",
            )?;
        }
    }
    Ok(())
}

/// Adds the parameters of a path to an operation that has no own parameters in their place.
fn add_shared(
    file: &str,
    contract: &Value,
    operation: &mut Map<String, Value>,
    shared: &[Value],
    pointer: &str,
) -> Result<()> {
    let mut shared = Value::Array(shared.to_vec());
    resolve_each(
        file,
        contract,
        &mut shared,
        &format!("{pointer}/parameters"),
        "parameters",
    )?;
    let own = operation.entry("parameters").or_insert_with(|| json!([]));
    if let (Value::Array(own), Value::Array(shared)) = (own, shared) {
        for parameter in shared {
            let is_same = |own: &Value| ["in", "name"].iter().all(|key| own[key] == parameter[key]);
            if !own.iter().any(is_same) {
                own.push(parameter);
            }
        }
    }
    Ok(())
}

/// Replaces each reference in the list or map `section` at `pointer` by what it leads to in the section of that name
/// of the document.
fn resolve_each(
    file: &str,
    contract: &Value,
    all: &mut Value,
    pointer: &str,
    section: &str,
) -> Result<()> {
    let elements: Vec<(String, &mut Value)> = match all {
        Value::Object(map) => map
            .iter_mut()
            .map(|(key, value)| (escape(key).into_owned(), value))
            .collect(),
        Value::Array(list) => {
            let list = list.iter_mut().enumerate();
            list.map(|(index, value)| (index.to_string(), value))
                .collect()
        }
        _ => Vec::new(),
    };
    for (key, element) in elements {
        let mut seen = Vec::new();
        while let Some(target) = element.get("$ref").and_then(Value::as_str) {
            let target = target.to_owned();
            let found = target.strip_prefix(&format!("#/{section}/"));
            let found = found.and_then(|name| contract.pointer(&format!("/{section}/{name}")));
            let Some(found) = found.filter(|_| !seen.contains(&target)) else {
                let finding =
                    format!("`{target}` is not under {section}; correct it in the overlay");
                return Err(Error::new(file, &format!("{pointer}/{key}/$ref"), finding));
            };
            *element = found.clone();
            seen.push(target);
        }
    }
    Ok(())
}

/// A list of types is one type that can be `null`. If there are several, any value is read. `names` says whether the
/// members of `value` have names.
fn single_types(value: &mut Value, names: bool) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get("type") {
                let nullable = types.iter().any(|ty| ty == "null");
                let others: Vec<Value> = types.iter().filter(|ty| *ty != "null").cloned().collect();
                match &others[..] {
                    [one] => drop(members.insert("type".to_owned(), one.clone())),
                    _ => drop(members.remove("type")),
                }
                if nullable {
                    members.insert("x-nullable".to_owned(), true.into());
                }
            }
            for (key, child) in members.iter_mut() {
                if names || !is_data(key) {
                    single_types(child, has_names(key));
                }
            }
        }
        Value::Array(list) => {
            list.iter_mut().for_each(|child| single_types(child, false));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
