use super::{by_name, shown};
use crate::fixture::{Contract, definition, object};
use serde_json::json;

#[test]
fn ids_and_times_are_shown() {
    for (property, expected) in [
        ("id", Some("ids")),
        ("contact_id", Some("ids")),
        ("registration_ids", Some("ids")),
        ("provision_uuid", Some("ids")),
        ("created_at", Some("times")),
        ("event_start", Some("times")),
        ("birthday_day", Some("presence")),
        ("birth_date", Some("presence")),
        ("external_id", None),
        ("email_address", None),
        ("name", None),
        ("paid", None),
        ("header_key", None),
    ] {
        assert_eq!(by_name(property, None), expected, "{property}");
    }
    assert_eq!(by_name("list_memberships", Some("uuid")), Some("ids"));
}

#[test]
fn the_format_is_that_of_the_contract() {
    let id = json!({"type": "string", "format": "uuid"});
    let thing = object(json!({
        "one": id,
        "several": {"type": "array", "items": id},
        "other": {"type": "string"},
    }));
    let contract = Contract::new().definition("Thing", thing);
    let model = contract.answer(definition("Thing")).model().unwrap();
    let thing = model.object("Thing").unwrap();
    let of = |property: &str| shown(thing.field(property).unwrap());
    assert_eq!(
        (of("one"), of("several"), of("other")),
        (Some("ids"), Some("ids"), None)
    );
}
