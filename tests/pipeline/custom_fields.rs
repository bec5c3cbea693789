//! Custom fields by their labels: how they are read, what is sent for a label, and what is read back.

use crate::calls::builder;
use crate::scripted::{Scripted, json, scripted, settings};
use crate::shortcuts::{methods, once, query};
use constant_contact::chrono::NaiveDate;
use constant_contact::types::{
    Contact, ContactCreateOrUpdateInput, ContactInclude, ContactPostRequest, ContactPutRequest,
    ContactSource, CustomField, CustomFieldChoiceRequest, CustomFieldPutRequest,
    CustomFieldRequest, CustomFieldType, JsonImportContact,
};
use constant_contact::{Client, CustomFieldInput, CustomFieldSet, Error, Result};
use constant_contact_sandbox::Sandbox;
use serde_json::{Value, json as value};

/// A field of each type, by its label.
const TYPES: [(&str, &str); 9] = [
    ("Customer number", "string"),
    ("Remarks", "text_area"),
    ("Shoe size", "number"),
    ("Budget", "currency"),
    ("Member", "boolean"),
    ("Member since", "date"),
    ("Last visit", "datetime"),
    ("Size", "single_select"),
    ("Interests", "multi_select"),
];

fn client(sandbox: &Sandbox) -> Client {
    let client = builder(sandbox.base_url()).access_token(sandbox.access_token());
    client.build().unwrap()
}

/// An account with a field of each type, and its client.
async fn account() -> (Sandbox, Client) {
    let sandbox = settings().start().await.unwrap();
    let client = client(&sandbox);
    for (label, type_) in TYPES {
        let mut field = CustomFieldRequest::new(label, CustomFieldType::from(type_));
        if type_.ends_with("select") {
            let choice = |label| CustomFieldChoiceRequest::new().choice_label(label);
            field = field.choices(["Small", "Large", "Chess"].map(choice));
        }
        client.create_custom_fields(field).await.unwrap();
    }
    (sandbox, client)
}

/// The contact with its custom fields.
async fn read(client: &Client, contact_id: &str) -> Contact {
    let call = client.get_contact_by_id(contact_id);
    let contact = call.include([ContactInclude::CustomFields]).await;
    contact.unwrap().into_inner()
}

/// What the contact has in the field.
fn text(fields: &CustomFieldSet, contact: &Contact, label: &str) -> Option<String> {
    let value = fields.value_of(contact, label).unwrap();
    value.map(|value| value.to_string())
}

fn set(fields: Value) -> CustomFieldSet {
    let fields: Vec<CustomField> = serde_json::from_value(fields).unwrap();
    fields.into_iter().collect()
}

fn page(fields: Value, next: Option<&str>) -> String {
    let links = next.map(|next| value!({ "next": { "href": next } }));
    value!({ "custom_fields": fields, "_links": links }).to_string()
}

#[tokio::test]
async fn all_pages_are_read_and_a_field_on_two_of_them_is_one_field() {
    let field = |id: &str, label: &str| value!({ "custom_field_id": id, "label": label });
    let first = value!([field("1", "Size"), field("2", "Old label"), { "name": "no_label" }]);
    let second = value!([field("2", "New label"), field("3", "Color"), {}]);
    let server = scripted([
        json(
            200,
            &page(first, Some("/v3/contact_custom_fields?cursor=2")),
        ),
        json(200, &page(second, None)),
    ])
    .await;
    let fields = once(&server).custom_fields().await.unwrap();
    assert_eq!(methods(&server), ["GET", "GET"]);
    assert_eq!(query(&server.received()[0])["limit"], "100");
    // Nothing that the server sent is left out, so that an incomplete field can be seen.
    assert_eq!(fields.len(), 5);
    assert_eq!(
        fields.labels().collect::<Vec<_>>(),
        ["Size", "New label", "Color"]
    );
    assert_eq!(fields.names().collect::<Vec<_>>(), ["no_label"]);
}

#[tokio::test]
async fn the_hundred_fields_of_an_account_are_one_request() {
    let sandbox = settings().start().await.unwrap();
    let client = client(&sandbox);
    for number in 0..100 {
        let field = CustomFieldRequest::new(format!("Field {number}"), CustomFieldType::String);
        client.create_custom_fields(field).await.unwrap();
    }
    let fields = client.custom_fields().send().await.unwrap();
    assert_eq!(fields.len(), 100);
    assert_eq!(sandbox.requests("GET /contact_custom_fields"), 1);
}

#[tokio::test]
async fn a_page_that_fails_is_the_error_of_the_whole_read() {
    let server = scripted([
        json(
            200,
            &page(
                value!([{ "label": "Size" }]),
                Some("/v3/contact_custom_fields?cursor=2"),
            ),
        ),
        json(500, ""),
    ])
    .await;
    let error = once(&server).custom_fields().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 500);
}

#[test]
fn a_field_is_found_by_its_label_its_name_or_its_id() {
    let fields = set(value!([
        { "custom_field_id": "1", "label": "Customer number", "name": "customer_number" },
        { "custom_field_id": "2", "label": "Size", "name": "old_size" },
        { "custom_field_id": "3", "label": "Double" },
        { "custom_field_id": "4", "label": "double" },
    ]));
    let id = |field: Option<&CustomField>| field.and_then(|field| field.custom_field_id.clone());
    let label = |label: &str| id(fields.by_label(label).ok());
    assert_eq!(label("Customer number").as_deref(), Some("1"));
    assert_eq!(label(" SIZE ").as_deref(), Some("2"));
    assert_eq!(label("double").as_deref(), Some("4"));
    assert_eq!(id(fields.by_name("old_size")).as_deref(), Some("2"));
    assert_eq!(id(fields.by_name("Old_size")), None);
    assert_eq!(id(fields.by_id("2")).as_deref(), Some("2"));
    assert_eq!(id(fields.by_id("9")), None);
    for (label, expected) in [
        (
            "Custmer number",
            "no custom field has the label \"Custmer number\"; did you mean \"Customer number\"?",
        ),
        (
            "customer_number",
            "no custom field has the label \"customer_number\"; did you mean \"Customer number\"?",
        ),
        ("Height", "no custom field has the label \"Height\""),
        (
            "DOUBLE",
            "2 custom fields have the label \"DOUBLE\"; find the field by its id",
        ),
    ] {
        let error = fields.by_label(label).unwrap_err();
        assert!(error.is_invalid() && error.status().is_none(), "{error:?}");
        assert_eq!(error.to_string(), format!("invalid request: {expected}"));
    }
    let printed = format!("{fields:?}");
    assert!(
        !printed.contains("Size") && printed.contains("\"1\""),
        "{printed}"
    );
}

#[tokio::test]
async fn each_type_is_written_by_label_and_read_back() {
    let (sandbox, client) = account().await;
    let fields = client.custom_fields().await.unwrap();
    let day = NaiveDate::from_ymd_opt(2006, 1, 5).unwrap();
    let values: [(&str, CustomFieldInput, &str); 9] = [
        ("customer number", "4711".into(), "4711"),
        ("Remarks", "two\nlines".into(), "two\nlines"),
        ("Shoe size", 43.into(), "43"),
        ("Budget", "12.50".into(), "12.50"),
        ("Member", true.into(), "true"),
        ("Member since", day.into(), "2006-01-05"),
        (
            "Last visit",
            "2026-01-05T10:00:00Z".into(),
            "2026-01-05T10:00:00Z",
        ),
        ("Size", "large".into(), "Large"),
        ("Interests", ["Chess", "Small"].into(), "Chess, Small"),
    ];
    let mut body = ContactPostRequest::new(ContactSource::Account).first_name("Ada");
    for (label, value, _) in values.clone() {
        body = body.custom_field(&fields, label, value).unwrap();
    }
    let created = client.create_contact(body).await.unwrap().into_inner();
    let contact = read(&client, &created.contact_id.unwrap()).await;
    for (label, _, expected) in values {
        assert_eq!(
            text(&fields, &contact, label).as_deref(),
            Some(expected),
            "{label}"
        );
    }
    sandbox.assert_no_violations();
}

#[tokio::test]
async fn a_sign_up_adds_values_by_label() {
    let (sandbox, client) = account().await;
    let list = sandbox.add_list("Readers");
    let fields = client.custom_fields().await.unwrap();
    let form = ContactCreateOrUpdateInput::new([list]).email_address("ada@example.com");
    let first = form.clone().custom_field(&fields, "Shoe size", 43).unwrap();
    client.create_or_update_contact(first).await.unwrap();
    let second = form
        .custom_field(&fields, "Customer number", "1")
        .and_then(|form| form.custom_field(&fields, "Customer number", "4711"))
        .unwrap();
    assert_eq!(second.custom_fields.as_ref().unwrap().len(), 1);
    client.create_or_update_contact(second).await.unwrap();
    let id = sandbox.contacts().by_email("ada@example.com").unwrap().id;
    let contact = read(&client, &id).await;
    assert_eq!(text(&fields, &contact, "Shoe size").as_deref(), Some("43"));
    assert_eq!(
        text(&fields, &contact, "Customer number").as_deref(),
        Some("4711")
    );
    sandbox.assert_no_violations();
}

#[tokio::test]
async fn a_put_with_one_value_leaves_the_others_of_the_contact_alone() {
    let (sandbox, client) = account().await;
    let fields = client.custom_fields().await.unwrap();
    let body = ContactPostRequest::new(ContactSource::Account)
        .first_name("Ada")
        .custom_field(&fields, "Customer number", "4711")
        .and_then(|body| body.custom_field(&fields, "Size", "Small"))
        .unwrap();
    let created = client.create_contact(body).await.unwrap().into_inner();
    let id = created.contact_id.unwrap();

    // The sandbox keeps what is not sent. Whether the API does is not known, so all values are sent, too.
    for sends_all in [false, true] {
        let contact = read(&client, &id).await;
        let values = contact.custom_fields.clone();
        let mut body = ContactPutRequest::from_contact(contact, ContactSource::Account);
        if sends_all {
            body = body.custom_fields(values);
        }
        let size = if sends_all { "Small" } else { "Large" };
        let body = body.custom_field(&fields, "Size", size).unwrap();
        let sent = body.custom_fields.as_ref().unwrap().len();
        assert_eq!(sent, if sends_all { 2 } else { 1 });
        client.update_contact(&*id, body).await.unwrap();
        let contact = read(&client, &id).await;
        assert_eq!(text(&fields, &contact, "Size").as_deref(), Some(size));
        assert_eq!(
            text(&fields, &contact, "Customer number").as_deref(),
            Some("4711")
        );
    }
    sandbox.assert_no_violations();
}

#[tokio::test]
async fn an_import_names_a_field_by_its_name_even_after_the_label_has_changed() {
    let (sandbox, client) = account().await;
    let list = sandbox.add_list("Readers");
    let before = client.custom_fields().await.unwrap();
    let id = before
        .by_label("Customer number")
        .unwrap()
        .custom_field_id
        .clone()
        .unwrap();
    let renamed = CustomFieldPutRequest::new().label("Number");
    client.update_custom_field(id, renamed).await.unwrap();
    let fields = client.custom_fields().await.unwrap();
    assert!(fields.by_label("Customer number").is_err());

    let contact = JsonImportContact::new()
        .email("ada@example.com")
        .custom_field(&fields, "Number", "4711")
        .unwrap();
    assert_eq!(contact.extra["cf:customer_number"], "4711");
    let job = client
        .import_contacts(vec![contact], [list])
        .send()
        .await
        .unwrap();
    assert!(job.finish().await.unwrap().is_clean());
    let id = sandbox.contacts().by_email("ada@example.com").unwrap().id;
    let contact = read(&client, &id).await;
    // What was read before the change still has the id.
    for (fields, label) in [(&fields, "Number"), (&before, "Customer number")] {
        assert_eq!(text(fields, &contact, label).as_deref(), Some("4711"));
    }
    sandbox.assert_no_violations();
}

/// The errors of what takes a value by its label: a PUT, a POST, a sign-up and an import.
fn refusals(fields: &CustomFieldSet, label: &str, value: &str) -> [Option<Error>; 4] {
    let put = ContactPutRequest::new(ContactSource::Account);
    let post = ContactPostRequest::new(ContactSource::Account);
    let sign_up = ContactCreateOrUpdateInput::new(["list"]);
    let import = JsonImportContact::new();
    [
        put.custom_field(fields, label, value).err(),
        post.custom_field(fields, label, value).err(),
        sign_up.custom_field(fields, label, value).err(),
        import.custom_field(fields, label, value).err(),
    ]
}

#[test]
fn what_cannot_be_sent_is_refused_with_the_label_and_without_the_value() {
    let fields = set(value!([
        { "custom_field_id": "1", "label": "Shoe size", "name": "shoe_size", "type": "number" },
        { "custom_field_id": "2", "label": "Size", "name": "size", "type": "single_select",
          "choices": [{ "choice_id": 1, "choice_label": "Large" }] },
        { "custom_field_id": "3", "label": "Without a name", "type": "string" },
        { "name": "without_an_id", "label": "Without an id", "type": "string" },
    ]));
    let unknown = Some("no custom field has the label \"Shoes size\"; did you mean \"Shoe size\"?");
    let number = Some("the custom field \"Shoe size\" takes a number in digits, such as -12.5");
    let sign_up =
        Some("the custom field \"Size\" has choices, and it is not known how a sign-up sets them");
    let import =
        Some("the custom field \"Size\" has choices, and it is not known how an import sets them");
    let id = Some("the custom field \"Without an id\" was read without its id");
    let name = Some("the custom field \"Without a name\" was read without its name");
    for (label, value, expected) in [
        ("Shoes size", "Lovelace", [unknown; 4]),
        ("Shoe size", "Lovelace", [number; 4]),
        ("Size", "Large", [None, None, sign_up, import]),
        ("Without a name", "Lovelace", [None, None, None, name]),
        ("Without an id", "Lovelace", [id, id, id, None]),
    ] {
        for (error, expected) in refusals(&fields, label, value).into_iter().zip(expected) {
            assert!(error.as_ref().is_none_or(Error::is_invalid));
            let message = error.map(|error| error.to_string());
            let expected = expected.map(|expected| format!("invalid request: {expected}"));
            assert_eq!(message, expected, "{label}");
            assert!(!message.is_some_and(|message| message.contains("Lovelace")));
        }
    }
}

#[tokio::test]
async fn a_field_that_was_deleted_after_the_read_is_refused_by_the_server() {
    let (sandbox, client) = account().await;
    let fields = client.custom_fields().await.unwrap();
    let id = fields
        .by_label("Shoe size")
        .unwrap()
        .custom_field_id
        .clone()
        .unwrap();
    client.delete_custom_field(&*id).await.unwrap();
    let send = async |fields: &CustomFieldSet| -> Result<()> {
        let body = ContactPostRequest::new(ContactSource::Account).first_name("Ada");
        let body = body.custom_field(fields, "Shoe size", 43)?;
        client.create_contact(body).await?;
        Ok(())
    };
    let error = send(&fields).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 400);
    let fields = client.custom_fields().await.unwrap();
    assert_eq!(fields.len(), TYPES.len() - 1);
    assert!(fields.by_id(&id).is_none());
    sandbox.forget_requests();
    assert!(send(&fields).await.unwrap_err().status().is_none());
    assert_eq!(sandbox.request_count(), 0);
}
