use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

/// `PUT /things` takes `Thing`, and `GET /things` answers `answer`.
fn contract(answer: Value) -> Contract {
    let own =
        |name: &str| json!({name: {"type": "string", "readOnly": true}, "a": {"type": "string"}});
    let mut part = own("id");
    part["deep"] = definition("Deep");
    let thing = object(json!({
        "part": definition("Part"),
        "parts": {"type": "array", "items": definition("Part")},
        "self": definition("Thing"),
        "sent": definition("Sent"),
        "whole": {"allOf": [definition("Deep")], "readOnly": true},
    }));
    let body =
        json!({"in": "body", "name": "body", "required": true, "schema": definition("Thing")});
    Contract::new()
        .definition("Thing", thing)
        .definition("Part", object(part))
        .definition("Deep", object(own("at")))
        .definition("Sent", object(own("by")))
        .operation("put", "/things", json!({"parameters": [body]}))
        .answer(answer)
}

fn not_sent_back(answer: Value) -> Vec<String> {
    let model = contract(answer).model().unwrap();
    let body = model.operations.iter().find_map(|one| one.body.as_ref());
    model.not_sent_back(&body.unwrap().ty)
}

#[test]
fn members_that_only_the_server_sets_are_found_at_every_depth_of_what_is_answered() {
    let page = object(json!({"rows": {"type": "array", "items": definition("Part")}}));
    let deep = ["part.deep.at", "part.id", "parts.deep.at", "parts.id"];
    assert_eq!(not_sent_back(page), [&deep[..], &["whole.at"]].concat());
    let whole = [&deep[..], &["sent.by", "whole"]].concat();
    assert_eq!(not_sent_back(definition("Thing")), whole);
}

#[test]
fn what_no_answer_has_is_sent_as_the_caller_has_set_it() {
    let other = object(json!({"a": {"type": "string"}}));
    assert_eq!(not_sent_back(other), [""; 0]);
}

#[test]
fn a_type_is_partly_sent_if_it_contains_one_that_is() {
    let page = object(json!({"rows": {"type": "array", "items": definition("Part")}}));
    let page = contract(page).definition("Page", object(json!({})));
    let model = page.model().unwrap();
    let found: Vec<_> = model.partly_sent().into_iter().collect();
    assert_eq!(found, ["Deep", "GetThingAnswer", "Part", "Thing"]);
}
