//! The contract as the tests see it: the provider's document with the overlay, in which the generator has
//! written out what operations share. It is read independently of the generator's conversion.

use crate::fill::{Kind, Place, Values, document, has_members};
use constant_contact_codegen::{Spec, overlay, read, rewrite};
use serde_json::{Value, json};

/// The corrected Swagger document.
pub struct Contract(Value);

/// One operation of the contract.
#[derive(Clone)]
pub struct Operation {
    pub id: String,
    pub verb: String,
    pub path: String,
    pub facts: Value,
}

impl Contract {
    pub fn load() -> Self {
        let [swagger, overlay_file, _] = Spec::FILES;
        let parse = |file: &str| {
            let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
            read::parse(file, &std::fs::read(path).unwrap()).unwrap()
        };
        let mut contract = parse(swagger);
        let actions = overlay::read(overlay_file, &parse(overlay_file)).unwrap();
        overlay::apply(overlay_file, &actions, &mut contract).unwrap();
        Self(rewrite(swagger, &contract).unwrap())
    }

    pub fn operations(&self) -> Vec<Operation> {
        let mut found = Vec::new();
        for (path, item) in self.0["paths"].as_object().unwrap() {
            let item = item.as_object().unwrap().iter();
            for (verb, facts) in item.filter(|(key, _)| !key.starts_with("x-")) {
                found.push(Operation {
                    id: facts["operationId"].as_str().unwrap().to_owned(),
                    verb: verb.to_uppercase(),
                    path: path.clone(),
                    facts: facts.clone(),
                });
            }
        }
        found
    }

    /// An example document of a schema, with the contract's own examples where they fit.
    pub fn example(&self, schema: &Value) -> Value {
        self.filled(schema, &mut Examples)
    }

    /// Whether a document of the schema can be told from others.
    pub fn is_distinct(&self, schema: &Value) -> bool {
        has_members(&self.0["definitions"], schema)
    }

    /// A document of a schema with these values.
    pub fn filled(&self, schema: &Value, values: &mut impl Values) -> Value {
        document(&self.0["definitions"], schema, values)
    }
}

struct Examples;

impl Values for Examples {
    fn whole(&mut self, _: Place<'_>, _: Option<&str>, schema: &Value) -> Option<Value> {
        let example = schema.get("example")?;
        schema.get("x-native").map(|_| example.clone())
    }

    fn value(&mut self, _: Place<'_>, kind: Kind, schema: &Value) -> Value {
        let example = &schema["example"];
        match kind {
            Kind::Listed => listed(schema["enum"].as_array().unwrap(), example),
            Kind::Text => match example {
                Value::String(text) => json!(text),
                Value::Null if is_time(schema) => json!("2026-01-02T03:04:05.678Z"),
                Value::Null => json!("text"),
                other => json!(other.to_string()),
            },
            Kind::Integer => json!(example.as_i64().unwrap_or(7)),
            Kind::Number => json!(example.as_f64().unwrap_or(7.25)),
            Kind::Boolean => json!(example.as_bool().unwrap_or(true)),
            Kind::Object | Kind::Anything => json!({"any": ["thing", 1, null, {"deep": [true]}]}),
        }
    }
}

fn is_time(schema: &Value) -> bool {
    matches!(schema["format"].as_str(), Some("date-time" | "date"))
}

/// The example in the spelling of the enumeration, or the enumeration's first value.
fn listed(values: &[Value], example: &Value) -> Value {
    let example = example.as_str().unwrap_or_default();
    let spelled = values.iter().find(|value| {
        value
            .as_str()
            .is_some_and(|value| value.eq_ignore_ascii_case(example))
    });
    spelled.unwrap_or(&values[0]).clone()
}

/// Forms that are read as the same value: numbers with and without a fraction, a link with and
/// without its wrapper, the errors of a job as texts and as objects, a list or map without entries and none.
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(list) => list.iter().map(canonical).collect(),
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| ![json!([]), json!({})].contains(value))
            .map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("next", wrapped) if wrapped["next"]["href"].is_string() => {
                        json!({"href": wrapped["next"]["href"]})
                    }
                    ("activity_errors", Value::Array(list)) => list
                        .iter()
                        .map(|entry| entry.get("message").unwrap_or(entry).clone())
                        .collect(),
                    _ => canonical(value),
                };
                (key.clone(), value)
            })
            .collect(),
        scalar => scalar.clone(),
    }
}
