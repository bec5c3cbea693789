//! The contract as the tests see it: the provider's document with the overlay, read independently
//! of the generator's conversion.

use constant_contact_codegen::{Spec, overlay, read};
use serde_json::{Map, Value, json};

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
        Self(contract)
    }

    pub fn operations(&self) -> Vec<Operation> {
        let mut found = Vec::new();
        for (path, item) in self.0["paths"].as_object().unwrap() {
            for (verb, facts) in item.as_object().unwrap() {
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

    /// An example document of a schema: every property is there, lists have one item.
    pub fn example(&self, schema: &Value) -> Value {
        self.example_below(schema, 0)
    }

    /// The target of a reference.
    pub fn target(&self, schema: &Value) -> Option<&Value> {
        let reference = schema["$ref"].as_str()?;
        Some(
            self.0
                .pointer(reference.strip_prefix('#').unwrap())
                .unwrap(),
        )
    }

    fn example_below(&self, schema: &Value, depth: usize) -> Value {
        if let Some(target) = self.target(schema) {
            return self.example_below(target, depth + 1);
        }
        let example = &schema["example"];
        if schema.get("x-native").is_some() && !example.is_null() {
            return example.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            return listed(values, example);
        }
        match schema["type"].as_str() {
            Some("array") if depth > 12 => json!([]),
            Some("array") => json!([self.example_below(&schema["items"], depth + 1)]),
            Some("string") => match example {
                Value::String(text) => json!(text),
                Value::Null if is_time(schema) => json!("2026-01-02T03:04:05.678Z"),
                Value::Null => json!("text"),
                other => json!(other.to_string()),
            },
            Some("integer") => json!(example.as_i64().unwrap_or(7)),
            Some("number") => json!(example.as_f64().unwrap_or(7.25)),
            Some("boolean") => json!(example.as_bool().unwrap_or(true)),
            _ => match schema["properties"].as_object() {
                Some(properties) if depth <= 12 => Value::Object(
                    properties
                        .iter()
                        .map(|(name, property)| {
                            (name.clone(), self.example_below(property, depth + 1))
                        })
                        .collect(),
                ),
                _ => Value::Object(Map::new()),
            },
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
/// without its wrapper, the errors of a job as texts and as objects.
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(list) => list.iter().map(canonical).collect(),
        Value::Object(map) => map
            .iter()
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
