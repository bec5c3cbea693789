use super::*;
use crate::fixture::{Contract, definition, object};
use serde_json::json;

fn text(said: &str) -> Value {
    json!({"type": "string", "description": said})
}

fn found(contract: &Contract) -> BTreeMap<String, String> {
    texts(&contract.model().unwrap(), contract.value())
}

#[test]
fn every_text_is_found_by_the_name_of_its_element() {
    let part = json!({"description": "P 8.", "properties": {"c": text("P 9.")}});
    let mut thing = object(json!({"part": part, "ids": definition("Ids")}));
    thing["description"] = "P 7.".into();
    let ids = json!({"type": "array", "description": "P 10.", "items": text("P 11.")});
    let mut body = object(json!({"b": text("P 5.")}));
    body["description"] = "P 12.".into();
    let mut query = text(" P 4. ");
    query["in"] = "query".into();
    query["name"] = "q".into();
    let contract = Contract::new()
        .with("/tags/0/description", json!("P 1."))
        .definition("Thing", thing)
        .definition("Ids", ids)
        .definition("Unused", object(json!({"a": text("P 13.")})))
        .operation(
            "post",
            "/a",
            json!({"operationId": "getThing", "summary": "P 2.", "description": "P 3.",
                "parameters": [query, {"in": "body", "name": "body", "schema": body}],
                "responses": {"200": {"description": "P 6.", "schema": definition("Thing")}}}),
        );
    let expected = [
        ("operations.getThing", "P 2.\n\nP 3."),
        ("operations.getThing 200", "P 6."),
        ("operations.getThing.q", "P 4."),
        ("schemas.GetThingBody", "P 12."),
        ("schemas.GetThingBody.b", "P 5."),
        ("schemas.Thing", "P 7."),
        ("schemas.Thing.ids", "P 10.\n\nP 11."),
        ("schemas.Thing.part", "P 8."),
        ("schemas.ThingPart.c", "P 9."),
        ("tags.Things", "P 1."),
    ];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(found(&contract), expected.into());
}

/// Types that the generator makes one are described by the texts of all.
#[test]
fn a_type_that_several_definitions_become_has_the_texts_of_all() {
    let job = |said: &str| {
        object(json!({
            "activity_id": {"type": "string"},
            "state": {"type": "string", "enum": ["done"], "x-type-name": "State"},
            "percent_done": {"type": "integer", "description": said},
        }))
    };
    let answer = |name: &str| json!({"responses": {"200": {"schema": definition(name)}}});
    let contract = Contract::new()
        .definition("DeleteStatus", job("P 1."))
        .definition("ExportStatus", job("P 2."))
        .operation("get", "/a", answer("DeleteStatus"))
        .operation("delete", "/a", answer("ExportStatus"));
    let found = found(&contract);
    assert_eq!(found["schemas.Activity.percent_done"], "P 1.\n\nP 2.");
}
