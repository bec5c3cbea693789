use super::{drop_unused, in_answers, in_requests, reference_to, rewrite_references, target};
use crate::fixture::{Contract, component, definition, object};
use serde_json::json;

fn text() -> serde_json::Value {
    json!({"type": "string"})
}

/// Reaches each leaf by another kind of way.
fn contract() -> Contract {
    let leaf = |name: &str| object(json!({(name): text()}));
    Contract::new()
        .definition("Listed", leaf("a"))
        .definition("Mapped", leaf("b"))
        .definition("Marked", leaf("c"))
        .definition(
            "Answer",
            object(json!({
                "list": {"type": "array", "items": definition("Listed")},
                "map": {"type": "object", "additionalProperties": definition("Mapped")},
                "marked": {"$ref": "#/definitions/Marked", "readOnly": true},
                "again": definition("Answer"),
            })),
        )
        .definition("Sent", object(json!({"list": definition("Listed")})))
        .operation(
            "get",
            "/things",
            json!({
                "parameters": [{"in": "query", "name": "kind", "type": "string", "enum": ["a"]}],
                "responses": {"200": {"schema": definition("Answer")}},
            }),
        )
        .body(definition("Sent"))
}

#[test]
fn responses_reach_through_lists_maps_marks_and_themselves() {
    let api = contract().converted().unwrap().0;
    let found: Vec<String> = in_answers(&api).into_iter().collect();
    assert_eq!(found, ["Answer", "Listed", "Mapped", "Marked"]);
}

#[test]
fn requests_reach_from_bodies_and_parameters() {
    let api = contract().converted().unwrap().0;
    let found: Vec<String> = in_requests(&api).into_iter().collect();
    assert_eq!(found, ["GetThingKind", "Listed", "Sent"]);
}

#[test]
fn schemas_that_no_operation_reaches_are_dropped() {
    let mut api = contract().converted().unwrap();
    drop_unused(&mut api.0);
    assert_eq!(api.schemas().len(), 6);
    api.0.paths.paths.shift_remove("/things");
    drop_unused(&mut api.0);
    assert!(api.schemas().is_empty());
}

#[test]
fn every_reference_in_the_document_is_rewritten() {
    let mut api = contract().converted().unwrap();
    rewrite_references(&mut api.0, &|reference| {
        if target(reference) != "GetThingKind" {
            *reference = reference_to("New");
        }
    });
    let new = component("New");
    assert_eq!((api.body(), api.answer()), (new.clone(), new.clone()));
    for place in [
        "list/items",
        "map/additionalProperties",
        "marked/allOf/0",
        "again",
    ] {
        let found = api.at(&format!("/components/schemas/Answer/properties/{place}"));
        assert_eq!(found, new, "{place}");
    }
}

#[test]
fn references_and_names_belong_together() {
    assert_eq!(target(&reference_to("A")), "A");
}
