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
fn what_a_request_requires_is_known_where_an_answer_contains_the_type_too() {
    for (name, in_requests, required) in [
        ("Sent", json!(true), json!(["id", "ids"])),
        ("Both", json!(true), json!(["id", "ids"])),
        ("Read", Value::Null, Value::Null),
    ] {
        let schema = contract().refined().unwrap().schema(name);
        assert_eq!(schema["x-in-requests"], in_requests, "{name}");
        assert_eq!(schema["x-required-in-requests"], required, "{name}");
    }
}

#[test]
fn what_only_the_server_sets_is_not_required() {
    let mut thing = object(json!({"id": {"type": "string", "readOnly": true},
        "name": {"type": "string"}}));
    thing["required"] = json!(["id", "name"]);
    let api = Contract::new().definition("Thing", thing);
    let schema = api.body(definition("Thing")).refined().unwrap();
    assert_eq!(schema.schema("Thing")["required"], json!(["name"]));
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
