//! The shortcuts: what they send and return, and how they handle failures and races.

use crate::calls::{plain, quick};
use crate::server::{Act, Request, Server, json};
use constant_contact::types::{
    ContactInclude, ContactSource, CustomFieldRequest, CustomFieldType, EmailCampaign, ListInput,
    TagPost,
};
use constant_contact::{Client, ErrorKind, RetryPolicy};
use serde_json::{Value, json as value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A client that sends each request once.
fn once(server: &Server) -> Client {
    plain(server.url("/v3")).with_retry(RetryPolicy::none())
}

/// The query of a request, decoded.
fn query(request: &Request) -> HashMap<String, String> {
    let url = url::Url::parse(&format!("http://localhost{}", request.target)).unwrap();
    url.query_pairs().into_owned().collect()
}

fn methods(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests.into_iter().map(|request| request.method).collect()
}

fn contact(address: &str) -> Value {
    value!({"contact_id": "7", "email_address": {"address": address}})
}

fn contacts(contacts: &[Value]) -> Act {
    json(200, &value!({ "contacts": contacts }).to_string())
}

#[tokio::test]
async fn an_address_is_sent_unchanged_and_found_in_any_case() {
    for (address, email) in [
        ("ada@example.com", "ada@example.com"),
        ("ada+news@example.com", "ada+news@example.com"),
        ("Ada.Lovelace@Example.com", "ada.lovelace@EXAMPLE.com"),
    ] {
        let server = Server::script([contacts(&[contact(address)])]).await;
        let found = once(&server).find_contact(email).send().await.unwrap();
        assert_eq!(found.unwrap().contact_id.as_deref(), Some("7"));
        let request = &server.requests()[0];
        assert!(request.target.starts_with("/v3/contacts?"), "{request:?}");
        assert!(
            !request.target.contains('+'),
            "a plus would be read as a space"
        );
        assert_eq!(
            query(request),
            HashMap::from([("email".into(), email.into())])
        );
    }
}

#[tokio::test]
async fn included_data_and_deleted_contacts_can_be_requested() {
    let server = Server::script([contacts(&[contact("ada@example.com")])]).await;
    let client = once(&server);
    let call = client.find_contact("ada@example.com");
    let call = call
        .include([ContactInclude::ListMemberships, ContactInclude::Taggings])
        .include_deleted(true);
    assert!(call.await.unwrap().is_some());
    let query = query(&server.requests()[0]);
    assert_eq!(query["include"], "list_memberships,taggings");
    assert_eq!(query["status"], "all");
}

#[tokio::test]
async fn a_missing_contact_is_none_and_another_person_is_never_returned() {
    for others in [
        vec![],
        vec![contact("mada@example.com"), contact("ada@example.org")],
    ] {
        let server = Server::script([contacts(&others)]).await;
        let found = once(&server).find_contact("ada@example.com").send().await;
        assert_eq!(found.unwrap().map(|contact| contact.contact_id), None);
    }
    // Without an address, the server would return every contact.
    let server = Server::script([contacts(&[contact("")])]).await;
    let error = once(&server).find_contact(" ").send().await.unwrap_err();
    assert_eq!(
        (error.kind(), server.count()),
        (ErrorKind::InvalidRequest, 0)
    );
    assert_eq!(error.operation(), Some("find_contact"));
    // A failed call does not look like a missing contact.
    let server = Server::script([json(503, "")]).await;
    let error = once(&server).find_contact("ada@example.com").send().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Server);
}

const ADA: &str = r#"{"contact_id": "7", "first_name": "Ada", "anniversary": "2006-11-15", "new": {"a": 1},
    "update_source": "Contact",
    "email_address": {"address": "Ada+x@example.com", "permission_to_send": "implicit"}}"#;

#[tokio::test]
async fn an_unsubscribe_reads_the_contact_and_sends_it_back_without_the_permission() {
    let server = Server::script([json(200, ADA), json(200, r#"{"contact_id": "7"}"#)]).await;
    let updated = once(&server).unsubscribe_contact("7").send().await.unwrap();
    assert_eq!(updated.contact_id.as_deref(), Some("7"));
    assert_eq!(methods(&server), ["GET", "PUT"]);
    let put = &server.requests()[1];
    assert_eq!(put.target, "/v3/contacts/7");
    let sent: Value = serde_json::from_str(&put.text()).unwrap();
    let expected = value!({
        "first_name": "Ada",
        "anniversary": "2006-11-15",
        "new": {"a": 1},
        "update_source": "Account",
        "email_address": {
            "address": "Ada+x@example.com",
            "permission_to_send": "unsubscribed"
        }
    });
    assert_eq!(
        sent, expected,
        "all members that a PUT would erase, and none that it keeps"
    );
}

#[tokio::test]
async fn the_reason_and_the_source_of_an_unsubscribe_can_be_set() {
    let server = Server::script([json(200, ADA), json(200, r#"{"contact_id": "7"}"#)]).await;
    let call = once(&server).unsubscribe_contact("7");
    let call = call
        .opt_out_reason("moved")
        .update_source(ContactSource::Contact);
    call.await.unwrap();
    let sent: Value = serde_json::from_str(&server.requests()[1].text()).unwrap();
    assert_eq!(sent["update_source"], "Contact");
    assert_eq!(sent["email_address"]["opt_out_reason"], "moved");
}

#[tokio::test]
async fn a_contact_that_is_unsubscribed_or_missing_is_not_sent_back() {
    let unsubscribed = ADA.replace("implicit", "unsubscribed");
    let server = Server::script([json(200, &unsubscribed)]).await;
    let same = once(&server).unsubscribe_contact("7").send().await.unwrap();
    assert_eq!(same.first_name.as_deref(), Some("Ada"));

    for (answer, kind) in [
        (json(404, ""), ErrorKind::NotFound),
        (
            json(200, r#"{"contact_id": "7"}"#),
            ErrorKind::InvalidRequest,
        ),
        (
            json(
                200,
                &ADA.replace(
                    "\"contact_id\"",
                    "\"deleted_at\": \"2026-01-01\", \"contact_id\"",
                ),
            ),
            ErrorKind::InvalidRequest,
        ),
    ] {
        server.play([answer]);
        let error = once(&server).unsubscribe_contact("7").send().await;
        assert_eq!(error.unwrap_err().kind(), kind);
        assert_eq!(methods(&server), ["GET"]);
    }

    server.play([json(200, ADA), json(500, "")]);
    let error = once(&server)
        .unsubscribe_contact("7")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.operation(), Some("update_contact"));
    assert!(
        error.is_retryable() && !error.is_ambiguous(),
        "the same call again is safe"
    );
}

#[test]
fn the_primary_activity_is_the_one_with_that_role() {
    let campaign = |activities: Value| -> EmailCampaign {
        serde_json::from_value(value!({ "campaign_activities": activities })).unwrap()
    };
    let both = value!([
        {"campaign_activity_id": "1", "role": "permalink"},
        {"campaign_activity_id": "2", "role": "PRIMARY_EMAIL"},
        {"campaign_activity_id": "3", "role": "resend"}
    ]);
    assert_eq!(campaign(both).primary_activity_id(), Some("2"));
    for none in [value!([]), value!([{"campaign_activity_id": "1"}])] {
        assert_eq!(campaign(none).primary_activity_id(), None);
    }
}

/// The three lists of what has a name: the path, the member with the rows, the member with the name, and the id.
const LISTS: [(&str, &str, &str, &str); 3] = [
    ("/v3/contact_lists", "lists", "name", "list_id"),
    ("/v3/contact_tags", "tags", "name", "tag_id"),
    (
        "/v3/contact_custom_fields",
        "custom_fields",
        "label",
        "custom_field_id",
    ),
];

/// Finds or creates in one of these lists; returns the id.
async fn find_or_create(
    client: &Client,
    list: usize,
    name: &str,
) -> constant_contact::Result<Option<String>> {
    Ok(match list {
        0 => {
            client
                .find_or_create_list(ListInput::new(name))
                .send()
                .await?
                .list_id
        }
        1 => {
            client
                .find_or_create_tag(TagPost::new(name))
                .send()
                .await?
                .tag_id
        }
        _ => {
            let field = CustomFieldRequest::new(name, CustomFieldType::String);
            client
                .find_or_create_custom_field(field)
                .await?
                .custom_field_id
        }
    })
}

/// A page of a list with entries of these names, whose ids are `id of …`.
fn page(list: usize, names: &[&str], next: Option<&str>) -> Act {
    let (_, rows, name, id) = LISTS[list];
    let entry = |entry: &&str| value!({ name: entry, id: format!("id of {entry}") });
    let entries: Vec<Value> = names.iter().map(entry).collect();
    let links = next.map(|next| value!({"next": {"href": next}}));
    json(200, &value!({ rows: entries, "_links": links }).to_string())
}

fn created(list: usize, name: &str) -> Act {
    let (_, _, member, id) = LISTS[list];
    json(201, &value!({ member: name, id: "new" }).to_string())
}

#[tokio::test]
async fn what_exists_on_any_page_is_found_and_nothing_is_created() {
    for (list, (path, ..)) in LISTS.into_iter().enumerate() {
        let next = format!("{path}?cursor=2");
        let pages = [
            page(list, &["readers", "Readers 2"], Some(&next)),
            page(list, &["Readers"], None),
        ];
        let server = Server::script(pages).await;
        let found = find_or_create(&once(&server), list, "Readers")
            .await
            .unwrap();
        assert_eq!(found.as_deref(), Some("id of Readers"));
        assert_eq!(methods(&server), ["GET", "GET"]);
    }
}

#[tokio::test]
async fn what_does_not_exist_is_created() {
    for list in 0..LISTS.len() {
        let server =
            Server::script([page(list, &["readers"], None), created(list, "Readers")]).await;
        let found = find_or_create(&once(&server), list, "Readers")
            .await
            .unwrap();
        assert_eq!(found.as_deref(), Some("new"));
        assert_eq!(methods(&server), ["GET", "POST"]);
        assert!(server.requests()[1].text().contains("Readers"));
    }
}

#[tokio::test]
async fn after_a_conflict_the_one_of_that_name_is_found_in_any_case() {
    let cases = [("Readers", "id of Readers"), ("READERS", "id of READERS")];
    for (list, (name, id)) in (0..LISTS.len()).flat_map(|list| cases.map(|case| (list, case))) {
        let acts = [
            page(list, &["Other"], None),
            json(409, ""),
            page(list, &["Other", name], None),
        ];
        let server = Server::script(acts).await;
        let found = find_or_create(&once(&server), list, "Readers")
            .await
            .unwrap();
        assert_eq!(found.as_deref(), Some(id), "{list}");
        assert_eq!(methods(&server), ["GET", "POST", "GET"]);
    }
    // The filter by name may be exact, so that the second look does without it.
    let acts = [
        page(0, &[], None),
        json(409, ""),
        page(0, &["READERS"], None),
    ];
    let server = Server::script(acts).await;
    find_or_create(&once(&server), 0, "Readers").await.unwrap();
    let names = [0, 2].map(|look| query(&server.requests()[look]).remove("name"));
    assert_eq!(names, [Some("Readers".to_owned()), None]);
    // The server makes the name of a custom field from its label, and no two fields share a name.
    let same = value!({"custom_fields": [{"label": "Number", "name": "customer_id", "custom_field_id": "5"}]});
    let acts = [
        page(2, &[], None),
        json(409, ""),
        json(200, &same.to_string()),
    ];
    let server = Server::script(acts).await;
    let found = find_or_create(&once(&server), 2, "Customer ID")
        .await
        .unwrap();
    assert_eq!(found.as_deref(), Some("5"));
}

#[tokio::test]
async fn a_conflict_about_nothing_that_is_listed_stays_a_conflict() {
    for list in 0..LISTS.len() {
        let server = Server::script([
            page(list, &[], None),
            json(409, ""),
            page(list, &["Other"], None),
        ])
        .await;
        let error = find_or_create(&once(&server), list, "Readers")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
    }
    // A deleted list cannot be used.
    let deleted = r#"{"lists": [{"list_id": "1", "name": "Readers", "deleted_at": "2026-01-01"}]}"#;
    let server = Server::script([json(200, deleted), json(409, ""), json(200, deleted)]).await;
    let error = find_or_create(&once(&server), 0, "Readers")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn an_error_while_looking_creates_nothing() {
    for (list, (path, ..)) in LISTS.into_iter().enumerate() {
        let next = format!("{path}?cursor=2");
        for acts in [
            vec![json(500, "")],
            vec![page(list, &["Other"], Some(&next)), json(503, "")],
        ] {
            let server = Server::script(acts).await;
            let error = find_or_create(&once(&server), list, "Readers")
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Server);
            assert!(methods(&server).iter().all(|method| method == "GET"));
        }
    }
}

#[tokio::test]
async fn a_post_without_an_answer_is_not_repeated_but_looked_for() {
    for list in 0..LISTS.len() {
        let acts = [
            page(list, &[], None),
            Act::Drop,
            page(list, &["Readers"], None),
        ];
        let server = Server::script(acts).await;
        let client = plain(server.url("/v3")).with_retry(quick());
        let found = find_or_create(&client, list, "Readers").await.unwrap();
        assert_eq!(found.as_deref(), Some("id of Readers"));
        assert_eq!(methods(&server), ["GET", "POST", "GET"]);

        server.play([page(list, &[], None), Act::Drop, page(list, &[], None)]);
        let error = find_or_create(&client, list, "Readers").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ambiguous);
        assert_eq!(methods(&server), ["GET", "POST", "GET"]);
    }
}

#[tokio::test]
async fn all_who_race_for_a_name_get_the_same_one() {
    for (list, (_, _, member, id)) in LISTS.into_iter().enumerate() {
        // No list shows the name before both have asked to create it.
        let posts = Arc::new(Mutex::new(0));
        let server = Server::with(move |request, _| {
            let mut posts = posts.lock().unwrap();
            match (&*request.method, *posts) {
                ("POST", 0) => {
                    *posts += 1;
                    json(
                        201,
                        &value!({ member: "Readers", id: "id of Readers" }).to_string(),
                    )
                }
                ("POST", _) => {
                    *posts += 1;
                    json(409, "")
                }
                (_, 2) => page(list, &["Readers"], None),
                _ => page(list, &[], None),
            }
        })
        .await;
        let client = once(&server);
        let (one, other) = tokio::join!(
            find_or_create(&client, list, "Readers"),
            find_or_create(&client, list, "Readers")
        );
        assert_eq!(one.unwrap().as_deref(), Some("id of Readers"));
        assert_eq!(other.unwrap().as_deref(), Some("id of Readers"));
    }
}

#[tokio::test]
async fn short_cuts_can_be_kept_cloned_and_spawned() {
    let server = Server::script([contacts(&[contact("ada@example.com")])]).await;
    let client = once(&server);
    let call = client.find_contact("ada@example.com");
    let other = tokio::spawn(call.clone().send());
    assert!(call.await.unwrap().is_some() && other.await.unwrap().unwrap().is_some());
    fn moves<T: Send + 'static>(_: T) {}
    moves(client.unsubscribe_contact("7").send());
    moves(
        client
            .find_or_create_list(ListInput::new("a"))
            .into_future(),
    );
    moves(client.find_or_create_tag(TagPost::new("a")).send());
    let field = CustomFieldRequest::new("a", CustomFieldType::String);
    moves(client.find_or_create_custom_field(field).send());
}
