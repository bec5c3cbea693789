//! What the structs and enumerations of a contract are made of, on the generated source.

use crate::document::Document;
use crate::fixture::{Contract, FILE, definition, object};
use serde_json::{Value, json};

fn source(contract: &Contract, words: &Value) -> String {
    let source = contract.documented(words);
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    source.replace(" : ", ": ")
}

fn sent(properties: Value, required: &[&str]) -> String {
    let mut schema = object(properties);
    schema["required"] = json!(required);
    source(
        &Contract::new()
            .definition("Thing", schema)
            .body(definition("Thing")),
        &json!({}),
    )
}

fn read(properties: Value) -> String {
    let contract = Contract::new().definition("Thing", object(properties));
    source(&contract.answer(definition("Thing")), &json!({}))
}

#[track_caller]
fn has(source: &str, parts: &[&str]) {
    for part in parts {
        assert!(source.contains(part), "{part}\n{source}");
    }
}

#[test]
fn properties_are_optional_required_or_lists() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    has(
        &sent(
            json!({"a": {"type": "string"}, "b": {"type": "string"}, "c": list}),
            &["b"],
        ),
        &[
            "pub a: Option<String>",
            "pub b: String",
            "pub c: Option<Vec<String>>",
            "\"a\" => a: optional",
            "\"b\" => b: required",
            "\"c\" => c: optional",
        ],
    );
    has(
        &read(json!({"c": list})),
        &["pub c: Vec<String>", "\"c\" => c: list"],
    );
}

#[test]
fn what_a_request_requires_is_required_of_json_too() {
    let kind = json!({"type": "string", "enum": ["a", "b"], "x-type-name": "Kind"});
    let time = json!({"type": "string", "x-native": "SendTime"});
    has(
        &sent(json!({"kind": kind, "time": time}), &["kind", "time"]),
        &[
            "object! { complete Thing {",
            "\"kind\" => kind: required_enumeration",
            "\"time\" => time: required times",
        ],
    );
}

#[test]
fn names_of_the_wire_stay_beside_those_of_rust() {
    has(
        &sent(
            json!({"self": {"type": "string"}, "_links": {"type": "string"}}),
            &[],
        ),
        &[
            "pub self_: Option<String>",
            "\"self\" => self_:",
            "\"_links\" => links:",
        ],
    );
}

#[test]
fn a_property_is_read_by_its_other_name_too() {
    let mut thing = object(json!({"a_b": {"type": "string"}}));
    thing["x-also-named"] = json!({"a_b": "a.b"});
    let contract = Contract::new().definition("Thing", thing);
    let source = source(&contract.answer(definition("Thing")), &json!({}));
    has(&source, &["\"a_b\" | \"a.b\" => a_b: optional"]);
}

#[test]
fn numbers_times_and_either_are_of_the_crates_types() {
    has(
        &sent(
            json!({
                "count": {"type": "integer", "format": "int32", "minimum": 1},
                "price": {"type": "number", "format": "float"},
                "at": {"type": "string", "format": "date-time"},
                "id": {"type": "integer", "x-native": "StringOrInteger"},
                "any": {},
            }),
            &[],
        ),
        &[
            "pub count: Option<i64>",
            "pub price: Option<f64>",
            "pub at: Option<crate::Timestamp>",
            "pub id: Option<crate::StringOrInteger>",
            "pub any: Option<serde_json::Value>",
        ],
    );
}

#[test]
fn members_of_any_name_go_into_one_map() {
    let row = sent(
        json!({"cf:name": {"type": "string"}, "b": {"type": "string"}}),
        &[],
    );
    has(
        &row,
        &[
            "pub extra: std::collections::BTreeMap<String, String>",
            ".. => extra",
        ],
    );
}

#[test]
fn what_an_answer_can_hold_keeps_what_it_does_not_know() {
    has(
        &read(json!({"a": {"type": "string"}})),
        &[
            "pub unknown_members: crate::UnknownMembers",
            ", unknown => unknown_members",
        ],
    );
    let sent = sent(json!({"a": {"type": "string"}}), &[]);
    assert!(!sent.contains("unknown =>"), "{sent}");
    let taken = object(json!({"unknown_members": {"type": "string"}}));
    let taken = Contract::new().definition("Thing", taken);
    let model = taken.answer(definition("Thing")).model().unwrap();
    let refused = crate::generate(&model, &crate::docs::Docs::default());
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("called unknown_members"), "{message}");
}

#[test]
fn enumerations_are_written_as_they_were_read() {
    let kind = json!({"type": "string", "enum": ["a", "b"], "x-type-name": "Kind"});
    let kinds = json!({"type": "array", "items": kind});
    has(
        &read(json!({"kind": kind, "kinds": kinds})),
        &[
            "=> kind: optional_enumeration",
            "=> kinds: enumeration_list",
        ],
    );
}

#[test]
fn texts_stay_out_of_debug_but_for_ids() {
    let row = sent(
        json!({"email_address": {"type": "string"}, "list_id": {"type": "string"}}),
        &[],
    );
    has(
        &row,
        &["=> email_address: optional", "=> list_id: optional ids"],
    );
}

#[test]
fn enumerations_keep_the_values_of_the_wire() {
    let kind = json!({"type": "string", "enum": ["one two", "B"], "x-type-name": "Kind"});
    has(
        &sent(json!({"kind": kind}), &[]),
        &[
            "crate::open_enum!",
            "OneTwo = \"one two\"",
            "B = \"B\"",
            "pub kind: Option<Kind>",
        ],
    );
}

#[test]
fn words_come_from_the_type_else_from_what_is_said_of_all() {
    let kind = json!({"type": "string", "enum": ["a", "b"], "x-type-name": "Kind"});
    let schema = object(json!({"id": {"type": "string"}, "own": {"type": "string"},
        "bare": {"type": "string"}, "kind": kind}));
    let contract = Contract::new()
        .definition("Thing", schema)
        .body(definition("Thing"));
    let words = json!({
        "properties": {"id": "General.", "own": "Wrong."},
        "schemas": {
            "Thing": {"description": "A thing.", "properties": {"own": "Its own."}},
            "Kind": {"description": "A kind.", "values": {"a": "the first"}},
        },
    });
    has(
        &source(&contract, &words),
        &[
            "///A thing.",
            "///General. pub id:",
            "///Its own. pub own:",
            "///bare pub bare:",
            "#[doc = \"A kind.\"] Kind {",
            "#[doc = \"`a`: the first\"] A = \"a\"",
            "#[doc = \"`b`\"] B = \"b\"",
        ],
    );
}

#[test]
fn a_type_that_is_left_out_names_the_features_that_it_needs() {
    let answer = |area: &str| {
        json!({"tags": [area], "operationId": area.replace(' ', ""),
            "responses": {"200": {"schema": definition("Shared")}}})
    };
    let shared = object(json!({"a": {"type": "string"}}));
    let contract = Contract::new()
        .definition("Shared", shared.clone())
        .definition("Alone", shared)
        .answer(definition("Alone"))
        .operation("get", "/one", answer("Area One"))
        .operation("get", "/two", answer("Area Two"));
    let mut document = Document::new(FILE, contract.value()).unwrap();
    document.select_areas(|_| false);
    let model = crate::model::model(&document).unwrap();
    let source = crate::generate(&model, &crate::docs::Docs::default()).unwrap();
    let gated = [
        "#[cfg(feature = \"things\")]\n    pub struct Alone;",
        "#[cfg(any(feature = \"area-one\", feature = \"area-two\"))]\n    pub struct Shared;",
    ];
    has(&source, &gated);
    assert!(!contract.generated().contains("cfg(feature"));
}
