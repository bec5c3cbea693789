//! Which contacts the jobs on lists and tags take, and which bodies are refused.

use constant_contact_sandbox::{NewContact, Sandbox};
use serde_json::{Value, json};
use std::time::Duration;

/// A sandbox whose jobs take no time.
struct Server(Sandbox);

impl Server {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
        sandbox.jobs().take(Duration::ZERO);
        Self(sandbox)
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/{path}", self.0.base_url());
        let request = reqwest::Client::new().post(url);
        let request = request.bearer_auth("sandbox-access-token");
        let request = request.header("content-type", "application/json");
        let response = request.body(body.to_string()).send().await.unwrap();
        let status = response.status().as_u16();
        let body = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    async fn get(&self, path: &str) -> String {
        let url = format!("{}/{path}", self.0.base_url());
        let request = reqwest::Client::new().get(url);
        let request = request.bearer_auth("sandbox-access-token");
        request.send().await.unwrap().text().await.unwrap()
    }
    /// Runs a job, which has to be accepted.
    async fn job(&self, name: &str, body: Value) {
        let (status, answer) = self.post(&format!("activities/{name}"), &body).await;
        assert_eq!(status, 201, "{name} {body}: {answer}");
        assert_eq!(answer["state"], "initialized");
    }

    async fn create(&self, path: &str, id: &str, body: Value) -> String {
        let (status, answer) = self.post(path, &body).await;
        assert_eq!(status, 201, "{answer}");
        match &answer[id] {
            Value::String(id) => id.clone(),
            id => id.to_string(),
        }
    }

    /// The names of the contacts with a list or tag, in the order of their creation.
    fn on(&self, id: &str) -> Vec<String> {
        let contacts = self.0.contacts().iter();
        let contacts = contacts.filter(|one| one.lists.iter().chain(&one.tags).any(|on| on == id));
        let names = contacts.map(|one| one.email.unwrap().replace("@example.com", ""));
        names.collect()
    }
}

#[tokio::test]
async fn each_source_selects_its_contacts() {
    let server = Server::start().await;
    let sandbox = &server.0;
    let spring = sandbox.add_list("Spring");
    let red = json!({ "name": "red" });
    let red = server.create("contact_tags", "tag_id", red).await;
    // Ada is on the list, Bob has the tag, Cy has nothing, Dan has unsubscribed, and Eve is deleted.
    let ada = NewContact::new("ada@example.com").lists([&spring]);
    let ada = sandbox.add_contact(ada);
    let [bob, _cy] = ["bob", "cy"]
        .map(|name| sandbox.add_contact(NewContact::new(format!("{name}@example.com"))));
    sandbox.add_contact(NewContact::new("dan@example.com").unsubscribed());
    let eve = sandbox.add_contact(NewContact::new("eve@example.com").deleted());
    let body = json!({ "source": { "contact_ids": [bob] }, "tag_ids": [red] });
    server.job("contacts_taggings_add", body).await;
    let criteria = json!({ "version": "1.0.0", "criteria": { "type": "and", "group": [
        { "source": "list_membership", "field": "list_id", "op": "eq", "value": spring },
    ] } });
    let segment = json!({ "name": "On the list", "segment_criteria": criteria.to_string() });
    let segment = server.create("segments", "segment_id", segment).await;
    let segment: u64 = segment.parse().unwrap();
    let mut number = 0;
    for (source, exclude, expected) in [
        (json!({ "contact_ids": [ada] }), json!([]), &["ada"][..]),
        (json!({ "contact_ids": [eve] }), json!([]), &["eve"]),
        (json!({ "list_ids": [spring] }), json!([]), &["ada"]),
        (json!({ "list_ids": [spring] }), json!([ada]), &[]),
        (json!({ "tag_ids": [red] }), json!([]), &["bob"]),
        (json!({ "segment_id": segment }), json!([]), &["ada"]),
        // The deleted contact is back, because it was put on a list.
        (
            json!({ "all_active_contacts": true }),
            json!([]),
            &["ada", "bob", "cy", "eve"],
        ),
        (
            json!({ "all_active_contacts": true }),
            json!([bob]),
            &["ada", "cy", "eve"],
        ),
        (json!({ "engagement_level": "high" }), json!([]), &[]),
    ] {
        number += 1;
        let target = sandbox.add_list(&format!("Target {number}"));
        let what = source.to_string();
        let exclude = json!({ "contact_ids": exclude });
        let body = json!({ "source": source, "exclude": exclude, "list_ids": [target] });
        server.job("add_list_memberships", body).await;
        assert_eq!(server.on(&target), expected, "{what}");
    }
    // A month later, nobody is new.
    for (days, expected) in [(0, 4), (31, 0)] {
        sandbox.clock().advance(Duration::from_secs(days * 86_400));
        let target = sandbox.add_list(&format!("New after {days}"));
        let body = json!({ "source": { "new_subscriber": true }, "list_ids": [target] });
        server.job("add_list_memberships", body).await;
        assert_eq!(server.on(&target).len(), expected, "{days}");
    }
}

#[tokio::test]
async fn tags_are_taken_from_contacts_and_deleted() {
    let server = Server::start().await;
    let [ada, _] = ["ada", "bob"].map(|name| {
        server
            .0
            .add_contact(NewContact::new(format!("{name}@example.com")))
    });
    let tag = json!({ "name": "red" });
    let tag = server.create("contact_tags", "tag_id", tag).await;
    let body = json!({ "source": { "all_active_contacts": true }, "tag_ids": [tag] });
    server.job("contacts_taggings_add", body).await;
    assert_eq!(server.on(&tag), ["ada", "bob"]);
    let body = json!({ "source": { "contact_ids": [ada] }, "tag_ids": [tag] });
    server.job("contacts_taggings_remove", body).await;
    assert_eq!(server.on(&tag), ["bob"]);
    server
        .job("contacts_tags_delete", json!({ "tag_ids": [tag] }))
        .await;
    assert!(server.on(&tag).is_empty());
    // It does not exist any more, which is an error of the job.
    server
        .job("contacts_tags_delete", json!({ "tag_ids": [tag] }))
        .await;
    let errors = server.0.jobs().all().pop().unwrap().errors;
    assert_eq!(errors, [format!("The tag {tag} does not exist")]);
}

#[tokio::test]
async fn bodies_beyond_the_rules_are_refused() {
    let server = Server::start().await;
    let list = server.0.add_list("Spring");
    let tag = json!({ "name": "red" });
    let tag = server.create("contact_tags", "tag_id", tag).await;
    let unknown = "ffffffff-0000-11f1-8000-fa163e0a0b0c";
    let ids = |count: usize| vec![unknown; count];
    let everybody = json!({ "all_active_contacts": true });
    for (job, body) in [
        ("add_list_memberships", json!({ "list_ids": [list] })),
        (
            "add_list_memberships",
            json!({ "source": {}, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "all_active_contacts": false }, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": everybody, "list_ids": [] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": everybody, "list_ids": [unknown] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": everybody, "list_ids": vec![&list; 51] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "contact_ids": ids(501) }, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "list_ids": ids(51) }, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "list_ids": [list], "contact_ids": ids(1) }, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "segment_id": 4711 }, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "engagement_level": "huge" }, "list_ids": [list] }),
        ),
        (
            "add_list_memberships",
            json!({ "source": { "contact_ids": ids(1) }, "exclude": { "contact_ids": ids(1) }, "list_ids": [list] }),
        ),
        (
            "remove_list_memberships",
            json!({ "source": { "segment_id": 1 }, "list_ids": [list] }),
        ),
        (
            "contacts_taggings_add",
            json!({ "source": everybody, "tag_ids": [unknown] }),
        ),
        (
            "contacts_taggings_add",
            json!({ "source": { "engagement_level": "high" }, "tag_ids": [tag] }),
        ),
        (
            "contacts_taggings_remove",
            json!({ "source": everybody, "tag_ids": vec![&tag; 51] }),
        ),
        ("contact_delete", json!({})),
        ("contact_delete", json!({ "contact_ids": ids(501) })),
        ("contact_delete", json!({ "list_ids": ids(51) })),
        (
            "contact_delete",
            json!({ "list_ids": [list], "contact_ids": ids(1) }),
        ),
        ("list_delete", json!({ "list_ids": ids(101) })),
        ("list_delete", json!({ "list_ids": [] })),
        ("contacts_tags_delete", json!({ "tag_ids": ids(501) })),
        (
            "custom_fields_delete",
            json!({ "custom_field_ids": ids(101) }),
        ),
        (
            "contacts_json_import",
            json!({ "import_data": [{ "email": "a@b.example" }], "list_ids": [] }),
        ),
        (
            "contacts_json_import",
            json!({ "import_data": {}, "list_ids": [list] }),
        ),
        (
            "contacts_json_import",
            json!({ "import_data": [{ "sms_number": "5081231235" }], "list_ids": [list] }),
        ),
    ] {
        let (status, answer) = server.post(&format!("activities/{job}"), &body).await;
        let what = format!(
            "{job} {}",
            body.to_string().chars().take(200).collect::<String>()
        );
        assert_eq!(status, 400, "{what}: {answer}");
        assert!(answer[0]["error_key"].is_string(), "{what}: {answer}");
    }
    assert_eq!(server.0.jobs().accepted(), 0);
}

#[tokio::test]
async fn a_custom_field_is_deleted_with_its_values() {
    let server = Server::start().await;
    let list = server.0.add_list("Spring");
    let field = json!({ "label": "Shoe size", "type": "string" });
    let field = server
        .create("contact_custom_fields", "custom_field_id", field)
        .await;
    let contact = json!({ "email": "ada@example.com", "cf:shoe_size": "EU 38 wide" });
    let body = json!({ "import_data": [contact], "list_ids": [list] });
    server.job("contacts_json_import", body).await;
    let file = async || {
        server.job("contact_exports", json!({})).await;
        let jobs = server.get("activities").await;
        let jobs: Value = serde_json::from_str(&jobs).unwrap();
        let href = jobs["activities"][0]["_links"]["results"]["href"]
            .as_str()
            .unwrap();
        server.get(href.strip_prefix("/v3/").unwrap()).await
    };
    let before = file().await;
    assert!(
        before.contains("cf:shoe_size") && before.contains("EU 38 wide"),
        "{before}"
    );
    let body = json!({ "custom_field_ids": [field] });
    server.job("custom_fields_delete", body).await;
    let after = file().await;
    assert!(
        !after.contains("shoe_size") && after.contains("ada@example.com"),
        "{after}"
    );
}
