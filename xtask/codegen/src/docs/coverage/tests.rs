use super::super::read;
use super::{Coverage, Gap, repeats};
use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

/// The gaps as they are reported.
fn lines(coverage: &Coverage) -> Vec<String> {
    coverage.gaps.iter().map(ToString::to_string).collect()
}

#[test]
fn gaps_are_named_in_both_directions() {
    let docs = read(
        "d",
        &json!({
            "tags": {"Old": "x"},
            "scopes": {"read": "x", "old": "x"},
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
    assert_eq!((coverage.covered, coverage.total), (3, 6));
    assert_eq!(
        lines(&coverage),
        [
            "the tag `Things` has no words",
            "there are words for the tag `Old`, which is gone",
            "there are words for the scope `old`, which is gone",
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
        lines(&docs.coverage(&model)),
        [
            "the scope `read` has no words",
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
    let gaps = lines(&docs.coverage(&model));
    let wanted = "the value `Kind.b` wants a name under `names` of spec/overlay.yaml";
    assert!(gaps.iter().any(|gap| gap == wanted), "{gaps:?}");
    assert!(
        !gaps.iter().any(|gap| gap.contains("Kind.cc` wants")),
        "{gaps:?}"
    );
}

#[test]
fn drafts_count_as_missing_and_are_listed() {
    let thing = object(json!({"a": {"type": "string"}, "b": {"type": "string"}}));
    let model = Contract::new()
        .query(json!({"type": "string"}))
        .definition("Thing", thing)
        .body(definition("Thing"))
        .model()
        .unwrap();
    let docs = read(
        "d",
        &json!({
            "tags": {"Things": "TODO: x"},
            "scopes": {"read": "TODO: x"},
            "operations": {
                "getThing": {"summary": "TODO: x", "parameters": {"part": "TODO: x", "old": "TODO: x"}},
                "postThing": {"summary": "Posts `a_thing`.", "description": "TODO: `a_thing`"},
                "gone": {"summary": "TODO: `a_thing`"},
            },
            "properties": {"b": "TODO: x"},
            "schemas": {"Thing": {"description": "TODO: x", "properties": {"a": "TODO: x"}}},
        }),
    )
    .unwrap();
    let coverage = docs.coverage(&model);
    assert_eq!((coverage.covered, coverage.total), (0, 8));
    assert_eq!(
        lines(&coverage),
        [
            "the tag `Things` has a draft in place of words",
            "the scope `read` has a draft in place of words",
            "the operation `getThing` has a draft in place of words",
            "the operation `postThing` has a draft in place of words",
            "there are words for the operation `gone`, which is gone",
            "the parameter `getThing.part` has a draft in place of words",
            "there are words for the parameter `getThing.old`, which is gone",
            "the type `Thing` has a draft in place of words",
            "the property or value `Thing.a` has a draft in place of words",
            "the property or value `Thing.b` has no words",
        ]
    );
    assert!(docs.texts().is_empty(), "{:?}", docs.texts());
}

#[test]
fn words_that_only_repeat_the_name_are_none() {
    for (name, text, expected) in [
        ("first_name", "First name.", true),
        ("first_name", "The first name", true),
        ("firstName", "`first_name`", true),
        ("first_name", "The person's first name.", false),
        ("ContactTag", "A contact tag.", true),
        ("ContactTag", "A label of a contact.", false),
        ("id", "-", true),
    ] {
        assert_eq!(repeats(name, text), expected, "{name}: {text}");
    }
}

/// The gaps about limits, for words of a parameter, and of a property that two types have.
fn limits(words: &Value) -> Vec<String> {
    let part = json!({"type": "integer", "maximum": 50});
    let name = |most: u32| object(json!({"name": {"type": "string", "maxLength": most}}));
    let contract = Contract::new()
        .query(part)
        .definition("Thing", name(20))
        .definition("Other", name(30))
        .body(object(
            json!({"a": definition("Thing"), "b": definition("Other")}),
        ));
    let coverage = read("d", words)
        .unwrap()
        .coverage(&contract.model().unwrap());
    let gaps = coverage.gaps.iter();
    let gaps = gaps.filter(|gap| matches!(gap, Gap::Limit { .. }));
    gaps.map(ToString::to_string).collect()
}

#[test]
fn a_limit_that_is_not_the_contracts_is_a_gap_with_both_numbers() {
    let words = json!({
        "operations": {"getThing": {"summary": "x", "parameters": {"part": "1 to 100"}}},
        "properties": {"name": "At most 30 characters."},
    });
    assert_eq!(
        limits(&words),
        [
            "the words for the parameter `getThing.part` at `operations.getThing.part` state at most 100, and the \
             contract at most 50; correct the words, or let them name both",
            "the words for the property or value `Thing.name` at `properties.name` state at most 30 characters, and \
             the contract at most 20 characters; correct the words, or let them name both",
        ]
    );
    let own = json!({"description": "x", "properties": {"name": "At most 20 characters."}});
    let words = json!({
        "properties": {"name": "At most 30 characters."},
        "schemas": {"Thing": own},
    });
    assert_eq!(limits(&words), [""; 0]);
}

#[test]
fn a_source_for_a_place_without_words_is_a_gap() {
    let docs = read(
        "d",
        &json!({
            "deprecated": {"schemas.A": "x"},
            "schemas": {"A": {"description": "x"}},
            "sources": {"schemas.A": "one", "schemas.B": "one", "deprecated.schemas.A": "one"},
        }),
    );
    let coverage = docs.unwrap().coverage(&Contract::new().model().unwrap());
    let lines = lines(&coverage);
    let sources: Vec<&String> = lines.iter().filter(|gap| gap.contains("sources")).collect();
    assert_eq!(
        sources,
        [
            "`sources` has `deprecated.schemas.A`, where no words are; correct or delete the entry",
            "`sources` has `schemas.B`, where no words are; correct or delete the entry",
        ]
    );
}
