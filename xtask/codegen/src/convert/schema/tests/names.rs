//! The names of types and members: those that the conversion gives, and those that the overlay gives.

use super::{PART, property, with_property};
use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

#[test]
fn two_properties_of_one_field_are_refused_with_both_places() {
    let thing = object(json!({"a-b": {"type": "string"}, "a_b": {"type": "string"}}));
    let contract = Contract::new()
        .definition("Thing", thing)
        .body(definition("Thing"));
    contract.refused(
        "/definitions/Thing/properties/a_b",
        "the field `a_b` is taken by /definitions/Thing/properties/a-b; remove one",
    );
}

#[test]
fn a_definition_with_a_slash_in_its_name_is_found() {
    let reference = json!({"$ref": "#/definitions/A~1B"});
    let contract = with_property(reference).with("/definitions/A~1B", object(json!({"a": {}})));
    let part = contract.converted().unwrap();
    let part = part.at("/components/schemas/Thing/properties/part");
    assert!(part["$ref"].as_str().unwrap().ends_with("Ab"), "{part}");
}

#[test]
fn inline_objects_are_named_after_their_place() {
    let contract = with_property(json!({"type": "array",
        "items": object(json!({"deep": object(json!({"a": {"type": "string"}}))}))}));
    assert_eq!(
        contract.converted().unwrap().schemas(),
        ["Thing", "ThingPartItem", "ThingPartItemDeep"]
    );
}

#[test]
fn the_overlay_names_definitions_inline_objects_enumerations_and_items() {
    let contract = Contract::new()
        .definition(
            "Thing",
            json!({"x-type-name": "Article", "type": "object", "properties": {
                "inline": {"x-type-name": "Maker", "type": "object",
                    "properties": {"a": {"type": "string"}}},
                "colour": {"x-type-name": "Colour", "type": "string", "enum": ["red"]},
                "sizes": {"type": "array",
                    "items": {"x-type-name": "Size", "type": "string", "enum": ["s"]}},
                "rows": {"type": "array", "items": {"x-type-name": "Row", "type": "object",
                    "properties": {"a": {"type": "string"}}}},
            }}),
        )
        .body(definition("Thing"));
    assert_eq!(
        contract.converted().unwrap().schemas(),
        ["Article", "Colour", "Maker", "Row", "Size"]
    );
}

#[test]
fn one_type_name_for_two_different_objects_is_refused() {
    let one = object(json!({"a": {"type": "string"}}));
    let other = object(json!({"b": {"type": "string"}}));
    let contract = with_property(definition("OtherDto"))
        .definition("OtherDto", one.clone())
        .definition(
            "Thing",
            object(json!({"x": definition("OtherDto"), "y": definition("Other")})),
        );
    contract
        .definition("Other", other)
        .refused("/definitions/OtherDto", "`x-type-name`");
    let same = Contract::new()
        .definition("Other", one.clone())
        .definition("OtherDto", one)
        .body(object(
            json!({"x": definition("OtherDto"), "y": definition("Other")}),
        ));
    assert_eq!(
        same.converted().unwrap().schemas(),
        ["Other", "PostThingBody"]
    );
}

#[test]
fn names_of_hand_written_types_are_refused() {
    Contract::new()
        .definition("Timestamp", object(json!({"a": {"type": "string"}})))
        .body(definition("Timestamp"))
        .refused("/definitions/Timestamp", "taken by the crate's own");
    with_property(json!({"type": "string", "enum": ["a"], "x-type-name": "SendTime"}))
        .refused(PART, "taken by the crate's own");
}

#[test]
fn the_overlay_puts_a_hand_written_type_in_the_place_of_the_declared_one() {
    let part = property(json!({"type": "integer", "x-native": "StringOrInteger"}));
    assert_eq!(part, component("StringOrInteger"));
    with_property(json!({"type": "integer", "x-native": "Nothing"})).refused(
        &format!("{PART}/x-native"),
        "expected one of Timestamp, StringOrInteger",
    );
}

#[test]
fn properties_may_be_called_like_members_of_a_schema() {
    let names = [
        "default",
        "description",
        "enum",
        "items",
        "required",
        "title",
        "type",
    ];
    let properties: Value = names
        .iter()
        .map(|name| (*name, json!({"type": "string"})))
        .collect();
    let api = Contract::new()
        .definition("Thing", object(properties.clone()))
        .body(definition("Thing"))
        .converted()
        .unwrap();
    assert_eq!(api.schema("Thing")["properties"], properties);
}

#[test]
fn another_name_is_of_a_property_and_is_none_itself() {
    let named = |property: &str, other: Value| {
        let mut schema = object(json!({"a_b": {"type": "string"}, "c": {"type": "string"}}));
        schema["x-also-named"] = json!({property: other});
        Contract::new()
            .definition("Thing", schema)
            .body(definition("Thing"))
    };
    let schema = named("a_b", json!("a.b"))
        .refined()
        .unwrap()
        .schema("Thing");
    assert_eq!(schema["x-also-named"], json!({"a_b": "a.b"}));
    let place = "/definitions/Thing/x-also-named/";
    named("x", json!("a.b")).refused(&format!("{place}x"), "`x` has another name");
    named("a_b", json!("c")).refused(&format!("{place}a_b"), "`c` is a property of its own");
    named("a_b", json!(7)).refused(&format!("{place}a_b"), "a string");
}
