//! A session and its store: failures of the store, and others who write to it.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{Fault, Moody, Server};
use constant_contact::auth::{FileStore, Session, TokenStore, Tokens};
use secrecy::ExposeSecret;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test]
async fn a_failed_save_is_told_to_one_caller_and_made_good_later() {
    for panics in [false, true] {
        let server = Server::start().await;
        let store = Moody::holding(server.expired()).await;
        let session = Session::new(server.public(), store.clone());
        let fails = if panics {
            &store.save_panics
        } else {
            &store.save_fails
        };
        fails.store(true, Ordering::SeqCst);
        let calls: Vec<_> = (0..20)
            .map(|_| {
                tokio::spawn({
                    let session = session.clone();
                    async move { session.access_token().await }
                })
            })
            .collect();
        let mut failures = vec![];
        for call in calls {
            match call.await.unwrap() {
                Ok(issued) => assert!(server.rules().accepts(issued.secret.expose_secret())),
                Err(error) => failures.push(error),
            }
        }
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert!(
            failures[0].is_store() && !failures[0].needs_authorization(),
            "{failures:?}"
        );
        assert!(session.flush().await.unwrap_err().is_store());
        assert_ne!(
            store.refresh_token().await,
            server.rules().newest.clone().unwrap().1
        );
        assert!(session.access_token().await.is_ok(), "the session goes on");

        // A renewal while the store still fails spends the token in memory, not the one in the store.
        tokio::time::sleep(Duration::from_millis(15)).await;
        let generation = session.access_token().await.unwrap().generation;
        assert!(session.renew(generation).await.unwrap_err().is_store());
        assert!(session.renew(generation).await.unwrap().generation > generation);
        assert_eq!(server.rules().reuses, 0);

        fails.store(false, Ordering::SeqCst);
        if panics {
            session.flush().await.unwrap();
        } else {
            // the next occasion is any call, after a pause
            for _ in 0..200 {
                session.access_token().await.unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        assert_eq!(
            store.refresh_token().await,
            server.rules().newest.clone().unwrap().1
        );
    }
}

#[tokio::test]
async fn a_store_that_cannot_be_read_spends_no_refresh_token() {
    let server = Server::start().await;
    let store = Moody::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    store.load_fails.store(true, Ordering::SeqCst);
    assert!(session.access_token().await.unwrap_err().is_store());
    assert_eq!(server.posts(), 0);
    store.load_fails.store(false, Ordering::SeqCst);
    assert!(session.access_token().await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sessions_over_one_file_refresh_once_per_expiry() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    FileStore::new(&path).save(&server.expired()).await.unwrap();
    let sessions = [
        Session::new(server.public(), FileStore::new(&path)),
        Session::new(server.public(), FileStore::new(&path)),
    ];
    let mut held = [0, 0];
    for round in 1..=20 {
        let renewals: Vec<_> = (0..2)
            .map(|index| {
                tokio::spawn({
                    let (session, generation) = (sessions[index].clone(), held[index]);
                    async move {
                        if round == 1 {
                            session.access_token().await
                        } else {
                            session.renew(generation).await
                        }
                    }
                })
            })
            .collect();
        for (index, renewal) in renewals.into_iter().enumerate() {
            let issued = renewal.await.unwrap().unwrap();
            assert!(
                server.rules().accepts(issued.secret.expose_secret()),
                "round {round}"
            );
            held[index] = issued.generation;
        }
        let counts = {
            let rules = server.rules();
            (rules.refreshes, rules.reuses)
        };
        assert_eq!(counts, (round, 0));
        tokio::time::sleep(Duration::from_millis(15)).await;
        server.rules().expire();
    }
    let stored = FileStore::new(&path).load().await.unwrap().unwrap();
    assert_eq!(
        stored.refresh_token().unwrap().expose_secret(),
        server.rules().newest.clone().unwrap().1
    );
}

#[tokio::test]
async fn invalid_grant_adopts_what_a_process_without_lock_has_rotated() {
    let server = Server::start().await;
    let store = Moody::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    // While our request is under way, another process saves a new pair.
    server.order([Fault::Slow(Duration::from_millis(80))]);
    let ours = tokio::spawn({
        let session = session.clone();
        async move { session.access_token().await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    server.rules().revoke();
    let (access, refresh) = server.rules().seed(crate::support::rules::PUBLIC);
    store
        .inner
        .save(&Tokens::new(access.clone()).set_refresh_token(refresh))
        .await
        .unwrap();
    assert_eq!(ours.await.unwrap().unwrap().secret.expose_secret(), access);
}
