//! The document that is mutated: what the converter gets to see, whole and in parts.
//!
//! The overlay has done its work here already. It would undo what is done to an element that it
//! rewrites, and then nothing could be claimed of that place.

use crate::base;
use crate::places::operations;
use constant_contact_codegen::{normalise, overlay};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

pub struct Document {
    pub whole: Value,
    parts: BTreeMap<String, Value>,
}

impl Document {
    /// Of a build that the overlay may not fit everywhere. Paths that are no client as they are have
    /// no part.
    pub fn new(contract: &Value) -> Self {
        let mut whole = normalise(contract);
        overlay::attempt(&base().actions, &mut whole);
        let paths: BTreeSet<String> = operations(&whole).into_iter().map(|at| at.path).collect();
        let parts = paths.into_iter().filter_map(|path| {
            let part = part(&whole, &path);
            matches!(crate::generated(&part), crate::Fate::Client(_)).then_some((path, part))
        });
        Self {
            parts: parts.collect(),
            whole,
        }
    }

    /// What the operations at `path` need, without which each mutant would cost a generation of
    /// everything.
    pub fn part(&self, path: &str) -> Option<&Value> {
        self.parts.get(path)
    }
}

fn part(whole: &Value, path: &str) -> Value {
    let item = &whole["paths"][path];
    let mut needed = Map::new();
    let mut todo = vec![item];
    while let Some(value) = todo.pop() {
        match value {
            Value::Object(map) => todo.extend(map.values()),
            Value::Array(list) => todo.extend(list),
            _ => {}
        }
        let name = value["$ref"].as_str();
        if let Some(name) = name.and_then(|name| name.strip_prefix("#/definitions/"))
            && !needed.contains_key(name)
            && let Some(definition) = whole["definitions"].get(name)
        {
            needed.insert(name.to_owned(), definition.clone());
            todo.push(definition);
        }
    }
    let mut part = whole.as_object().unwrap().clone();
    let item = Map::from_iter([(path.to_owned(), item.clone())]);
    part.insert("paths".to_owned(), item.into());
    part.insert("definitions".to_owned(), needed.into());
    part.into()
}
