use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

fn with_property(schema: Value) -> Contract {
    Contract::new()
        .definition("Thing", object(json!({"part": schema})))
        .body(definition("Thing"))
}

fn property(schema: Value) -> Value {
    let api = with_property(schema).converted().unwrap();
    api.at("/components/schemas/Thing/properties/part")
}

#[test]
fn an_enumeration_cannot_share_its_name_with_an_object() {
    let contract = Contract::new().body(object(json!({
        "one": {"x-type-name": "Same", "type": "object", "properties": {"a": {"type": "string"}}},
        "two": {"x-type-name": "Same", "type": "string", "enum": ["a"]},
    })));
    let schema = "/paths/~1things/post/parameters/0/schema/properties";
    contract.refused(
        &format!("{schema}/two"),
        &format!("is taken by {schema}/one"),
    );
}

#[test]
fn enumerations_of_one_name_are_one_type_with_the_values_of_all() {
    let colour = |values: Value| json!({"x-type-name": "Colour", "type": "string", "enum": values});
    let contract = Contract::new().body(object(json!({
        "a": colour(json!(["red", "blue"])), "b": colour(json!(["green", "red"])),
    })));
    let colour = contract.converted().unwrap().schema("Colour");
    assert_eq!(
        colour,
        json!({"type": "string", "enum": ["red", "blue", "green"]})
    );
}

#[test]
fn two_values_merged_into_one_text_are_split() {
    let contract = with_property(json!({"type": "string", "enum": ["A, B", "B", "C"]}));
    let part = contract.converted().unwrap().schema("ThingPart");
    assert_eq!(part["enum"], json!(["A", "B", "C"]));
}

#[test]
fn an_enumeration_on_the_list_is_moved_to_its_items() {
    for list in [
        json!({"type": "array", "enum": ["a"], "items": {"type": "string"}}),
        json!({"type": "array", "enum": ["a"]}),
    ] {
        let api = with_property(list).converted().unwrap();
        let part = api.at("/components/schemas/Thing/properties/part");
        assert_eq!(
            part,
            json!({"type": "array", "items": component("ThingPartItem")})
        );
        assert_eq!(api.schema("ThingPartItem")["enum"], json!(["a"]));
    }
}

#[test]
fn numbers_in_an_enumeration_stay_numbers_and_a_fact() {
    let part = property(json!({"type": "integer", "enum": [6, 12]}));
    assert_eq!(
        part,
        json!({"type": "integer", "format": "int64", "x-values": [6, 12]})
    );
}

#[test]
fn a_value_gets_the_name_that_is_given_to_it() {
    let kind = |names: Value| {
        json!({"type": "string", "enum": ["b", "unknown", "c, d"], "x-type-name": "Kind",
            "x-value-names": names})
    };
    let contract = |names| Contract::new().query(kind(names));
    let model = contract(json!({"b": "Big", "d": "Deep"})).model().unwrap();
    let variants = &model.enumeration("Kind").unwrap().variants;
    let named: Vec<_> = variants
        .iter()
        .map(|variant| (&*variant.wire, &*variant.ident))
        .collect();
    assert_eq!(
        named,
        [
            ("b", "Big"),
            ("unknown", "NotKnown"),
            ("c", "C"),
            ("d", "Deep")
        ]
    );
    assert!(contract(json!({"b": "1st"})).model().is_err());
    let twice = contract(json!({"b": "C"})).model().unwrap_err().to_string();
    assert!(twice.contains("become the variant C"), "{twice}");
}

/// The variants of an enumeration, by their values.
fn variants(schema: Value) -> Vec<(String, String)> {
    let thing = object(json!({"kind": schema}));
    let contract = Contract::new()
        .definition("Thing", thing)
        .body(definition("Thing"));
    let model = contract.model().unwrap();
    let all = model.enumeration("ThingKind").unwrap().variants.clone();
    all.into_iter()
        .map(|variant| (variant.wire, variant.ident))
        .collect()
}

#[test]
fn values_of_any_type_are_texts_and_null_is_none() {
    let values = json!({"type": "string", "enum": ["a", 1, 1.5, true, null, ""]});
    let texts: Vec<String> = variants(values)
        .into_iter()
        .map(|(value, _)| value)
        .collect();
    assert_eq!(texts, ["a", "1", "1.5", "true", ""]);
}

#[test]
fn an_enumeration_without_values_is_a_text() {
    for values in [json!([]), json!([null])] {
        let thing = object(json!({"kind": {"type": "string", "enum": values}}));
        let contract = Contract::new()
            .definition("Thing", thing)
            .body(definition("Thing"));
        let api = contract.converted().unwrap();
        let kind = api.at("/components/schemas/Thing/properties/kind");
        assert_eq!(kind, json!({"type": "string"}));
    }
}

#[test]
fn values_that_become_one_variant_need_a_name_which_helps() {
    for (values, other) in [(json!(["a-b", "a_b"]), "a_b"), (json!(["+", "-"]), "-")] {
        let schema = json!({"type": "string", "enum": values});
        let thing = object(json!({"kind": schema}));
        let contract = Contract::new()
            .definition("Thing", thing)
            .body(definition("Thing"));
        let error = contract.refined().unwrap_err().to_string();
        assert!(
            error.contains(&format!(".enum[?(@=='{other}')]")),
            "{error}"
        );
        let mut named = schema.clone();
        named["x-value-names"] = json!({other: "Other"});
        let found = variants(named);
        assert_eq!(found[1], (other.to_owned(), "Other".to_owned()));
    }
}
