//! Saves that the store refuses because it has other tokens by then.

use super::timing::{ScriptedServer, access, granted};
use super::*;
use crate::transport::lock::memory::{ExpiringLock, Fault};
use std::collections::VecDeque;

/// What happens right before a save.
#[derive(Clone)]
enum Before {
    Nothing,
    /// Another session saves these.
    Put(Tokens),
    /// Another session disconnects the account.
    Clear,
    /// The save fails.
    Fail,
}
use Before::{Clear, Fail, Nothing, Put};

/// A store that others use too: what happens before each save, and nothing before later ones.
#[derive(Clone)]
struct SharedStore {
    row: MemoryStore,
    before: Arc<Mutex<VecDeque<Before>>>,
    lock: ExpiringLock,
    /// Whether the lock can be renewed.
    renewable: Arc<AtomicBool>,
}

impl SharedStore {
    async fn holding(tokens: Option<Tokens>) -> Self {
        let row = MemoryStore::default();
        if let Some(tokens) = tokens {
            row.save(Previous::Any, &tokens).await.unwrap();
        }
        Self {
            row,
            before: Arc::default(),
            lock: ExpiringLock::new(Duration::from_secs(3)),
            renewable: Arc::new(AtomicBool::new(true)),
        }
    }

    fn next(&self, before: impl IntoIterator<Item = Before>) {
        self.before.lock().unwrap().extend(before);
    }

    async fn refresh_token(&self) -> Option<String> {
        let stored = self.row.load().await.unwrap()?;
        Some(stored.refresh_token().unwrap().expose_secret().to_owned())
    }
}

impl TokenStore for SharedStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.row.load()
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        let before = self.before.lock().unwrap().pop_front();
        Box::pin(async move {
            match before {
                Some(Put(tokens)) => _ = self.row.save(Previous::Any, &tokens).await?,
                Some(Clear) => self.row.clear().await?,
                Some(Fail) => return Err("the database is full".into()),
                Some(Nothing) | None => {}
            }
            self.row.save(previous, new).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.row.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        let renewable = self.renewable.clone();
        Box::pin(async move {
            let next_request = move || match renewable.load(Ordering::SeqCst) {
                true => (Duration::ZERO, Fault::None),
                false => (Duration::ZERO, Fault::Refused),
            };
            Ok(self.lock.lock(Arc::new(next_request)).await)
        })
    }
}

/// A pair whose access token is valid for a day.
fn fresh(name: &str) -> Tokens {
    let ends = SystemTime::now() + Duration::from_secs(86_400);
    expired(name).with_expires_at(ends)
}

fn expired(name: &str) -> Tokens {
    Tokens::new(format!("access-{name}"))
        .with_refresh_token(format!("refresh-{name}"))
        .with_expires_at(SystemTime::UNIX_EPOCH)
}

#[tokio::test(start_paused = true)]
async fn what_another_session_does_during_a_renewal_wins() {
    let other = || Put(fresh("other"));
    // what happens before each save, the requests that are sent, and the pair that is used and stored at the end
    let table = [
        (vec![Nothing, Nothing], 1, Some("1")),
        (vec![other()], 0, Some("other")),
        (vec![Clear], 0, None),
        (vec![Nothing, other()], 1, Some("other")),
        (vec![Nothing, Clear], 1, None),
    ];
    for (number, (before, posts, expected)) in table.into_iter().enumerate() {
        let server = ScriptedServer::new(vec![(1, granted(1)), (1, granted(2))]);
        let store = SharedStore::holding(Some(expired("0"))).await;
        store.next(before);
        let session = Session::new(server.oauth(), store.clone());
        let issued = session.access_token().await;
        match expected {
            Some(name) => assert_eq!(access(&issued.unwrap()), format!("access-{name}")),
            None => assert!(issued.unwrap_err().needs_authorization(), "line {number}"),
        }
        let expected = expected.map(|name| format!("refresh-{name}"));
        assert_eq!(store.refresh_token().await, expected, "line {number}");
        assert_eq!(server.posts(), posts, "line {number}");
        assert!(session.flush().await.is_ok(), "nothing is left to save");
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_pair_replaces_an_older_one_that_a_failover_has_brought_back() {
    let server = ScriptedServer::new(vec![(0, granted(1)), (0, granted(2))]);
    let store = SharedStore::holding(Some(expired("0"))).await;
    let session = Session::new(server.oauth(), store.clone());
    let first = session.access_token().await.unwrap();
    tokio::time::sleep(Duration::from_secs(100)).await;
    store.next([Nothing, Put(expired("0"))]);
    assert_eq!(access(&session.renew(&first).await.unwrap()), "access-2");
    assert_eq!(store.refresh_token().await.unwrap(), "refresh-2");
}

#[tokio::test(start_paused = true)]
async fn an_older_pair_that_a_failover_has_brought_back_is_replaced_and_not_used() {
    let server = ScriptedServer::new(vec![(0, granted(1)), (0, granted(2))]);
    let store = SharedStore::holding(Some(expired("0"))).await;
    let session = Session::new(server.oauth(), store.clone());
    let first = session.access_token().await.unwrap();
    store.row.save(Previous::Any, &expired("0")).await.unwrap();
    tokio::time::sleep(Duration::from_secs(100)).await;
    store.next([Nothing, Fail]);
    assert_eq!(access(&session.renew(&first).await.unwrap()), "access-2");
    assert_eq!(
        store.refresh_token().await.unwrap(),
        "refresh-1",
        "the pair in use is saved before its refresh token is used"
    );
    session.flush().await.unwrap();
    assert_eq!(store.refresh_token().await.unwrap(), "refresh-2");
}

/// A session with a pair that could not be saved.
async fn with_an_unsaved_pair() -> (Session, SharedStore) {
    let server = ScriptedServer::new(vec![(0, granted(1))]);
    let store = SharedStore::holding(Some(expired("0"))).await;
    store.next([Nothing, Fail, Fail]);
    let session = Session::new(server.oauth(), store.clone());
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    assert!(session.flush().await.unwrap_err().is_store());
    assert_eq!(store.refresh_token().await.unwrap(), "refresh-0");
    assert!(store.lock.is_held(), "no other session uses the old one");
    (session, store)
}

#[tokio::test(start_paused = true)]
async fn an_unsaved_pair_yields_to_a_new_authorization() {
    let (session, store) = with_an_unsaved_pair().await;
    store.next([Put(fresh("other"))]);
    session.flush().await.unwrap();
    assert_eq!(
        access(&session.access_token().await.unwrap()),
        "access-other"
    );
    assert_eq!(store.refresh_token().await.unwrap(), "refresh-other");
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert!(!store.lock.is_held());
}

#[tokio::test(start_paused = true)]
async fn an_unsaved_pair_is_saved_although_the_lock_expired() {
    let (session, store) = with_an_unsaved_pair().await;
    // The process was stopped, and another one has the lock now, for a while.
    store.next([Fail, Fail]);
    store.renewable.store(false, Ordering::SeqCst);
    while store.lock.is_held() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let other = store.lock().await.unwrap();
    store.renewable.store(true, Ordering::SeqCst);
    while session.flush().await.is_err() {}
    assert_eq!(store.refresh_token().await.unwrap(), "refresh-1");
    drop(other);
}

#[tokio::test(start_paused = true)]
async fn an_unsaved_pair_is_dropped_if_another_process_took_the_lock_and_disconnected_the_account()
{
    let (session, store) = with_an_unsaved_pair().await;
    store.next([Fail, Fail]);
    store.renewable.store(false, Ordering::SeqCst);
    while store.lock.is_held() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let other = store.lock().await.unwrap();
    store.clear().await.unwrap();
    drop(other);
    store.renewable.store(true, Ordering::SeqCst);
    while session.flush().await.is_err_and(|error| error.is_store()) {}
    assert!(
        session
            .access_token()
            .await
            .unwrap_err()
            .needs_authorization()
    );
    assert_eq!(store.refresh_token().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_seed_yields_to_the_tokens_that_another_process_stored_meanwhile() {
    let server = ScriptedServer::new(vec![]);
    for before in [
        vec![Put(fresh("other"))],
        vec![Nothing, Put(fresh("other"))],
    ] {
        let store = SharedStore::holding(None).await;
        store.next(before);
        let session = Session::start_if_empty(server.oauth(), store.clone(), expired("seed"));
        let session = session.await.unwrap();
        assert_eq!(
            access(&session.access_token().await.unwrap()),
            "access-other"
        );
        assert_eq!(store.refresh_token().await.unwrap(), "refresh-other");
    }
    assert_eq!(server.posts(), 0);
}
