//! A session and its store: failures of the store, and other sessions that write to it.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{Fault, FaultyStore, Server, now, until};
use constant_contact::Client;
use constant_contact::auth::{FileStore, Previous, Session, TokenStore, Tokens};
use secrecy::ExposeSecret;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test]
async fn a_failed_save_fails_no_call_and_is_retried_in_the_background() {
    for panics in [false, true] {
        let server = Server::start().await;
        let store = FaultyStore::holding(server.expired()).await;
        let session = Session::new(server.public(), store.clone());
        let client = Client::builder().session(session.clone()).build().unwrap();
        let fails = match panics {
            true => &store.change_panics,
            false => &store.change_fails,
        };
        fails.store(true, Ordering::SeqCst);
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let session = session.clone();
                tokio::spawn(async move { session.access_token().await })
            })
            .collect();
        for call in calls {
            let issued = call.await.unwrap().unwrap();
            assert!(server.accepts(issued.secret().expose_secret()));
        }
        assert!(session.store_error().unwrap().is_store());
        assert!(client.store_error().unwrap().is_store());
        assert!(session.flush().await.unwrap_err().is_store());
        assert!(client.flush().await.is_err());
        let newest = server.newest();
        assert_ne!(store.refresh_token().await, newest);

        // The next pair could not be saved either: the one in memory is not used.
        tokio::time::sleep(Duration::from_millis(15)).await;
        let issued = session.access_token().await.unwrap();
        assert!(session.renew(&issued).await.unwrap_err().is_store());
        assert_eq!(server.renewals(), 1);

        fails.store(false, Ordering::SeqCst);
        until(|| async { store.refresh_token().await == newest }).await;
        client.flush().await.unwrap();
        assert!(client.store_error().is_none());
        assert_eq!(server.reuses(), 0);
    }
}

#[tokio::test]
async fn no_refresh_token_is_used_while_the_store_cannot_be_written() {
    for panics in [false, true] {
        let server = Server::start().await;
        let (access, refresh) = server.seed();
        let store = FaultyStore::default();
        let fails = match panics {
            true => &store.save_panics,
            false => &store.save_fails,
        };
        // A token that is due: calls use it.
        let due = serde_json::json!({"access_token": access, "refresh_token": refresh,
            "lifetime": 86_400, "expires_at": now() + 100});
        let due: Tokens = serde_json::from_value(due).unwrap();
        store.inner.save(Previous::Any, &due).await.unwrap();
        fails.store(true, Ordering::SeqCst);
        let session = Session::new(server.public(), store.clone());
        for _ in 0..5 {
            session.access_token().await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        until(|| async { session.store_error().is_some() }).await;
        session.flush().await.unwrap(); // there is nothing to save
        // An expired one: they cannot.
        let expired = due.with_expires_at(std::time::UNIX_EPOCH);
        store.inner.save(Previous::Any, &expired).await.unwrap();
        let session = Session::new(server.public(), store.clone());
        for _ in 0..5 {
            let error = session.access_token().await.unwrap_err();
            assert!(error.is_store() && !error.needs_authorization(), "{error}");
        }
        assert_eq!((server.posts(), store.refresh_token().await), (0, refresh));
        fails.store(false, Ordering::SeqCst);
        session.access_token().await.unwrap();
        assert!(session.store_error().is_none());
    }
}

#[tokio::test]
async fn while_a_pair_is_not_saved_no_other_session_uses_the_old_one() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let first = Session::new(server.public(), store.clone());
    let second = Session::new(server.public(), store.clone());
    store.change_fails.store(true, Ordering::SeqCst);
    first.access_token().await.unwrap();
    let waiting = tokio::spawn(async move { second.access_token().await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished());
    store.change_fails.store(false, Ordering::SeqCst);
    let issued = waiting.await.unwrap().unwrap();
    assert!(server.accepts(issued.secret().expose_secret()));
    assert_eq!((server.posts(), server.reuses()), (1, 0));
}

#[tokio::test]
async fn no_refresh_token_is_used_while_the_store_cannot_be_read() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
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
    FileStore::new(&path)
        .save(Previous::Any, &server.expired())
        .await
        .unwrap();
    let sessions = [
        Session::new(server.public(), FileStore::new(&path)),
        Session::new(server.public(), FileStore::new(&path)),
    ];
    let mut held = [None, None];
    for round in 1..=20 {
        let renewals: Vec<_> = (0..2)
            .map(|index| {
                tokio::spawn({
                    let (session, held) = (sessions[index].clone(), held[index].clone());
                    async move {
                        match &held {
                            None => session.access_token().await,
                            Some(held) => session.renew(held).await,
                        }
                    }
                })
            })
            .collect();
        for (index, renewal) in renewals.into_iter().enumerate() {
            let issued = renewal.await.unwrap().unwrap();
            assert!(
                server.accepts(issued.secret().expose_secret()),
                "round {round}"
            );
            held[index] = Some(issued);
        }
        assert_eq!((server.renewals(), server.reuses()), (round, 0));
        tokio::time::sleep(Duration::from_millis(15)).await;
        server.expire_tokens();
    }
    let stored = FileStore::new(&path).load().await.unwrap().unwrap();
    assert_eq!(
        stored.refresh_token().unwrap().expose_secret(),
        server.newest()
    );
}

#[tokio::test]
async fn invalid_grant_makes_the_session_use_what_a_process_without_lock_has_saved() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    // During our request, another process saves a new pair.
    server.inject([Fault::Slow(Duration::from_millis(80))]);
    let ours = tokio::spawn({
        let session = session.clone();
        async move { session.access_token().await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    server.revoke_grants();
    let (access, refresh) = server.seed();
    store
        .inner
        .save(
            Previous::Any,
            &Tokens::new(access.clone()).with_refresh_token(refresh),
        )
        .await
        .unwrap();
    assert_eq!(
        ours.await.unwrap().unwrap().secret().expose_secret(),
        access
    );
}
