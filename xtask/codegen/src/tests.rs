use crate::Spec;
use crate::fixture::Contract;
use serde_json::{Value, json};

fn spec(contract: &Contract, actions: &Value) -> Spec {
    let overlay = json!({"overlay": "1.0.0", "info": {}, "actions": actions});
    Spec {
        swagger: contract.value().to_string().into_bytes(),
        overlay: overlay.to_string().into_bytes(),
        docs: br#"{"tags": {"Things": "All things."}}"#.to_vec(),
    }
}

fn thing() -> Contract {
    Contract::new().answer(json!({"type": "object", "properties": {"a": {"type": "string"}}}))
}

#[test]
fn the_overlay_is_applied_before_the_conversion() {
    let actions = json!([{"target": "$.paths['/things'].get.responses['200'].schema",
        "description": "A name.", "update": {"x-type-name": "Named"}}]);
    let api = spec(&thing(), &actions).document().unwrap().api;
    assert!(api.components.unwrap().schemas.contains_key("Named"));
}

#[test]
fn a_finding_names_the_file_it_is_in() {
    let odd = thing().with("/swagger", json!("3.0"));
    let message = spec(&odd, &json!([])).document().unwrap_err().to_string();
    assert!(
        message.starts_with("spec/swagger.yaml: at /swagger: "),
        "{message}"
    );
    let lost = json!([{"target": "$.gone", "description": "x", "remove": true}]);
    let message = spec(&thing(), &lost).document().unwrap_err().to_string();
    assert!(
        message.starts_with("spec/overlay.yaml: at /actions/0: "),
        "{message}"
    );
    let mut cut = spec(&thing(), &json!([]));
    cut.swagger.truncate(40);
    let message = cut.document().unwrap_err().to_string();
    assert!(
        message.starts_with("spec/swagger.yaml: not valid JSON"),
        "{message}"
    );
    cut.docs = b"tags: [1]".to_vec();
    let message = cut.docs().unwrap_err().to_string();
    assert_eq!(
        message,
        "spec/docs.yaml: at /tags: expected an object, found a list"
    );
}

#[test]
fn the_words_are_read() {
    let docs = spec(&thing(), &json!([])).docs().unwrap();
    assert_eq!(docs.area("Things"), "All things.");
}

#[test]
fn the_rules_over_the_whole_follow_the_conversion() {
    let required = json!({"type": "object", "required": ["a"],
        "properties": {"a": {"type": "string"}}});
    let api = spec(&Contract::new().answer(required), &json!([]))
        .document()
        .unwrap()
        .api;
    assert!(!serde_json::to_string(&api).unwrap().contains("required"));
}
