use super::*;
use crate::types::CustomField;
use serde_json::{Value, json};

fn fields() -> CustomFieldSet {
    let fields = json!([
        { "custom_field_id": "f1", "label": "Number", "type": "string" },
        { "custom_field_id": "f2", "label": "Size", "type": "multi_select", "choices": [
            { "choice_id": 1, "choice_label": "Small" },
            { "choice_id": "9A63BC", "choice_label": "Medium" },
            { "choice_id": 3, "choice_label": "Large", "deleted_at": "2023-12-18" },
            { "choice_id": 4 },
        ]},
        { "label": "Without an id" },
    ]);
    let fields: Vec<CustomField> = serde_json::from_value(fields).unwrap();
    fields.into_iter().collect()
}

fn value_of(values: Value, label: &str) -> Result<Option<String>> {
    let contact: Contact = serde_json::from_value(json!({ "custom_fields": values })).unwrap();
    let fields = fields();
    let value = fields.value_of(&contact, label)?;
    Ok(value.map(|value| value.to_string()))
}

#[test]
fn the_value_of_a_contact_is_its_text_or_the_labels_of_its_choices() {
    let number = |value: &str| json!([{ "custom_field_id": "f1", "value": value }]);
    let sizes = |ids: &[&str]| json!([{ "custom_field_id": "f2", "choice_ids": ids }]);
    for (values, label, expected) in [
        (number("4711"), "number", Some("4711")),
        (number(""), "Number", Some("")),
        (number("4711"), "Size", None),
        (json!([]), "Number", None),
        (json!([{ "custom_field_id": "f1" }]), "Number", None),
        (json!([{ "value": "x" }]), "Without an id", None),
        (sizes(&["1"]), "Size", Some("Small")),
        (sizes(&["9A63BC", "1"]), "Size", Some("Medium, Small")),
        (sizes(&["000001"]), "Size", Some("Small")),
        (sizes(&["3"]), "Size", Some("Large")),
        (sizes(&[]), "Size", None),
    ] {
        let value = value_of(values.clone(), label).unwrap();
        assert_eq!(value.as_deref(), expected, "{label} {values}");
    }
}

#[test]
fn a_choice_that_was_not_read_is_an_error_and_not_left_out() {
    for id in ["7", "4", "9a63bc"] {
        let values = json!([{ "custom_field_id": "f2", "choice_ids": ["1", id] }]);
        let error = value_of(values, "Size").unwrap_err();
        assert!(error.is_decode(), "{error}");
    }
}

#[test]
fn an_unknown_label_is_an_error_and_not_a_missing_value() {
    let error = value_of(json!([]), "Sise").unwrap_err();
    assert!(error.is_invalid());
    assert!(
        error.to_string().ends_with("did you mean \"Size\"?"),
        "{error}"
    );
}

#[test]
fn debug_hides_the_value() {
    let value = CustomFieldValue::Text("Lovelace");
    assert_eq!(format!("{value:?}"), "CustomFieldValue { .. }");
}
