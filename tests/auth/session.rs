//! Sessions under load, faults and failing stores.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{Fault, FaultyStore, Server, huge, okta, redirect, respond};
use constant_contact::auth::{AuthErrorKind, MemoryStore, Previous, Session, TokenStore, Tokens};
use secrecy::ExposeSecret;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_with_an_expired_token_refresh_once() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    store.has_no_lock.store(true, Ordering::SeqCst); // one session needs no lock for this
    server.inject([Fault::Slow(Duration::from_millis(50))]);
    let session = Session::new(server.public(), store.clone());
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            tokio::spawn({
                let session = session.clone();
                async move { session.access_token().await }
            })
        })
        .collect();
    for call in calls {
        let issued = call.await.unwrap().unwrap();
        assert!(server.accepts(issued.secret().expose_secret()));
    }
    assert_eq!((server.posts(), server.renewals()), (1, 1));
    assert_eq!(store.refresh_token().await, server.newest());
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all_calls_that_used_it() {
    let server = Server::start().await;
    let session = Session::new(
        server.public(),
        FaultyStore::holding(server.expired()).await,
    );
    let old = session.access_token().await.unwrap();
    tokio::time::sleep(Duration::from_millis(15)).await;
    server.expire_tokens();
    let calls: Vec<_> = (0..50)
        .map(|_| {
            tokio::spawn({
                let (session, old) = (session.clone(), old.clone());
                async move { session.renew(&old).await }
            })
        })
        .collect();
    for call in calls {
        let issued = call.await.unwrap().unwrap();
        assert!(
            issued.secret().expose_secret() != old.secret().expose_secret()
                && server.accepts(issued.secret().expose_secret())
        );
    }
    assert_eq!(server.renewals(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_as_soon_as_it_is_issued_is_not_renewed_for_ever() {
    let server = Server::start().await;
    let oauth = server.public().token_interval(Duration::from_secs(1));
    let session = Session::new(oauth, FaultyStore::holding(server.expired()).await);
    let issued = session.access_token().await.unwrap();
    let again = session.renew(&issued).await.unwrap();
    assert_eq!(
        again.secret().expose_secret(),
        issued.secret().expose_secret()
    );
    assert_eq!(
        session.renew(&again).await.unwrap_err().kind(),
        AuthErrorKind::Refused
    );
    assert_eq!(server.posts(), 1);
    assert!(session.access_token().await.is_ok());
}

#[tokio::test]
async fn a_dropped_caller_loses_no_rotated_token() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    server.inject([Fault::Slow(Duration::from_millis(60))]);
    let call = tokio::time::timeout(Duration::from_millis(20), session.access_token()).await;
    assert!(call.is_err(), "it was dropped during the renewal");
    let issued = session.access_token().await.unwrap();
    assert!(server.accepts(issued.secret().expose_secret()));
    assert_eq!((server.posts(), server.reuses()), (1, 0));
    assert_eq!(store.refresh_token().await, server.newest());
}

#[tokio::test]
async fn failures_of_network_and_server_do_not_change_the_stored_tokens() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    let before = store.refresh_token().await;
    let faults = [
        Fault::LostRequest,
        okta(),
        huge(),
        redirect(),
        respond(500, "application/json", r#"{"error":"invalid_grant"}"#),
        respond(429, "application/json", r#"{"error_key":"throttled"}"#),
        respond(503, "text/html", "<html>invalid_grant</html>"),
        respond(400, "text/html", "<html>invalid_grant</html>"),
        respond(400, "application/json", ""),
        respond(200, "application/json", ""),
        respond(200, "application/json", r#"{"access_token":"""#),
        respond(200, "text/html", "<html>"),
        respond(
            200,
            "application/json",
            r#"{"access_token":"","refresh_token":""}"#,
        ),
    ];
    for fault in faults {
        server.inject(vec![fault.clone(); 3]);
        let posts = server.posts();
        let error = session.access_token().await.unwrap_err();
        assert!(error.is_retryable(), "{fault:?}: {error}");
        assert_eq!(server.posts() - posts, 3, "{fault:?}");
        assert_eq!(store.refresh_token().await, before, "{fault:?}");
    }
    // a single failure is retried and not reported
    server.inject([okta()]);
    assert!(session.access_token().await.is_ok());
}

#[tokio::test]
async fn an_application_that_is_refused_keeps_its_tokens() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    server.inject([respond(
        401,
        "application/json",
        r#"{"error":"invalid_client"}"#,
    )]);
    assert_eq!(
        session.access_token().await.unwrap_err().kind(),
        AuthErrorKind::Refused
    );
    assert!(
        session.access_token().await.is_ok(),
        "somebody has corrected the secret"
    );
}

#[tokio::test]
async fn long_lived_refresh_tokens_are_kept_whether_or_not_they_are_returned() {
    let server = Server::start().await;
    server.stop_rotating();
    let store = FaultyStore::holding(server.expired()).await;
    let first = store.refresh_token().await;
    let session = Session::new(server.public(), store.clone());
    let mut issued = session.access_token().await.unwrap();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(15)).await;
        issued = session.renew(&issued).await.unwrap();
        assert_eq!(store.refresh_token().await, first);
    }
    assert_eq!(server.renewals(), 5);
}

#[tokio::test]
async fn a_lost_grant_is_final_until_somebody_authorises_again() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    server.revoke_grants();
    for _ in 0..20 {
        assert!(
            session
                .access_token()
                .await
                .unwrap_err()
                .needs_authorization()
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(server.posts(), 1, "a revoked grant is not sent again");
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
        session
            .access_token()
            .await
            .unwrap()
            .secret()
            .expose_secret(),
        access
    );
}

#[tokio::test]
async fn an_empty_store_and_missing_refresh_tokens_ask_for_authorization() {
    let server = Server::start().await;
    let store = MemoryStore::default();
    let session = Session::new(server.public(), store.clone());
    assert!(
        session
            .access_token()
            .await
            .unwrap_err()
            .needs_authorization()
    );
    let expired = Tokens::new("a").with_expires_at(std::time::UNIX_EPOCH);
    let session = Session::start(server.public(), store, expired)
        .await
        .unwrap();
    assert!(
        session
            .access_token()
            .await
            .unwrap_err()
            .needs_authorization()
    );
    assert_eq!(server.posts(), 0);
}

#[test]
fn the_shutdown_of_a_runtime_does_not_block_the_session() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let main = runtime();
    let (server, tokens) = main.block_on(async {
        let server = Server::start().await;
        let tokens = server.expired();
        (server, tokens)
    });
    let session = main.block_on(async {
        Session::start(server.public(), MemoryStore::default(), tokens)
            .await
            .unwrap()
    });
    server.inject([
        respond(503, "text/plain", ""),
        respond(503, "text/plain", ""),
    ]);
    let brief = runtime();
    brief.block_on(async {
        tokio::time::timeout(Duration::from_millis(1), session.access_token())
            .await
            .ok()
    });
    brief.shutdown_background();
    main.block_on(async {
        session.access_token().await.unwrap();
    });
}

#[tokio::test]
async fn a_lost_response_ends_a_rotating_session_with_needs_authorization() {
    for fault in [Fault::LostAnswer, Fault::TruncatedAnswer] {
        let server = Server::start().await;
        let store = FaultyStore::holding(server.expired()).await;
        let before = store.refresh_token().await;
        let session = Session::new(server.public(), store.clone());
        server.inject([fault.clone()]);
        assert!(
            session
                .access_token()
                .await
                .unwrap_err()
                .needs_authorization(),
            "{fault:?}"
        );
        assert_eq!(store.refresh_token().await, before);

        let server = Server::start().await;
        server.stop_rotating();
        let session = Session::new(
            server.public(),
            FaultyStore::holding(server.expired()).await,
        );
        server.inject([fault]);
        assert!(
            session.access_token().await.is_ok(),
            "a long-lived token survives it"
        );
    }
}
