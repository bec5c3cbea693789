//! Finding a list, tag or custom field by its name, or creating it, also if another program does the same.

use crate::calls::{plain, quick};
use crate::scripted::{Scripted, answering, json, scripted};
use crate::shortcuts::{methods, once, query};
use constant_contact::types::{CustomFieldRequest, CustomFieldType, ListInput, TagPost};
use constant_contact::{Client, ErrorKind};
use constant_contact_sandbox::Fault;
use serde_json::{Value, json as value};
use std::sync::{Arc, Mutex};

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
fn page(list: usize, names: &[&str], next: Option<&str>) -> Fault {
    let (_, rows, name, id) = LISTS[list];
    let entry = |entry: &&str| value!({ name: entry, id: format!("id of {entry}") });
    let entries: Vec<Value> = names.iter().map(entry).collect();
    let links = next.map(|next| value!({"next": {"href": next}}));
    json(200, &value!({ rows: entries, "_links": links }).to_string())
}

fn created(list: usize, name: &str) -> Fault {
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
        let server = scripted(pages).await;
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
        let server = scripted([page(list, &["readers"], None), created(list, "Readers")]).await;
        let found = find_or_create(&once(&server), list, "Readers")
            .await
            .unwrap();
        assert_eq!(found.as_deref(), Some("new"));
        assert_eq!(methods(&server), ["GET", "POST"]);
        assert!(server.received()[1].text().contains("Readers"));
    }
}

#[tokio::test]
async fn after_a_conflict_the_one_of_that_name_is_found_in_any_case() {
    let cases = [("Readers", "id of Readers"), ("READERS", "id of READERS")];
    for (list, (name, id)) in (0..LISTS.len()).flat_map(|list| cases.map(|case| (list, case))) {
        let faults = [
            page(list, &["Other"], None),
            json(409, ""),
            page(list, &["Other", name], None),
        ];
        let server = scripted(faults).await;
        let found = find_or_create(&once(&server), list, "Readers")
            .await
            .unwrap();
        assert_eq!(found.as_deref(), Some(id), "{list}");
        assert_eq!(methods(&server), ["GET", "POST", "GET"]);
    }
    // The filter by name may be exact, so that the second look does without it.
    let faults = [
        page(0, &[], None),
        json(409, ""),
        page(0, &["READERS"], None),
    ];
    let server = scripted(faults).await;
    find_or_create(&once(&server), 0, "Readers").await.unwrap();
    let names = [0, 2].map(|look| query(&server.received()[look]).remove("name"));
    assert_eq!(names, [Some("Readers".to_owned()), None]);
    // The server makes the name of a custom field from its label, and no two fields share a name.
    let same = value!({"custom_fields": [{"label": "Number", "name": "customer_id", "custom_field_id": "5"}]});
    let faults = [
        page(2, &[], None),
        json(409, ""),
        json(200, &same.to_string()),
    ];
    let server = scripted(faults).await;
    let found = find_or_create(&once(&server), 2, "Customer ID")
        .await
        .unwrap();
    assert_eq!(found.as_deref(), Some("5"));
}

#[tokio::test]
async fn a_conflict_about_nothing_that_is_listed_stays_a_conflict() {
    for list in 0..LISTS.len() {
        let server = scripted([
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
    let server = scripted([json(200, deleted), json(409, ""), json(200, deleted)]).await;
    let error = find_or_create(&once(&server), 0, "Readers")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn an_error_while_looking_creates_nothing() {
    for (list, (path, ..)) in LISTS.into_iter().enumerate() {
        let next = format!("{path}?cursor=2");
        for faults in [
            vec![json(500, "")],
            vec![page(list, &["Other"], Some(&next)), json(503, "")],
        ] {
            let server = scripted(faults).await;
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
        let faults = [
            page(list, &[], None),
            Fault::LostAnswer,
            page(list, &["Readers"], None),
        ];
        let server = scripted(faults).await;
        let client = plain(server.url("/v3")).with_retry(quick());
        let found = find_or_create(&client, list, "Readers").await.unwrap();
        assert_eq!(found.as_deref(), Some("id of Readers"));
        assert_eq!(methods(&server), ["GET", "POST", "GET"]);

        server.play([
            page(list, &[], None),
            Fault::LostAnswer,
            page(list, &[], None),
        ]);
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
        let server = answering(move |request, _| {
            let mut posts = posts.lock().unwrap();
            match (request.method.as_str(), *posts) {
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
