use super::super::read;
use crate::fixture::{Contract, definition, object};
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
    let text = json!({"type": "string"});
    let thing = object(json!({"id": text, "new": text}));
    let contract = Contract::new()
        .definition("Thing", thing)
        .body(definition("Thing"));
    let coverage = docs.unwrap().coverage(&contract.model().unwrap());
    assert_eq!((coverage.covered, coverage.total), (2, 5));
    assert_eq!(
        coverage.gaps,
        [
            "the tag `Things` has no words",
            "there are words for the tag `Old`, which is gone",
            "the operation `postThing` has no words",
            "there are words for the operation `gone`, which is gone",
            "there are words for the property or value `Thing.old`, which is gone",
            "the property or value `Thing.new` has no words",
            "there are words for the property `unused`, which no type needs",
        ]
    );
}

#[test]
fn what_has_no_words_at_all_lacks_those_of_its_parts_too() {
    let thing = object(json!({"a": {"type": "string"}}));
    let model = Contract::new()
        .query(json!({"type": "string"}))
        .definition("Thing", thing)
        .body(definition("Thing"))
        .model()
        .unwrap();
    let docs = read("d", &json!({"tags": {"Things": "x"}})).unwrap();
    assert_eq!(
        docs.coverage(&model).gaps,
        [
            "the operation `getThing` has no words",
            "the operation `postThing` has no words",
            "the parameter `getThing.part` has no words",
            "the type `Thing` has no words",
            "the property or value `Thing.a` has no words",
        ]
    );
}

#[test]
fn a_value_of_one_letter_wants_a_name() {
    let kind = json!({"type": "string", "enum": ["b", "cc"], "x-type-name": "Kind"});
    let model = Contract::new().query(kind).model().unwrap();
    let docs = read("d", &json!({"tags": {"Things": "x"}})).unwrap();
    let gaps = docs.coverage(&model).gaps;
    let wanted = "the value `Kind.b` wants a name under `names` of spec/overlay.yaml";
    assert!(gaps.iter().any(|gap| gap == wanted), "{gaps:?}");
    assert!(
        !gaps.iter().any(|gap| gap.contains("Kind.cc` wants")),
        "{gaps:?}"
    );
}
