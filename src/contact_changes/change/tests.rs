use super::*;
use serde_json::{Value, json};

fn change(contact: Value) -> ContactChange {
    ContactChange::of(serde_json::from_value(contact).unwrap())
}

#[test]
fn the_variant_is_the_state_of_the_contact() {
    for contact in [
        json!({"contact_id": "1"}),
        json!({"email_address": {"permission_to_send": "explicit"}}),
        json!({"email_address": {"permission_to_send": "implicit", "opt_out_date": "2026-01-01"}}),
        json!({"email_address": {"permission_to_send": "new_permission"}}),
    ] {
        let change = change(contact.clone());
        assert!(matches!(change, ContactChange::Changed(_)), "{contact}");
    }
    for contact in [
        json!({"email_address": {"permission_to_send": "unsubscribed"}}),
        json!({"email_address": {"opt_out_date": "2026-01-01"}}),
    ] {
        let change = change(contact.clone());
        assert!(matches!(change, ContactChange::OptedOut(_)), "{contact}");
    }
    for contact in [
        json!({"deleted_at": "2026-01-01"}),
        json!({"deleted_at": "some time ago"}),
        json!({"deleted_at": "2026-01-01", "email_address": {"permission_to_send": "unsubscribed"}}),
    ] {
        let change = change(contact.clone());
        assert!(matches!(change, ContactChange::Deleted(_)), "{contact}");
    }
}

#[test]
fn the_contact_of_each_variant_can_be_read() {
    let contact: Contact = serde_json::from_value(json!({"contact_id": "1"})).unwrap();
    for of in [
        ContactChange::Changed,
        ContactChange::OptedOut,
        ContactChange::Deleted,
    ] {
        let change = of(contact.clone());
        assert_eq!(change.contact(), &contact);
        assert_eq!(change.into_contact(), contact);
    }
}
