//! Every type reads whatever the server may send, and writes the full example back without a loss.
//! Types and examples follow the converted contract.

use crate::generated_schemas::ROWS;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::fmt::Debug;
use std::sync::LazyLock;

/// What is checked of the types.
pub trait Checks {
    /// Every type.
    fn check<T>(&mut self, _name: &str)
    where
        T: DeserializeOwned + Serialize + PartialEq + Debug,
    {
    }

    /// A type that can be read without any of its members.
    fn lenient<T>(&mut self, _name: &str)
    where
        T: DeserializeOwned + Serialize + Default + PartialEq + Debug,
    {
    }

    /// A row of a report, which has these fields.
    fn row<T>(&mut self, _name: &str, _fields: &[&str])
    where
        T: DeserializeOwned + Serialize + Default + PartialEq,
    {
    }
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
        fn check<T: DeserializeOwned + Serialize>(&mut self, name: &str) {
            loses_nothing::<T>(name);
            needs_what_it_requires::<T>(name);
        }

        fn lenient<T>(&mut self, name: &str)
        where
            T: DeserializeOwned + Default + PartialEq,
        {
            is_lenient::<T>(name);
        }
    }
    crate::generated_schemas::check_all(&mut Lenient);
}

fn read<T: DeserializeOwned>(name: &str, what: &str, value: &Value) -> T {
    let text = value.to_string();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}, {what}: {error}"))
}

fn loses_nothing<T: DeserializeOwned + Serialize>(name: &str) {
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
        let back = serde_json::to_value(read::<T>(name, "full", &full)).unwrap();
        assert_eq!(back, full, "{name} loses something");
    }
}

/// Without one of its required members, a type is not read, and the error names the member.
fn needs_what_it_requires<T: DeserializeOwned>(name: &str) {
    let full = object(name, Fill::Known, 0);
    let required = SCHEMAS[name]["required"].as_array();
    for required in required.into_iter().flatten() {
        let required = required.as_str().unwrap();
        let mut part = full.clone();
        part.as_object_mut().unwrap().remove(required);
        let error = serde_json::from_value::<T>(part).err();
        let message = error.map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(message, format!("missing field `{required}`"), "{name}");
    }
}

fn is_lenient<T: DeserializeOwned + Default + PartialEq>(name: &str) {
    let read = |what: &str, value: &Value| -> T { read(name, what, value) };
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

/// A row is a line of a file: a header of its fields, and a place for each of them.
#[cfg(feature = "csv-rows")]
#[test]
fn rows_are_lines_of_a_file() {
    struct Lines(usize);
    impl Checks for Lines {
        fn row<T>(&mut self, name: &str, fields: &[&str])
        where
            T: DeserializeOwned + Serialize + Default + PartialEq,
        {
            self.0 += 1;
            let full: T = read(name, "full", &object(name, Fill::Known, 0));
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in [&full, &T::default(), &full] {
                writer
                    .serialize(row)
                    .unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            let text = writer.into_inner().unwrap();
            let mut reader = csv::Reader::from_reader(&*text);
            assert_eq!(reader.headers().unwrap(), fields, "{name}");
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            let filled =
                |row: &csv::StringRecord| row.iter().filter(|field| !field.is_empty()).count();
            let filled: Vec<usize> = rows.iter().map(filled).collect();
            assert_eq!(filled, [fields.len(), 0, fields.len()], "{name}: {rows:?}");
        }
    }
    let mut lines = Lines(0);
    crate::generated_schemas::check_all(&mut lines);
    assert_eq!(lines.0 > 0, cfg!(feature = "email-reporting"));
}

fn object(name: &str, fill: Fill, depth: usize) -> Value {
    let schema = &SCHEMAS[name];
    // A row is written without what it does not know, and as the contract spells it.
    let fill = match fill {
        Fill::Respelt if ROWS.contains(&name) => Fill::Known,
        fill => fill,
    };
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
    if fill == Fill::Grown && !ROWS.contains(&name) {
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
