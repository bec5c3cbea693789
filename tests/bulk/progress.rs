//! The progress of a job: every stream ends, however the job ends.

use crate::fault_server::FaultServer;
use crate::import::{client, csv, import};
use constant_contact::{CsvSource, FileJournal, Phase, Progress, ProgressFeed};
use futures_util::StreamExt;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Collects the updates in a task, as a progress bar does.
fn bar(feed: &ProgressFeed) -> JoinHandle<Vec<Progress>> {
    tokio::spawn(feed.updates().collect())
}

fn source() -> CsvSource {
    CsvSource::bytes(csv(500))
}

async fn last(bar: JoinHandle<Vec<Progress>>) -> Progress {
    // The clock is paused: the time passes at once if nothing else can happen.
    let seen = tokio::time::timeout(Duration::from_secs(86_400), bar).await;
    let mut seen = seen.expect("the stream ends").unwrap();
    seen.pop().expect("the stream yields the last state")
}

#[tokio::test(start_paused = true)]
async fn the_updates_end_with_the_job_and_while_it_lives() {
    let server = FaultServer::start(41, 1, &[]).await;
    let feed = ProgressFeed::new();
    let bar = bar(&feed);
    let import = import(&client(&server.url), source()).part_lines(104);
    let job = import.progress(feed.clone()).send().await.unwrap();
    let report = job.finish().await.unwrap();
    let last = last(bar).await;
    assert_eq!(last, feed.current());
    assert_eq!((last.phase, last.rows), (Phase::Ended, 500));
    assert_eq!(job.report().parts.len(), report.parts.len());
}

#[tokio::test(start_paused = true)]
async fn the_updates_of_a_resumed_import_end() {
    let server = FaultServer::start(42, 1, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    for run in 1..=2 {
        let feed = ProgressFeed::new();
        let bar = bar(&feed);
        let journal = FileJournal::open(folder.path().join("journal"))
            .await
            .unwrap();
        let import = import(&client(&server.url), source()).journal(journal);
        let job = import.progress(feed.clone()).send().await.unwrap();
        job.finish().await.unwrap();
        let last = last(bar).await;
        assert_eq!((last.phase, last.rows), (Phase::Ended, 500), "run {run}");
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_updates_of_a_failed_import_end() {
    let server = FaultServer::start(43, 1, &[]).await;
    for (source, lists) in [
        (CsvSource::bytes("email\n\"open"), vec!["list-1"]),
        (source(), vec![]),
        (CsvSource::path("/no/such/file"), vec!["list-1"]),
    ] {
        let feed = ProgressFeed::new();
        let bar = bar(&feed);
        let import = client(&server.url).import_csv(source, lists);
        import.progress(feed.clone()).send().await.unwrap_err();
        assert_eq!(last(bar).await.phase, Phase::Checking);
    }
    // The call is dropped before it is sent.
    let feed = ProgressFeed::new();
    let bar = bar(&feed);
    drop(import(&client(&server.url), source()).progress(feed.clone()));
    assert_eq!(last(bar).await.phase, Phase::Checking);
}

#[tokio::test(start_paused = true)]
async fn the_updates_end_with_a_job_that_is_dropped_early() {
    let server = FaultServer::start(44, 1, &[]).await;
    let feed = ProgressFeed::new();
    let bar = bar(&feed);
    let import = import(&client(&server.url), source());
    let job = import.progress(feed.clone()).send().await.unwrap();
    drop(job);
    assert_eq!(last(bar).await.phase, Phase::Processing);
}

#[tokio::test(start_paused = true)]
async fn the_updates_end_with_a_finish_that_is_dropped_or_passes_its_deadline() {
    let server = FaultServer::start(45, 1, &[]).await;
    server.sandbox.jobs().end_as("processing");
    let feed = ProgressFeed::new();
    let import = import(&client(&server.url), source());
    let job = import.progress(feed.clone()).send().await.unwrap();

    let dropped = bar(&feed);
    let wait = tokio::time::timeout(Duration::from_secs(60), job.finish()).await;
    assert!(wait.is_err(), "the job does not end");
    assert_eq!(last(dropped).await.phase, Phase::Processing);

    let late = bar(&feed);
    let job = job.timeout(Duration::from_secs(60));
    assert!(!job.finish().await.unwrap().is_clean());
    assert_eq!(last(late).await.phase, Phase::Processing);
}
