//! Sources that fail: the caller's error comes back, and what was sent before it is reported.

use crate::fault_server::FaultServer;
use crate::import::{client, csv, import};
use constant_contact::{BulkItems, CsvSource, Error, ErrorKind};
use futures_util::stream;
use httpmock::MockServer;
use std::fmt;

#[derive(Debug)]
struct QueryError;

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the query of ann@example.com was cancelled")
    }
}

impl std::error::Error for QueryError {}

#[track_caller]
fn assert_query_error(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.find_source::<QueryError>().is_some(), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("was cancelled"), "{text}");
    assert!(!text.contains("ann@"), "{text}");
    assert!(!error.is_retryable() && !error.is_ambiguous());
}

#[tokio::test]
async fn an_error_of_a_csv_stream_comes_back_with_the_report() {
    let server = FaultServer::start(31, 1, &[]).await;
    let chunks = stream::iter([Ok(csv(250)), Err(QueryError)]);
    let import = import(&client(&server.url), CsvSource::stream(chunks)).part_lines(104);
    let error = import.send().await.unwrap_err();
    assert_query_error(&error);
    let report = error.report().unwrap();
    // The third part was not complete.
    let rows = server.rows().len() as u64;
    assert_eq!(
        (report.rows_sent(), report.unsent_from),
        (rows, Some(rows + 1))
    );
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn an_import_of_which_nothing_was_sent_is_not_clean() {
    let server = FaultServer::start(32, 1, &[]).await;
    let chunks = stream::iter([Ok(csv(10)), Err(QueryError)]);
    let import = import(&client(&server.url), CsvSource::stream(chunks));
    let error = import.send().await.unwrap_err();
    let report = error.report().unwrap();
    assert_eq!((report.parts.len(), report.unsent_from), (0, Some(1)));
    assert!(!report.is_clean(), "{report}");
}

#[tokio::test]
async fn an_error_of_a_stream_of_items_comes_back_with_the_report() {
    let server = MockServer::start_async().await;
    let requests = server
        .mock_async(|when, then| {
            when.path("/v3/activities/contact_delete");
            then.status(201).body(r#"{"activity_id":"job"}"#);
        })
        .await;
    let ids = (0..700)
        .map(|id| Ok(id.to_string()))
        .chain([Err(QueryError)]);
    let items = BulkItems::stream(stream::iter(ids));
    let error = crate::jobs::client(&server)
        .delete_contacts(items)
        .send()
        .await
        .unwrap_err();
    assert_query_error(&error);
    let report = error.report().unwrap();
    assert_eq!((report.rows_sent(), report.unsent_from), (500, Some(501)));
    assert_eq!(requests.calls_async().await, 1);
}

#[tokio::test]
async fn errors_of_this_crate_and_texts_are_sources_too() {
    let server = MockServer::start_async().await;
    let client = crate::jobs::client(&server);
    let list = client.get_activity_by_id("none").await;
    let not_found = list.unwrap_err();
    let items = BulkItems::stream(stream::iter([Err::<String, _>(not_found)]));
    let error = client.delete_contacts(items).send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Input, Some("create_delete_activity"))
    );
    let source = error.find_source::<Error>().unwrap();
    assert!(source.is_not_found() && !error.is_not_found());

    let chunks = stream::iter([Err::<String, _>("no more rows")]);
    let import = client.import_csv(CsvSource::stream(chunks), ["list-1"]);
    let error = import.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.to_string().contains("no more rows"), "{error}");
}
