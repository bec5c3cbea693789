//! Answers that arrive and are of no use, in whatever layer this is noticed: the error reports the request
//! that was answered.

use crate::calls::{Verb, plain, quick};
use crate::scripted::{json, refuse, scripted};
use constant_contact::types::ContactsExport;
use constant_contact::{
    BoxFuture, Client, CsvSource, Error, ErrorKind, ExportContacts, Items, Page,
};
use constant_contact_sandbox::Fault;
use futures_util::TryStreamExt;
use std::time::Duration;

type Run = fn(Client) -> BoxFuture<'static, Error>;

/// A call whose last answer is of no use, and the error that is expected.
struct Row {
    answers: Vec<Fault>,
    run: Run,
    kind: ErrorKind,
    operation: &'static str,
}

fn row<const N: usize>(
    operation: &'static str,
    kind: ErrorKind,
    answers: [&str; N],
    run: Run,
) -> Row {
    Row {
        answers: answers.map(|answer| json(200, answer)).into(),
        run,
        kind,
        operation,
    }
}

async fn first_error<P: Page>(rows: Items<P>) -> Error {
    let error = rows.try_for_each(|_| async { Ok(()) }).await;
    error.expect_err("a list without an error")
}

fn export(client: &Client) -> ExportContacts {
    let export = client.exported_contacts("job");
    export.interval(Duration::from_millis(1))
}

const COMPLETED: &str = r#"{"activity_id":"job","state":"completed",
    "_links":{"results":{"href":"/v3/contact_exports/file"}}}"#;

fn lists() -> [Row; 3] {
    let contacts: Run = |client| Box::pin(first_error(client.get_all_contacts().stream()));
    let page = |next| format!(r#"{{"contacts":[],"_links":{{"next":{{"href":"{next}"}}}}}}"#);
    let empty = (1..=100).map(|number| json(200, &page(format!("/v3/contacts?cursor={number}"))));
    let list = |answers: [&str; 1]| row("get_all_contacts", ErrorKind::Decode, answers, contacts);
    [
        list([&page("/v3/contacts".to_owned())]),
        list([&page("https://example.com/v3/contacts".to_owned())]),
        Row {
            answers: empty.collect(),
            ..list([""])
        },
    ]
}

fn jobs() -> Vec<Row> {
    let job = |kind, answer, run| row("get_activity_by_id", kind, [answer], run);
    vec![
        job(
            ErrorKind::Activity,
            r#"{"activity_id":"job","state":"failed"}"#,
            |client| Box::pin(async move { client.activity("job").await.unwrap_err() }),
        ),
        job(
            ErrorKind::Timeout,
            r#"{"activity_id":"job","state":"processing"}"#,
            |client| {
                let poller = client.activity("job").timeout(Duration::from_secs(1));
                Box::pin(async move { poller.await.unwrap_err() })
            },
        ),
        row(
            "create_delete_activity",
            ErrorKind::Decode,
            [r#"{"state":"initialized"}"#],
            |client| {
                let batch = client.delete_contacts(["1"]);
                Box::pin(async move { batch.send().await.unwrap_err() })
            },
        ),
        row(
            "get_all_activities",
            ErrorKind::Decode,
            [r#"{"activities":[],"_links":{"next":{"href":"https://example.com/"}}}"#],
            |client| {
                let source = CsvSource::bytes("email\nann@example.com\n");
                let import = client.import_csv(source, ["list"]).import_id("import");
                Box::pin(async move { import.send().await.unwrap_err() })
            },
        ),
    ]
}

fn exports() -> Vec<Row> {
    let opened: Run = |client| Box::pin(async move { export(&client).send().await.unwrap_err() });
    let mut rows = vec![row(
        "create_export_activity",
        ErrorKind::Decode,
        [r#"{"state":"initialized"}"#],
        |client| {
            let export = client.export_contacts(ContactsExport::new());
            Box::pin(async move { export.send().await.unwrap_err() })
        },
    )];
    for job in [
        r#"{"activity_id":"job","state":"completed"}"#.to_owned(),
        COMPLETED.replace("/v3/contact_exports/file", ""),
        COMPLETED.replace("/v3/", "https://example.com/v3/"),
    ] {
        rows.push(row("get_activity_by_id", ErrorKind::Decode, [&job], opened));
    }
    rows
}

fn others() -> [Row; 3] {
    [
        row("get_list", ErrorKind::Decode, [""], |client| {
            Box::pin(async move { client.get_list("1").send().await.unwrap_err() })
        }),
        row(
            "unsubscribe_contact",
            ErrorKind::InvalidRequest,
            [r#"{"contact_id":"1"}"#],
            |client| Box::pin(async move { client.unsubscribe_contact("1").await.unwrap_err() }),
        ),
        Row {
            answers: vec![json(202, ""), json(202, ""), json(200, "[]")],
            run: |client| Box::pin(async move { client.get_list("1").await.unwrap_err() }),
            kind: ErrorKind::Decode,
            operation: "get_list",
        },
    ]
}

#[tokio::test(start_paused = true)]
async fn an_error_reports_the_request_whose_answer_is_of_no_use() {
    for row in lists()
        .into_iter()
        .chain(jobs())
        .chain(exports())
        .chain(others())
    {
        let mut answers = row.answers;
        // The requests for an answer that is not ready belong to the last call too.
        let is_pending = |fault: &&Fault| **fault == json(202, "");
        let attempts = answers.iter().filter(is_pending).count() + 3;
        let last = answers.len() - 1;
        answers.splice(
            last..last,
            [refuse(429, "throttled"), refuse(429, "throttled")],
        );
        let expected = answers.len() as u64;
        let server = scripted(answers).await;
        let error = (row.run)(plain(server.url("/v3"))).await;
        let context = format!("{error:?}");
        assert_eq!(server.request_count(), expected, "{context}");
        assert_eq!(error.kind(), row.kind, "{context}");
        assert_eq!(error.operation(), Some(row.operation), "{context}");
        assert_eq!(error.attempts() as usize, attempts, "{context}");
        assert_eq!(error.status().unwrap(), 200, "{context}");
        assert!(error.headers().contains_key("content-type"), "{context}");
        assert!(!error.is_ambiguous() && !error.is_retryable(), "{context}");
    }
}

#[cfg(feature = "csv-rows")]
#[tokio::test(start_paused = true)]
async fn an_error_in_the_rows_of_a_download_reports_the_request_of_the_download() {
    for (file, kind) in [
        ("id\n1\n\"", ErrorKind::Decode),
        ("id,id\n1\n", ErrorKind::Decode),
    ] {
        let file = Fault::Answer(crate::scripted::reply(200, "text/csv", file));
        let server = scripted([json(200, COMPLETED), refuse(503, "busy"), file]).await;
        let file = export(&plain(server.url("/v3"))).send().await.unwrap();
        let rows = file.rows::<std::collections::HashMap<String, u8>>();
        let error = rows.try_for_each(|_| async { Ok(()) }).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 2), "{error}");
        assert_eq!(error.operation(), Some("get_csv_export_file"));
        assert_eq!(error.status().unwrap(), 200);
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_counts_as_sent() {
    for verb in [Verb::Get, Verb::Put, Verb::Post] {
        let server = scripted([json(200, "{")]).await;
        let error = verb.call(&plain(server.url(""))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{verb:?}");
        assert_eq!(
            (server.request_count(), error.attempts()),
            (1, 1),
            "{verb:?}"
        );
        assert!(!error.is_ambiguous(), "it was carried out once: {verb:?}");

        // What was repeated after an unknown outcome may have been carried out twice.
        let server = scripted([Fault::LostAnswer, json(200, "{")]).await;
        let eager = plain(server.url("")).with_retry(quick().retry_ambiguous(true));
        let error = verb.call(&eager).await.unwrap_err();
        let kind = match verb.is_idempotent() {
            true => ErrorKind::Decode,
            false => ErrorKind::Ambiguous,
        };
        assert_eq!(error.kind(), kind, "{verb:?}");
        assert_eq!(
            (server.request_count(), error.attempts()),
            (2, 2),
            "{verb:?}"
        );
        assert_eq!(error.is_ambiguous(), !verb.is_idempotent(), "{verb:?}");

        // After a refusal it was not.
        let server = scripted([refuse(429, "throttled"), json(200, "{")]).await;
        let error = verb.call(&plain(server.url(""))).await.unwrap_err();
        assert_eq!(
            (error.attempts(), error.is_ambiguous()),
            (2, false),
            "{verb:?}"
        );
    }
}
