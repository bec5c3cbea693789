use crate::operations::test_account::{TestAccount, addressed, id};
use serde_json::{Value, json};

fn tag(account: &mut TestAccount, name: &str) -> String {
    id(
        &account.ok("postTag", "", "", json!({ "name": name })),
        "tag_id",
    )
}

#[test]
fn a_tag_is_created_read_and_renamed() {
    let mut account = TestAccount::new();
    let body = json!({ "name": "VIP", "tag_source": "ESTY" });
    let created = account.ok("postTag", "", "", body);
    assert_eq!(created["tag_source"], "ESTY");
    let tag = id(&created, "tag_id");
    assert_eq!(account.ok("getTag", &tag, "", Value::Null), created);
    let body = json!({ "name": "Guest", "tag_source": "Other" });
    let renamed = account.ok("putTag", &tag, "", body);
    assert_eq!(renamed["name"], "Guest");
    // The source is set once.
    assert_eq!(renamed["tag_source"], "ESTY");
    let unknown = "00000000-0000-11f1-8000-fa163e0a0b0c";
    assert_eq!(
        account.refused("putTag", unknown, json!({ "name": "A" })).0,
        404
    );
}

#[test]
fn a_name_belongs_to_one_tag() {
    let mut account = TestAccount::new();
    let vip = tag(&mut account, "VIP");
    let guest = tag(&mut account, "Guest");
    assert_eq!(
        account.refused("postTag", "", json!({ "name": "vip" })).0,
        409
    );
    assert_eq!(
        account
            .refused("putTag", &guest, json!({ "name": "VIP" }))
            .0,
        409
    );
    account.ok("putTag", &vip, "", json!({ "name": "VIP" }));
    assert_eq!(account.refused("postTag", "", json!({ "name": "" })).0, 400);
}

#[test]
fn tagged_contacts_are_counted_when_they_are_asked_for() {
    let mut account = TestAccount::new();
    let vip = tag(&mut account, "VIP");
    let mut body = addressed("ada@example.com");
    body["taggings"] = json!([vip]);
    account.contact(body);
    let count = "include_count=true";
    assert_eq!(
        account.ok("getTag", &vip, count, Value::Null)["contacts_count"],
        1
    );
    let found = account.ok("getTags", "", count, Value::Null);
    assert_eq!(found["tags"][0]["contacts_count"], 1);
    assert!(
        account
            .ok("getTag", &vip, "", Value::Null)
            .get("contacts_count")
            .is_none()
    );
}

#[test]
fn a_deletion_is_an_activity_that_ends_the_taggings() {
    let mut account = TestAccount::new();
    let vip = tag(&mut account, "VIP");
    let mut body = addressed("ada@example.com");
    body["taggings"] = json!([vip]);
    let ada = account.contact(body);
    let (status, activity) = account.send("deleteTag", &vip, "", Value::Null);
    assert_eq!(status, 202);
    assert_eq!(activity["state"], "initialized");
    account.day = 1;
    assert_eq!(account.read(&ada)["taggings"], json!([]));
    assert_eq!(
        account.ok("getTags", "", "", Value::Null),
        json!({ "tags": [] })
    );
}
