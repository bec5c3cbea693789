use super::*;

fn addresses(document: &Value) -> Vec<&str> {
    let contacts = document["contacts"].as_array().unwrap().iter();
    let addresses = contacts.map(|contact| contact["email_address"]["address"].as_str());
    addresses.map(Option::unwrap).collect()
}

#[test]
fn an_address_finds_its_contact_unless_it_is_deleted() {
    let mut account = TestAccount::new();
    let ada = account.contact(addressed("ada@example.com"));
    account.contact(addressed("bob@example.com"));
    let query = "email=ADA%40example.com";
    let found = account.ok("getContacts", "", query, Value::Null);
    assert_eq!(addresses(&found), ["ada@example.com"]);
    account.ok("deleteContact", &ada, "", Value::Null);
    let found = account.ok("getContacts", "", query, Value::Null);
    assert_eq!(found, json!({ "contacts": [] }));
    for status in ["all", "deleted"] {
        let query = format!("{query}&status={status}");
        let found = account.ok("getContacts", "", &query, Value::Null);
        assert_eq!(addresses(&found), ["ada@example.com"], "{status}");
    }
}

#[test]
fn pages_lead_to_each_matching_contact_once() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    for number in 0..10 {
        let mut body = addressed(&format!("{number}@example.com"));
        if number % 2 == 1 {
            body["list_memberships"] = json!([list]);
        }
        account.contact(body);
    }
    let mut query = format!("lists={list}&limit=2&include_count=true&include=list_memberships");
    let mut seen = Vec::new();
    loop {
        let page = account.ok("getContacts", "", &query, Value::Null);
        assert_eq!(page["contacts_count"], 5);
        assert_eq!(page["contacts"][0]["list_memberships"], json!([list]));
        seen.extend(addresses(&page).into_iter().map(str::to_owned));
        let Some(href) = page["_links"]["next"]["href"].as_str() else {
            break;
        };
        query = href.strip_prefix("/v3/contacts?").unwrap().to_owned();
    }
    let expected = [1, 3, 5, 7, 9].map(|number| format!("{number}@example.com"));
    assert_eq!(seen, expected);
}

#[test]
fn sub_resources_are_there_when_they_are_asked_for() {
    let mut account = TestAccount::new();
    account.contact(addressed("ada@example.com"));
    for (include, expected) in [
        ("", vec![]),
        ("include=taggings", vec!["taggings"]),
        (
            "include=notes,custom_fields",
            vec!["custom_fields", "notes"],
        ),
    ] {
        let found = account.ok("getContacts", "", include, Value::Null);
        for name in super::super::document::ALL {
            let is_there = found["contacts"][0].get(name).is_some();
            assert_eq!(is_there, expected.contains(&name), "{include}: {name}");
        }
    }
}

#[test]
fn a_segment_takes_a_second_request() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    account.contact(addressed("bob@example.com"));
    let mut body = addressed("ada@example.com");
    body["list_memberships"] = json!([list]);
    account.contact(body);
    let condition = json!({
        "source": "list_membership", "field": "list_id", "op": "eq", "value": list,
    });
    let criteria = json!({
        "version": "1.0.0",
        "criteria": { "type": "and", "group": [condition] },
    });
    let body = json!({ "name": "Readers", "segment_criteria": criteria.to_string() });
    let segment = account.ok("createSegment", "", "", body);
    let query = format!("segment_id={}", segment["segment_id"]);
    let (status, first) = account.send("getContacts", "", &query, Value::Null);
    assert_eq!((status, addresses(&first).len()), (202, 0));
    let (status, second) = account.send("getContacts", "", &query, Value::Null);
    assert_eq!((status, addresses(&second)), (200, vec!["ada@example.com"]));
    let (status, _) = account.send(
        "getContacts",
        "",
        &format!("{query}&status=all"),
        Value::Null,
    );
    assert_eq!(status, 400);
    let (status, _) = account.send("getContacts", "", "segment_id=999", Value::Null);
    assert_eq!(status, 404);
}

#[test]
fn counts_are_those_of_the_permissions() {
    let mut account = TestAccount::new();
    for (number, permission) in [
        "implicit",
        "explicit",
        "explicit",
        "unsubscribed",
        "not_set",
    ]
    .iter()
    .enumerate()
    {
        let mut body = addressed(&format!("{number}@example.com"));
        body["email_address"]["permission_to_send"] = json!(permission);
        account.contact(body);
    }
    let deleted = account.contact(addressed("deleted@example.com"));
    account.ok("deleteContact", &deleted, "", Value::Null);
    account.day = 31;
    account.contact(addressed("new@example.com"));
    let counts = account.ok("countContact", "", "include=new_subscriber", Value::Null);
    let expected = json!({
        "total": 6,
        "explicit": 2,
        "implicit": 2,
        "pending": 0,
        "unsubscribed": 1,
        "new_subscriber": 1,
    });
    assert_eq!(counts, expected);
    let counts = account.ok("countContact", "", "", Value::Null);
    assert!(counts.get("new_subscriber").is_none());
}

#[test]
fn an_id_of_the_second_version_leads_to_its_contact() {
    let mut account = TestAccount::new();
    let ada = account.contact(addressed("ada@example.com"));
    let all = (1..=20)
        .map(|number| number.to_string())
        .collect::<Vec<_>>();
    let query = format!("sequence_ids={}", all.join(","));
    let found = account.ok("getContactIdXrefs", "", &query, Value::Null);
    assert_eq!(found["xrefs"].as_array().unwrap().len(), 1);
    assert_eq!(found["xrefs"][0]["contact_id"], json!(ada));
}
