//! The facts of a schema.

use super::property;
use crate::fixture::component;
use serde_json::{Value, json};

#[test]
fn whole_numbers_are_64_bits_wide() {
    for format in [
        json!({}),
        json!({"format": "int32"}),
        json!({"format": "int64"}),
    ] {
        let mut schema = format;
        schema["type"] = "integer".into();
        assert_eq!(property(schema.clone())["format"], "int64", "{schema}");
    }
}

#[test]
fn fractions_are_doubles_whatever_the_format_says() {
    let part = property(json!({"type": "number", "format": "float"}));
    assert_eq!(
        (&part["type"], &part["format"]),
        (&json!("number"), &json!("double"))
    );
}

#[test]
fn dates_and_times_become_timestamps() {
    for format in ["date-time", "date"] {
        let part = property(json!({"type": "string", "format": format}));
        assert_eq!(part["allOf"], json!([component("Timestamp")]));
        assert_eq!(part["x-format"], format, "the format stays as a fact");
    }
}

#[test]
fn formats_are_facts_and_not_types() {
    for format in ["uuid", "email", "some-day"] {
        let part = property(json!({"type": "string", "format": format}));
        assert_eq!(part, json!({"type": "string", "x-format": format}));
    }
}

#[test]
fn limits_are_facts_and_not_types() {
    let limits = json!({"maxLength": 80, "minLength": 1, "pattern": "^a"});
    let mut schema = limits.clone();
    schema["type"] = "string".into();
    assert_eq!(
        property(schema),
        json!({"type": "string", "x-limits": limits})
    );
    let number = property(json!({"type": "integer", "minimum": 1}));
    assert_eq!(number["minimum"], Value::Null, "no NonZero type");
    let list = property(json!({"type": "array", "maxItems": 5, "items": {"type": "string"}}));
    assert_eq!(
        (&list["maxItems"], &list["x-limits"]),
        (&Value::Null, &json!({"maxItems": 5}))
    );
}

#[test]
fn a_length_of_a_number_is_a_limit_of_its_value() {
    let declared = json!({"type": "integer", "maxLength": 500, "minLength": 1});
    let number = property(declared);
    assert_eq!(number["x-limits"], json!({"maximum": 500, "minimum": 1}));
    let both = property(json!({"type": "integer", "maximum": 7, "maxLength": 500}));
    assert_eq!(both["x-limits"], json!({"maximum": 7}));
}

#[test]
fn a_limit_of_no_items_at_all_is_dropped() {
    let items = json!({"type": "string"});
    let list = property(json!({"type": "array", "maxItems": 0, "items": items.clone()}));
    assert_eq!(list, json!({"type": "array", "items": items}));
}

#[test]
fn defaults_are_never_kept() {
    for schema in [
        json!({"type": "boolean", "default": false}),
        json!({"type": "integer", "default": "50"}),
        json!({"type": "string", "default": "x", "title": "A part"}),
        json!({"type": "array", "items": {"type": "string"}, "default": []}),
    ] {
        let part = property(schema.clone());
        assert_eq!(
            (&part["default"], &part["title"]),
            (&Value::Null, &Value::Null),
            "{schema}"
        );
    }
}

#[test]
fn read_only_and_nullable_belong_to_the_place() {
    let part = property(json!({"type": "string", "readOnly": true, "x-nullable": true}));
    assert_eq!(
        (&part["readOnly"], &part["nullable"]),
        (&json!(true), &json!(true))
    );
    let inline = property(json!({"type": "object", "readOnly": true,
        "properties": {"a": {"type": "string"}}}));
    assert_eq!(
        inline,
        json!({"readOnly": true, "allOf": [component("ThingPart")]})
    );
}
