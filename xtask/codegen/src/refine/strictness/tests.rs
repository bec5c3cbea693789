use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

/// `Sent` is in a request, `Read` in an answer, `Both` in both, each of them behind a list.
fn contract() -> Contract {
    let thing = json!({"type": "object", "required": ["id", "ids"], "properties": {
        "id": {"type": "string"},
        "ids": {"type": "array", "items": {"type": "string"}},
        "list": {"type": "array", "items": {"type": "string"}},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
        "text": {"type": "string"},
    }});
    let both = json!({"type": "array", "items": definition("Both")});
    Contract::new()
        .definition("Sent", thing.clone())
        .definition("Read", thing.clone())
        .definition("Both", thing)
        .body(object(json!({"sent": definition("Sent"), "both": both})))
        .answer(object(json!({"read": definition("Read"), "both": both})))
}

fn required(name: &str) -> Value {
    contract().refined().unwrap().schema(name)["required"].clone()
}

fn nullable(name: &str) -> Vec<String> {
    let schema = contract().refined().unwrap().schema(name);
    let properties = schema["properties"].as_object().unwrap();
    let null = |property: &Value| property["nullable"] == true;
    let named = properties.iter().filter(|(_, property)| null(property));
    named.map(|(name, _)| name.clone()).collect()
}

#[test]
fn nothing_is_required_of_what_a_response_can_contain() {
    assert_eq!(required("Read"), Value::Null);
    assert_eq!(required("Both"), Value::Null);
}

#[test]
fn requests_keep_what_they_require() {
    assert_eq!(required("Sent"), json!(["id", "ids"]));
}

#[test]
fn optional_lists_and_maps_of_requests_can_be_absent_or_empty() {
    assert_eq!(nullable("Sent"), ["list", "map"]);
    assert_eq!(nullable("Both"), ["ids", "list", "map"]);
}

#[test]
fn lists_of_responses_are_plain() {
    assert!(nullable("Read").is_empty());
}

#[test]
fn a_list_in_the_request_itself_is_not_optional() {
    let body = json!({"type": "array", "items": definition("Row")});
    let api = Contract::new()
        .definition("Row", object(json!({"a": {"type": "string"}})))
        .body(body)
        .refined()
        .unwrap();
    assert_eq!(
        api.body(),
        json!({"type": "array", "items": component("Row")})
    );
}
