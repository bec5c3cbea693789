//! One test for each rule about schemas. A test converts one property (or one body) and looks at
//! what became of it.

mod facts;
mod names;

use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

/// What becomes of a property with this schema.
fn property(schema: Value) -> Value {
    with_property(schema)
        .converted()
        .unwrap()
        .at("/components/schemas/Thing/properties/part")
}

fn with_property(schema: Value) -> Contract {
    Contract::new()
        .definition("Thing", object(json!({"part": schema})))
        .body(definition("Thing"))
}

const PART: &str = "/definitions/Thing/properties/part";

#[test]
fn a_reference_with_something_beside_it_keeps_both() {
    let contract = with_property(json!({"$ref": "#/definitions/Other", "readOnly": true,
        "description": "prose"}))
    .definition("Other", object(json!({"a": {"type": "string"}})));
    let api = contract.converted().unwrap();
    assert_eq!(
        api.at("/components/schemas/Thing/properties/part"),
        json!({"readOnly": true, "allOf": [component("Other")]})
    );
}

#[test]
fn a_bare_reference_stays_one() {
    let contract = with_property(definition("Other"))
        .definition("Other", object(json!({"a": {"type": "string"}})));
    let api = contract.converted().unwrap();
    assert_eq!(
        api.at("/components/schemas/Thing/properties/part"),
        component("Other")
    );
}

#[test]
fn definitions_of_lists_and_scalars_are_written_out_where_they_are_used() {
    let contract = with_property(definition("Ids"))
        .definition("Ids", json!({"type": "array", "items": definition("Id")}))
        .definition("Id", json!({"type": "string", "format": "uuid"}));
    let api = contract.converted().unwrap();
    assert_eq!(
        api.at("/components/schemas/Thing/properties/part"),
        json!({"type": "array", "items": {"type": "string", "x-format": "uuid"}})
    );
    assert_eq!(api.schemas(), ["Thing"]);
}

#[test]
fn an_alias_of_a_definition_is_that_definition() {
    let contract = with_property(definition("Alias"))
        .definition("Alias", definition("Other"))
        .definition("Other", object(json!({"a": {"type": "string"}})));
    let api = contract.converted().unwrap();
    assert_eq!(
        api.at("/components/schemas/Thing/properties/part"),
        component("Other")
    );
}

#[test]
fn objects_may_contain_themselves() {
    let tree = object(
        json!({"branches": {"type": "array", "items": definition("Tree")},
        "parent": definition("Tree")}),
    );
    let api = Contract::new()
        .definition("Tree", tree)
        .body(definition("Tree"))
        .converted()
        .unwrap();
    assert_eq!(
        api.at("/components/schemas/Tree/properties/branches/items"),
        component("Tree")
    );
}

#[test]
fn lists_that_contain_themselves_are_refused_at_once() {
    let contract = Contract::new()
        .definition(
            "Nest",
            json!({"type": "array", "items": object(json!({
                "a": definition("Nest"), "b": definition("Nest"), "c": definition("Nest"),
            }))}),
        )
        .body(definition("Nest"));
    contract.refused(
        "/definitions/Nest/items/properties/a/$ref",
        "/definitions/Nest contains itself",
    );
    let ring = Contract::new()
        .definition("A", definition("B"))
        .definition("B", definition("A"))
        .body(definition("A"));
    ring.refused("/definitions/B/$ref", "/definitions/A contains itself");
}

#[test]
fn the_type_of_a_schema_without_type_is_told_by_what_it_has() {
    let contract = with_property(json!({"properties": {"a": {"type": "string"}}}));
    let api = contract.converted().unwrap();
    assert_eq!(
        api.at("/components/schemas/Thing/properties/part"),
        component("ThingPart")
    );
    assert_eq!(
        property(json!({"items": {"type": "string"}}))["type"],
        "array"
    );
    assert_eq!(property(json!({"enum": ["a"]})), component("ThingPart"));
}

#[test]
fn a_free_form_schema_is_any_value() {
    assert_eq!(property(json!({})), json!({}));
    assert_eq!(property(json!({"example": 1})), json!({"example": 1}));
    // Declared where a string or a list can come too.
    assert_eq!(property(json!({"type": "object"})), json!({}));
    assert_eq!(
        property(json!({"type": "object", "properties": {}})),
        json!({})
    );
}

#[test]
fn what_can_be_null_is_nullable_where_it_is_used_and_not_as_a_type() {
    for mark in ["x-nullable", "nullable"] {
        let mut named = object(json!({"a": {"type": "string"}}));
        named[mark] = json!(true);
        let contract = with_property(definition("Named")).definition("Named", named.clone());
        let api = contract.converted().unwrap();
        assert_eq!(
            api.at("/components/schemas/Thing/properties/part")["nullable"],
            true
        );
        assert_eq!(api.schema("Named")["nullable"], Value::Null);
        let api = with_property(named).converted().unwrap();
        assert_eq!(
            api.at("/components/schemas/Thing/properties/part")["nullable"],
            true
        );
        assert_eq!(api.schema("ThingPart")["nullable"], Value::Null);
    }
}

#[test]
fn an_object_with_members_of_any_name_is_a_map() {
    let map = property(json!({"type": "object", "additionalProperties": {"type": "integer"}}));
    assert_eq!(map["additionalProperties"]["format"], "int64");
    let open = property(json!({"type": "object", "additionalProperties": true}));
    assert_eq!(open["additionalProperties"], true);
    let closed = property(json!({"type": "object", "additionalProperties": false}));
    assert_eq!(
        closed["additionalProperties"],
        Value::Null,
        "unknown members never fail"
    );
}

#[test]
fn columns_of_custom_fields_are_members_of_any_name() {
    let contract = Contract::new()
        .definition(
            "Row",
            json!({"type": "object", "required": ["cf:name", "email"],
            "additionalProperties": false,
            "properties": {"cf:name": {"type": "string"}, "email": {"type": "string"}}}),
        )
        .body(definition("Row"));
    assert_eq!(
        contract.converted().unwrap().schema("Row"),
        json!({"type": "object", "required": ["email"],
            "properties": {"email": {"type": "string"}},
            "additionalProperties": {"type": "string"}})
    );
}

#[test]
fn an_object_of_more_properties_than_a_compiler_takes_is_refused() {
    let wide = |count: usize| {
        let properties = (0..count).map(|n| (format!("p{n}"), json!({"type": "string"})));
        with_property(object(properties.collect::<serde_json::Map<_, _>>().into()))
    };
    assert!(wide(1_000).converted().is_ok());
    wide(1_001).refused(PART, "1001 properties, more than 1000");
}

#[test]
fn a_required_property_has_to_exist() {
    Contract::new()
        .definition(
            "Thing",
            json!({"type": "object", "required": ["gone"], "properties": {}}),
        )
        .body(definition("Thing"))
        .refused(
            "/definitions/Thing",
            "`gone` is required but not a property",
        );
}

#[test]
fn what_is_unknown_is_refused_with_its_place() {
    for (schema, below, words) in [
        (
            json!({"type": "text"}),
            "/type",
            "the type `text` is unknown; expected object, array",
        ),
        (
            json!({"type": 1}),
            "/type",
            "expected a string, found a number",
        ),
        (
            json!({"odd": []}),
            "/odd",
            "`odd` is unknown here; expected type, format",
        ),
        (json!({"type": "array"}), "", "a list without `items`"),
        (
            json!({"type": "string", "enum": [[]]}),
            "/enum/0",
            "expected a string, found a list",
        ),
        (
            json!({"type": "string", "enum": "a"}),
            "/enum",
            "expected a list, found a string",
        ),
        (
            json!({"$ref": "#/definitions/Thing", "with": 1}),
            "/with",
            "`with` is unknown here",
        ),
        (
            json!({"$ref": "#/info"}),
            "/$ref",
            "`#/info` is not under definitions",
        ),
        (
            json!({"type": "string", "readOnly": "yes"}),
            "/readOnly",
            "expected true or false",
        ),
        (json!(7), "", "expected an object, found a number"),
    ] {
        with_property(schema).refused(&format!("{PART}{below}"), words);
    }
}

#[test]
fn what_a_server_keeps_when_it_is_omitted_has_to_be_a_property() {
    let kept = |name: &str| {
        let mut schema = object(json!({"a": {"type": "string"}}));
        schema["x-kept-when-omitted"] = json!([name]);
        Contract::new()
            .definition("Thing", schema)
            .body(definition("Thing"))
    };
    let schema = kept("a").refined().unwrap().schema("Thing");
    assert_eq!(schema["x-kept-when-omitted"], json!(["a"]));
    kept("b").refused("/definitions/Thing", "`b` is kept when omitted");
}
