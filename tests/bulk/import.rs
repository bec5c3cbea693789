//! Imports to a server with all kinds of faults: each row is accepted exactly once, or reported as not sent.

use crate::fault_server::{FaultServer, IMPORT_LIST, TOKEN};
use crate::faults::{UNAVAILABLE, all};
use bytes::Bytes;
use constant_contact::{
    BulkReport, Client, CsvSource, ImportCsv, PartState, Phase, ProgressFeed, RetryPolicy,
    Unlimited,
};
use constant_contact_sandbox::Fault;
use futures_util::{StreamExt, stream};
use std::convert::Infallible;
use std::fmt::Write;
use std::ops::Range;
use std::time::Duration;

pub fn client(url: &str) -> Client {
    let retry = RetryPolicy::default()
        .max_attempts(40)
        .base_delay(Duration::from_millis(1))
        .max_delay(Duration::from_millis(4));
    client_with(url, retry)
}

pub fn client_with(url: &str, retry: RetryPolicy) -> Client {
    Client::builder()
        .access_token(TOKEN)
        .base_url(url)
        .rate_limiter(Unlimited)
        .retry(retry)
        .build()
        .unwrap()
}

/// Rows of a CSV. Every hundredth has a line end and a quote within quotes.
fn rows(numbers: Range<usize>) -> String {
    let mut text = String::new();
    for number in numbers {
        match number % 100 {
            7 => writeln!(
                text,
                "p{number}@example.com,\"A \"\"quoted\"\",\r\nname\"\r"
            )
            .unwrap(),
            _ => writeln!(text, "p{number}@example.com,Ann").unwrap(),
        }
    }
    text
}

pub fn csv(count: usize) -> String {
    format!("email,first_name\n{}", rows(0..count))
}

pub fn import(client: &Client, source: CsvSource) -> ImportCsv {
    import_into(client, source, IMPORT_LIST)
}

pub fn import_into(client: &Client, source: CsvSource, list: &str) -> ImportCsv {
    client
        .import_csv(source, [list])
        .resend_after(Duration::from_millis(8))
        .listing_timeout(Duration::from_millis(300))
        .queue_timeout(Duration::from_secs(2))
}

pub async fn finish(import: ImportCsv) -> constant_contact::Result<BulkReport> {
    let job = import.await?.interval(Duration::from_millis(5));
    job.finish().await
}

/// Makes sure that every row was accepted once, and that the report says so.
pub fn assert_complete(server: &FaultServer, report: &BulkReport, count: usize) {
    let accepted = server.rows();
    assert_eq!(accepted.len(), count, "rows at the server");
    let wrong = accepted.iter().position(|times| *times != 1);
    assert_eq!(wrong, None, "a row was accepted not once");
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.rows_sent(), count as u64);
    let mut next = 1;
    for part in &report.parts {
        assert_eq!(part.rows.start, next, "a gap before part {}", part.number);
        next = part.rows.end;
    }
    assert_eq!(next, count as u64 + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_rows_arrive_exactly_once_with_all_faults() {
    const COUNT: usize = 1_000_000;
    let server = FaultServer::start(1, 4, &all()).await;
    let pieces = stream::iter((0..1_000).map(|piece| {
        let heading = if piece == 0 { "email,first_name\n" } else { "" };
        let rows = rows(piece * 1_000..(piece + 1) * 1_000);
        Ok::<_, Infallible>(format!("{heading}{rows}"))
    }));
    let client = client(&server.url);
    let report = finish(import(&client, CsvSource::stream(pieces)).part_lines(8_000));
    let report = report.await.unwrap();
    assert_complete(&server, &report, COUNT);
    assert_eq!(report.parts.len(), server.accepted());
    for (fault, times) in server.met() {
        assert!(times > 0, "{fault:?} was never met");
    }
}

#[tokio::test]
async fn parts_within_the_real_limits_are_read_to_their_end() {
    let server = FaultServer::start(2, 1, &[]).await;
    let long = "x".repeat(300);
    let mut text = "email,note\n".to_owned();
    for number in 0..50_000 {
        // The number of lines is the limit at first, and the bytes later.
        let note = if number < 41_000 { "" } else { &long };
        writeln!(text, "p{number}@example.com,{note}").unwrap();
    }
    // From a file, which is checked before it is sent.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.csv");
    std::fs::write(&path, &text).unwrap();
    let client = client(&server.url);
    let report = finish(import(&client, CsvSource::path(&path)))
        .await
        .unwrap();
    assert_complete(&server, &report, 50_000);
    assert_eq!(report.parts[0].rows, 1..40_000);
    let reader = tokio::fs::File::open(&path).await.unwrap();
    let again = finish(import(&client, CsvSource::reader(reader)))
        .await
        .unwrap();
    let ranges = |report: &BulkReport| -> Vec<_> {
        report.parts.iter().map(|part| part.rows.clone()).collect()
    };
    assert_eq!(ranges(&again), ranges(&report));
}

#[tokio::test]
async fn a_form_that_is_full_to_its_last_bytes_is_read_to_its_end() {
    let server = FaultServer::start(4, 1, &[]).await;
    // Long rows, and at the end of the first part such short ones that a few bytes are left.
    let long = "x".repeat(460);
    let mut text = "email,note\n".to_owned();
    for number in 0..20_000 {
        let note = if number < 8_000 { &*long } else { "" };
        writeln!(text, "p{number}@example.com,{note}").unwrap();
    }
    // Its name leaves the least room.
    let import = import(&client(&server.url), CsvSource::bytes(text)).import_id("i".repeat(64));
    let report = finish(import).await.unwrap();
    assert_complete(&server, &report, 20_000);
    assert!(
        (8_100..20_000).contains(&report.parts[0].rows.end),
        "{report}"
    );
}

#[tokio::test]
async fn many_jobs_are_polled_with_the_list_and_not_one_by_one() {
    let server = FaultServer::start(3, 1, &[]).await;
    let client = client(&server.url);
    let source = CsvSource::bytes(csv(3_000));
    let report = finish(import(&client, source).part_lines(101))
        .await
        .unwrap();
    assert_complete(&server, &report, 3_000);
    assert_eq!(report.parts.len(), 31);
    // Each job is unfinished for at most two polls, and is not listed for up to 5 ms.
    assert!(server.listings() <= 4);
    assert!(server.polls() < 31);
}

#[tokio::test]
async fn rows_that_cannot_be_sent_are_reported_with_those_that_were() {
    let server = FaultServer::start(6, 1, &[]).await;
    let client = client(&server.url);
    // The stream breaks off after the third part began.
    let pieces: Vec<std::io::Result<Bytes>> = vec![
        Ok(csv(250).into()),
        Err(std::io::Error::other("the disk is gone")),
    ];
    let source = CsvSource::stream(stream::iter(pieces));
    let error = import(&client, source)
        .part_lines(104)
        .send()
        .await
        .unwrap_err();
    let report = error.report().unwrap();
    let sent = report.rows_sent();
    assert_eq!(report.unsent_from, Some(sent + 1));
    assert_eq!(server.rows().len() as u64, sent);
    assert!(!report.is_clean());
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}

#[tokio::test]
async fn a_fault_in_a_file_is_found_before_anything_is_sent() {
    let server = FaultServer::start(7, 1, &[]).await;
    let client = client(&server.url);
    let text = format!("{}p300@example.com,\"open", csv(300));
    let source = CsvSource::bytes(text.clone());
    let error = import(&client, source)
        .part_lines(104)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.csv().unwrap().position().column, 18);
    assert!(error.report().is_none());
    assert_eq!(server.accepted(), 0);
    // A stream can be read only once: the rows before the fault were sent, and the report says so.
    let source = CsvSource::stream(stream::iter([Ok::<_, Infallible>(text)]));
    let error = import(&client, source)
        .part_lines(104)
        .send()
        .await
        .unwrap_err();
    assert!(error.csv().is_some());
    let report = error.report().unwrap();
    assert_eq!(report.rows_sent() as usize, server.rows().len());
    assert_eq!(report.unsent_from, Some(report.rows_sent() + 1));
}

#[tokio::test]
async fn an_import_waits_for_a_full_queue_and_then_fails() {
    let server = FaultServer::start(8, 1, &[Fault::QueueFull]).await;
    let import = import(&client(&server.url), CsvSource::bytes(csv(10)));
    let waiting = import
        .queue_timeout(Duration::from_millis(100))
        .send()
        .await;
    let error = waiting.unwrap_err();
    assert!(error.is_queue_full(), "{error}");
    assert!(server.uploads() > 1);
    let report = error.report().unwrap();
    assert_eq!(report.parts[0].state, PartState::NotSent);
    assert_eq!(report.rows_sent(), 0);
}

#[tokio::test]
async fn a_part_whose_answers_are_all_lost_is_sent_three_times_at_most() {
    let server = FaultServer::start(9, 1, &[UNAVAILABLE]).await;
    let error = import(&client(&server.url), CsvSource::bytes(csv(10)))
        .send()
        .await
        .unwrap_err();
    // The list fails, too, so that the part is unknown.
    assert_eq!(server.uploads(), 1);
    assert_eq!(error.report().unwrap().parts[0].state, PartState::Unknown);
    assert_eq!(error.report().unwrap().rows_unknown(), 10);
}

#[tokio::test]
async fn progress_never_decreases_and_ends_with_the_job() {
    let server = FaultServer::start(11, 1, &[]).await;
    let feed = ProgressFeed::new();
    let updates = feed.updates();
    let watcher = tokio::spawn(updates.collect::<Vec<_>>());
    let client = client(&server.url);
    let source = csv(1_000);
    let length = source.len() as u64;
    let import = import(&client, CsvSource::bytes(source)).part_lines(104);
    let report = finish(import.progress(feed)).await.unwrap();
    let seen = watcher.await.unwrap();
    assert!(
        seen.windows(2)
            .all(|two| two[0].rows <= two[1].rows && two[0].jobs_ended <= two[1].jobs_ended)
    );
    let last = seen.last().unwrap();
    assert_eq!(last.phase, Phase::Ended);
    assert_eq!((last.rows, last.rows_total), (1_000, Some(1_000)));
    assert_eq!((last.bytes, last.bytes_total), (length, Some(length)));
    assert_eq!(last.jobs_ended as usize, report.parts.len());
    assert_eq!(last.percent(), Some(100.0));
}
