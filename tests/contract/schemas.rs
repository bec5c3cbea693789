//! Every type reads whatever the server may send, and writes the full example back without a loss.
//! Types and examples follow the converted contract.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::fmt::Debug;
use std::sync::LazyLock;

/// What is checked of every type.
pub trait Checks {
    fn check<T>(&mut self, name: &str)
    where
        T: DeserializeOwned + Serialize + Default + PartialEq + Debug;
}

pub static SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/openapi.json");
    let api: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    api["components"]["schemas"].clone()
});

/// How the example is filled.
#[derive(Clone, Copy, PartialEq)]
enum Fill {
    Known,
    UnknownEnumerations,
    /// Enumerations in a case that differs from the contract's.
    Respelt,
    /// An additional member in every object.
    Grown,
}

#[test]
fn every_type_is_lenient_and_loses_nothing() {
    struct Lenient;
    impl Checks for Lenient {
        fn check<T>(&mut self, name: &str)
        where
            T: DeserializeOwned + Serialize + Default + PartialEq,
        {
            lenient::<T>(name);
        }
    }
    crate::generated_schemas::check_all(&mut Lenient);
}

fn lenient<T: DeserializeOwned + Serialize + Default + PartialEq>(name: &str) {
    let read = |what: &str, value: &Value| -> T {
        let text = value.to_string();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}, {what}: {error}"))
    };
    let is_answer = SCHEMAS[name]["x-in-answers"] == true;
    let fills = [
        Fill::Known,
        Fill::UnknownEnumerations,
        Fill::Respelt,
        Fill::Grown,
    ];
    for fill in fills
        .into_iter()
        .filter(|fill| is_answer || *fill != Fill::Grown)
    {
        let full = object(name, fill, 0);
        let back = serde_json::to_value(read("full", &full)).unwrap();
        assert_eq!(back, full, "{name} loses something");
    }
    assert!(
        read("empty", &json!({})) == T::default(),
        "{name}: an empty object is not the default"
    );
    let mut full = object(name, Fill::Known, 0);
    let nulls: Value = full
        .as_object()
        .unwrap()
        .keys()
        .map(|key| (key.clone(), Value::Null))
        .collect();
    assert!(
        read("all null", &nulls) == T::default(),
        "{name}: nulls are not the default"
    );
    for (key, nothing) in full.as_object().unwrap().keys().flat_map(|key| {
        let nothing = [json!(""), json!([]), json!({}), json!([null])];
        nothing.map(|nothing| (key, nothing))
    }) {
        read("nothing", &json!({(key): nothing}));
    }
    let plain = read("full", &full);
    if SCHEMAS[name].get("additionalProperties").is_none() {
        full["a member of tomorrow"] = json!({"deep": [1, {"x": null}]});
        assert!(
            read("unknown member", &full) == plain,
            "{name}: an unknown member changes it"
        );
    }
}

fn object(name: &str, fill: Fill, depth: usize) -> Value {
    let schema = &SCHEMAS[name];
    let properties = schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let mut value = Map::new();
    for (key, property) in &properties {
        if let Some(example) = example(property, fill, depth + 1) {
            value.insert(key.clone(), example);
        }
    }
    if fill == Fill::Grown {
        value.insert(
            "a member of tomorrow".to_owned(),
            json!({"deep": [1, {"x": null}]}),
        );
    }
    if let Some(further) = schema
        .get("additionalProperties")
        .filter(|schema| schema.is_object())
    {
        value.insert(
            "further".to_owned(),
            example(further, fill, depth + 1).unwrap(),
        );
    }
    Value::Object(value)
}

/// `None` where types contain themselves without end.
fn example(schema: &Value, fill: Fill, depth: usize) -> Option<Value> {
    if depth > 8 {
        return None;
    }
    if let Some(reference) = schema["$ref"]
        .as_str()
        .or(schema["allOf"][0]["$ref"].as_str())
    {
        let name = reference.rsplit('/').next().unwrap();
        return Some(match name {
            "Timestamp" => json!("2016-03-03T10:53:04-05:00"),
            "StringOrInteger" => json!("9A63BC"),
            "Link" => json!({"href": "/v3/things?cursor=bGltaXQ9NQ=="}),
            "ActivityMessage" => json!("row 3 is too long"),
            "SendTime" => json!("0"),
            _ if SCHEMAS[name].get("enum").is_some() => match fill {
                Fill::Known | Fill::Grown => SCHEMAS[name]["enum"][0].clone(),
                Fill::UnknownEnumerations => json!("A value of tomorrow"),
                Fill::Respelt => json!(respelt(SCHEMAS[name]["enum"][0].as_str().unwrap())),
            },
            _ => object(name, fill, depth),
        });
    }
    Some(match schema["type"].as_str() {
        Some("array") => json!([example(&schema["items"], fill, depth + 1)?]),
        Some("integer") => json!(5_000_000_000_i64),
        Some("number") => json!(0.1 + 0.2),
        Some("boolean") => json!(false),
        Some("string") => json!("tëxt"),
        _ => json!({"any": ["thing", 1, null]}),
    })
}

/// A value with its letters in the other case.
fn respelt(value: &str) -> String {
    let other = |c: char| match c.is_ascii_lowercase() {
        true => c.to_ascii_uppercase(),
        false => c.to_ascii_lowercase(),
    };
    value.chars().map(other).collect()
}
