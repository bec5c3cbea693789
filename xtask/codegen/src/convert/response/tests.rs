use crate::fixture::{Contract, Converted, component, definition, object};
use serde_json::{Value, json};

const RESPONSES: &str = "/paths/~1things/get/responses";

fn with(responses: Value) -> Contract {
    Contract::new()
        .definition("Small", object(json!({"a": {"type": "string"}})))
        .definition(
            "Large",
            object(json!({"a": {"type": "string"}, "b": {"type": "string"}})),
        )
        .operation("get", "/things", json!({"responses": responses}))
}

fn success(responses: Value) -> (Value, Value) {
    parts(&with(responses).converted().unwrap())
}

/// How the success is read, and the content of the one response.
fn parts(api: &Converted) -> (Value, Value) {
    let responses = api.things("get", "responses");
    let codes: Vec<_> = responses.as_object().unwrap().keys().collect();
    assert_eq!(codes, ["2XX"]);
    (
        api.things("get", "x-success"),
        responses["2XX"]["content"].clone(),
    )
}

fn json_of(name: &str) -> Value {
    json!({"application/json": {"schema": component(name)}})
}

#[test]
fn any_code_of_a_success_is_the_success() {
    for code in ["200", "201", "202", "207", "209", "299"] {
        let found = success(json!({(code): {"schema": definition("Small")}}));
        assert_eq!(found, (json!("json"), json_of("Small")), "{code}");
    }
}

#[test]
fn of_several_successes_the_richest_schema_counts() {
    let (small, large) = (definition("Small"), definition("Large"));
    for responses in [
        json!({"200": {"schema": small}, "201": {"schema": large}}),
        json!({"200": {"schema": large}, "201": {"schema": small}}),
    ] {
        assert_eq!(success(responses), (json!("json"), json_of("Large")));
    }
}

#[test]
fn successes_with_the_same_answer_are_one() {
    let list = |items: Value| json!({"type": "array", "items": items});
    let inline = object(json!({"a": {"type": "string"}}));
    for (one, other, expected) in [
        (definition("Small"), inline, "Small"),
        (definition("Small"), definition("Alias"), "Small"),
    ] {
        let responses = json!({"200": {"schema": one}, "202": {"schema": other}});
        let contract = with(responses).definition("Alias", definition("Small"));
        assert_eq!(parts(&contract.converted().unwrap()).1, json_of(expected));
    }
    let (small, large) = (list(definition("Small")), list(definition("Large")));
    let found = success(json!({"200": {"schema": small}, "207": {"schema": large}}));
    let items = &found.1["application/json"]["schema"]["items"];
    assert_eq!(*items, component("Large"));
}

#[test]
fn successes_with_different_answers_are_refused_with_both_places() {
    let other = object(json!({"c": {"type": "string"}}));
    let list = json!({"type": "array", "items": definition("Small")});
    for other in [other, list, json!({"type": "string"})] {
        let responses = json!({"200": {"schema": definition("Small")}, "202": {"schema": other}});
        with(responses).refused(
            &format!("{RESPONSES}/202/schema"),
            "another answer than that at /paths/~1things/get/responses/200/schema",
        );
    }
}

#[test]
fn a_success_with_and_one_without_schema_is_perhaps_a_document() {
    let found = success(json!({"200": {}, "207": {"schema": definition("Small")}}));
    assert_eq!(found, (json!("maybe-json"), json_of("Small")));
}

#[test]
fn no_content_is_empty_and_an_undeclared_answer_comes_as_bytes() {
    assert_eq!(success(json!({"204": {}})), (json!("empty"), Value::Null));
    assert_eq!(
        success(json!({"200": {}})),
        (json!("bytes"), json!({"*/*": {}}))
    );
    assert_eq!(success(json!({"200": {}, "204": {}})).0, "bytes");
}

#[test]
fn a_file_is_streamed() {
    let file = json!({"produces": ["text/csv"],
        "responses": {"200": {"schema": {"type": "string"}}}});
    let api = Contract::new()
        .operation("get", "/things", file)
        .converted()
        .unwrap();
    assert_eq!(parts(&api), (json!("stream"), json!({"text/csv": {}})));
}

#[test]
fn an_answer_of_the_type_file_is_streamed_whatever_is_produced() {
    for produces in [
        json!([]),
        json!(["application/json"]),
        json!(["application/pdf"]),
    ] {
        let file =
            json!({"produces": produces, "responses": {"200": {"schema": {"type": "file"}}}});
        let contract = Contract::new().operation("get", "/things", file);
        assert_eq!(
            parts(&contract.converted().unwrap()).0,
            "stream",
            "{produces}"
        );
        assert!(contract.generated().contains(".file("));
    }
}

#[test]
fn what_all_operations_produce_counts_where_one_says_nothing() {
    let contract = with(json!({"200": {"schema": definition("Small")}}));
    let api = contract
        .with("/produces", json!(["text/csv"]))
        .converted()
        .unwrap();
    assert_eq!(parts(&api).0, "stream");
    let typed = json!({"produces": ["application/hal+json"],
        "responses": {"200": {"schema": {"type": "string"}}}});
    let api = Contract::new()
        .operation("get", "/things", typed)
        .converted()
        .unwrap();
    assert_eq!(parts(&api).0, "json");
}

#[test]
fn an_inline_answer_is_named_after_the_method() {
    let inline = object(json!({"a": {"type": "string"}}));
    let found = success(json!({"200": {"schema": inline}}));
    assert_eq!(found.1, json_of("GetThingAnswer"));
}

#[test]
fn failures_and_the_default_response_leave_their_code_only() {
    let api = with(json!({
        "404": {"schema": definition("Large")}, "204": {}, "503": {"$ref": "#/responses/Busy"},
        "default": {"schema": definition("Large")}, "x-note": "kept elsewhere",
    }))
    .with("/responses/Busy", json!({"description": "Busy"}))
    .converted()
    .unwrap();
    assert_eq!(parts(&api).0, "empty");
    assert_eq!(
        api.things("get", "x-statuses"),
        json!(["204", "404", "503"])
    );
    assert!(
        api.schemas().is_empty(),
        "the failures' schemas are not needed"
    );
}

#[test]
fn an_operation_without_success_is_refused() {
    for responses in [json!({}), json!({"404": {}}), json!({"default": {}})] {
        with(responses).refused(
            RESPONSES,
            "no success (2xx) among the responses; add it in the overlay",
        );
    }
}

#[test]
fn what_is_no_status_is_refused() {
    for code in ["2XX", "20", "600", "ok", "+20"] {
        let contract = with(json!({"204": {}, (code): {"description": "x"}}));
        contract.refused(&format!("{RESPONSES}/{code}"), "is not a status code");
    }
    let contract = with(json!({"204": {}, "4oo": {"$ref": "#/responses/Busy"}}))
        .with("/responses/Busy", json!({"description": "Busy"}));
    contract.refused(&format!("{RESPONSES}/4oo"), "is not a status code");
}

#[test]
fn what_is_unknown_is_refused_with_its_place() {
    with(json!({"200": {"content": {}}})).refused(
        &format!("{RESPONSES}/200/content"),
        "expected description, schema",
    );
    with(json!({"200": {"$ref": "#/info"}})).refused(
        &format!("{RESPONSES}/200/$ref"),
        "`#/info` is not under responses",
    );
}
