use super::*;

fn form(list: &str) -> Value {
    json!({ "email_address": "ada@example.com", "list_memberships": [list] })
}

#[test]
fn a_new_contact_is_created_and_a_known_one_updated() {
    let mut account = TestAccount::new();
    let [news, sales] = ["News", "Sales"].map(|name| account.list(name));
    let mut body = form(&news);
    body["first_name"] = json!("Ada");
    body["phone_number"] = json!("1");
    let (status, created) = account.send("createOrUpdateContact", "", "", body);
    assert_eq!((status, &created["action"]), (201, &json!("created")));
    let mut body = form(&sales);
    body["email_address"] = json!("ADA@example.com");
    body["last_name"] = json!("Lovelace");
    let (status, updated) = account.send("createOrUpdateContact", "", "", body);
    assert_eq!((status, &updated["action"]), (200, &json!("updated")));
    assert_eq!(updated["contact_id"], created["contact_id"]);
    let contact = account.read(created["contact_id"].as_str().unwrap());
    // What was omitted stays, and lists are added.
    assert_eq!(contact["first_name"], "Ada");
    assert_eq!(contact["last_name"], "Lovelace");
    assert_eq!(contact["phone_numbers"][0]["phone_number"], "1");
    assert_eq!(contact["list_memberships"], json!([news, sales]));
    assert_eq!(contact["email_address"]["permission_to_send"], "explicit");
    assert_eq!(contact["email_address"]["opt_in_source"], "Contact");
}

#[test]
fn confirmed_opt_in_asks_new_contacts_only() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let known = account.contact(addressed("bob@example.com"));
    let first = crate::state::FIRST_ACCOUNT;
    account.state.account(first).confirmed_opt_in = true;
    let new = account.ok("createOrUpdateContact", "", "", form(&list));
    let new = account.read(new["contact_id"].as_str().unwrap());
    let email = &new["email_address"];
    assert_eq!(email["permission_to_send"], "pending_confirmation");
    assert_eq!(email["confirm_status"], "pending");
    let mut body = form(&list);
    body["email_address"] = json!("bob@example.com");
    account.ok("createOrUpdateContact", "", "", body);
    let known = account.read(&known);
    assert_eq!(known["email_address"]["permission_to_send"], "explicit");
}

#[test]
fn signing_up_revives_a_deleted_contact_and_ends_an_opt_out() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let ada = account.contact(addressed("ada@example.com"));
    let email = json!({ "address": "ada@example.com", "permission_to_send": "unsubscribed" });
    let update = json!({ "update_source": "Contact", "email_address": email });
    account.ok("putContact", &ada, "", update);
    account.ok("deleteContact", &ada, "", Value::Null);
    let answer = account.ok("createOrUpdateContact", "", "", form(&list));
    assert_eq!(answer, json!({ "action": "updated", "contact_id": ada }));
    let contact = account.read(&ada);
    assert!(contact.get("deleted_at").is_none());
    assert_eq!(contact["email_address"]["permission_to_send"], "explicit");
    assert_eq!(contact["list_memberships"], json!([list]));
}

#[test]
fn an_sms_number_identifies_a_contact_too() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let consent = json!({
        "consent_type": "promotional_sms",
        "sms_consent_permission": "explicit",
        "consent_medium_type": "LF",
        "consent_medium_url": "https://example.com/form",
        "consent_medium_details": "form",
    });
    let sms = json!({
        "sms_address": "7815551212",
        "dial_code": "1",
        "country_code": "US",
        "sms_channel_consents": [consent],
    });
    let body = json!({ "sms_channel": sms, "list_memberships": [list] });
    let created = account.ok("createOrUpdateContact", "", "", body.clone());
    let (status, updated) = account.send("createOrUpdateContact", "", "", body.clone());
    assert_eq!(
        (status, &updated["contact_id"]),
        (200, &created["contact_id"])
    );
    // The number belongs to a contact, so that another one cannot have it.
    account.contact(addressed("ada@example.com"));
    let mut both = body;
    both["email_address"] = json!("ada@example.com");
    assert_eq!(account.refused("createOrUpdateContact", "", both).0, 409);
    let history = account.ok(
        "getSmsEngagementHistory",
        created["contact_id"].as_str().unwrap(),
        "",
        Value::Null,
    );
    assert_eq!(
        history[0]["history_details"]["consent_action_type"],
        "opt_in"
    );
}

#[test]
fn a_form_needs_a_list_and_an_address_or_a_number() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    for body in [
        json!({ "list_memberships": [list] }),
        json!({ "email_address": "ada@example.com" }),
        json!({ "email_address": "ada@example.com", "list_memberships": [] }),
        json!({ "email_address": "ada", "list_memberships": [list] }),
        json!({ "email_address": { "address": "ada@example.com" }, "list_memberships": [list] }),
    ] {
        let (status, _) = account.refused("createOrUpdateContact", "", body.clone());
        assert_eq!(status, 400, "{body}");
    }
}

#[test]
fn a_contact_is_on_fifty_lists_at_most() {
    let mut account = TestAccount::new();
    let lists: Vec<String> = (0..51)
        .map(|number| account.list(&number.to_string()))
        .collect();
    let body = json!({ "email_address": "ada@example.com", "list_memberships": lists[..50] });
    account.ok("createOrUpdateContact", "", "", body);
    assert_eq!(
        account
            .refused("createOrUpdateContact", "", form(&lists[50]))
            .0,
        400
    );
    account.ok("createOrUpdateContact", "", "", form(&lists[0]));
}
