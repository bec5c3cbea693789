//! Imports with jobs that are listed late, lost answers and killed processes: the server has each row once,
//! or the report says otherwise.
//!
//! The tests run with tokio's paused clock, so that minutes of waiting take no time. For the long run of
//! these tests and those of `outcomes`, with more rows and seeds:
//!
//! ```text
//! CONSTANT_CONTACT_SEEDS=20 CONSTANT_CONTACT_ROWS=1000000 \
//!     cargo test --release --features loopback,csv-rows --test bulk -- --nocapture late_lists outcomes
//! ```

use crate::fault_server::{FaultServer, IMPORT_LIST};
use crate::faults::{ACCEPTED_LATE, TIMEOUT_AFTER, UNAVAILABLE, UNAVAILABLE_AFTER, garbage, no_id};
use crate::import::{client_with, csv};
use bytes::Bytes;
use constant_contact::{
    BulkReport, Client, CsvSource, Error, FileJournal, ImportCsv, PartState, RetryPolicy,
};
use constant_contact_sandbox::Fault;
use std::path::Path;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// A client with all defaults.
pub fn patient(url: &str) -> Client {
    client_with(url, RetryPolicy::default())
}

pub fn import(client: &Client, rows: usize) -> ImportCsv {
    client.import_csv(CsvSource::bytes(csv(rows)), [IMPORT_LIST])
}

/// How often parts were sent again, and how often the server then had them twice.
#[derive(Debug, Default)]
pub struct Doubts {
    pub clean: usize,
    pub doubled: usize,
    pub lost: usize,
}

/// Makes sure that all statements of a report of `rows` rows are true.
#[track_caller]
pub fn assert_honest(server: &FaultServer, report: &BulkReport, rows: usize, what: &str) -> Doubts {
    let mut accepted = server.rows();
    accepted.resize(rows.max(accepted.len()), 0);
    let mut doubts = Doubts::default();
    for (row, times) in (1..).zip(&accepted) {
        let part = report.parts.iter().find(|part| part.rows.contains(&row));
        let Some(part) = part else {
            let unsent = report.unsent_from.is_some_and(|from| row >= from);
            assert!(unsent, "{what}: row {row} is in no part of {report:?}");
            assert_eq!(*times, 0, "{what}: row {row} was not unsent");
            continue;
        };
        match times {
            0 => {
                assert!(!part.is_sent(), "{what}: row {row} was lost: {part:?}");
                doubts.lost += 1;
            }
            1 => assert_ne!(part.state, PartState::NotSent, "{what}: {part:?}"),
            _ => {
                let said = !part.duplicate_activity_ids.is_empty() || part.may_be_duplicated();
                let said = said || part.state == PartState::Unknown;
                assert!(said, "{what}: row {row} is there {times} times: {part:?}");
                assert!(!part.is_clean() && !report.is_clean(), "{what}: {part:?}");
                doubts.doubled += 1;
            }
        }
    }
    if report.is_clean() {
        assert!(accepted.iter().all(|times| *times == 1), "{what}: {report}");
        doubts.clean += 1;
    }
    doubts
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_listed_after_forty_seconds_is_not_sent_again() {
    let server = FaultServer::start(21, 1, &[]).await;
    server.list_late([Duration::from_secs(40)]);
    server.play([Some(Fault::LostAnswer)]);
    let job = import(&patient(&server.url), 1_000).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert_eq!(server.uploads(), 1);
    assert!(report.is_clean(), "{report}");
    assert_honest(&server, &report, 1_000, "forty seconds");
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_listed_after_all_searches_is_reported() {
    let server = FaultServer::start(22, 1, &[]).await;
    server.list_late([4 * MINUTE, Duration::ZERO]);
    server.play([Some(Fault::LostAnswer)]);
    let job = import(&patient(&server.url), 1_000).send().await.unwrap();
    assert!(job.report().parts[0].may_be_duplicated());
    assert!(job.report().to_string().contains("1000 perhaps twice"));
    // The report is made too early to be certain.
    let report = job.timeout(MINUTE).finish().await.unwrap();
    assert_eq!(report.parts[0].state, PartState::Completed);
    assert!(!report.is_clean());
    assert!(
        report.to_string().contains("1000 perhaps twice"),
        "{report}"
    );
    let job = import(&patient(&server.url), 1_000);
    server.play([Some(Fault::LostAnswer)]);
    let report = job.send().await.unwrap().finish().await.unwrap();
    let first = &server.sandbox.jobs().all()[0];
    assert_eq!(report.parts[0].duplicate_activity_ids, [&*first.id]);
    assert!(
        report.to_string().contains("1000 accepted twice"),
        "{report}"
    );
    assert_honest(&server, &report, 1_000, "four minutes");
}

#[tokio::test(start_paused = true)]
async fn a_part_that_was_sent_again_is_clean_when_it_is_certain_that_there_is_one_job() {
    let server = FaultServer::start(23, 1, &[]).await;
    server.list_late([Duration::ZERO]);
    server.play([Some(Fault::LostRequest)]);
    let begun = tokio::time::Instant::now();
    let job = import(&patient(&server.url), 1_000).send().await.unwrap();
    assert!(job.report().parts[0].may_be_duplicated());
    let report = job.finish().await.unwrap();
    assert!(report.is_clean() && !report.parts[0].may_be_duplicated());
    assert!(begun.elapsed() >= 5 * MINUTE, "{:?}", begun.elapsed());
    assert_eq!(server.uploads(), 2);
    // Three searches before the part was sent again, and one at the end.
    assert_eq!(server.listings(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_new_job_that_is_not_known_by_its_id_is_requested_again() {
    let server = FaultServer::start(24, 1, &[]).await;
    server.sandbox.jobs().hide_until_listed(true);
    for (late, parts) in [(MINUTE, 1), (MINUTE, 5), (4 * MINUTE, 1)] {
        server.list_late([late]);
        server.play([]);
        let import = import(&patient(&server.url), 500).part_lines(600 / parts);
        let report = import.send().await.unwrap().finish().await.unwrap();
        assert_eq!(report.parts.len() as u64, parts);
        assert!(report.is_clean(), "{report}");
    }
    // A job that is never known is given up.
    server.list_late([90 * MINUTE]);
    server.play([]);
    let job = import(&patient(&server.url), 500).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert_eq!(report.parts[0].state, PartState::Expired);
}

/// Sends and follows an import, with `resend_after` if it is not the default.
async fn run(
    url: String,
    source: Bytes,
    part_lines: u64,
    journal: &Path,
    resend_after: Option<Duration>,
) -> Result<BulkReport, Error> {
    let client = patient(&url);
    let mut import = client
        .import_csv(CsvSource::bytes(source), [IMPORT_LIST])
        .part_lines(part_lines)
        .journal(FileJournal::open(journal).await?);
    if let Some(resend_after) = resend_after {
        import = import.resend_after(resend_after);
    }
    import.send().await?.finish().await
}

fn number(variable: &str, default: usize) -> usize {
    let value = std::env::var(variable).ok();
    value.map_or(default, |value| value.parse().unwrap())
}

/// The faults of one upload in three, mostly a lost answer.
fn lost() -> [Fault; 12] {
    [
        // The job is accepted a minute later and listed up to a minute after that, which is too late for the defaults.
        ACCEPTED_LATE,
        Fault::LostAnswer,
        Fault::LostAnswer,
        Fault::LostAnswer,
        UNAVAILABLE_AFTER,
        UNAVAILABLE_AFTER,
        TIMEOUT_AFTER,
        Fault::LostRequest,
        UNAVAILABLE,
        garbage(),
        no_id(),
        Fault::QueueFull,
    ]
}

#[tokio::test(start_paused = true)]
async fn rows_are_accepted_once_or_reported_with_late_lists_and_killed_processes() {
    let seeds = number("CONSTANT_CONTACT_SEEDS", 4);
    let rows = number("CONSTANT_CONTACT_ROWS", 60_000);
    let source = Bytes::from(csv(rows));
    let mut total = Doubts::default();
    let (mut kills, mut failures, mut uploads) = (0, 0, 0);
    for seed in 0..seeds {
        let mut random = fastrand::Rng::with_seed(seed as u64);
        // Every second import sends parts again before all jobs are listed, so that parts are accepted twice.
        let is_hasty = seed % 2 == 1;
        let kinds = if is_hasty { &lost()[..] } else { &lost()[1..] };
        let server = FaultServer::start(seed as u64, 3, kinds).await;
        server.list_late(
            std::iter::repeat_with(|| Duration::from_millis(random.u64(..60_000))).take(499),
        );
        let resend_after = is_hasty.then_some(Duration::from_secs(20));
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("journal");
        let mut moments = 12;
        let report = loop {
            // About a hundred parts.
            let run = run(
                server.url.clone(),
                source.clone(),
                (rows / 100) as u64,
                &journal,
                resend_after,
            );
            let ended = if moments > 0 {
                moments -= 1;
                let target = server.accepted() + random.usize(1..12);
                let moment = Duration::from_millis(random.u64(..200_000));
                tokio::select! {
                    ended = run => ended,
                    () = server.wait_for(target), if moments % 2 == 0 => { kills += 1; continue }
                    () = tokio::time::sleep(moment), if moments % 2 == 1 => { kills += 1; continue }
                }
            } else {
                run.await
            };
            match ended {
                Ok(report) => break report,
                Err(error) => {
                    failures += 1;
                    assert!(failures < 100 * seeds, "{error}");
                    if let Some(report) = error.report() {
                        assert_honest(&server, report, rows, &format!("seed {seed}: {error}"));
                    }
                }
            }
        };
        let doubts = assert_honest(&server, &report, rows, &format!("seed {seed}"));
        assert_eq!(
            doubts.lost, 0,
            "seed {seed}: an import that ends has sent everything"
        );
        assert!(is_hasty || report.is_clean(), "seed {seed}: {report}");
        eprintln!("seed {seed}: {report}");
        total.clean += doubts.clean;
        total.doubled += doubts.doubled;
        uploads += server.uploads();
    }
    eprintln!(
        "{seeds} imports of {rows} rows, {uploads} uploads, {kills} kills, {failures} runs that \
         failed: {} clean, {} rows twice and reported, none twice or lost without a report",
        total.clean, total.doubled
    );
}
