//! What an operation refuses because of the contract alone: members and parameters that are missing, too
//! long, too many, or of another type.

use super::refusal::invalid;
use crate::answer::Answer;
use crate::contract::{CONTRACT, Parameter, Place};
use crate::request::Request;
use serde_json::Value;

/// Refuses a request whose query or body does not fit the contract.
pub(super) fn check(request: &Request) -> Result<(), Answer> {
    let mut problems = Vec::new();
    let parameters = request.operation.parameters.iter();
    for parameter in parameters.filter(|one| one.place == Place::Query) {
        check_parameter(request, parameter, &mut problems);
    }
    if let Some(body) = &request.operation.body {
        match &request.json {
            Value::Object(_) => check_value("", &request.json, &body.schema, &mut problems),
            _ => problems.push("the body is not a JSON object".to_owned()),
        }
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(invalid(&problems.join(", "))),
    }
}

fn check_parameter(request: &Request, parameter: &Parameter, problems: &mut Vec<String>) {
    let name = &parameter.name;
    let values = match parameter.comma_separated {
        true => request.query_values(name),
        false => request.query_value(name).into_iter().collect(),
    };
    if values.is_empty() && parameter.required {
        problems.push(format!("{name} is missing"));
    }
    // The size of a page has rules of its own.
    if name == "limit" {
        return;
    }
    let schema = &parameter.schema;
    let largest = ["maxItems", "maximum"].map(|bound| schema[bound].as_u64());
    let largest = largest.into_iter().flatten().next();
    let is_too_long =
        parameter.comma_separated && largest.is_some_and(|most| values.len() as u64 > most);
    let fits = |value: &&str| match schema["type"].as_str() {
        Some("boolean") => matches!(*value, "true" | "false"),
        Some("integer") => value.parse::<i64>().is_ok(),
        _ => is_of_enumeration(schema, value),
    };
    if is_too_long || !values.iter().all(fits) {
        problems.push(format!("{name} does not have a valid value"));
    }
}

fn is_of_enumeration(schema: &Value, value: &str) -> bool {
    let values = schema["enum"].as_array();
    values.is_none_or(|values| values.iter().any(|known| known == value))
}

/// Checks a member at `path`, which is empty for the document itself.
fn check_value(path: &str, value: &Value, schema: &Value, problems: &mut Vec<String>) {
    let schema = resolved(schema);
    let fits = match (schema["type"].as_str(), value) {
        (Some("string"), Value::String(text)) => {
            is_in_bounds(text.chars().count(), schema, ["minLength", "maxLength"])
                && is_of_enumeration(schema, text)
        }
        (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
        // An id of a choice can be written as a text.
        (Some("integer"), Value::String(_)) => schema["x-native"] == "StringOrInteger",
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        (Some("array"), Value::Array(items)) => {
            for item in items {
                check_value(path, item, &schema["items"], problems);
            }
            is_in_bounds(items.len(), schema, ["minItems", "maxItems"])
        }
        (_, Value::Object(members)) if !schema["properties"].is_null() => {
            let required = schema["required"].as_array().into_iter().flatten();
            for name in required.filter_map(Value::as_str) {
                if members.get(name).is_none_or(Value::is_null) {
                    problems.push(format!("{} is missing", joined(path, name)));
                }
            }
            for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                let property = &schema["properties"][name];
                if property["readOnly"] != true {
                    check_value(&joined(path, name), value, property, problems);
                }
            }
            true
        }
        (None, _) => true,
        _ => false,
    };
    if !fits {
        problems.push(format!("{path} does not have a valid value"));
    }
}

fn is_in_bounds(length: usize, schema: &Value, [least, most]: [&str; 2]) -> bool {
    let [least, most] = [least, most].map(|bound| schema[bound].as_u64());
    let length = length as u64;
    least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most)
}

/// The schema that a reference leads to.
fn resolved(schema: &Value) -> &Value {
    let Some(name) = schema["$ref"].as_str() else {
        return schema;
    };
    let name = name.rsplit('/').next().unwrap_or_default();
    CONTRACT.definitions.get(name).map_or(schema, resolved)
}

fn joined(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

#[cfg(test)]
mod tests;
