//! Where a contract can be changed: every schema, parameter, operation and response, as the JSON
//! pointer of the element with the path of an operation that it matters to.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An element, and a path of the API that uses it.
#[derive(Debug, Clone)]
pub struct Place {
    pub pointer: String,
    pub path: String,
}

pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Every operation.
pub fn operations(contract: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    for (path, item) in contract["paths"].as_object().unwrap() {
        let operations = item.as_object().unwrap().iter();
        for (verb, _) in operations.filter(|(_, operation)| operation["responses"].is_object()) {
            found.push(Place {
                pointer: format!("/paths/{}/{verb}", escape(path)),
                path: path.clone(),
            });
        }
    }
    found
}

/// Every parameter for which `wanted` holds.
pub fn parameters(contract: &Value, wanted: impl Fn(&Value) -> bool) -> Vec<Place> {
    let mut found = Vec::new();
    for Place { pointer, path } in operations(contract) {
        let list = contract.pointer(&format!("{pointer}/parameters"));
        for (index, parameter) in list
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            if wanted(parameter) {
                found.push(Place {
                    pointer: format!("{pointer}/parameters/{index}"),
                    path: path.clone(),
                });
            }
        }
    }
    found
}

/// Which schemas a walk takes in, by key and value; what is below the others is left out too.
pub type Passes = fn(&str, &Value) -> bool;

pub const ALL: Passes = |_, _| true;

/// What becomes a type of the client, unlike a link and a message of a job: those are written by
/// hand, whatever the contract says of them.
pub const MADE: Passes = |key, schema| {
    let properties = schema["properties"].as_object();
    let is_link = properties.is_some_and(|all| {
        all.contains_key("href") && all.keys().all(|name| matches!(&**name, "href" | "next"))
    });
    !is_link && key != "activity_errors"
};

/// What is not in a job: all jobs become one type, so that none can have another type at a property
/// that the others have.
pub const OUTSIDE_JOBS: Passes = |_, schema| {
    let has = |name: &str| schema["properties"].get(name).is_some();
    !(has("activity_id") && has("state"))
};

/// What of an operation becomes types: an answer other than JSON is handed on as it comes.
fn typed<'a>(contract: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
    let produces = operation.get("produces").unwrap_or(&contract["produces"]);
    let json = produces.as_array().is_none_or(|kinds| {
        let mut texts = kinds.iter().map(Value::to_string);
        kinds.is_empty() || texts.any(|kind| kind.contains("json"))
    });
    let answers = operation["responses"].as_object().unwrap().iter();
    let answers = answers.filter(|(code, _)| json && code.starts_with('2'));
    let mut typed = vec![&operation["parameters"]];
    typed.extend(answers.map(|(_, answer)| answer));
    typed
}

/// Every definition that an operation reaches, with the first path that does.
pub fn definitions(contract: &Value, passes: Passes) -> Vec<Place> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for Place { pointer, path } in operations(contract) {
        let mut seen = BTreeSet::new();
        let mut todo = typed(contract, contract.pointer(&pointer).unwrap());
        while let Some(value) = todo.pop() {
            let target = value["$ref"].as_str().map(|target| &target[1..]);
            if let Some(target) = target
                && seen.insert(target)
                && let Some(definition) = contract.pointer(target)
                && definition.get("x-native").is_none()
                && passes("", definition)
            {
                first
                    .entry(target.to_owned())
                    .or_insert_with(|| path.clone());
                todo.push(definition);
            }
            match value {
                Value::Object(_) if value.get("x-native").is_some() => {}
                Value::Object(map) => todo.extend(
                    map.iter()
                        .filter(|(key, child)| passes(key, child))
                        .map(|(_, child)| child),
                ),
                Value::Array(list) => todo.extend(list),
                _ => {}
            }
        }
    }
    first
        .into_iter()
        .map(|(pointer, path)| Place { pointer, path })
        .collect()
}

/// Every schema in a reached definition for which `wanted` holds, at any depth.
pub fn schemas(contract: &Value, passes: Passes, wanted: impl Fn(&Value) -> bool) -> Vec<Place> {
    let mut found = Vec::new();
    let mut todo = definitions(contract, passes);
    todo.reverse();
    while let Some(place) = todo.pop() {
        let schema = contract.pointer(&place.pointer).unwrap();
        let mut below = |key: &str, token: String, child: &Value| {
            if child.get("x-native").is_none() && passes(key, child) {
                todo.push(Place {
                    pointer: format!("{}/{token}", place.pointer),
                    path: place.path.clone(),
                });
            }
        };
        for (name, child) in schema["properties"].as_object().into_iter().flatten() {
            below(name, format!("properties/{}", escape(name)), child);
        }
        if let Some(items) = schema.get("items") {
            below("items", "items".to_owned(), items);
        }
        if wanted(schema) {
            found.push(place);
        }
    }
    found
}

/// `count` of the places. The sequence depends on each place alone, so that a new element of the
/// contract takes the turn of one other and moves none.
pub fn choose(mut places: Vec<Place>, kind: &str, count: usize) -> Vec<Place> {
    places.sort_by_cached_key(|place| hash(&[&place.pointer, kind]));
    places.truncate(count);
    places
}

/// FNV-1a: the same in every version of Rust, unlike the standard library's.
fn hash(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
