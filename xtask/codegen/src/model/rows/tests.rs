use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

/// A list of `Thing` in pages.
fn paged(properties: Value) -> Contract {
    let page = object(json!({
        "things": {"type": "array", "items": definition("Thing")},
        "_links": object(json!({"next": object(json!({"href": {"type": "string"}}))})),
    }));
    Contract::new()
        .definition("Thing", object(properties))
        .answer(page)
}

fn rows(contract: &Contract) -> Vec<String> {
    let model = contract.model().unwrap();
    assert_eq!(model.items().into_iter().collect::<Vec<_>>(), ["Thing"]);
    model.rows().into_iter().map(str::to_owned).collect()
}

fn text() -> Value {
    json!({"type": "string"})
}

#[test]
fn an_item_of_scalars_is_a_row() {
    let kind = json!({"type": "string", "enum": ["a"], "x-type-name": "Kind"});
    let time = json!({"type": "string", "format": "date-time"});
    let properties = json!({"a": text(), "kind": kind, "at": time, "n": {"type": "integer"},
        "f": {"type": "number"}, "on": {"type": "boolean"}});
    assert_eq!(rows(&paged(properties)), ["Thing"]);
}

#[test]
fn an_item_with_an_object_or_a_list_is_none() {
    for member in [
        object(json!({"b": text()})),
        json!({"type": "array", "items": text()}),
        json!({}),
    ] {
        let found = rows(&paged(json!({"a": member})));
        assert!(found.is_empty(), "{member}: {found:?}");
    }
}

#[test]
fn an_item_that_is_sent_or_answered_alone_is_none() {
    let sent = paged(json!({"a": text()})).body(definition("Thing"));
    assert!(rows(&sent).is_empty());
    let answers =
        json!({"responses": {"200": {"description": "OK", "schema": definition("Thing")}}});
    let alone = paged(json!({"a": text()})).operation("get", "/things/first", answers);
    let alone = alone.with("/paths/~1things~1first/get/operationId", json!("getFirst"));
    assert!(rows(&alone).is_empty());
}
