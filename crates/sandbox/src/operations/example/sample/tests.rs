use super::*;

#[test]
fn examples_are_taken_where_they_fit_and_replaced_where_they_do_not() {
    for (schema, expected) in [
        (json!({"type": "string", "example": "Ada"}), json!("Ada")),
        (
            json!({"type": "integer", "example": "10,080"}),
            json!(10080),
        ),
        (json!({"type": "integer", "example": 1.5}), json!(0)),
        (json!({"type": "boolean", "example": "true"}), json!(true)),
        (
            json!({"type": "string", "enum": ["a", "b"], "example": "c"}),
            json!("a"),
        ),
        (
            json!({"type": "string", "format": "date", "example": "yesterday"}),
            json!("2026-01-02"),
        ),
        (
            json!({"type": "array", "items": {"type": "string"}, "example": "one"}),
            json!(["one"]),
        ),
        (
            json!({"type": "array", "items": {"type": "integer"}, "example": [1, 2]}),
            json!([1, 2]),
        ),
        (json!({"type": "string", "minLength": 6}), json!("textxx")),
        (json!({"type": "integer", "minimum": 3}), json!(3)),
    ] {
        assert_eq!(sample(&schema), expected, "{schema}");
    }
}

#[test]
fn a_link_to_a_next_page_is_left_out() {
    let schema = json!({
        "type": "object",
        "required": ["_links"],
        "properties": {
            "rows": {"type": "array", "items": {"type": "integer"}},
            "_links": {"type": "object", "properties": {"next": {"type": "string"}}},
        },
    });
    assert_eq!(sample(&schema), json!({"rows": [0], "_links": {}}));
}
