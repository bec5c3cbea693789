//! Imports that check their headings first: what is refused before anything is sent, and what is asked of the server.

use crate::fault_server::{IMPORT_LIST, TOKEN};
use crate::import::{client, finish, import};
use constant_contact::csv::{UnknownHeading, UnknownHeadingKind};
use constant_contact::{Client, CsvSource, Error, ErrorKind, FileJournal, ImportCsv};
use constant_contact_sandbox::{Fault, Sandbox, ScriptedAnswer};
use serde_json::json;

const UPLOAD: &str = "POST /activities/contacts_file_import";
pub const FIELDS: &str = "GET /contact_custom_fields";

/// A sandbox whose account has custom fields with these labels.
pub async fn sandbox(labels: &[&str]) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    sandbox.accept_token(TOKEN);
    assert_eq!(sandbox.add_list("Imports"), IMPORT_LIST);
    let client = client(&sandbox.base_url());
    for label in labels {
        add_field(&client, label).await;
    }
    sandbox.forget_requests();
    (sandbox, client)
}

async fn add_field(client: &Client, label: &str) -> String {
    use constant_contact::types::{CustomFieldRequest, CustomFieldType};
    let field = CustomFieldRequest::new(label, CustomFieldType::String);
    let field = client.create_custom_fields(field).await.unwrap();
    field.into_inner().custom_field_id.unwrap()
}

fn checked(client: &Client, csv: impl Into<bytes::Bytes>) -> ImportCsv {
    import(client, CsvSource::bytes(csv)).check_headings()
}

/// The unknown headings of an import that is refused for them.
pub async fn refused(import: ImportCsv) -> Vec<UnknownHeading> {
    let error = import.send().await.unwrap_err();
    unknown(&error)
}

fn unknown(error: &Error) -> Vec<UnknownHeading> {
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(error.operation(), Some("import_csv"));
    assert!(error.report().is_none(), "{error}");
    let unknown = error
        .unknown_headings()
        .unwrap_or_else(|| panic!("{error}"));
    unknown.headings().to_vec()
}

/// The numbers and the suggestions of unknown headings.
pub fn suggestions(headings: &[UnknownHeading]) -> Vec<(usize, Option<&str>)> {
    headings
        .iter()
        .map(|heading| (heading.number, heading.nearest.as_deref()))
        .collect()
}

#[tokio::test]
async fn a_misspelt_heading_is_refused_and_no_request_is_sent() {
    let (sandbox, client) = sandbox(&[]).await;
    let headings = refused(checked(
        &client,
        "email,frist_name,home_phone,,Notes\na@b.example,A,,,\n",
    ));
    let headings = headings.await;
    assert_eq!(
        suggestions(&headings),
        [(2, Some("first_name")), (3, None), (5, None)]
    );
    let kinds = headings.iter().map(|heading| heading.kind);
    let (column, json) = (UnknownHeadingKind::Column, UnknownHeadingKind::JsonOnly);
    assert!(kinds.eq([column, json, column]));
    assert_eq!(
        (headings[0].position.line, headings[0].position.column),
        (1, 7)
    );
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn without_the_check_a_misspelt_heading_is_sent() {
    let (sandbox, client) = sandbox(&[]).await;
    let import = import(
        &client,
        CsvSource::bytes("email,frist_name\na@b.example,A\n"),
    );
    assert!(finish(import).await.unwrap().is_clean());
    let contact = sandbox.contacts().by_email("a@b.example").unwrap();
    assert_eq!(contact.first_name, None);
}

#[tokio::test]
async fn known_columns_in_any_spelling_are_imported_without_a_request_for_custom_fields() {
    let (sandbox, client) = sandbox(&["Size"]).await;
    let csv = "Email address, FIRST NAME,City - Home,,sms_consent_date\na@b.example,A,Rome,,\n";
    let report = finish(checked(&client, csv)).await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((sandbox.requests(FIELDS), sandbox.requests(UPLOAD)), (0, 1));
    let contact = sandbox.contacts().by_email("a@b.example").unwrap();
    assert_eq!(contact.first_name.as_deref(), Some("A"));
}

#[tokio::test]
async fn any_number_of_custom_fields_takes_one_read() {
    let (sandbox, client) = sandbox(&["Size", "Shoe size", "Colour"]).await;
    let csv = "email,cf:size,Cf: shoe_size,cf:colour\na@b.example,7,8,red\n";
    let report = finish(checked(&client, csv)).await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((sandbox.requests(FIELDS), sandbox.requests(UPLOAD)), (1, 1));
}

#[tokio::test]
async fn a_label_in_place_of_the_name_suggests_the_name() {
    let (sandbox, client) = sandbox(&["Customer ID", "Shoe size"]).await;
    let csv = "email,cf:Customer ID,cf:SHOE_SIZE,Customer ID,cf:fax,city\na@b.example,,,,,\n";
    let error = checked(&client, csv).send().await.unwrap_err();
    assert_eq!(
        suggestions(&unknown(&error)),
        [
            (2, Some("cf:customer_id")),
            (3, Some("cf:shoe_size")),
            (4, Some("cf:customer_id")),
            (5, None)
        ]
    );
    let text = error.to_string();
    let problem = "line 1, column 7: heading 2 names no custom field of the account (did you mean \
                   \"cf:customer_id\"?); ";
    assert!(text.contains(problem), "{text}");
    assert!(
        !text.contains("fax") && !format!("{error:?}").contains("fax"),
        "{error:?}"
    );
    assert_eq!((sandbox.requests(FIELDS), sandbox.request_count()), (1, 1));
}

#[tokio::test]
async fn a_custom_field_that_was_deleted_is_unknown() {
    let (sandbox, client) = sandbox(&["Size"]).await;
    let id = add_field(&client, "Colour").await;
    let csv = "email,cf:size,cf:colour\na@b.example,7,red\n";
    assert!(finish(checked(&client, csv)).await.unwrap().is_clean());
    client.delete_custom_field(id).await.unwrap();
    sandbox.forget_requests();
    assert_eq!(
        suggestions(&refused(checked(&client, csv)).await),
        [(3, None)]
    );
    assert_eq!(sandbox.requests(UPLOAD), 0);
}

#[tokio::test]
async fn fields_on_any_page_are_known() {
    let (sandbox, client) = sandbox(&[]).await;
    let page = |numbers: std::ops::Range<u32>, next: Option<&str>| {
        let field = |number: u32| {
            json!({ "custom_field_id": number.to_string(),
            "label": format!("Field {number}"), "name": format!("field_{number}") })
        };
        let fields: Vec<_> = numbers.map(field).collect();
        let links = next.map(|next| json!({ "next": { "href": next } }));
        ScriptedAnswer::json(
            200,
            json!({ "custom_fields": fields, "_links": links }).to_string(),
        )
    };
    let second = "/v3/contact_custom_fields?cursor=2";
    let pages = [page(0..50, Some(second)), page(50..100, None)].map(Fault::from);
    sandbox
        .fail_by(move |_, number| pages.get(usize::try_from(number).unwrap() % 2).cloned())
        .on(FIELDS);
    let headings = |numbers: std::ops::Range<u32>| {
        numbers
            .map(|number| format!(",cf:field_{number}"))
            .collect::<String>()
    };
    let all = format!("email{}\na@b.example\n", headings(0..100));
    assert!(finish(checked(&client, all)).await.unwrap().is_clean());
    assert_eq!((sandbox.requests(FIELDS), sandbox.requests(UPLOAD)), (2, 1));

    let more = format!("email{},cf:colour\na@b.example\n", headings(0..100));
    assert_eq!(
        suggestions(&refused(checked(&client, more)).await),
        [(102, None)]
    );
    assert_eq!((sandbox.requests(FIELDS), sandbox.requests(UPLOAD)), (4, 1));
}

#[tokio::test]
async fn nothing_is_sent_if_the_custom_fields_cannot_be_read() {
    let (sandbox, client) = sandbox(&["Size"]).await;
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let run = || async {
        let journal = FileJournal::open(&journal).await.unwrap();
        let csv = "email,cf:size\na@b.example,7\n";
        finish(checked(&client, csv).journal(journal)).await
    };
    let rule = sandbox.fail(ScriptedAnswer::new(403)).on(FIELDS);
    let error = run().await.unwrap_err();
    assert!(error.is_forbidden(), "{error}");
    assert_eq!(error.operation(), Some("get_all_custom_fields"));
    assert_eq!((sandbox.requests(FIELDS), sandbox.request_count()), (1, 1));

    // A page that is no page is an error too, and not an account without custom fields.
    rule.remove();
    let rule = sandbox.fail(ScriptedAnswer::json(200, "{}")).on(FIELDS);
    let error = run().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(sandbox.requests(UPLOAD), 0);

    // The same call, made again with the same journal, imports.
    rule.remove();
    assert!(run().await.unwrap().is_clean());
}

#[tokio::test]
async fn a_resumed_import_is_checked_only_if_no_part_was_sent_before() {
    let (sandbox, client) = sandbox(&["Size"]).await;
    let id = add_field(&client, "Colour").await;
    let folder = tempfile::tempdir().unwrap();
    let csv = "email,cf:size,cf:colour\na@b.example,7,red\nc@d.example,8,blue\n";
    let run = |journal: &str| {
        let (client, journal) = (client.clone(), folder.path().join(journal));
        async move {
            let journal = FileJournal::open(journal).await?;
            let import = checked(&client, csv).part_lines(2).journal(journal);
            finish(import).await
        }
    };
    // The first import ends after its first part, the second one before.
    let rule = sandbox.fail(ScriptedAnswer::new(400)).on(UPLOAD).after(1);
    assert_eq!(
        run("one").await.unwrap_err().report().unwrap().rows_sent(),
        1
    );
    rule.remove();
    let rule = sandbox.fail(ScriptedAnswer::new(403)).on(FIELDS);
    assert!(run("two").await.unwrap_err().is_forbidden());
    rule.remove();

    client.delete_custom_field(id).await.unwrap();
    sandbox.forget_requests();
    let report = run("one").await.unwrap();
    assert_eq!((report.rows_sent(), sandbox.requests(UPLOAD)), (2, 1));
    assert_eq!(sandbox.requests(FIELDS), 0);

    let error = run("two").await.unwrap_err();
    assert_eq!(suggestions(&unknown(&error)), [(3, None)]);
    assert_eq!(sandbox.requests(UPLOAD), 1);
}

#[tokio::test]
async fn dropping_the_future_during_the_check_sends_nothing() {
    let (sandbox, client) = sandbox(&["Size"]).await;
    let rule = sandbox.fail(Fault::HeldAnswer).on(FIELDS);
    let mut task = tokio::spawn(checked(&client, "email,cf:size\na@b.example,7\n").into_future());
    tokio::select! {
        () = rule.struck(1) => {}
        ended = &mut task => panic!("{ended:?}"),
    }
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!((sandbox.requests(FIELDS), sandbox.request_count()), (1, 1));
}

#[tokio::test]
async fn finding_the_unknown_headings_can_be_spawned_and_imports_nothing() {
    let (sandbox, client) = sandbox(&["Size"]).await;
    let csv = "email,cf:size,cf:fax,city\na@b.example,7,8,Rome\n";
    let import = import(&client, CsvSource::bytes(csv));
    let headings = tokio::spawn(import.unknown_headings())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(suggestions(&headings), [(3, None)]);
    assert_eq!((sandbox.requests(FIELDS), sandbox.request_count()), (1, 1));
}
