//! One test for each rule about parameters.

use crate::fixture::{Contract, component};
use serde_json::{Value, json};

const PLACE: &str = "/paths/~1things/get/parameters/0";

fn parameter(declared: Value) -> Value {
    Contract::new()
        .query(declared)
        .converted()
        .unwrap()
        .parameter()
}

fn is_joined(parameter: &Value) -> bool {
    assert_eq!(parameter["schema"]["type"], "array", "{parameter}");
    let joined = parameter["x-comma-separated"] == true;
    assert_eq!(parameter["explode"], !joined, "{parameter}");
    joined
}

#[test]
fn the_format_csv_joins_whatever_the_collection_format_says() {
    for format in [Value::Null, "csv".into(), "multi".into()] {
        let mut declared = json!({"type": "string", "format": "csv"});
        if !format.is_null() {
            declared["collectionFormat"] = format;
        }
        assert!(is_joined(&parameter(declared)));
    }
}

#[test]
fn an_array_is_joined_unless_it_says_multi() {
    let items = json!({"type": "string"});
    assert!(is_joined(&parameter(
        json!({"type": "array", "items": items.clone()})
    )));
    let multi = json!({"type": "array", "items": items, "collectionFormat": "multi"});
    assert!(!is_joined(&parameter(multi)));
}

#[test]
fn a_string_with_a_collection_format_or_items_takes_several() {
    assert!(is_joined(&parameter(
        json!({"type": "string", "collectionFormat": "csv"})
    )));
    assert!(!is_joined(&parameter(
        json!({"type": "string", "collectionFormat": "multi"})
    )));
    let with_items = parameter(json!({"type": "string", "items": {"type": "integer"}}));
    assert!(is_joined(&with_items));
    assert_eq!(with_items["schema"]["items"]["format"], "int64");
}

#[test]
fn a_plain_string_takes_one_value() {
    let plain = parameter(json!({"type": "string", "maximum": 1}));
    assert_eq!(plain["schema"], json!({"type": "string"}));
    assert_eq!(plain["x-limits"], json!({"maximum": 1}));
    assert_eq!(plain["explode"], Value::Null);
}

#[test]
fn an_array_without_items_holds_strings() {
    let schema = parameter(json!({"type": "array"}))["schema"].clone();
    assert_eq!(
        schema,
        json!({"type": "array", "items": {"type": "string"}})
    );
}

#[test]
fn what_is_said_of_the_items_stays_a_fact() {
    let ids = parameter(json!({"type": "array", "maxItems": 50,
        "items": {"type": "string", "format": "uuid"}}));
    assert_eq!(
        (&ids["x-format"], &ids["x-limits"]),
        (&json!("uuid"), &json!({"maxItems": 50}))
    );
}

#[test]
fn enumerations_stand_on_the_parameter_its_list_or_its_items() {
    for declared in [
        json!({"type": "string", "format": "csv", "enum": ["a", "b, c"]}),
        json!({"type": "array", "enum": ["a", "b, c"], "items": {"type": "string"}}),
        json!({"type": "array", "items": {"type": "string", "enum": ["a", "b, c"]}}),
    ] {
        let api = Contract::new().query(declared.clone()).converted().unwrap();
        let items = api.parameter()["schema"]["items"].clone();
        assert_eq!(items, component("GetThingPart"), "{declared}");
        let values = api.schema("GetThingPart")["enum"].clone();
        assert_eq!(values, json!(["a", "b", "c"]), "{declared}");
    }
}

#[test]
fn the_overlay_names_enumerations_on_parameters_and_items() {
    for declared in [
        json!({"type": "string", "enum": ["a"], "x-type-name": "Part"}),
        json!({"type": "array", "items": {"type": "string", "enum": ["a"],
            "x-type-name": "Part"}}),
    ] {
        let api = Contract::new().query(declared).converted().unwrap();
        assert_eq!(api.schemas(), ["Part"]);
    }
}

#[test]
fn page_sizes_and_offsets_count_whatever_their_type() {
    for name in ["limit", "offset", "page_size"] {
        for kind in ["string", "integer"] {
            let declared = json!({"name": name, "type": kind, "default": "50", "minimum": 1});
            let schema = parameter(declared)["schema"].clone();
            assert_eq!(
                schema,
                json!({"type": "integer", "format": "uint32"}),
                "{name} {kind}"
            );
        }
    }
}

#[test]
fn defaults_are_never_kept() {
    let declared = json!({"type": "string", "default": "a"});
    assert!(!parameter(declared).to_string().contains("default"));
}

#[test]
fn whole_numbers_are_64_bits_wide_and_others_plain() {
    let schema = |declared| parameter(declared)["schema"].clone();
    assert_eq!(
        schema(json!({"type": "integer", "format": "int32"}))["format"],
        "int64"
    );
    assert_eq!(
        schema(json!({"type": "boolean"})),
        json!({"type": "boolean"})
    );
    assert_eq!(schema(json!({"type": "number"})), json!({"type": "number"}));
    let numbers = parameter(json!({"type": "integer", "enum": [1, 2]}));
    assert_eq!(numbers["x-values"], json!([1, 2]));
    assert_eq!(numbers["schema"]["type"], "integer");
}

#[test]
fn instants_keep_their_format() {
    let schema = parameter(json!({"type": "string", "format": "date-time"}))["schema"].clone();
    assert_eq!(schema, json!({"type": "string", "format": "date-time"}));
}

#[test]
fn what_has_no_type_or_several_is_text() {
    for declared in [json!({}), json!({"type": ["string", "integer"]})] {
        assert_eq!(parameter(declared)["schema"]["type"], "string");
    }
}

#[test]
fn another_collection_format_is_refused_with_a_way_out_that_helps() {
    let pipes = json!({"type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"});
    let words = "describe the parameter as one string in the overlay";
    Contract::new()
        .query(pipes)
        .refused(&format!("{PLACE}/collectionFormat"), words);
    assert_eq!(
        parameter(json!({"type": "string"}))["schema"]["type"],
        "string"
    );
}

#[test]
fn what_is_unknown_is_refused_with_its_place() {
    for (declared, below, words) in [
        (
            json!({"type": "string", "collectionFormat": "pipes"}),
            "/collectionFormat",
            "the collection format `pipes` is unknown; expected csv or multi",
        ),
        (
            json!({"type": "object"}),
            "/type",
            "`object` is unknown; expected string, array",
        ),
        (
            json!({"type": "string", "in": "header"}),
            "/in",
            "a parameter in `header` is unknown; expected path, query, body or formData",
        ),
        (
            json!({"type": "string", "schema": {}}),
            "/schema",
            "`schema` is unknown here",
        ),
        (
            json!({"type": "array", "items": {"type": "array"}}),
            "/items",
            "a list of lists",
        ),
        (
            json!({"type": "array", "items": {"kind": 1}}),
            "/items/kind",
            "`kind` is unknown",
        ),
    ] {
        Contract::new()
            .query(declared)
            .refused(&format!("{PLACE}{below}"), words);
    }
}

#[test]
fn path_parameters_are_required_and_cannot_be_repeated() {
    let path = |parameter: Value| {
        Contract::new().operation("get", "/things/{id}", json!({"parameters": [parameter]}))
    };
    let place = "/paths/~1things~1{id}/get/parameters/0";
    path(json!({"in": "path", "name": "id", "type": "string"}))
        .refused(place, "a path parameter has to say `required: true`");
    path(
        json!({"in": "path", "name": "id", "required": true, "type": "array",
        "collectionFormat": "multi", "items": {"type": "string"}}),
    )
    .refused(place, "expected the collection format csv");
    let joined = path(
        json!({"in": "path", "name": "id", "required": true, "type": "string",
        "format": "csv"}),
    );
    let parameter = joined
        .converted()
        .unwrap()
        .at("/paths/~1things~1{id}/get/parameters/0");
    assert!(is_joined(&parameter));
}
