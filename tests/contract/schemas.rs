//! Every type reads whatever the server may send, and writes the full example back without a loss.
//! Types and examples follow the converted contract.

use crate::difference::{self, same};
use crate::fill::{Kind, Place, Values, named};
use crate::generated_schemas::ROWS;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
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
#[derive(Clone, Copy, Debug, PartialEq)]
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
    #[derive(Default)]
    struct Lenient(Vec<String>);
    impl Lenient {
        fn note(&mut self, name: &str, checked: Result<(), String>) {
            self.0
                .extend(checked.err().map(|found| format!("{name}: {found}")));
        }
    }
    impl Checks for Lenient {
        fn check<T: DeserializeOwned + Serialize>(&mut self, name: &str) {
            self.note(name, loses_nothing::<T>(name));
            self.note(name, needs_what_it_requires::<T>(name));
        }

        fn lenient<T>(&mut self, name: &str)
        where
            T: DeserializeOwned + Default + PartialEq,
        {
            self.note(name, is_lenient::<T>(name));
        }
    }
    let mut lenient = Lenient::default();
    crate::generated_schemas::check_all(&mut lenient);
    assert!(lenient.0.is_empty(), "{}", lenient.0.join("\n"));
}

fn read<T: DeserializeOwned>(what: &str, value: &Value) -> Result<T, String> {
    difference::read(value).map_err(|error| format!("{what}, {error}"))
}

fn loses_nothing<T: DeserializeOwned + Serialize>(name: &str) -> Result<(), String> {
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
        let full = full(name, fill);
        let written = serde_json::to_value(read::<T>("full", &full)?).unwrap();
        same(&written, &full).map_err(|found| format!("{fill:?}, written {found}"))?;
    }
    Ok(())
}

/// Without one of its required members, a type is not read, and the error names the member.
fn needs_what_it_requires<T: DeserializeOwned>(name: &str) -> Result<(), String> {
    let full = full(name, Fill::Known);
    let required = SCHEMAS[name]["required"].as_array();
    for required in required.into_iter().flatten() {
        let required = required.as_str().unwrap();
        let mut part = full.clone();
        part.as_object_mut().unwrap().remove(required);
        let error = serde_json::from_value::<T>(part).err();
        let message = error.map(|error| error.to_string()).unwrap_or_default();
        if message != format!("missing field `{required}`") {
            return Err(format!("without `{required}`: {message:?}"));
        }
    }
    Ok(())
}

fn is_lenient<T: DeserializeOwned + Default + PartialEq>(name: &str) -> Result<(), String> {
    let reads_as =
        |what: &str, value: &Value, expected: &T| match read::<T>(what, value)? == *expected {
            true => Ok(()),
            false => Err(format!("{what}: is read as another value")),
        };
    let mut full = full(name, Fill::Known);
    let keys: Vec<String> = full.as_object().unwrap().keys().cloned().collect();
    let nulls = keys.iter().map(|key| (key.clone(), Value::Null)).collect();
    reads_as("an empty object", &json!({}), &T::default())?;
    reads_as("all members null", &nulls, &T::default())?;
    for key in &keys {
        for nothing in [json!(""), json!([]), json!({}), json!([null])] {
            read::<T>(&format!("{nothing} as `{key}`"), &json!({(key): nothing}))?;
        }
    }
    let plain = read("full", &full)?;
    if SCHEMAS[name].get("additionalProperties").is_none() {
        full["a member of tomorrow"] = json!({"deep": [1, {"x": null}]});
        reads_as("an unknown member", &full, &plain)?;
    }
    Ok(())
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
            let full: T = read("full", &full(name, Fill::Known))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
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
    #[cfg(feature = "all-areas")]
    assert_eq!(lines.0, ROWS.len());
}

/// A document of the type with all members.
fn full(name: &str, fill: Fill) -> Value {
    named(&SCHEMAS, name, &mut Filled(fill))
}

struct Filled(Fill);

impl Filled {
    /// A value of the named enumeration in a type.
    fn listed(&self, owner: &str, name: &str) -> Value {
        let first = &SCHEMAS[name]["enum"][0];
        match self.0 {
            Fill::UnknownEnumerations => json!("A value of tomorrow"),
            // A row is written as the contract spells it.
            Fill::Respelt if !ROWS.contains(&owner) => json!(respelt(first.as_str().unwrap())),
            _ => first.clone(),
        }
    }
}

impl Values for Filled {
    fn whole(&mut self, place: Place<'_>, name: Option<&str>, schema: &Value) -> Option<Value> {
        Some(match name? {
            "Timestamp" => json!("2016-03-03T10:53:04-05:00"),
            "StringOrInteger" => json!("9A63BC"),
            "Link" => json!({"href": "/v3/things?cursor=bGltaXQ9NQ=="}),
            "ActivityMessage" => json!("row 3 is too long"),
            "SendTime" => json!("0"),
            name if schema.get("enum").is_some() => self.listed(place.owner, name),
            _ => return None,
        })
    }

    fn value(&mut self, _: Place<'_>, kind: Kind, schema: &Value) -> Value {
        match kind {
            Kind::Listed => schema["enum"][0].clone(),
            Kind::Text => json!("tëxt"),
            Kind::Integer => json!(5_000_000_000_i64),
            Kind::Number => json!(0.1 + 0.2),
            Kind::Boolean => json!(false),
            Kind::Object | Kind::Anything => json!({"any": ["thing", 1, null, {"deep": [true]}]}),
        }
    }

    fn undeclared(&mut self, name: &str) -> Option<(String, Value)> {
        // A row is written without what it does not know.
        let is_grown = self.0 == Fill::Grown && !ROWS.contains(&name);
        is_grown.then(|| {
            let member = json!({"deep": [1, {"x": null}]});
            ("a member of tomorrow".to_owned(), member)
        })
    }
}

/// A value with its letters in the other case.
fn respelt(value: &str) -> String {
    let other = |c: char| match c.is_ascii_lowercase() {
        true => c.to_ascii_uppercase(),
        false => c.to_ascii_lowercase(),
    };
    value.chars().map(other).collect()
}
