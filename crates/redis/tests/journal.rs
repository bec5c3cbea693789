//! The rules of journals, and what is particular to Redis: answers that are lost, lines that are lost, and imports that
//! another process resumes.
//!
//! The processes are copies of this test binary.

#![allow(clippy::unwrap_used, reason = "tests")]

mod proxy;
mod support;

use constant_contact::{Client, CsvSource, ErrorKind, Journal, LockGuard, Unlimited, conformance};
use constant_contact_redis::{Connection, RedisJournal, redis::AsyncCommands};
use constant_contact_sandbox::{Fault, Sandbox};
use proxy::Proxy;
use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;
use support::{Persistence, RedisServer};
use tokio::process::{Child, Command};
use tokio::time::sleep;

const LINES: &str = "{constant-contact}:journal:spring:lines";
const LOCK: &str = "{constant-contact}:journal:spring:lock";

fn journal(connection: Connection) -> RedisJournal {
    RedisJournal::new(connection, "spring")
}

/// A journal that is locked and loaded, as an import does it.
async fn begun(connection: Connection) -> (RedisJournal, LockGuard) {
    let journal = journal(connection);
    let guard = journal.lock().await.unwrap();
    journal.load().await.unwrap();
    (journal, guard)
}

async fn lines(server: &RedisServer) -> Vec<String> {
    server.connection().lrange(LINES, 0, -1).await.unwrap()
}

#[tokio::test]
async fn keeps_the_rules_of_journals() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let open = async |name: &str| {
        let journal = RedisJournal::new(server.connection(), name);
        Ok(journal.lease(Duration::from_secs(1)))
    };
    let kept = conformance::journal(open).await;
    assert!(kept.is_ok(), "{kept:?}");
}

#[tokio::test]
async fn a_line_whose_answer_is_lost_is_appended_once() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let proxy = Proxy::start(&server.url()).await;
    let (journal, _guard) = begun(proxy.connection()).await;
    journal.append("0").await.unwrap();
    proxy.lose_answers(2);
    journal.append("1").await.unwrap();
    journal.append("2").await.unwrap();
    assert_eq!(proxy.answers_to_lose(), 0);
    assert_eq!(lines(&server).await, ["0", "1", "2"]);
}

#[tokio::test]
async fn a_dropped_append_is_whole_or_absent_and_the_next_line_follows_it() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (journal, _guard) = begun(server.connection()).await;
    for number in 0..100 {
        let limit = Duration::from_micros(number * 10);
        let dropped = format!("dropped-{number}");
        drop(tokio::time::timeout(limit, journal.append(&dropped)).await);
        let whole = format!("whole-{number}");
        if journal.append(&whole).await.is_err() {
            // The dropped line has arrived in between. The import would end here.
            journal.load().await.unwrap();
            journal.append(&whole).await.unwrap();
        }
    }
    let lines = lines(&server).await;
    let whole = lines.iter().filter_map(|line| line.strip_prefix("whole-"));
    let whole: Vec<u64> = whole.map(|number| number.parse().unwrap()).collect();
    assert_eq!(whole, (0..100).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_process_that_lost_the_lock_appends_nothing() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (first, first_guard) = begun(server.connection()).await;
    first.append("0").await.unwrap();
    // The owner does not renew its lease.
    let () = server.connection().pexpire(LOCK, 1).await.unwrap();
    std::mem::forget(first_guard);
    let (second, _guard) = begun(server.connection()).await;
    let error = first.append("late").await.unwrap_err();
    assert!(error.to_string().contains("another process"), "{error}");
    second.append("1").await.unwrap();
    assert_eq!(lines(&server).await, ["0", "1"]);
}

#[tokio::test]
async fn lines_that_redis_has_lost_stop_the_import() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (journal, _guard) = begun(server.connection()).await;
    for line in ["0", "1", "2"] {
        journal.append(line).await.unwrap();
    }
    let () = server.connection().ltrim(LINES, 0, 1).await.unwrap();
    journal.append("3").await.unwrap_err();
    assert_eq!(lines(&server).await, ["0", "1"]);
}

#[tokio::test]
async fn an_unlocked_journal_appends_nothing() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    journal(server.connection()).append("0").await.unwrap_err();
    assert!(lines(&server).await.is_empty());
}

#[tokio::test]
async fn a_journal_in_use_is_not_deleted_and_one_that_is_not_used_is() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (journal, guard) = begun(server.connection()).await;
    journal.append("0").await.unwrap();
    let delete = journal.delete();
    let waited = tokio::time::timeout(Duration::from_secs(1), delete).await;
    assert!(waited.is_err(), "{waited:?}");
    assert_eq!(lines(&server).await, ["0"]);
    drop(guard);
    journal.delete().await.unwrap();
    journal.delete().await.unwrap();
    let keys: Vec<String> = server.connection().keys("*").await.unwrap();
    assert!(keys.is_empty(), "{keys:?}");
}

const REDIS: &str = "CONSTANT_CONTACT_TEST_REDIS";
const API: &str = "CONSTANT_CONTACT_TEST_API";
const LIST: &str = "CONSTANT_CONTACT_TEST_LIST";
const IMPORT: &str = "POST /activities/contacts_file_import";
const ROWS: usize = 200;
/// Shorter than usual, since the next process waits this long after a kill.
const LEASE: Duration = Duration::from_millis(800);

/// Imports the rows in parts of ten, or resumes that.
async fn import(redis: Connection, api: &str, list: &str) -> constant_contact::Result<bool> {
    let client = Client::builder()
        .base_url(api)
        .access_token("sandbox-access-token")
        .rate_limiter(Unlimited)
        .build()?;
    let mut csv = "email,first_name\n".to_owned();
    for row in 0..ROWS {
        writeln!(csv, "p{row}@example.com,Ann").unwrap();
    }
    let import = client
        .import_csv(CsvSource::bytes(csv), [list])
        .part_lines(11)
        .resend_after(Duration::from_millis(200))
        .listing_timeout(Duration::from_millis(400))
        .journal(journal(redis).lease(LEASE));
    let job = import.send().await?.interval(Duration::from_millis(20));
    Ok(job.finish().await?.is_clean())
}

/// Not a test: one of the processes of the next test.
#[tokio::test]
async fn imports_until_it_is_killed() {
    let [Ok(redis), Ok(api), Ok(list)] = [REDIS, API, LIST].map(std::env::var) else {
        return;
    };
    let redis = Connection::open(redis).unwrap();
    assert!(import(redis, &api, &list).await.unwrap());
}

fn spawn(server: &RedisServer, sandbox: &Sandbox, list: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "imports_until_it_is_killed"])
        .env(REDIS, server.url())
        .env(API, sandbox.base_url())
        .env(LIST, list)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_resumes_the_import_of_one_that_was_killed() {
    let Some(mut server) = RedisServer::start_with(Persistence::Always) else {
        return;
    };
    let seed =
        std::env::var("JOURNAL_SEED").map_or_else(|_| fastrand::u64(..), |it| it.parse().unwrap());
    println!("JOURNAL_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let sandbox = Sandbox::builder()
        .without_limits()
        .seed(seed)
        .start()
        .await
        .unwrap();
    let list = sandbox.add_list("Spring");
    let faults = [
        Fault::LostAnswer,
        Fault::LostRequest,
        Fault::Slow(Duration::from_millis(20)),
    ];
    let faults = sandbox.fail_any(faults).on(IMPORT);
    faults.with_probability(0.3).at_most_in_a_row(2);
    for kill in 1..=5 {
        let mut process = spawn(&server, &sandbox, &list);
        while sandbox.jobs().accepted() < kill * 3 {
            sleep(Duration::from_millis(1)).await;
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "ended before it was killed: {ended:?}");
        }
        sleep(Duration::from_micros(random.u64(..20_000))).await;
        process.kill().await.unwrap();
        if kill == 3 {
            server.kill();
            server.restart();
        }
    }
    let mut last = spawn(&server, &sandbox, &list);
    assert!(last.wait().await.unwrap().success());
    for row in 0..ROWS {
        let times = sandbox
            .jobs()
            .times_accepted(&format!("p{row}@example.com"));
        assert_eq!(times, 1, "row {row}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_import_with_the_same_journal_fails_while_the_first_runs() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let list = sandbox.add_list("Spring");
    let held = sandbox.fail(Fault::HeldRequest).on(IMPORT).times(1);
    let (url, id) = (sandbox.base_url(), list.clone());
    let redis = server.connection();
    let first = tokio::spawn(async move { import(redis, &url, &id).await });
    held.struck(1).await;
    let second = import(server.connection(), &sandbox.base_url(), &list).await;
    let error = second.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store, "{error}");
    assert!(error.to_string().contains("another import"), "{error}");
    assert_eq!(sandbox.jobs().accepted(), 0);
    first.abort();
    let third = import(server.connection(), &sandbox.base_url(), &list).await;
    assert!(third.unwrap());
}
