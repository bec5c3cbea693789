use crate::fixture::{Contract, object};
use serde_json::json;

#[test]
fn facts_make_one_sentence_of_what_was_not_said() {
    let with = |words: &str, facts: &[&str]| {
        let mut doc = words.to_owned();
        super::add_facts(
            &mut doc,
            facts.iter().map(|fact| (*fact).to_owned()).collect(),
        );
        doc
    };
    assert_eq!(
        with("An id.", &["Required", "A UUID"]),
        "An id.\n\nRequired, a UUID."
    );
    let rows = with("Rows, 1 to 500. Left out, 50.", &["1 to 500"]);
    assert_eq!(rows, "Rows, 1 to 500. Left out, 50.");
    assert_eq!(with("x", &["Required", "1 to 9"]), "x\n\nRequired, 1 to 9.");
}

#[test]
fn limits_formats_and_who_sets_a_property_are_documented() {
    for (schema, fact) in [
        (
            json!({"type": "string", "maxLength": 5}),
            "At most 5 characters.",
        ),
        (
            json!({"type": "string", "minLength": 2}),
            "At least 2 characters.",
        ),
        (
            json!({"type": "array", "maxItems": 9, "items": {"type": "string"}}),
            "At most 9 entries.",
        ),
        (
            json!({"type": "integer", "minimum": 1, "maximum": 9}),
            "1 to 9.",
        ),
        (json!({"type": "integer", "enum": [6, 12]}), "One of 6, 12."),
        (json!({"type": "string", "format": "uuid"}), "A UUID."),
        (json!({"type": "string", "format": "date"}), "A date."),
        (json!({"type": "string", "format": "uri"}), "A URL."),
        (
            json!({"type": "string", "format": "email"}),
            "An email address.",
        ),
        (
            json!({"type": "string", "readOnly": true}),
            "Set by the server.",
        ),
    ] {
        let body = object(json!({"part": schema}));
        let source = Contract::new().body(body).generated();
        assert!(source.contains(fact), "{fact}\n{source}");
    }
}
