//! Imports of rows that are values of the caller's types.

use crate::fault_server::FaultServer;
use crate::faults::all;
use crate::import::{assert_complete, client, finish, import};
use constant_contact::csv::CsvErrorKind;
use constant_contact::{CsvSource, ErrorKind, FileJournal};
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(serde::Serialize)]
struct Person {
    email: String,
    first_name: Option<&'static str>,
    #[serde(rename = "cf:Customer number")]
    number: usize,
}

fn person(number: usize) -> Person {
    Person {
        email: format!("p{number}@example.com"),
        first_name: (!number.is_multiple_of(7)).then_some("A \"quoted\",\r\nname"),
        number,
    }
}

#[tokio::test]
async fn rows_are_resumed_until_each_has_arrived_once() {
    const COUNT: usize = 30_000;
    let server = FaultServer::start(32, 4, &all()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let run = |rows: CsvSource| {
        let (client, path) = (client(&server.url), path.clone());
        async move {
            let journal = FileJournal::open(path).await?;
            finish(import(&client, rows).part_lines(2_001).journal(journal)).await
        }
    };
    for jobs in [3, 9] {
        server.allow(jobs);
        tokio::select! {
            () = server.wait_for(jobs) => {}
            ended = run(CsvSource::rows((0..COUNT).map(person))) => panic!("{ended:?}"),
        }
    }
    server.allow(usize::MAX);
    let before = server.accepted();
    // Row 5,000 is at the server already.
    let changed = (0..COUNT).map(|row| person(if row == 5_000 { 1 } else { row }));
    let error = run(CsvSource::rows(changed)).await.unwrap_err();
    assert!(error.to_string().contains("source"), "{error}");
    assert_eq!(server.accepted(), before);
    let rows = stream::iter(0..COUNT).map(|row| Ok::<_, &str>(person(row)));
    let report = run(CsvSource::row_stream(rows)).await.unwrap();
    assert_complete(&server, &report, COUNT);
}

#[tokio::test]
async fn rows_are_read_as_needed() {
    let server = FaultServer::start(33, 1, &[]).await;
    server.allow(2);
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    let rows = (0..).map(move |row| {
        counter.fetch_add(1, Ordering::SeqCst);
        person(row)
    });
    let import = import(&client(&server.url), CsvSource::rows(rows)).part_lines(2_001);
    tokio::select! {
        () = server.wait_for(2) => {}
        sent = import.send() => panic!("the rows have no end: {sent:?}"),
    }
    let (sent, taken) = (server.rows().len(), taken.load(Ordering::SeqCst));
    assert!(
        taken < sent + 2 * 2_000,
        "{taken} were taken when {sent} had arrived"
    );
}

#[tokio::test]
async fn an_invalid_row_ends_the_import_with_its_number() {
    #[derive(serde::Serialize)]
    struct Row {
        email: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        city: Option<String>,
    }
    let server = FaultServer::start(34, 1, &[]).await;
    let rows = (0..3_000).map(|row| Row {
        email: format!("p{row}@example.com"),
        city: (row != 2_500).then(String::new),
    });
    let import = import(&client(&server.url), CsvSource::rows(rows)).part_lines(1_001);
    let error = import.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error.to_string().contains("row 2501 has different columns"),
        "{error}"
    );
    let sent = server.rows().len() as u64;
    assert_eq!(error.report().unwrap().rows_sent(), sent);
    assert!(sent <= 2_500, "{sent}");
}

#[tokio::test]
async fn headings_are_those_of_an_import() {
    let server = FaultServer::start(35, 1, &[]).await;
    for (rows, kind) in [
        (
            CsvSource::rows([("a@b.example", 1)]),
            CsvErrorKind::NoEmailHeading { separator: None },
        ),
        (CsvSource::rows([(); 0]), CsvErrorKind::NoHeader),
    ] {
        let error = import(&client(&server.url), rows).send().await.unwrap_err();
        assert_eq!(error.csv().unwrap().kind(), kind);
    }
    assert_eq!(server.accepted(), 0);
}
