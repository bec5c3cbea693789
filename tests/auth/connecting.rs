//! How a session begins and ends: first tokens, seeds, disconnecting.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::support::{Fault, FaultyStore, Server};
use constant_contact::BoxFuture;
use constant_contact::LockGuard;
use constant_contact::auth::{
    AuthErrorKind, FileStore, MemoryStore, Previous, SaveOutcome, Session, StoreResult, TokenStore,
    Tokens,
};
use secrecy::ExposeSecret;
use std::sync::atomic::Ordering;
use std::time::{Duration, UNIX_EPOCH};

async fn stored(store: &impl TokenStore) -> Option<String> {
    let tokens = store.load().await.unwrap()?;
    Some(tokens.refresh_token()?.expose_secret().to_owned())
}

/// The number of renewals, and of refresh tokens that were sent after they were invalidated.
fn counts(server: &Server) -> (u64, u64) {
    (server.renewals(), server.reuses())
}

/// The tokens that a program gets from its environment at every start.
fn seed(server: &Server) -> Tokens {
    let refresh = server.expired().refresh_token().unwrap().clone();
    let seed = Tokens::new("").with_expires_at(UNIX_EPOCH);
    seed.with_refresh_token(refresh)
}

#[tokio::test]
async fn a_seed_is_used_only_while_the_store_is_empty() {
    let server = Server::start().await;
    let seed = seed(&server);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    for start in 0..4 {
        let store = FileStore::new(&path);
        let session = Session::start_if_empty(server.public(), store.clone(), seed.clone())
            .await
            .unwrap();
        let issued = session.access_token().await.unwrap();
        assert!(server.accepts(issued.secret().expose_secret()));
        assert_eq!(stored(&store).await, Some(server.newest()), "start {start}");
        // The next start has an expired token.
        let expired = store.load().await.unwrap().unwrap();
        store
            .save(Previous::Any, &expired.with_expires_at(UNIX_EPOCH))
            .await
            .unwrap();
    }
    assert_eq!(counts(&server), (4, 0));

    // A store that cannot be read is not an empty one.
    let store = FaultyStore::holding(server.expired()).await;
    store.load_fails.store(true, Ordering::SeqCst);
    let result = Session::start_if_empty(server.public(), store.clone(), seed).await;
    assert!(result.unwrap_err().is_store());
    assert_eq!(store.saves.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn many_starts_at_once_agree_on_one_seed() {
    let server = Server::start().await;
    let store = MemoryStore::default();
    let starts: Vec<_> = (0..20)
        .map(|_| {
            let (oauth, store, seed) = (server.public(), store.clone(), seed(&server));
            tokio::spawn(async move {
                let session = Session::start_if_empty(oauth, store, seed).await.unwrap();
                session.access_token().await.unwrap()
            })
        })
        .collect();
    for start in starts {
        let issued = start.await.unwrap();
        assert!(server.accepts(issued.secret().expose_secret()));
    }
    assert_eq!(counts(&server), (1, 0));
}

/// The fault of a store that shows only at the second save or load.
#[derive(Clone, Copy, Debug)]
enum LateFault {
    /// Saves a first row but not a second: `INSERT` without `ON CONFLICT`.
    InsertsOnly,
    /// A column of 255 characters.
    Truncates,
    /// Saves nothing and reports success.
    Forgets,
}

struct LateFaultyStore(LateFault, MemoryStore);

impl TokenStore for LateFaultyStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.1.load()
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            let short = |text: &str| text.chars().take(255).collect::<String>();
            match self.0 {
                LateFault::InsertsOnly if self.1.load().await?.is_some() => {
                    Err("duplicate key".into())
                }
                LateFault::InsertsOnly => self.1.save(previous, new).await,
                LateFault::Truncates => {
                    let access = short(new.access_token().expose_secret());
                    let refresh = short(new.refresh_token().unwrap().expose_secret());
                    let cut = Tokens::new(access).with_refresh_token(refresh);
                    self.1.save(Previous::Any, &cut).await
                }
                LateFault::Forgets => Ok(SaveOutcome::Saved),
            }
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.1.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        self.1.lock()
    }
}

#[tokio::test]
async fn a_store_that_cannot_keep_a_renewed_pair_fails_at_the_start() {
    let server = Server::start().await;
    let tokens = Tokens::new("a".repeat(1000)).with_refresh_token("r".repeat(42));
    for fault in [
        LateFault::InsertsOnly,
        LateFault::Truncates,
        LateFault::Forgets,
    ] {
        let store = LateFaultyStore(fault, MemoryStore::default());
        let error = Session::start(server.public(), store, tokens.clone())
            .await
            .unwrap_err();
        assert!(error.is_store(), "{fault:?}: {error}");
        assert!(!error.to_string().contains("aaa"), "{error}");
    }
}

#[tokio::test]
async fn a_missing_refresh_token_is_reported_at_the_start() {
    let server = Server::start().await;
    let tokens =
        serde_json::json!({"access_token": "a", "scopes": ["contact_data", "offline_access"]});
    let tokens: Tokens = serde_json::from_value(tokens).unwrap();
    let store = FaultyStore::default();
    for if_empty in [false, true] {
        let (oauth, store) = (server.public(), store.clone());
        let started = match if_empty {
            true => Session::start_if_empty(oauth, store, tokens.clone()).await,
            false => Session::start(oauth, store, tokens.clone()).await,
        };
        let error = started.unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Refused);
        assert!(error.to_string().contains("offline_access"), "{error}");
    }
    assert_eq!(store.saves.load(Ordering::SeqCst), 0);
    let oauth = server.public().without_refresh_token();
    Session::start(oauth, store, tokens).await.unwrap();
}

#[tokio::test]
async fn a_deleted_token_file_is_not_written_again() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    let store = FileStore::new(&path);
    store.save(Previous::Any, &server.expired()).await.unwrap();
    let session = Session::new(server.public(), store.clone());
    let issued = session.access_token().await.unwrap();
    for emptied in [false, true] {
        match emptied {
            true => std::fs::write(&path, "").unwrap(),
            false => std::fs::remove_file(&path).unwrap(),
        }
        tokio::time::sleep(Duration::from_millis(15)).await;
        let posts = server.posts();
        let latest = session.access_token().await.unwrap_or(issued.clone());
        let error = session.renew(&latest).await.unwrap_err();
        assert!(error.needs_authorization(), "{error}");
        session.flush().await.unwrap();
        assert_eq!(server.posts(), posts, "no refresh token was used");
        assert_eq!(stored(&store).await, None, "it is not written again");
        // The person authorises again: the session works.
        store.save(Previous::Any, &server.expired()).await.unwrap();
        session.access_token().await.unwrap();
    }
}

#[tokio::test]
async fn a_disconnected_session_no_longer_uses_its_tokens() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    session.access_token().await.unwrap();

    // Disconnecting waits for a renewal in progress.
    tokio::time::sleep(Duration::from_millis(15)).await;
    let issued = session.access_token().await.unwrap();
    server.inject([Fault::Slow(Duration::from_millis(60))]);
    let renewing = tokio::spawn({
        let session = session.clone();
        async move { session.renew(&issued).await }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    session.disconnect().await.unwrap();
    renewing.await.unwrap().ok();
    for _ in 0..5 {
        let error = session.access_token().await.unwrap_err();
        assert!(error.needs_authorization(), "{error}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    session.flush().await.unwrap();
    session.disconnect().await.unwrap();
    assert_eq!((stored(&store.inner).await, server.posts()), (None, 2));

    // Another session over the same store starts it again.
    let (access, refresh) = server.seed();
    let tokens = Tokens::new(access.clone()).with_refresh_token(refresh);
    Session::start(server.public(), store.clone(), tokens)
        .await
        .unwrap();
    let issued = session.access_token().await.unwrap();
    assert_eq!(issued.secret().expose_secret(), access);
}

#[tokio::test]
async fn an_unsaved_pair_is_dropped_by_a_disconnect() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    store.change_fails.store(true, Ordering::SeqCst);
    session.access_token().await.unwrap();
    session.disconnect().await.unwrap();
    store.change_fails.store(false, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(stored(&store.inner).await, None);
    assert!(session.store_error().is_none());
    drop(store.lock().await.unwrap());
}

#[tokio::test]
async fn a_new_authorization_replaces_the_tokens_in_use() {
    let server = Server::start().await;
    let store = FaultyStore::holding(server.expired()).await;
    let session = Session::new(server.public(), store.clone());
    session.access_token().await.unwrap();
    tokio::time::sleep(Duration::from_millis(15)).await;
    let (access, refresh) = server.seed();
    let tokens = Tokens::new(access.clone()).with_refresh_token(refresh);
    Session::start(server.public(), store, tokens)
        .await
        .unwrap();
    let old = session.access_token().await.unwrap();
    let new = session.renew(&old).await.unwrap();
    assert_eq!(new.secret().expose_secret(), access);
    assert_eq!(server.posts(), 1);
}
