//! Parts for which it is uncertain whether, how often and where they arrived.

use crate::fault_server::FaultServer;
use crate::faults::{garbage, no_id};
use crate::import::client_with;
use crate::late_lists::{assert_honest, import, patient};
use crate::outcomes::Memory;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_contact::{Client, ErrorKind, PartState, RetryPolicy, Unlimited};
use constant_contact_sandbox::Fault;
use std::sync::Arc;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(start_paused = true)]
async fn three_lost_answers_are_unknown_and_a_later_run_searches_before_it_sends() {
    let server = FaultServer::start(41, 1, &[]).await;
    server.list_late([20 * MINUTE]);
    server.play([const { Some(Fault::LostAnswer) }; 3]);
    let client = patient(&server.url);
    let journal = Memory::default();
    let again = || import(&client, 10).journal(journal.clone());
    let error = again().send().await.unwrap_err();
    assert!(error.is_ambiguous(), "{error}");
    let report = error.report().unwrap();
    assert_eq!(report.parts[0].state, PartState::Unknown);
    assert_eq!((report.rows_unknown(), report.rows_sent()), (10, 0));
    tokio::time::sleep(20 * MINUTE).await;
    let report = again().send().await.unwrap().finish().await.unwrap();
    assert_eq!(server.uploads(), 3);
    assert_eq!(report.parts[0].duplicate_activity_ids.len(), 2);
    assert!(!report.is_clean());
    assert_honest(&server, &report, 10, "three times");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_retries_ambiguous_requests_sends_no_part_again_without_a_search() {
    let server = FaultServer::start(49, 1, &[]).await;
    server.play([Some(Fault::LostAnswer)]);
    let client = client_with(&server.url, RetryPolicy::default().retry_ambiguous(true));
    let job = import(&client, 10).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert_eq!((server.uploads(), server.accepted()), (1, 1));
    assert!(report.is_clean(), "{report}");
}

#[tokio::test(start_paused = true)]
async fn a_success_that_names_no_job_is_not_sent_again_by_any_run() {
    for fault in [garbage(), no_id(), Fault::TruncatedAnswer] {
        let server = FaultServer::start(42, 1, &[]).await;
        server.list_late([40 * MINUTE]);
        server.play([Some(fault.clone())]);
        let client = patient(&server.url);
        let journal = Memory::default();
        for run in 1..=3 {
            let begun = tokio::time::Instant::now();
            let sent = import(&client, 10).journal(journal.clone()).send().await;
            let error = sent.unwrap_err();
            let report = error.report().unwrap();
            assert_eq!(report.parts[0].state, PartState::Unknown, "{fault:?} {run}");
            assert!(begun.elapsed() >= 5 * MINUTE, "it looked all the time");
            assert_eq!(server.uploads(), 1, "{fault:?} {run}");
        }
        tokio::time::sleep(40 * MINUTE).await;
        let sent = import(&client, 10).journal(journal).send().await.unwrap();
        let report = sent.finish().await.unwrap();
        assert!(report.is_clean(), "{fault:?}: {report}");
        assert_eq!(server.uploads(), 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn two_imports_with_one_id_at_once_are_reported_by_both() {
    let server = FaultServer::start(43, 1, &[]).await;
    let client = patient(&server.url);
    for (late, journals) in [(0, false), (40, false), (40, true)] {
        server.list_late([Duration::from_secs(late)]);
        server.play([]);
        let run = || async {
            let mut import = import(&client, 100).part_lines(40).import_id("daily");
            if journals {
                import = import.journal(Memory::default());
            }
            import.send().await?.finish().await
        };
        let (one, other) = tokio::join!(run(), run());
        for report in [one, other] {
            let report = report.unwrap();
            assert!(!report.is_clean(), "late by {late} s");
            assert!(
                report
                    .parts
                    .iter()
                    .all(|part| part.duplicate_activity_ids.len() == 1)
            );
            assert_honest(&server, &report, 100, "twice at once");
        }
        // Without waiting, the jobs that are listed by then are found.
        if late == 0 && !journals {
            server.play([]);
            let run = || async {
                let import = import(&client, 100).import_id("hurried");
                import.send().await?.timeout(MINUTE).finish().await
            };
            let (one, other) = tokio::join!(run(), run());
            assert!(!one.unwrap().is_clean() && !other.unwrap().is_clean());
            server.play([]);
            server.sandbox.jobs().add_import("daily-1.csv");
        }
        // Later, the id is refused.
        let error = run().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_journal_copied_for_two_imports_is_reported() {
    let server = FaultServer::start(44, 1, &[]).await;
    server.list_late([Duration::ZERO]);
    let client = patient(&server.url);
    // One part, which is requested by its id: the list of jobs is read only to find the other job.
    let import = |journal: &Memory| import(&client, 100).journal(journal.clone());
    // Copied while a part is being sent, and before.
    for less in [0, 1] {
        server.play([Some(Fault::HeldRequest)]);
        let journal = Memory::default();
        tokio::select! {
            sent = import(&journal).send() => panic!("{sent:?}"),
            () = server.killed() => {}
        }
        let mut lines = journal.0.lock().unwrap().clone();
        lines.truncate(lines.len() - less);
        let (one, other) = (
            Memory(Arc::new(lines.clone().into())),
            Memory(Arc::new(lines.into())),
        );
        let (one, other) = tokio::join!(import(&one).send(), import(&other).send());
        let one = one.unwrap().finish().await.unwrap();
        let other = other.unwrap().finish().await.unwrap();
        assert!(!one.is_clean() && !other.is_clean(), "{one}; {other}");
        assert_honest(&server, &one, 100, "a copy");
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_begins_at_the_end_of_the_request() {
    let server = FaultServer::start(52, 1, &[]).await;
    server.list_late([Duration::from_secs(80)]);
    let slow = server.sandbox.fail(Fault::LostAnswer);
    slow.on("POST /activities/contacts_file_import")
        .delayed(Duration::from_secs(50))
        .times(1);
    let job = import(&patient(&server.url), 10).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(server.uploads(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_listed_twice_is_one_job() {
    let server = FaultServer::start(53, 1, &[]).await;
    server.list_late([Duration::ZERO]);
    server.sandbox.jobs().list_twice(true);
    server.play([Some(Fault::LostAnswer)]);
    let client = patient(&server.url);
    let journal = Memory::default();
    for _ in 0..2 {
        let import = import(&client, 10).journal(journal.clone());
        let report = import.send().await.unwrap().finish().await.unwrap();
        assert!(report.is_clean(), "{report}");
    }
    assert_eq!(server.uploads(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_leaves_no_part_uncertain() {
    let server = FaultServer::start(45, 1, &[]).await;
    server.play([const { Some(Fault::QueueFull) }; 5]);
    let journal = Memory::default();
    let import = import(&patient(&server.url), 10).journal(journal.clone());
    let job = import.send().await.unwrap();
    assert!(!job.report().parts[0].may_be_duplicated());
    let report = job.finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(server.uploads(), 6);
    assert_eq!(server.listings(), 0);
    // Nor in a run that has it from the journal.
    let client = patient(&server.url);
    let again = crate::late_lists::import(&client, 10).journal(journal);
    let job = again.send().await.unwrap();
    assert!(!job.report().parts[0].may_be_duplicated());
}

#[tokio::test(start_paused = true)]
async fn thousands_of_jobs_take_one_reading_of_the_list_at_the_end() {
    let server = FaultServer::start(46, 1, &[]).await;
    server.list_late([Duration::ZERO]);
    server.play([None, Some(Fault::LostRequest)]);
    let jobs = server.sandbox.jobs().take(Duration::ZERO);
    for number in 0..6_000 {
        jobs.add_import(&format!("other-{number}.csv"));
    }
    jobs.take(Duration::from_secs(20));
    let pages = 6_001_u64.div_ceil(500);
    let client = patient(&server.url);
    let job = import(&client, 100).part_lines(60).send().await.unwrap();
    assert_eq!(job.report().parts.len(), 2);
    assert_eq!(server.listings(), 3 * pages, "three looks");
    let report = job.finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    let polls = 5;
    assert!(server.listings() <= 4 * pages + polls);
}

#[tokio::test(start_paused = true)]
async fn the_list_of_a_server_that_renames_files_proves_nothing() {
    let server = FaultServer::start(47, 1, &[]).await;
    server.list_late([Duration::ZERO]);
    server.sandbox.jobs().rename_files(true);
    let client = patient(&server.url);
    // Before the first answer, it is not known that the server renames files.
    server.play([Some(Fault::LostAnswer)]);
    let job = import(&client, 10).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert!(report.parts[0].may_be_duplicated() && !report.is_clean());
    assert_honest(&server, &report, 10, "renamed");
    // After that, a lost answer ends the import in each run.
    server.play([None, Some(Fault::LostAnswer)]);
    let journal = Memory::default();
    for _ in 0..2 {
        let import = import(&client, 100).part_lines(60).journal(journal.clone());
        let error = import.send().await.unwrap_err();
        let report = error.report().unwrap();
        assert_eq!(report.parts[1].state, PartState::Unknown);
        assert_eq!(server.uploads(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_is_not_polled_forever() {
    for (state, shown) in [
        ("canceled", "not seen to end, last state canceled"),
        ("", "not seen to end, last state not given"),
        ("ann@example.com", "last state none that the API documents"),
    ] {
        let server = FaultServer::start(48, 1, &[]).await;
        server.sandbox.jobs().end_as(state);
        let job = import(&patient(&server.url), 10).send().await.unwrap();
        let report = job.finish().await.unwrap();
        assert_eq!(report.parts[0].state, PartState::Accepted);
        let text = report.into_result().unwrap_err().to_string();
        assert!(text.contains(shown) && !text.contains('@'), "{text}");
    }
}

/// A client whose token names this owner.
fn owned_by(server: &FaultServer, owner: &str) -> Client {
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"platform_user_id":"{owner}"}}"#));
    let token = format!("e30.{claims}.signature");
    server.sandbox.accept_token(&*token);
    Client::builder()
        .access_token(token)
        .base_url(&server.url)
        .rate_limiter(Unlimited)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_journal_belongs_to_one_account() {
    let server = FaultServer::start(49, 1, &[]).await;
    server.play([None, Some(Fault::HeldRequest)]);
    let journal = Memory::default();
    let import = |client: &Client| import(client, 100).part_lines(60).journal(journal.clone());
    tokio::select! {
        sent = import(&owned_by(&server, "ann")).send() => panic!("{sent:?}"),
        () = server.killed() => {}
    }
    let kept = journal.0.lock().unwrap().join("\n");
    assert!(!kept.contains("ann"), "{kept}");
    // By the token, while the jobs are new.
    let other = FaultServer::start(50, 1, &[]).await;
    let sent = import(&owned_by(&other, "bob")).send().await;
    let error = sent.unwrap_err();
    assert!(error.to_string().contains("another account"), "{error}");
    // By the jobs, whatever owner the tokens name.
    for client in [patient(&other.url), owned_by(&other, "ann")] {
        let sent = import(&client).listing_timeout(Duration::ZERO).send().await;
        let error = sent.unwrap_err();
        assert!(error.to_string().contains("another account"), "{error}");
    }
    assert_eq!((other.accepted(), server.accepted()), (0, 1));
    let colleague = owned_by(&server, "the owner's colleague");
    let sent = import(&colleague)
        .listing_timeout(Duration::ZERO)
        .send()
        .await;
    let report = sent.unwrap().finish().await.unwrap();
    assert_honest(&server, &report, 100, "a colleague");
    assert_eq!(server.accepted(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_journal_with_a_flipped_bit_sends_nothing() {
    let server = FaultServer::start(51, 1, &[]).await;
    server.play([None, Some(Fault::HeldRequest)]);
    let client = patient(&server.url);
    let journal = Memory::default();
    let import = |journal: Memory| import(&client, 100).part_lines(60).journal(journal);
    tokio::select! {
        sent = import(journal.clone()).send() => panic!("{sent:?}"),
        () = server.killed() => {}
    }
    let good = journal.0.lock().unwrap().clone();
    assert_eq!(good.len(), 4);
    let mut flips = 0;
    for (number, line) in good.iter().enumerate() {
        for at in 0..line.len() {
            // One bit of each byte. The unit tests of the journal flip every bit.
            let mut bytes = line.clone().into_bytes();
            bytes[at] ^= 1 << (at % 7);
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            let mut lines = good.clone();
            lines[number] = text;
            let sent = import(Memory(Arc::new(lines.into()))).send().await;
            let error = sent.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            flips += 1;
        }
    }
    assert!(flips > 400, "{flips}");
    assert_eq!(server.uploads(), 2);
}
