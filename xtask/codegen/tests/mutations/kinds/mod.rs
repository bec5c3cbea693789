//! The mutations: what is changed, where it can be, and whether it has to be refused.

mod bodies;
mod enumerations;
mod operations;
mod parameters;
mod properties;
mod references;
mod responses;
mod types;
mod whole;

use super::document::Document;
use super::places::{self, Place};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How a mutant may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A rule covers it.
    Client,
    /// It has no meaning.
    Refusal,
    /// It depends on the place.
    Either,
}

pub struct Kind {
    pub name: &'static str,
    pub expected: Expected,
    places: fn(&Value) -> Vec<Place>,
    change: fn(&mut Value, &Place),
}

impl Kind {
    /// Whether what is changed is the document itself, which has no pointer.
    pub fn is_whole(&self) -> bool {
        std::ptr::fn_addr_eq(self.places, root as fn(&Value) -> Vec<Place>)
    }

    /// Where it is tried in a document: at `count` places, or as many as there are.
    pub fn places(&self, document: &Document, count: usize) -> Vec<Place> {
        let mut places = (self.places)(&document.whole);
        places.retain(|place| document.part(&place.path).is_some());
        assert!(!places.is_empty(), "{} applies nowhere", self.name);
        places::choose(places, self.name, count)
    }

    pub fn mutant(&self, document: &Value, place: &Place) -> Value {
        let mut mutant = document.clone();
        (self.change)(&mut mutant, place);
        assert!(mutant != *document, "{} changes nothing", self.name);
        mutant
    }
}

fn at<'a>(document: &'a mut Value, place: &Place) -> &'a mut Map<String, Value> {
    let value = document.pointer_mut(&place.pointer).unwrap();
    value.as_object_mut().unwrap()
}

fn set(document: &mut Value, place: &Place, key: &str, value: Value) {
    at(document, place).insert(key.to_owned(), value);
}

/// The document itself, with a path that needs definitions too.
fn root(contract: &Value) -> Vec<Place> {
    let all = places::definitions(contract, places::ALL);
    let paths: BTreeSet<String> = all.into_iter().map(|place| place.path).collect();
    let at_root = |path| Place {
        pointer: String::new(),
        path,
    };
    paths.into_iter().map(at_root).collect()
}

fn query(parameter: &Value) -> bool {
    parameter["in"] == "query"
}

fn bodied(contract: &Value) -> Vec<Place> {
    places::parameters(contract, |parameter| parameter["in"] == "body")
}

fn is_object(schema: &Value) -> bool {
    schema["properties"].is_object()
}

fn is_text(schema: &Value) -> bool {
    schema["type"] == "string" && schema.get("format").is_none()
}

fn objects(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::ALL, is_object)
}

/// Objects that become a type of the client.
fn made_objects(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::MADE, is_object)
}

fn texts(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::ALL, is_text)
}

/// Texts in what becomes a type of the client.
fn made_texts(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::MADE, is_text)
}

fn texts_outside_jobs(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::OUTSIDE_JOBS, is_text)
}

fn lists(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::ALL, |schema| schema["type"] == "array")
}

fn references(contract: &Value) -> Vec<Place> {
    places::schemas(contract, places::ALL, |schema| schema["$ref"].is_string())
}

fn queries(contract: &Value) -> Vec<Place> {
    places::parameters(contract, query)
}

fn paths(contract: &Value) -> Vec<Place> {
    places::parameters(contract, |parameter| parameter["in"] == "path")
}

/// Operations that are no upload, of which each is known by its id.
fn operations(contract: &Value) -> Vec<Place> {
    let mut all = places::operations(contract);
    let uploads = places::parameters(contract, |parameter| parameter["in"] == "formData");
    all.retain(|place| {
        let parameters = format!("{}/parameters/", place.pointer);
        !uploads
            .iter()
            .any(|upload| upload.pointer.starts_with(&parameters))
    });
    all
}

fn push_parameter(document: &mut Value, place: &Place, parameter: Value) {
    let list = at(document, place).entry("parameters").or_insert(json!([]));
    list.as_array_mut().unwrap().push(parameter);
}

fn sibling(document: &mut Value, place: &Place) -> Map<String, Value> {
    let mut copy = at(document, place).clone();
    copy.insert("operationId".to_owned(), json!("sibling"));
    copy.remove("x-sdk-methodName");
    copy
}

fn add_path(document: &mut Value, place: &Place, verb: &str, operation: Map<String, Value>) {
    let item = &mut document["paths"][&place.path];
    item[verb] = Value::Object(operation);
}

fn free_verb(document: &Value, place: &Place) -> &'static str {
    let item = &document["paths"][&place.path];
    ["patch", "put", "delete", "post", "get"]
        .into_iter()
        .find(|verb| item.get(verb).is_none())
        .unwrap()
}

fn rename_property(document: &mut Value, place: &Place, name: &str) {
    let properties = at(document, place)["properties"].as_object_mut().unwrap();
    properties.insert(name.to_owned(), json!({"type": "string"}));
}

fn rename_parameter(document: &mut Value, place: &Place, name: &str) {
    set(document, place, "name", json!(name));
}

fn nested(depth: usize, wrap: fn(Value) -> Value) -> Value {
    (0..depth).fold(json!({"type": "string"}), |inner, _| wrap(inner))
}

const fn kind(
    name: &'static str,
    expected: Expected,
    places: fn(&Value) -> Vec<Place>,
    change: fn(&mut Value, &Place),
) -> Kind {
    Kind {
        name,
        expected,
        places,
        change,
    }
}

/// Every kind, by subject.
pub const ALL: [&[Kind]; 9] = [
    types::ALL,
    enumerations::ALL,
    references::ALL,
    properties::ALL,
    parameters::ALL,
    bodies::ALL,
    operations::ALL,
    responses::ALL,
    whole::ALL,
];
