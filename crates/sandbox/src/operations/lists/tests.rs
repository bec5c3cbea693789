use crate::operations::test_account::{TestAccount, addressed};
use serde_json::{Value, json};

#[test]
fn a_list_is_created_read_and_changed() {
    let mut account = TestAccount::new();
    let body = json!({ "name": "News", "favorite": true, "description": "Each week" });
    let created = account.ok("createList", "", "", body);
    let id = created["list_id"].as_str().unwrap();
    assert_eq!(created["favorite"], true);
    assert_eq!(created["description"], "Each week");
    assert_eq!(account.ok("getList", id, "", Value::Null), created);
    account.day = 1;
    // A member that is omitted is overwritten.
    let changed = account.ok("putList", id, "", json!({ "name": "Weekly" }));
    assert_eq!(changed["name"], "Weekly");
    assert_eq!(changed["favorite"], false);
    assert!(changed.get("description").is_none());
    assert_eq!(changed["created_at"], "2026-01-01T00:00:00Z");
    assert_eq!(changed["updated_at"], "2026-01-02T00:00:00Z");
}

#[test]
fn a_name_belongs_to_one_list() {
    let mut account = TestAccount::new();
    let news = account.list("News");
    let sales = account.list("Sales");
    for name in ["News", "news", " News "] {
        let (status, _) = account.refused("createList", "", json!({ "name": name }));
        assert_eq!(status, 409, "{name}");
    }
    assert_eq!(
        account
            .refused("putList", &sales, json!({ "name": "News" }))
            .0,
        409
    );
    account.ok("putList", &news, "", json!({ "name": "News" }));
    assert_eq!(
        account.refused("createList", "", json!({ "name": " " })).0,
        400
    );
}

#[test]
fn an_account_has_a_thousand_lists_at_most() {
    let mut account = TestAccount::new();
    for number in 0..1000 {
        account.list(&number.to_string());
    }
    assert_eq!(
        account
            .refused("createList", "", json!({ "name": "One more" }))
            .0,
        400
    );
}

#[test]
fn lists_are_found_by_name_and_status_and_counted() {
    let mut account = TestAccount::new();
    let [old, news] = ["Old", "News"].map(|name| account.list(name));
    account.ok("deleteListActivity", &old, "", Value::Null);
    account.day = 1;
    for (query, expected) in [
        ("", vec![&news]),
        ("status=active", vec![&news]),
        ("status=deleted", vec![&old]),
        ("status=all", vec![&old, &news]),
        ("status=active,deleted", vec![&old, &news]),
        ("name=News", vec![&news]),
        ("name=New", vec![]),
    ] {
        let query = format!("{query}&include_count=true");
        let found = account.ok("getLists", "", &query, Value::Null);
        let ids: Vec<_> = found["lists"].as_array().unwrap().iter().collect();
        let ids: Vec<_> = ids
            .iter()
            .map(|list| list["list_id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, expected, "{query}");
        assert_eq!(found["lists_count"], expected.len(), "{query}");
    }
}

#[test]
fn members_are_counted_when_they_are_asked_for() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    for (address, permission) in [
        ("ada@example.com", "implicit"),
        ("bob@example.com", "unsubscribed"),
    ] {
        let mut body = addressed(address);
        body["list_memberships"] = json!([list]);
        body["email_address"]["permission_to_send"] = json!(permission);
        account.contact(body);
    }
    for (kind, expected) in [("active", 1), ("all", 2)] {
        let query = format!("include_membership_count={kind}");
        let read = account.ok("getList", &list, &query, Value::Null);
        assert_eq!(read["membership_count"], expected, "{kind}");
        let found = account.ok("getLists", "", &query, Value::Null);
        assert_eq!(found["lists"][0]["membership_count"], expected, "{kind}");
    }
    let read = account.ok("getList", &list, "", Value::Null);
    assert!(read.get("membership_count").is_none());
}

#[test]
fn a_deletion_is_an_activity_that_ends_the_memberships_and_frees_the_name() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let mut body = addressed("ada@example.com");
    body["list_memberships"] = json!([list]);
    let ada = account.contact(body);
    let (status, activity) = account.send("deleteListActivity", &list, "", Value::Null);
    assert_eq!(status, 202);
    let id = activity["activity_id"].as_str().unwrap();
    let href = format!("/v3/activities/{id}");
    assert_eq!(activity["_links"]["self"]["href"], json!(href));
    account.day = 1;
    assert_eq!(account.read(&ada)["list_memberships"], json!([]));
    let deleted = account.ok("getList", &list, "", Value::Null);
    assert!(deleted.get("deleted_at").is_some());
    assert_eq!(
        account
            .refused("putList", &list, json!({ "name": "News" }))
            .0,
        404
    );
    account.list("News");
}

#[test]
fn an_id_of_the_second_version_leads_to_its_list() {
    let mut account = TestAccount::new();
    let list = account.list("News");
    let found = account.ok("getListIdXrefs", "", "sequence_ids=1,2,3", Value::Null);
    let expected = json!([{ "sequence_id": "0000000001", "list_id": list }]);
    assert_eq!(found["xrefs"], expected);
}
