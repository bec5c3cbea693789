use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

fn text() -> Value {
    json!({"type": "string"})
}

/// A contract with the definitions `Base` (`a` and `b`, of which `a` is required) and `Thing`, which is sent.
fn with(thing: Value) -> Contract {
    let mut base = object(json!({"a": text(), "b": {"type": "integer"}}));
    base["required"] = json!(["a"]);
    Contract::new()
        .definition("Base", base)
        .definition("Kind", json!({"type": "string", "enum": ["x"]}))
        .definition("Thing", thing)
        .body(definition("Thing"))
}

fn all_of(parts: Value) -> Value {
    json!({"allOf": parts})
}

/// The names of the properties of `Thing`, and those that are required.
fn members(contract: &Contract) -> (Vec<String>, Value) {
    let api = contract.converted().unwrap();
    let thing = api.schema("Thing");
    let names = thing["properties"].as_object().unwrap().keys().cloned();
    (names.collect(), thing["required"].clone())
}

#[test]
fn the_members_of_all_parts_are_those_of_one_type() {
    let mut inline = object(json!({"c": text()}));
    inline["required"] = json!(["c", "a"]);
    let expected = (
        ["a", "b", "c"].map(str::to_owned).to_vec(),
        json!(["a", "c"]),
    );
    assert_eq!(
        members(&with(all_of(json!([definition("Base"), inline])))),
        expected
    );
    // Beside the `allOf`, and in an `allOf` within.
    let mut beside = inline.clone();
    beside["allOf"] = json!([definition("Base")]);
    assert_eq!(members(&with(beside)), expected);
    let nested = all_of(json!([all_of(json!([definition("Base")])), inline]));
    assert_eq!(members(&with(nested)), expected);
    // Through a definition that has one itself.
    let contract = with(all_of(json!([definition("Middle"), inline]))).definition(
        "Middle",
        all_of(json!([definition("Base"), {"type": "object"}])),
    );
    assert_eq!(members(&contract), expected);
}

#[test]
fn the_types_of_the_parts_are_made_only_if_something_else_uses_them() {
    let inline = object(json!({"base": definition("Base"), "own": definition("Thing")}));
    let api = with(all_of(json!([{"type": "object"}, inline])))
        .converted()
        .unwrap();
    assert_eq!(api.schemas(), ["Base", "Thing"]);
    assert_eq!(api.schema("Thing")["properties"]["own"], component("Thing"));

    let api = with(all_of(json!([
        definition("Base"),
        object(json!({"c": text()}))
    ])));
    assert_eq!(api.converted().unwrap().schemas(), ["Thing"]);
}

#[test]
fn a_single_reference_with_remarks_is_the_reference() {
    for property in [
        all_of(json!([definition("Base")])),
        json!({"allOf": [definition("Base")], "description": "Words."}),
        json!({"type": "object", "allOf": [definition("Base"), {"description": "Words."}]}),
        json!({"allOf": [definition("Base")], "readOnly": true, "x-nullable": true}),
    ] {
        let api = with(object(json!({"part": property}))).converted().unwrap();
        let part = api.at("/components/schemas/Thing/properties/part");
        assert!(
            part.to_string().contains("#/components/schemas/Base"),
            "{part}"
        );
        assert_eq!(
            part["readOnly"].as_bool(),
            property["readOnly"].as_bool(),
            "{part}"
        );
        assert_eq!(
            part["nullable"].as_bool(),
            property["x-nullable"].as_bool(),
            "{part}"
        );
        assert_eq!(api.schemas(), ["Base", "Thing"]);
    }
    let kind = json!({"allOf": [definition("Kind")], "description": "Words."});
    let api = with(object(json!({"kind": kind}))).converted().unwrap();
    assert_eq!(
        api.at("/components/schemas/Thing/properties/kind"),
        component("Kind")
    );
}

#[test]
fn a_property_of_two_parts_can_say_more_in_one() {
    let more = object(
        json!({"a": {"type": "string", "format": "uuid", "description": "Words."},
        "b": {"type": "integer"}}),
    );
    let api = with(all_of(json!([definition("Base"), more])))
        .converted()
        .unwrap();
    let thing = api.schema("Thing");
    assert_eq!(thing["properties"]["a"]["x-format"], "uuid");
    assert_eq!(thing["properties"]["b"]["type"], "integer");
}

#[test]
fn a_property_that_is_another_in_each_part_is_refused() {
    let place = "/definitions/Thing/allOf/1/properties/a";
    for other in [json!({"type": "integer"}), definition("Base")] {
        let other = object(json!({"a": other}));
        let contract = with(all_of(json!([definition("Base"), other])));
        let words = "`a` is another in another part of the `allOf` at /definitions/Thing";
        contract.refused(place, words);
    }
    with(all_of(json!([definition("Base"), {"type": "string"}]))).refused(
        "/definitions/Thing/allOf/1/type",
        "`type` is another in another part",
    );
    with(all_of(json!([definition("Base"), definition("Kind")]))).refused(
        "/definitions/Kind/type",
        "`type` is another in another part",
    );
}

#[test]
fn what_is_put_together_from_itself_is_refused() {
    let part = object(json!({"c": text()}));
    let ring = with(all_of(json!([definition("Other"), part])))
        .definition("Other", all_of(json!([definition("Thing"), part])));
    let error = ring.refined().unwrap_err().to_string();
    assert!(error.contains("is put together from itself"), "{error}");
    with(all_of(json!([7]))).refused("/definitions/Thing/allOf/0", "expected an object");
}

#[test]
fn a_discriminator_says_nothing_about_the_members() {
    let mut thing = object(json!({"kind": text()}));
    thing["discriminator"] = json!("kind");
    assert!(with(thing).converted().is_ok());
}

#[test]
fn alternatives_are_refused_with_a_way_out_that_helps() {
    for member in ["oneOf", "anyOf", "not"] {
        let odd = json!({(member): [definition("Base")]});
        with(object(json!({"part": odd}))).refused(
            &format!("/definitions/Thing/properties/part/{member}"),
            "does not exist in Swagger 2.0; remove it by an action of the overlay",
        );
    }
    // What the removal leaves.
    assert!(with(object(json!({"part": {}}))).converted().is_ok());
}
