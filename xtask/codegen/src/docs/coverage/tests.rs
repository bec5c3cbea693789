use super::super::read;
use super::*;
use crate::fixture::{Contract, definition};
use serde_json::json;

#[test]
fn gaps_are_named_in_both_directions() {
    let docs = read(
        "d",
        &json!({
            "tags": {"Old": "x"},
            "operations": {"gone": {"summary": "x"}},
            "properties": {"id": "x", "unused": "x"},
            "schemas": {"Thing": {"description": "x", "properties": {"old": "x"}}},
        }),
    );
    let api: OpenAPI = serde_json::from_value(json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
        "tags": [{"name": "New"}],
        "components": {"schemas": {"Thing": {"type": "object", "properties": {
            "id": {"type": "string"}, "new": {"type": "string"}}}}},
    }))
    .unwrap();
    let coverage = docs.unwrap().coverage(&api);
    assert_eq!((coverage.covered, coverage.total), (2, 4));
    assert_eq!(
        coverage.gaps,
        [
            "the tag `New` has no words",
            "there are words for the tag `Old`, which is gone",
            "there are words for the operation `gone`, which is gone",
            "there are words for the property or value `Thing.old`, which is gone",
            "the property or value `Thing.new` has no words",
            "there are words for the property `unused`, which no type needs",
        ]
    );
}

#[test]
fn what_has_no_words_at_all_lacks_those_of_its_parts_too() {
    let thing = json!({"a": {"type": "string"}});
    let thing = json!({"type": "object", "properties": thing});
    let api = Contract::new()
        .query(json!({"type": "string"}))
        .definition("Thing", thing)
        .body(definition("Thing"))
        .refined()
        .unwrap();
    let docs = read("d", &json!({"tags": {"Things": "x"}})).unwrap();
    assert_eq!(
        docs.coverage(&api.0).gaps,
        [
            "the operation `getThing` has no words",
            "the operation `postThing` has no words",
            "the parameter `getThing.part` has no words",
            "the type `Thing` has no words",
            "the property or value `Thing.a` has no words",
        ]
    );
}
