//! Imports that break off at any moment and are resumed from their journal: each row is accepted exactly
//! once, and another import is refused.

use crate::fault_server::FaultServer;
use crate::faults::all;
use crate::import::{assert_complete, client, csv, finish, import, import_into};
use bytes::Bytes;
use constant_contact::{CsvSource, FileJournal};
use futures_util::stream;
use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;

/// Drops an import at twenty moments and resumes it from its journal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_dropped_at_twenty_moments_resumes_from_its_journal() {
    const COUNT: usize = 200_000;
    let server = FaultServer::start(4, 5, &all()).await;
    let folder = tempfile::tempdir().unwrap();
    let source = Bytes::from(csv(COUNT));
    let journal = folder.path().join("journal");
    let run = |source: Bytes| {
        let (client, journal) = (client(&server.url), journal.clone());
        async move {
            let import = import(&client, CsvSource::bytes(source))
                .part_lines(1_001)
                .resend_after(Duration::from_millis(200))
                .journal(FileJournal::open(journal).await?);
            finish(import).await
        }
    };
    let mut random = fastrand::Rng::with_seed(4);
    for moment in 1..=20 {
        // Some are dropped while the server holds their part, some at any other moment.
        let target = server.accepted() + random.usize(1..9);
        server.allow(if moment % 3 == 0 { target } else { usize::MAX });
        let mut task = tokio::spawn(run(source.clone()));
        tokio::select! {
            () = server.wait_for(target) => {}
            ended = &mut task => panic!("ended before moment {moment}: {ended:?}"),
        }
        tokio::time::sleep(Duration::from_micros(random.u64(..8_000))).await;
        task.abort();
        let aborted = task.await;
        assert!(
            aborted.is_err_and(|error| error.is_cancelled()),
            "moment {moment}"
        );
    }
    server.allow(usize::MAX);
    let report = run(source.clone()).await.unwrap();
    assert_complete(&server, &report, COUNT);
    // Once more, with nothing left to send.
    let uploads = server.uploads();
    let report = run(source).await.unwrap();
    assert_complete(&server, &report, COUNT);
    assert_eq!(server.uploads(), uploads);
}

const CHILD: &str = "CONSTANT_CONTACT_TEST_CHILD";

/// The process that the next test kills. Without that test it does nothing.
#[tokio::test]
async fn child_process() {
    let Ok(url) = std::env::var(CHILD) else {
        return;
    };
    let folder = std::env::var("CONSTANT_CONTACT_TEST_FOLDER").unwrap();
    let folder = Path::new(&folder);
    let journal = FileJournal::open(folder.join("journal")).await.unwrap();
    let import = import(&client(&url), CsvSource::path(folder.join("contacts.csv")))
        .part_lines(1_001)
        .resend_after(Duration::from_millis(200))
        .journal(journal);
    let report = finish(import).await.unwrap();
    assert!(report.is_clean(), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_twenty_moments_resumes_from_its_journal() {
    const COUNT: usize = 200_000;
    let server = FaultServer::start(5, 5, &all()).await;
    server.list_late((0..50).map(Duration::from_millis));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("contacts.csv"), csv(COUNT)).unwrap();
    let spawn = || {
        tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "resume::child_process"])
            .env(CHILD, &server.url)
            .env("CONSTANT_CONTACT_TEST_FOLDER", folder.path())
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    };
    let mut random = fastrand::Rng::with_seed(5);
    for moment in 1..=20 {
        let target = server.accepted() + random.usize(1..9);
        server.allow(if moment % 3 == 0 { target } else { usize::MAX });
        let mut child = spawn();
        tokio::select! {
            () = server.wait_for(target) => {}
            ended = child.wait() => panic!("ended before moment {moment}: {ended:?}"),
        }
        tokio::time::sleep(Duration::from_micros(random.u64(..8_000))).await;
        child.kill().await.unwrap();
        assert!(!child.wait().await.unwrap().success(), "moment {moment}");
    }
    server.allow(usize::MAX);
    assert!(spawn().wait().await.unwrap().success());
    let rows = server.rows();
    assert_eq!(rows.len(), COUNT);
    assert!(rows.iter().all(|times| *times == 1));
}

#[tokio::test]
async fn a_changed_source_or_another_list_is_refused_before_anything_is_sent() {
    let server = FaultServer::start(10, 1, &[]).await;
    let client = client(&server.url);
    let folder = tempfile::tempdir().unwrap();
    let journal = || FileJournal::open(folder.path().join("journal"));
    let first = import(&client, CsvSource::bytes(csv(300))).part_lines(104);
    finish(first.journal(journal().await.unwrap()))
        .await
        .unwrap();
    let uploads = server.uploads();
    let changed = format!("{}p300@example.com,Ann\n", csv(300));
    let source = || CsvSource::bytes(csv(300));
    let once = CsvSource::stream(stream::iter([Ok::<_, Infallible>(
        csv(300).replace("Ann", "Bob"),
    )]));
    for (import, what) in [
        (
            import(&client, CsvSource::bytes(changed)).part_lines(104),
            "source",
        ),
        (import(&client, once).part_lines(104), "source"),
        (
            import_into(&client, source(), "other").part_lines(104),
            "lists",
        ),
        (import(&client, source()).part_lines(105), "limit of lines"),
        (
            import(&client, source()).part_lines(104).import_id("other"),
            "id",
        ),
    ] {
        let sent = import.journal(journal().await.unwrap()).send().await;
        let error = sent.unwrap_err().to_string();
        assert!(error.contains(what), "{what}: {error}");
    }
    assert_eq!(server.uploads(), uploads);
}

#[tokio::test]
async fn an_import_id_can_be_used_once() {
    let server = FaultServer::start(12, 1, &[]).await;
    let client = client(&server.url);
    let named = || import(&client, CsvSource::bytes(csv(10))).import_id("spring");
    let report = finish(named()).await.unwrap();
    assert_eq!(report.parts[0].file_name.as_deref(), Some("spring-1.csv"));
    let error = named().send().await.unwrap_err();
    assert!(error.to_string().contains("used before"), "{error}");
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn two_imports_cannot_use_one_journal_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let held = FileJournal::open(&path).await.unwrap();
    let error = FileJournal::open(&path).await.unwrap_err();
    assert!(error.to_string().contains("another import"), "{error}");
    drop(held);
    assert!(FileJournal::open(&path).await.is_ok());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_fails_the_line_and_keeps_those_before() {
    use constant_contact::Journal;
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    let Some(_disk) = crate::disk::small_disk(&disk) else {
        return;
    };
    let path = disk.join("journal");
    let long = format!(r#"{{"event":"begin","padding":"{}"}}"#, "x".repeat(5_000));
    for lines in [0, 1] {
        let journal = FileJournal::open(&path).await.unwrap();
        let filler = crate::disk::fill(&disk);
        let error = journal.append(&long).await.unwrap_err();
        assert!(error.to_string().contains("journal"), "{error}");
        // The process may end here or continue.
        drop(journal);
        std::fs::remove_file(filler).unwrap();
        let journal = FileJournal::open(&path).await.unwrap();
        assert_eq!(journal.load().await.unwrap().len(), lines);
        journal.append(&long).await.unwrap();
        drop(journal);
        let journal = FileJournal::open(&path).await.unwrap();
        assert_eq!(journal.load().await.unwrap(), vec![long.clone(); lines + 1]);
    }
}
