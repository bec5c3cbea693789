use super::*;
use serde_json::json;

/// The problems of a request, as the API reports them.
fn problems(operation: &str, query: &str, body: Value) -> String {
    match check(&Request::to(operation, &[], query, body)) {
        Ok(()) => String::new(),
        Err(refusal) => {
            assert_eq!(refusal.status, 400);
            let body: Value = serde_json::from_slice(&refusal.body).unwrap();
            assert_eq!(body[0]["error_key"], "contacts.api.validation.error");
            body[0]["error_message"].as_str().unwrap().to_owned()
        }
    }
}

#[test]
fn bodies_are_refused_for_what_the_contract_says() {
    let invalid = |name: &str| format!("{name} does not have a valid value");
    let ids = |count: usize| vec!["id"; count];
    let text = |length: usize| "é".repeat(length);
    for (body, expected) in [
        (json!({ "create_source": "Account" }), String::new()),
        (json!({}), "create_source is missing".to_owned()),
        (
            json!({ "create_source": null }),
            "create_source is missing".to_owned(),
        ),
        (
            json!({ "create_source": "Robot" }),
            invalid("create_source"),
        ),
        (json!({ "create_source": 1 }), invalid("create_source")),
        (json!([]), "the body is not a JSON object".to_owned()),
        (
            json!({ "create_source": "Account", "first_name": text(50) }),
            String::new(),
        ),
        (
            json!({ "create_source": "Account", "first_name": text(51) }),
            invalid("first_name"),
        ),
        (
            json!({ "create_source": "Account", "first_name": null }),
            String::new(),
        ),
        (
            json!({ "create_source": "Account", "list_memberships": ids(50) }),
            String::new(),
        ),
        (
            json!({ "create_source": "Account", "list_memberships": ids(51) }),
            invalid("list_memberships"),
        ),
        (
            json!({ "create_source": "Account", "taggings": ids(51) }),
            invalid("taggings"),
        ),
        (
            json!({ "create_source": "Account", "phone_numbers": [{}, {}, {}, {}] }),
            invalid("phone_numbers"),
        ),
        (
            json!({ "create_source": "Account", "phone_numbers": [{ "kind": "car" }] }),
            invalid("phone_numbers.kind"),
        ),
        (
            json!({ "create_source": "Account", "street_addresses": [{ "city": "Rome" }] }),
            "street_addresses.kind is missing".to_owned(),
        ),
        (
            json!({ "create_source": "Account", "notes": [{ "content": text(2001) }] }),
            invalid("notes.content"),
        ),
        (
            json!({ "create_source": "Account", "email_address": {} }),
            "email_address.address is missing".to_owned(),
        ),
        (
            json!({ "create_source": "Account", "email_address": "ada@example.com" }),
            invalid("email_address"),
        ),
        (
            json!({ "last_name": text(51) }),
            "create_source is missing, last_name does not have a valid value".to_owned(),
        ),
    ] {
        assert_eq!(
            problems("createContact", "", body.clone()),
            expected,
            "{body}"
        );
    }
}

#[test]
fn the_own_members_of_the_server_are_not_checked() {
    let email = json!({ "address": "ada@example.com", "confirm_status": "unknown" });
    let body = json!({ "update_source": "Account", "email_address": email });
    assert_eq!(problems("putContact", "", body), "");
}

#[test]
fn queries_are_refused_for_what_the_contract_says() {
    let invalid = |name: &str| format!("{name} does not have a valid value");
    let lists = |count: usize| format!("lists={}", vec!["id"; count].join(","));
    for (operation, query, expected) in [
        (
            "getContacts",
            "status=all,active&include=notes",
            String::new(),
        ),
        ("getContacts", "status=alive", invalid("status")),
        (
            "getContacts",
            "include=notes,everything",
            invalid("include"),
        ),
        ("getContacts", "include_count=yes", invalid("include_count")),
        ("getContacts", "segment_id=x", invalid("segment_id")),
        ("getContacts", &lists(25), String::new()),
        ("getContacts", &lists(26), invalid("lists")),
        (
            "getLists",
            "include_membership_count=some",
            invalid("include_membership_count"),
        ),
        (
            "getContactIdXrefs",
            "",
            "sequence_ids is missing".to_owned(),
        ),
    ] {
        assert_eq!(problems(operation, query, Value::Null), expected, "{query}");
    }
}
