//! The contract's example, for operations without a model.

use crate::answer::Answer;
use crate::contract::{CONTRACT, Operation, Response};
use serde_json::{Map, Value, json};

/// Says in an answer that it is only an example.
pub(crate) const HEADER: &str = "x-sandbox-example";

/// The example of the first declared success.
pub(super) fn answer(operation: &Operation) -> Answer {
    let Some((status, response)) = operation.responses.first_key_value() else {
        return Answer::empty(204).header(HEADER, "true");
    };
    let status = match status.parse() {
        // The contract declares it by mistake.
        Ok(209) | Err(_) => 200,
        Ok(status) => status,
    };
    let answer = match document(response) {
        Some(document) => Answer::json(status, &document),
        None => Answer::empty(status),
    };
    answer.header(HEADER, "true")
}

fn document(response: &Response) -> Option<Value> {
    if let Some(example) = response.examples.get("application/json") {
        return Some(example.clone());
    }
    response.schema.as_ref().map(|schema| sample(schema, 0))
}

/// A value that fits the schema.
fn sample(schema: &Value, depth: usize) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        let definition = CONTRACT.definitions.get(name).filter(|_| depth < 12);
        return definition.map_or(json!({}), |schema| sample(schema, depth + 1));
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("array") if depth < 12 => json!([sample(&schema["items"], depth + 1)]),
        Some("array") => json!([]),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(0)),
        Some("boolean") => json!(false),
        Some("string") => json!("text"),
        _ => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let samples =
                properties.map(|(name, schema)| (name.clone(), sample(schema, depth + 1)));
            Value::Object(samples.collect::<Map<_, _>>())
        }
    }
}
