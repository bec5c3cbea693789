use crate::fixture::{Contract, definition, object, refused};
use serde_json::{Value, json};

fn text() -> Value {
    json!({"type": "string"})
}

fn requiring(name: &str, properties: Value, required: &[&str]) -> Contract {
    let mut schema = object(properties);
    schema["required"] = json!(required);
    Contract::new()
        .definition(name, schema)
        .body(definition(name))
}

/// The types of the fields of `Thing`, as they are printed.
fn fields(contract: &Contract) -> Vec<String> {
    let model = contract.model().unwrap();
    let fields = model.object("Thing").unwrap().fields.iter();
    fields.map(|field| field.ty.to_string()).collect()
}

#[test]
fn what_has_no_declared_members_is_free_form_json() {
    let (any, members) = ("Value", "Map<Value>");
    for (free, expected) in [
        (json!({}), any),
        (json!({"type": "object"}), any),
        (json!({"type": "object", "properties": {}}), any),
        (
            json!({"type": "object", "additionalProperties": false}),
            any,
        ),
        (
            json!({"type": "object", "additionalProperties": true}),
            members,
        ),
        (
            json!({"type": "object", "additionalProperties": {}}),
            members,
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "object"}}),
            members,
        ),
        (json!({"additionalProperties": true}), members),
    ] {
        let list = json!({"type": "array", "items": free});
        let map = json!({"type": "object", "additionalProperties": free});
        let contract = Contract::new()
            .definition("Free", free.clone())
            .definition(
                "Thing",
                object(json!({"a": free, "b": list, "c": map, "d": definition("Free")})),
            )
            .body(definition("Thing"));
        let list = format!("Vec<{expected}>");
        let map = format!("Map<{expected}>");
        let expected = [expected, &list, &map, expected].map(|ty| format!("Option<{ty}>"));
        assert_eq!(fields(&contract), expected, "{free}");
    }
}

#[test]
fn an_answer_without_declared_members_is_free_form_json_too() {
    let free = json!({"type": "object"});
    let list = json!({"type": "array", "items": free});
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let nullable = json!({"type": "array", "items": free, "x-nullable": true});
    for (answer, expected) in [
        (free, "Value"),
        (list, "Vec<Value>"),
        (map, "Map<i64>"),
        (json!({}), "Value"),
        (json!({"type": "integer"}), "i64"),
        (nullable, "Option<Vec<Value>>"),
    ] {
        let model = Contract::new().answer(answer.clone()).model().unwrap();
        assert_eq!(model.operations[0].answer.to_string(), expected, "{answer}");
    }
}

#[test]
fn a_type_that_contains_itself_is_optional_without_a_box_around_the_option() {
    let contract = Contract::new()
        .definition(
            "Thing",
            object(json!({
                "all": {"type": "array", "items": definition("Thing")},
                "described": {"$ref": "#/definitions/Thing", "readOnly": true},
                "other": definition("Other"),
                "own": definition("Thing"),
            })),
        )
        .definition("Other", object(json!({"thing": definition("Thing")})))
        .body(definition("Thing"));
    let model = contract.model().unwrap();
    for name in ["described", "other", "own"] {
        let field = model.object("Thing").unwrap().field(name).unwrap();
        assert!(field.ty.optional().is_some(), "{name}: {:?}", field.ty);
    }
    assert_eq!(fields(&contract)[0], "Option<Vec<Thing>>");
}

#[test]
fn a_document_that_requires_itself_is_refused() {
    let own = json!({"name": text(), "own": definition("Thing")});
    let words = "`own` contains itself and is required";
    let contract = requiring("Thing", own.clone(), &["own"]);
    refused(contract.model(), "/definitions/Thing/properties/own", words);

    let contract = requiring("Thing", json!({"other": definition("Other")}), &["other"])
        .definition(
            "Other",
            json!({"type": "object", "required": ["thing"],
            "properties": {"thing": definition("Thing")}}),
        );
    let words = "`thing` contains itself and is required";
    refused(
        contract.model(),
        "/definitions/Other/properties/thing",
        words,
    );

    // The way out that the message names.
    assert!(requiring("Thing", own, &["name"]).model().is_ok());
}

#[test]
fn a_document_that_requires_a_list_or_map_of_itself_can_be_empty() {
    let list = json!({"type": "array", "items": definition("Thing")});
    let map = json!({"type": "object", "additionalProperties": definition("Thing")});
    let grid = json!({"type": "array", "items": list});
    let properties = json!({"grid": grid, "list": list, "map": map, "name": text()});
    let contract = requiring("Thing", properties, &["grid", "list", "map", "name"]);
    let source = contract.generated();
    let source: String = source.split_whitespace().collect();
    let map = "std::collections::BTreeMap::<String,Thing>::new()";
    let made = format!("Thing::new([Vec::<Thing>::new()],Vec::<Thing>::new(),{map},name,)");
    assert!(source.contains(&made), "{source}");
}

#[test]
fn enumerations_in_maps_lists_of_lists_and_answers_are_found() {
    let kind = |name: &str| json!({"type": "string", "enum": ["a", "b"], "x-type-name": name});
    let list = |items: Value| json!({"type": "array", "items": items});
    let properties = json!({
        "plain": kind("Plain"), "list": list(kind("Listed")), "grid": list(list(kind("InGrid"))),
        "map": {"type": "object", "additionalProperties": kind("InMap")},
        "maps": {"type": "object", "additionalProperties": list(kind("InListOfMap"))},
    });
    let contract = Contract::new()
        .definition("Thing", object(properties))
        .body(definition("Thing"))
        .answer(list(kind("Answered")));
    let model = contract.model().unwrap();
    let found: Vec<&str> = model.without_spelling().into_iter().collect();
    assert_eq!(found, ["Answered", "InGrid", "InListOfMap", "InMap"]);
    let source = contract.generated();
    assert!(
        source.contains("crate::model::read_enumeration!(InGrid);"),
        "{source}"
    );
}
