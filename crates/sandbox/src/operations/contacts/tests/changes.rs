use super::*;

const DAY_1: &str = "2026-01-02T00:00:00Z";
const DAY_0: &str = "2026-01-01T00:00:00Z";

/// A PUT that changes the permission.
fn permission(source: &str, permission: &str) -> Value {
    let email = json!({ "address": "ada@example.com", "permission_to_send": permission });
    json!({ "update_source": source, "email_address": email })
}

#[test]
fn a_created_contact_is_answered_whole() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let tag = account.ok("postTag", "", "", json!({ "name": "VIP" }));
    let field = json!({ "label": "Customer ID", "type": "string" });
    let field = account.ok("postCustomFields", "", "", field);
    let created = account.ok(
        "createContact",
        "",
        "",
        json!({
            "create_source": "Contact",
            "email_address": { "address": "Ada@example.com", "permission_to_send": "explicit" },
            "first_name": "Ada",
            "job_title": "Countess",
            "birthday_month": 12,
            "birthday_day": 10,
            "anniversary": "7/8/1835",
            "list_memberships": [list],
            "taggings": [tag["tag_id"]],
            "custom_fields": [{ "custom_field_id": field["custom_field_id"], "value": "7" }],
            "phone_numbers": [{ "kind": "home", "phone_number": "+1-555-0100" }],
            "street_addresses": [{ "kind": "home", "city": "London" }],
            "notes": [{ "content": "Writes programs" }],
            "sms_channel": {
                "full_sms_address": "17815551212",
                "sms_channel_consents": [
                    { "consent_type": "promotional_sms", "sms_consent_permission": "explicit" },
                ],
            },
        }),
    );
    for (pointer, expected) in [
        ("/email_address/address", json!("Ada@example.com")),
        ("/email_address/permission_to_send", json!("explicit")),
        ("/email_address/opt_in_source", json!("Contact")),
        ("/email_address/opt_in_date", json!(DAY_0)),
        ("/email_address/confirm_status", json!("off")),
        ("/create_source", json!("Contact")),
        ("/first_name", json!("Ada")),
        ("/job_title", json!("Countess")),
        ("/birthday_month", json!(12)),
        ("/birthday_day", json!(10)),
        ("/anniversary", json!("7/8/1835")),
        ("/list_memberships", json!([list])),
        ("/taggings/0", tag["tag_id"].clone()),
        ("/custom_fields/0/value", json!("7")),
        ("/phone_numbers/0/phone_number", json!("+1-555-0100")),
        ("/street_addresses/0/city", json!("London")),
        ("/notes/0/content", json!("Writes programs")),
        ("/sms_channel/sms_address", json!("7815551212")),
        ("/sms_channel/dial_code", json!("1")),
        (
            "/sms_channel/sms_channel_consents/0/sms_consent_permission",
            json!("explicit"),
        ),
        ("/created_at", json!(DAY_0)),
    ] {
        assert_eq!(created.pointer(pointer), Some(&expected), "{pointer}");
    }
    let read = account.read(created["contact_id"].as_str().unwrap());
    assert_eq!(read, created);
    assert!(created.get("last_name").is_none());
}

#[test]
fn a_contact_needs_something_to_be_known_by_and_known_resources() {
    let mut account = TestAccount::new();
    let deleted = account.list("Old");
    account.ok("deleteListActivity", &deleted, "", Value::Null);
    account.day += 1;
    let with = |member: &str, value: Value| json!({ "create_source": "Account", "first_name": "Ada", member: value });
    let unknown = "00000000-0000-11f1-8000-fa163e0a0b0c";
    for body in [
        json!({ "create_source": "Account" }),
        json!({ "create_source": "Account", "first_name": "" }),
        json!({ "create_source": "Account", "email_address": { "address": "ada" } }),
        with("list_memberships", json!([unknown])),
        with("list_memberships", json!([deleted])),
        with("list_memberships", json!(["News"])),
        with("taggings", json!([unknown])),
        with("custom_fields", json!([{ "custom_field_id": unknown }])),
    ] {
        assert_eq!(
            account.refused("createContact", "", body.clone()).0,
            400,
            "{body}"
        );
    }
    account.contact(with("last_name", json!("Lovelace")));
}

#[test]
fn an_address_is_taken_by_a_contact_and_by_a_deleted_one() {
    let mut account = TestAccount::new();
    let ada = account.contact(addressed("ada@example.com"));
    let again = addressed("ADA@example.com");
    let message = format!("Email already exists for contact {ada}");
    let refused = account.refused("createContact", "", again.clone());
    assert_eq!(refused, (409, message));
    account.ok("deleteContact", &ada, "", Value::Null);
    let message = "Validation failed: EmailAddress is not unique".to_owned();
    assert_eq!(account.refused("createContact", "", again), (409, message));
}

#[test]
fn an_update_cannot_take_the_address_of_another_contact() {
    let mut account = TestAccount::new();
    let ada = account.contact(addressed("ada@example.com"));
    let bob = account.contact(addressed("bob@example.com"));
    let address = |address: &str| json!({ "update_source": "Account", "email_address": { "address": address } });
    let message = format!("Email already exists for contact {ada}");
    let refused = account.refused("putContact", &bob, address("ada@example.com"));
    assert_eq!(refused, (409, message));
    account.ok("putContact", &bob, "", address("robert@example.com"));
    account.contact(addressed("bob@example.com"));
}

#[test]
fn an_update_erases_texts_and_keeps_sub_resources_that_it_omits() {
    let mut account = TestAccount::new();
    let [news, sales] = ["News", "Sales"].map(|name| account.list(name));
    let mut body = addressed("ada@example.com");
    body["first_name"] = json!("Ada");
    body["job_title"] = json!("Countess");
    body["birthday_month"] = json!(12);
    body["birthday_day"] = json!(10);
    body["list_memberships"] = json!([news]);
    body["phone_numbers"] = json!([{ "kind": "home", "phone_number": "1" }]);
    let ada = account.contact(body);
    account.day = 1;
    let update = json!({ "update_source": "Account", "last_name": "Lovelace" });
    let updated = account.ok("putContact", &ada, "", update);
    for erased in ["first_name", "job_title", "birthday_month", "birthday_day"] {
        assert!(updated.get(erased).is_none(), "{erased}");
    }
    assert_eq!(updated["last_name"], "Lovelace");
    assert_eq!(updated["email_address"]["address"], "ada@example.com");
    assert_eq!(updated["list_memberships"], json!([news]));
    assert_eq!(updated["phone_numbers"][0]["phone_number"], "1");
    assert_eq!(updated["updated_at"], DAY_1);
    assert_eq!(updated["created_at"], DAY_0);
    // What is sent replaces what was there.
    let update = json!({ "update_source": "Account", "list_memberships": [sales] });
    let updated = account.ok("putContact", &ada, "", update);
    assert_eq!(updated["list_memberships"], json!([sales]));
    let update = json!({ "update_source": "Account", "list_memberships": [] });
    assert_eq!(
        account.ok("putContact", &ada, "", update)["list_memberships"],
        json!([])
    );
}

#[test]
fn an_update_with_what_was_read_changes_only_the_times() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let mut body = addressed("ada@example.com");
    body["first_name"] = json!("Ada");
    body["list_memberships"] = json!([list]);
    body["phone_numbers"] = json!([{ "kind": "home", "phone_number": "1" }]);
    body["street_addresses"] = json!([{ "kind": "work", "city": "London" }]);
    body["notes"] = json!([{ "content": "Writes programs" }]);
    let ada = account.contact(body);
    let mut before = account.read(&ada);
    account.day = 1;
    account.ok("putContact", &ada, "", before.clone());
    let after = account.read(&ada);
    before["updated_at"] = json!(DAY_1);
    assert_eq!(after, before);
}

#[test]
fn an_opt_out_has_the_source_of_the_update_and_moves_only_the_time_of_the_address() {
    for source in ["Account", "Contact"] {
        let mut account = TestAccount::new();
        let ada = account.contact(addressed("ada@example.com"));
        account.day = 1;
        let mut update = permission(source, "unsubscribed");
        update["email_address"]["opt_out_reason"] = json!("Too many mails");
        let updated = account.ok("putContact", &ada, "", update.clone());
        let email = &updated["email_address"];
        assert_eq!(email["permission_to_send"], "unsubscribed");
        assert_eq!(email["opt_out_source"], source);
        assert_eq!(email["opt_out_date"], DAY_1);
        assert_eq!(email["opt_out_reason"], "Too many mails");
        assert_eq!(email["updated_at"], DAY_1);
        assert_eq!(updated["updated_at"], DAY_0);
        // Another change moves the contact's own time.
        account.day = 2;
        update["first_name"] = json!("Ada");
        let updated = account.ok("putContact", &ada, "", update);
        assert_eq!(updated["updated_at"], "2026-01-03T00:00:00Z");
        assert_eq!(updated["email_address"]["opt_out_date"], DAY_1);
    }
}

#[test]
fn the_account_takes_back_its_own_opt_outs_only() {
    for (opted_out_by, subscribed_by, expected) in [
        ("Account", "Account", 200),
        ("Account", "Contact", 200),
        ("Contact", "Account", 400),
        ("Contact", "Contact", 200),
    ] {
        let mut account = TestAccount::new();
        let ada = account.contact(addressed("ada@example.com"));
        account.ok(
            "putContact",
            &ada,
            "",
            permission(opted_out_by, "unsubscribed"),
        );
        let (status, _) = account.send(
            "putContact",
            &ada,
            "",
            permission(subscribed_by, "implicit"),
        );
        assert_eq!(status, expected, "{opted_out_by} {subscribed_by}");
        let email = account.read(&ada)["email_address"].take();
        let is_out = email["permission_to_send"] == "unsubscribed";
        assert_eq!(is_out, expected == 400, "{opted_out_by} {subscribed_by}");
        assert_eq!(email.get("opt_out_source").is_some(), is_out);
    }
}

#[test]
fn a_deleted_contact_is_revived_by_the_account_and_is_on_the_lists_that_were_sent() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let mut body = addressed("ada@example.com");
    body["list_memberships"] = json!([list]);
    let ada = account.contact(body);
    for lists in [None, Some(json!([list]))] {
        account.ok("deleteContact", &ada, "", Value::Null);
        let deleted = account.read(&ada);
        assert_eq!(deleted["deleted_at"], "2026-01-01");
        assert_eq!(deleted["list_memberships"], json!([]));
        let by_contact = json!({ "update_source": "Contact" });
        assert_eq!(account.refused("putContact", &ada, by_contact).0, 400);
        let mut update = json!({ "update_source": "Account" });
        if let Some(lists) = &lists {
            update["list_memberships"] = lists.clone();
        }
        let revived = account.ok("putContact", &ada, "", update);
        assert!(revived.get("deleted_at").is_none());
        assert_eq!(revived["list_memberships"], lists.unwrap_or(json!([])));
    }
}

#[test]
fn deletion_and_revival_do_not_end_an_opt_out() {
    let mut account = TestAccount::new();
    let ada = account.contact(addressed("ada@example.com"));
    account.ok(
        "putContact",
        &ada,
        "",
        permission("Contact", "unsubscribed"),
    );
    account.ok("deleteContact", &ada, "", Value::Null);
    let revived = account.ok(
        "putContact",
        &ada,
        "",
        json!({ "update_source": "Account" }),
    );
    assert_eq!(
        revived["email_address"]["permission_to_send"],
        "unsubscribed"
    );
}

#[test]
fn an_unsubscribed_contact_is_asked_once_to_subscribe_again() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let ada = account.contact(addressed("ada@example.com"));
    let body = json!({ "list_ids": [list] });
    assert_eq!(
        account.refused("resubscribeContact", &ada, body.clone()).0,
        400
    );
    account.ok(
        "putContact",
        &ada,
        "",
        permission("Contact", "unsubscribed"),
    );
    account.ok("resubscribeContact", &ada, "", body.clone());
    let asked = account.read(&ada);
    assert_eq!(asked["email_address"]["permission_to_send"], "unsubscribed");
    assert_eq!(asked["email_address"]["confirm_status"], "pending");
    assert_eq!(account.refused("resubscribeContact", &ada, body).0, 409);
}

#[test]
fn custom_fields_of_an_update_are_added_or_changed() {
    let mut account = TestAccount::new();
    let [one, two] = ["One", "Two"].map(|label| {
        let field = json!({ "label": label, "type": "string" });
        id(
            &account.ok("postCustomFields", "", "", field),
            "custom_field_id",
        )
    });
    let value = |field: &str, value: &str| json!({ "custom_field_id": field, "value": value });
    let mut body = addressed("ada@example.com");
    body["custom_fields"] = json!([value(&one, "a")]);
    let ada = account.contact(body);
    let fields = json!([value(&one, "b"), value(&two, "c")]);
    let update = json!({ "update_source": "Account", "custom_fields": fields });
    account.ok("putContact", &ada, "", update);
    assert_eq!(account.read(&ada)["custom_fields"], fields);
    account.ok("deleteCustomField", &one, "", Value::Null);
    assert_eq!(
        account.read(&ada)["custom_fields"],
        json!([value(&two, "c")])
    );
}

#[test]
fn unknown_contacts_and_ids_that_are_none_are_not_found() {
    let mut account = TestAccount::new();
    let unknown = "00000000-0000-11f1-8000-fa163e0a0b0c";
    for operation in ["getContact", "deleteContact", "putContact"] {
        let body = json!({ "update_source": "Account" });
        let (status, message) = account.refused(operation, unknown, body.clone());
        assert_eq!((status, &*message), (404, "contact_id was not found."));
        let (status, message) = account.refused(operation, "ada", body);
        assert_eq!(
            (status, &*message),
            (404, "contact_id is in an invalid format.")
        );
    }
}
