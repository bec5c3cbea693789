use super::*;
use serde_json::{Value, json};

fn contact(value: Value) -> Contact {
    serde_json::from_value(value).unwrap()
}

#[test]
fn an_address_is_the_whole_address_in_any_case() {
    for (address, email, expected) in [
        ("ada@example.com", "ada@example.com", true),
        ("Ada+news@Example.com", " ada+NEWS@example.com", true),
        ("ada@example.com", "ada@example.com.au", false),
        ("mada@example.com", "ada@example.com", false),
    ] {
        let contact = contact(json!({"email_address": {"address": address}}));
        assert_eq!(has_address(&contact, email), expected, "{address} {email}");
    }
    assert!(!has_address(
        &contact(json!({"first_name": "Ada"})),
        "ada@example.com"
    ));
}

fn body(value: Value) -> Result<Option<Value>, &'static str> {
    let body = unsubscribed(
        &contact(value),
        Some("moved".to_owned()),
        ContactSource::Account,
    )?;
    Ok(body.map(|body| serde_json::to_value(body).unwrap()))
}

#[test]
fn an_unsubscribe_sends_back_all_that_a_put_would_erase_and_nothing_else() {
    let sent = body(json!({
        "contact_id": "1",
        "first_name": "Ada",
        "birthday_day": 10,
        "birthday_month": 12,
        "new_member": "kept",
        "update_source": "Contact",
        "list_memberships": ["2"],
        "email_address": {
            "address": "Ada@example.com",
            "permission_to_send": "implicit",
            "opt_in_date": "2016-01-23T13:48:44Z"
        }
    }));
    let expected = json!({
        "first_name": "Ada",
        "birthday_day": 10,
        "birthday_month": 12,
        "new_member": "kept",
        "update_source": "Account",
        "email_address": {
            "address": "Ada@example.com",
            "permission_to_send": "unsubscribed",
            "opt_out_reason": "moved"
        }
    });
    assert_eq!(sent, Ok(Some(expected)));
}

#[test]
fn a_contact_that_is_unsubscribed_deleted_or_without_an_address_is_not_sent_back() {
    let unsubscribed = json!({"address": "a@example.com", "permission_to_send": "UNSUBSCRIBED"});
    assert_eq!(body(json!({ "email_address": unsubscribed })), Ok(None));
    let deleted =
        json!({"email_address": {"address": "a@example.com"}, "deleted_at": "2016-03-03"});
    assert!(body(deleted).unwrap_err().contains("deleted"));
    for without in [json!({}), json!({"email_address": {}})] {
        assert!(body(without).unwrap_err().contains("no email address"));
    }
}
