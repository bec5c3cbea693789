//! A renewal that was sent is not abandoned: not when a runtime shuts down or is blocked, not when the process is
//! suspended, not when the server is slow.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{Fault, FaultyStore, PUBLIC, Server, now, until};
use constant_contact::Client;
use constant_contact::auth::{
    Endpoints, FileStore, OAuth, Previous, Scope, Session, TokenStore, Tokens,
};
use secrecy::ExposeSecret;
use std::process::Stdio;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

/// A runtime that does nothing unless a thread blocks on it.
fn idle_runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn main_runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

/// Tokens that are due and remain valid for 100 s.
fn due(server: &Server) -> Tokens {
    let (access, refresh) = server.seed();
    let tokens = serde_json::json!({"access_token": access, "refresh_token": refresh,
        "lifetime": 86_400, "expires_at": now() + 100});
    serde_json::from_value(tokens).unwrap()
}

#[test]
fn a_renewal_continues_when_the_runtime_of_its_call_shuts_down_or_is_blocked() {
    let main = main_runtime();
    for (ends, ahead) in [(false, false), (false, true), (true, false), (true, true)] {
        let (server, store) = main.block_on(async {
            let server = Server::start().await;
            let tokens = match ahead {
                true => due(&server),
                false => server.expired(),
            };
            (server, FaultyStore::holding(tokens).await)
        });
        let session = Session::new(server.public(), store.clone());
        server.inject([Fault::Slow(Duration::from_millis(150))]);
        let calling = idle_runtime();
        let limit = Duration::from_millis(if ahead { 20_000 } else { 30 });
        let call = async { timeout(limit, session.access_token()).await };
        let called = calling.block_on(call);
        assert_eq!(called.is_ok(), ahead, "a due token needs no wait");
        let mut still = Some(calling);
        if ends {
            still.take().unwrap().shutdown_background();
        }
        main.block_on(async {
            let newest = || server.newest();
            let renewed = || async { server.renewals() == 1 };
            let saved =
                until(|| async { renewed().await && store.refresh_token().await == newest() });
            timeout(Duration::from_secs(20), saved).await.unwrap();
            session.access_token().await.unwrap();
            assert_eq!((server.posts(), server.reuses()), (1, 0));
        });
        drop(still);
    }
}

#[test]
fn a_call_does_not_wait_for_the_runtime_of_another() {
    let main = main_runtime();
    let (server, store) = main.block_on(async {
        let server = Server::start().await;
        let store = FaultyStore::holding(server.expired()).await;
        (server, store)
    });
    let session = Session::new(server.public(), store);
    server.inject([Fault::Slow(Duration::from_millis(100))]);
    let first = idle_runtime();
    let dropped = async { timeout(Duration::from_millis(20), session.access_token()).await };
    assert!(first.block_on(dropped).is_err());
    // The first runtime exists, but no thread drives it.
    let second = idle_runtime();
    let call = async { timeout(Duration::from_secs(20), session.access_token()).await };
    let issued = second.block_on(call).unwrap().unwrap();
    assert!(server.accepts(issued.secret().expose_secret()));
    assert_eq!(server.posts(), 1);

    // The same while another request waits for the token endpoint.
    let oauth = server.public().token_interval(Duration::from_millis(300));
    let [one, other] = main.block_on(async {
        let one = FaultyStore::holding(server.expired()).await;
        let other = FaultyStore::holding(server.expired()).await;
        [one, other].map(|store| Session::new(oauth.clone(), store))
    });
    first.block_on(async {
        one.access_token().await.unwrap();
        tokio::spawn(async move { oauth.device([Scope::OfflineAccess]).await });
        tokio::task::yield_now().await;
    });
    let call = async { timeout(Duration::from_secs(20), other.access_token()).await };
    second.block_on(call).unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_response_that_takes_longer_than_half_a_minute_is_used() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    server.inject([Fault::Slow(Duration::from_secs(31))]);
    while let Err(error) = session.access_token().await {
        assert!(error.is_retryable(), "{error}");
    }
    assert_eq!(store.refresh_token().await, server.newest());
    assert_eq!((server.posts(), server.reuses()), (1, 0));
}

#[tokio::test]
async fn the_client_waits_for_the_renewal_before_the_program_ends() {
    let server = Server::start().await;
    let store = FaultyStore::holding(due(&server)).await;
    let session = Session::new(server.public(), store.clone());
    let client = Client::builder().session(session.clone()).build().unwrap();
    server.inject([Fault::Slow(Duration::from_millis(100))]);
    session.access_token().await.unwrap();
    client.flush().await.unwrap();
    assert_eq!(server.renewals(), 1);
    assert_eq!(store.refresh_token().await, server.newest());

    let plain = Client::builder().access_token("token").build().unwrap();
    plain.flush().await.unwrap();
    assert!(plain.store_error().is_none());
    Client::builder().build().unwrap().flush().await.unwrap();
}

const TOKEN_URL: &str = "CONSTANT_CONTACT_TEST_SUSPENDED_URL";
const FILE: &str = "CONSTANT_CONTACT_TEST_SUSPENDED_FILE";

/// Not a test: the process that the next test suspends.
#[tokio::test]
async fn renews_once() {
    let (Ok(url), Ok(file)) = (std::env::var(TOKEN_URL), std::env::var(FILE)) else {
        return;
    };
    let endpoints = Endpoints::default().token(&url).unwrap();
    let oauth = OAuth::public(PUBLIC)
        .endpoints(endpoints)
        .http(reqwest::Client::builder().no_proxy())
        .unwrap()
        .token_interval(Duration::from_millis(1));
    let session = Session::new(oauth, FileStore::new(file));
    session.access_token().await.unwrap();
}

/// The server responds at once; the process sees the response 35 seconds later, when all its timers have elapsed.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_was_suspended_during_a_renewal_gets_its_response_when_it_wakes_up() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path().join("tokens.json"));
    store.save(Previous::Any, &server.expired()).await.unwrap();
    let slow = server.inject([Fault::Slow(Duration::from_millis(500))]);
    let mut process = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "renewals::renews_once"])
        .env(TOKEN_URL, server.token_url())
        .env(FILE, store.path())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let id = process.id().unwrap().to_string();
    let signal = async |name: &str| {
        let mut kill = tokio::process::Command::new("kill");
        let sent = kill.args([name, &id]).status().await;
        sent.is_ok_and(|status| status.success())
    };
    until(|| async { slow[0].count() == 1 }).await;
    if !signal("-STOP").await {
        eprintln!("skipped: no `kill` on this machine");
        return;
    }
    sleep(Duration::from_secs(35)).await;
    assert_eq!(
        server.renewals(),
        1,
        "the response came while it was stopped"
    );
    assert!(signal("-CONT").await);
    assert!(process.wait().await.unwrap().success());
    assert_eq!((server.posts(), server.reuses()), (1, 0));
    let stored = store.load().await.unwrap().unwrap();
    let newest = server.newest();
    assert_eq!(stored.refresh_token().unwrap().expose_secret(), newest);
}
