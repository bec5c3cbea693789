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
        for verb in item.as_object().unwrap().keys() {
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

/// Every definition that an operation reaches, with the first path that does.
pub fn definitions(contract: &Value) -> Vec<Place> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for (path, item) in contract["paths"].as_object().unwrap() {
        let mut seen = BTreeSet::new();
        let mut todo = vec![item];
        while let Some(value) = todo.pop() {
            if let Some(target) = value["$ref"].as_str()
                && seen.insert(target)
            {
                first
                    .entry(target[1..].to_owned())
                    .or_insert_with(|| path.clone());
                todo.extend(contract.pointer(&target[1..]));
            }
            match value {
                Value::Object(map) => todo.extend(map.values()),
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
pub fn schemas(contract: &Value, wanted: impl Fn(&Value) -> bool) -> Vec<Place> {
    let mut found = Vec::new();
    let mut todo = definitions(contract);
    todo.reverse();
    while let Some(place) = todo.pop() {
        let schema = contract.pointer(&place.pointer).unwrap();
        let mut below = |key: String| {
            todo.push(Place {
                pointer: format!("{}/{key}", place.pointer),
                path: place.path.clone(),
            });
        };
        for name in schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(|map| map.keys())
        {
            below(format!("properties/{}", escape(name)));
        }
        if schema.get("items").is_some() {
            below("items".to_owned());
        }
        if wanted(schema) {
            found.push(place);
        }
    }
    found
}

/// `count` of the places, spread by a fixed sequence.
pub fn choose(places: &[Place], count: usize) -> Vec<Place> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut chosen: Vec<Place> = Vec::new();
    for _ in 0..count.min(places.len()) {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let index = (state >> 33) as usize % places.len();
        chosen.push(places[index].clone());
    }
    chosen
}
