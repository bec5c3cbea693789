use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

#[test]
fn the_server_is_https_at_host_and_base_path() {
    let api = Contract::new().converted().unwrap();
    assert_eq!(
        api.at("/servers"),
        json!([{"url": "https://api.example.com/v3"}])
    );
    assert_eq!(api.at("/info"), json!({"title": "Things", "version": "1"}));
}

#[test]
fn another_version_of_swagger_is_refused() {
    for version in [json!("3.0"), json!("2.1")] {
        Contract::new()
            .with("/swagger", version)
            .refused("/swagger", "expected Swagger version");
    }
    Contract::new()
        .with("/swagger", json!(2.0))
        .refused("/swagger", "expected a string");
}

#[test]
fn unknown_members_of_the_document_are_refused() {
    for member in ["servers", "components"] {
        let words = format!("`{member}` is unknown here; expected swagger, info");
        Contract::new()
            .with(&format!("/{member}"), json!([]))
            .refused(&format!("/{member}"), &words);
    }
    Contract::new()
        .with("/info/owner", json!("x"))
        .refused("/info/owner", "expected title");
    Contract::new()
        .with("/tags/0/kind", json!("x"))
        .refused("/tags/0/kind", "expected name");
}

#[test]
fn what_a_document_must_have_is_missed_by_name() {
    for member in ["info", "host", "paths", "swagger"] {
        let mut value = Contract::new().value().clone();
        value.as_object_mut().unwrap().remove(member);
        let error = super::convert("f", &value).unwrap_err();
        assert_eq!(error.to_string(), format!("f: `{member}` is missing"));
    }
}

#[test]
fn definitions_nothing_refers_to_and_shared_responses_are_left_out() {
    let api = Contract::new()
        .definition("Unused", object(json!({"a": {"type": "string"}})))
        .with("/responses/Busy", json!({"description": "Busy"}))
        .converted()
        .unwrap();
    assert!(api.schemas().is_empty());
    assert_eq!(api.at("/components/responses"), Value::Null);
}

#[test]
fn definitions_that_others_refer_to_are_found_through_all_of_them() {
    let api = Contract::new()
        .definition("A", object(json!({"b": definition("B")})))
        .definition(
            "B",
            object(json!({"c": {"type": "array", "items": definition("C")}})),
        )
        .definition("C", object(json!({"a": {"type": "string"}})))
        .body(definition("A"))
        .converted()
        .unwrap();
    assert_eq!(api.schemas(), ["A", "B", "C"]);
}

#[test]
fn every_reference_leads_somewhere_even_where_nothing_needs_it() {
    for target in ["#/definitions/Gone", "other.yaml#/Thing", ""] {
        let contract = Contract::new().definition("Unused", json!({"$ref": target}));
        contract.refused("/definitions/Unused/$ref", "leads nowhere in this document");
    }
}

#[test]
fn data_is_not_taken_for_references() {
    for member in ["example", "default", "enum", "examples"] {
        let data = json!({"type": "object", (member): {"$ref": "nowhere"}});
        assert!(
            Contract::new()
                .definition("Unused", data)
                .converted()
                .is_ok(),
            "{member}"
        );
    }
}
