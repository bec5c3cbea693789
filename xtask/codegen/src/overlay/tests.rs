//! What actions do to a document, and which of them are refused.

use super::*;
use serde_json::json;

fn run(actions: Value, document: &mut Value) -> Result<Vec<Effect>> {
    let overlay = json!({"overlay": "1.0.0", "info": {}, "actions": actions});
    apply("o", &read("o", &overlay)?, document)
}

#[test]
fn updates_merge_and_removals_remove() {
    let mut document = json!({"a": {"b": [{"n": "x", "t": 1}, {"n": "y"}], "c/d": {"e": 1}}});
    let effects = run(
        json!([
            {"target": "$.a.b[?(@.n=='x')]", "description": "why", "update": {"t": 2, "u": [1]}},
            {"target": "$.a.b[?(@.n=='y')]", "description": "why", "remove": true},
            {"target": "$.a['c/d'].*", "description": "why", "update": 5},
        ]),
        &mut document,
    );
    assert_eq!(effects.unwrap(), [Effect::Changed; 3]);
    assert_eq!(
        document,
        json!({"a": {"b": [{"n": "x", "t": 2, "u": [1]}], "c/d": {"e": 5}}})
    );
}

#[test]
fn a_misspelled_extension_is_refused() {
    let action = |update: Value| {
        read(
            "o",
            &json!({"overlay": "1.0.0", "actions": [
            {"target": "$.a", "description": "x", "update": update}]}),
        )
    };
    assert!(action(json!({"x-type-name": "A", "properties": {"x-own": {}}})).is_ok());
    let error = action(json!({"items": [{"x-typ-name": "A"}]})).unwrap_err();
    assert_eq!(error.pointer(), "/actions/0/update/items/0/x-typ-name");
    assert!(error.to_string().contains("x-type-name"), "{error}");
}

#[test]
fn a_correction_the_provider_made_is_needless() {
    let mut document = json!({"a": {"enum": ["x"]}});
    let effects = run(
        json!([{"target": "$.a", "description": "why", "update": {"enum": ["x"]}}]),
        &mut document,
    );
    assert_eq!(effects.unwrap(), [Effect::Needless]);
}

#[test]
fn an_action_without_target_names_itself() {
    let error = run(
        json!([{"target": "$.gone", "description": "because", "remove": true}]),
        &mut json!({"a": 1}),
    );
    let message = error.unwrap_err().to_string();
    assert!(
        message.starts_with("o: at /actions/0: $.gone matches nothing"),
        "{message}"
    );
    assert!(message.contains("because"));
}

#[test]
fn an_attempt_applies_what_still_matches() {
    let overlay = json!({"overlay": "1.0.0", "actions": [
        {"target": "$.gone", "description": "why", "update": {"b": 1}},
        {"target": "$.a", "description": "why", "update": {"b": 1}},
        {"target": "$.a.b", "description": "why", "update": 1},
    ]});
    let mut document = json!({"a": {}});
    let effects = attempt(&read("o", &overlay).unwrap(), &mut document);
    use Effect::{Changed, Needless, Unmatched};
    assert_eq!(effects, [Unmatched, Changed, Needless]);
    assert_eq!(document, json!({"a": {"b": 1}}));
}

#[test]
fn malformed_actions_are_refused() {
    for action in [
        json!({"target": "$.a", "update": 1}),
        json!({"target": "$.a", "description": " ", "update": 1}),
        json!({"target": "$.a", "description": "why"}),
        json!({"target": "$.a", "description": "why", "update": 1, "remove": true}),
        json!({"target": "a", "description": "why", "update": 1}),
        json!({"target": "$..a", "description": "why", "update": 1}),
        json!({"target": "$.a[?(@.b>1)]", "description": "why", "update": 1}),
        json!({"target": "$.a", "description": "why", "updates": 1}),
    ] {
        assert!(
            run(json!([action]), &mut json!({"a": 1})).is_err(),
            "{action}"
        );
    }
}

#[test]
fn a_name_is_given_to_the_type_or_operation_of_its_target() {
    let overlay = json!({"overlay": "1.0.0", "actions": [], "names": {
        "$.definitions.OldDto": "New",
        "$.paths['/a'].get": "readAll",
    }});
    let actions = read("overlay", &overlay).unwrap();
    let mut document = json!({"definitions": {"OldDto": {}}, "paths": {"/a": {"get": {}}}});
    apply("overlay", &actions, &mut document).unwrap();
    let expected = json!({"definitions": {"OldDto": {"x-type-name": "New"}},
        "paths": {"/a": {"get": {"x-sdk-methodName": "readAll"}}}});
    assert_eq!(document, expected);
    let error = apply("overlay", &actions, &mut json!({})).unwrap_err();
    assert_eq!(error.pointer(), "/names/$.definitions.OldDto");
}

#[test]
fn a_value_of_an_enumeration_can_be_named() {
    let overlay = |target: &str| json!({"overlay": "1.0.0", "info": {}, "actions": [], "names": {target: "Big"}});
    let mut document = json!({"a": {"enum": ["x, b"]}});
    let actions = read("o", &overlay("$.a.enum[?(@=='b')]")).unwrap();
    assert_eq!(
        apply("o", &actions, &mut document).unwrap(),
        [Effect::Changed]
    );
    assert_eq!(
        document,
        json!({"a": {"enum": ["x, b"], "x-value-names": {"b": "Big"}}})
    );
    let actions = read("o", &overlay("$.a.enum[?(@=='gone')]")).unwrap();
    assert!(apply("o", &actions, &mut document).is_err());
}
