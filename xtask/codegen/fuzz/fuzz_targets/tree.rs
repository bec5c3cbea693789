//! Changes of a document's tree, chosen by bytes.

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Words that stand for something somewhere in Swagger or in Rust, and some that must not.
const WORDS: &str = "type format items enum required properties additionalProperties $ref default \
    example readOnly x-type-name x-native x-sdk-methodName schema parameters responses pattern \
    collectionFormat consumes produces tags operationId security deprecated maximum in name 200 204 \
    209 get post string integer number boolean array object file null uuid date-time csv multi query \
    path body formData self Self Vec 1st ä«» _ / ~ #/definitions/";

/// Larger documents show nothing that smaller ones do not, only later.
const LARGEST: usize = 12_000;

/// One document for each operation that needs little, with the definitions that it reaches.
pub fn parts(contract: &Value) -> Vec<Value> {
    let paths = contract["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let verbs = item.as_object().into_iter().flatten();
        verbs.map(move |(verb, operation)| (path, verb, operation))
    });
    operations
        .map(|(path, verb, operation)| {
            let mut part = contract.clone();
            part["paths"] = json!({path: {verb: operation}});
            let reached = reached(contract, operation);
            if let Some(definitions) = part["definitions"].as_object_mut() {
                definitions.retain(|name, _| reached.contains(name));
            }
            part
        })
        .filter(|part| part.to_string().len() < LARGEST)
        .collect()
}

fn reached(contract: &Value, operation: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut todo = vec![operation];
    while let Some(value) = todo.pop() {
        let name = value["$ref"]
            .as_str()
            .and_then(|target| target.strip_prefix("#/definitions/"));
        if let Some(name) = name
            && found.insert(name.to_owned())
        {
            todo.push(&contract["definitions"][name]);
        }
        match value {
            Value::Object(map) => todo.extend(map.values()),
            Value::Array(list) => todo.extend(list),
            _ => {}
        }
    }
    found
}

/// Makes one change.
pub fn change(document: &mut Value, bytes: &mut Unstructured<'_>) -> Result<()> {
    let pointer = place(document, bytes)?;
    match bytes.int_in_range(0..=6_u8)? {
        0 => drop(taken(document, &pointer)),
        1 => put(document, &pointer, something(bytes)?),
        2 => {
            let from = place(document, bytes)?;
            let copy = document.pointer(&from).cloned().unwrap_or_default();
            put(document, &pointer, copy);
        }
        3 => {
            let into = place(document, bytes)?;
            // What is put below itself would be lost.
            if !into.starts_with(&pointer)
                && let Some(value) = taken(document, &pointer)
            {
                put(document, &into, value);
            }
        }
        4 => add(document, &pointer, word(bytes)?, something(bytes)?),
        5 => {
            let copy = document.pointer(&pointer).cloned().unwrap_or_default();
            if let Some((above, _)) = pointer.rsplit_once('/') {
                add(document, above, word(bytes)?, copy);
            }
        }
        _ => {
            if let Some(value) = taken(document, &pointer)
                && let Some((above, _)) = pointer.rsplit_once('/')
            {
                add(document, above, word(bytes)?, value);
            }
        }
    }
    Ok(())
}

fn word(bytes: &mut Unstructured<'_>) -> Result<&'static str> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    bytes.choose(&words).copied()
}

/// A value as it could stand somewhere in a document.
fn something(bytes: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match bytes.int_in_range(0..=14_u8)? {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(bytes.arbitrary::<i64>()?),
        4 => json!(1.5),
        5 => json!([]),
        6 => json!({}),
        7 => json!([word(bytes)?, word(bytes)?]),
        8 => json!({"type": word(bytes)?, "format": word(bytes)?}),
        9 => json!({"type": "array", "items": {"type": word(bytes)?}}),
        10 => {
            let name = word(bytes)?;
            json!({"type": "object", "properties": {name: {"type": word(bytes)?}}, "required": [name]})
        }
        11 => json!({"type": "object", "additionalProperties": {"type": word(bytes)?}}),
        12 => json!({"type": "string", "enum": [word(bytes)?, word(bytes)?]}),
        13 => json!({"name": word(bytes)?, "in": word(bytes)?, "type": word(bytes)?}),
        _ => json!(word(bytes)?),
    })
}

/// The pointer of any element but the document itself.
fn place(document: &Value, bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut all = Vec::new();
    let mut todo = vec![(String::new(), document)];
    while let Some((pointer, value)) = todo.pop() {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    todo.push((format!("{pointer}/{key}"), value));
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    todo.push((format!("{pointer}/{index}"), value));
                }
            }
            _ => {}
        }
        all.push(pointer);
    }
    // A document of which nothing is left has but itself.
    all.swap_remove(0);
    Ok(bytes.choose(&all)?.clone())
}

fn taken(document: &mut Value, pointer: &str) -> Option<Value> {
    let (above, key) = pointer.rsplit_once('/')?;
    match document.pointer_mut(above)? {
        Value::Object(map) => map.remove(&key.replace("~1", "/").replace("~0", "~")),
        Value::Array(list) => Some(list.remove(key.parse().ok()?)),
        _ => None,
    }
}

fn put(document: &mut Value, pointer: &str, value: Value) {
    if let Some(slot) = document.pointer_mut(pointer) {
        *slot = value;
    }
}

fn add(document: &mut Value, above: &str, name: &str, value: Value) {
    match document.pointer_mut(above) {
        Some(Value::Object(map)) => drop(map.insert(name.to_owned(), value)),
        Some(Value::Array(list)) => list.push(value),
        _ => {}
    }
}
