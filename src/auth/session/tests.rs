//! Sessions on paused time, with the sandbox and no network.

mod conflicts;
mod fleet;
mod lock_time;
mod many_accounts;
mod timing;

use super::*;
use crate::auth::http_client::{HttpClient, HttpResponse};
use crate::auth::{AccessToken, MemoryStore, Previous, SaveOutcome, StoreResult};
use crate::transport::future::BoxFuture;
use crate::transport::lock::LockGuard;
use constant_contact_sandbox::{Application, Sandbox};
use secrecy::ExposeSecret;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::SystemTime;
use tokio::time::Instant;

const PUBLIC: &str = "public-app";

/// A sandbox without a network: `failing` percent of the requests fail and are not carried out.
#[derive(Clone)]
struct Server {
    sandbox: Arc<Sandbox>,
    failing: Arc<AtomicU32>,
    posts: Arc<AtomicUsize>,
}

impl Server {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
        sandbox.register(Application::public(PUBLIC));
        Self {
            sandbox: Arc::new(sandbox),
            failing: Arc::default(),
            posts: Arc::default(),
        }
    }

    fn oauth(&self) -> OAuth {
        let server = self.clone();
        let http: HttpClient = Arc::new(move |request| {
            let server = server.clone();
            Box::pin(async move {
                server.posts.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..1500))).await;
                if fastrand::u32(0..100) < server.failing.load(Ordering::SeqCst) {
                    return match fastrand::u8(0..4) {
                        0 => Err(AuthError::unavailable("broken")),
                        1 => Ok(HttpResponse::new(500, b"<html>")),
                        2 => Ok(HttpResponse::new(429, vec![])),
                        _ => Ok(HttpResponse::new(400, r#"{"errorCode":"E0000021"}"#)),
                    };
                }
                let response = server.sandbox.answer(request.map(Into::into));
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..1500))).await;
                Ok(HttpResponse::new(
                    response.status().as_u16(),
                    response.into_body(),
                ))
            })
        });
        let endpoints = crate::auth::Endpoints::default()
            .token(&self.sandbox.token_url())
            .unwrap();
        OAuth::public(PUBLIC)
            .endpoints(endpoints)
            .with_http_client(http)
    }

    fn tokens(&self) -> Tokens {
        let application = Application::public(PUBLIC);
        let scopes = ["contact_data", "offline_access"];
        let grant = self.sandbox.grant(&application, &scopes);
        Tokens::new(grant.access_token)
            .with_refresh_token(grant.refresh_token.unwrap())
            .with_expires_at(SystemTime::now() + Duration::from_secs(86_400))
    }

    fn accepts(&self, issued: &AccessToken) -> bool {
        self.sandbox.accepts(issued.secret().expose_secret())
    }

    fn refreshes(&self) -> u64 {
        let grants = self.sandbox.grants();
        grants.iter().map(|grant| grant.renewals).sum()
    }

    /// How often a refresh token was sent that had been invalidated.
    fn reuses(&self) -> u64 {
        let grants = self.sandbox.grants();
        grants.iter().map(|grant| grant.reuses).sum()
    }

    /// The valid refresh token of the last grant.
    fn newest(&self) -> String {
        let grant = self.sandbox.grants().pop().unwrap();
        grant.refresh_token.unwrap()
    }
}

/// A store of which `failing` percent of the saves fail, slowly: by an error or a panic, before or after writing.
#[derive(Clone, Default)]
struct FailingStore {
    inner: MemoryStore,
    failing: Arc<AtomicU32>,
    failed: Arc<AtomicUsize>,
    /// A read takes ten seconds, and returns what the store had at its beginning.
    slow_load: Arc<AtomicBool>,
}

impl FailingStore {
    async fn refresh_token(&self) -> String {
        self.inner
            .load()
            .await
            .unwrap()
            .unwrap()
            .refresh_token()
            .unwrap()
            .expose_secret()
            .to_owned()
    }
}

impl TokenStore for FailingStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        let loaded = self.inner.load();
        let slow = self.slow_load.load(Ordering::SeqCst);
        Box::pin(async move {
            let loaded = loaded.await;
            if slow {
                tokio::time::sleep(Duration::from_secs(10)).await;
            }
            loaded
        })
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..300))).await;
            if fastrand::u32(0..100) < self.failing.load(Ordering::SeqCst) {
                self.failed.fetch_add(1, Ordering::SeqCst);
                match fastrand::u8(0..4) {
                    0 => panic!("the store panics"),
                    1 => _ = self.inner.save(previous, new).await?,
                    _ => {}
                }
                return Err("the disk is full".into());
            }
            self.inner.save(previous, new).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        self.inner.lock()
    }
}

/// One caller: retries until it has a token that the server accepts; its calls may be dropped at any moment.
async fn caller(session: Session, server: Server) -> (bool, usize) {
    let mut store_errors = 0;
    for _ in 0..50 {
        let limit = Duration::from_millis(fastrand::u64(0..4000));
        match tokio::time::timeout(limit, session.access_token()).await {
            Err(_) => {} // dropped
            Ok(Ok(issued)) => return (server.accepts(&issued), store_errors),
            Ok(Err(error)) if error.is_store() => store_errors += 1,
            Ok(Err(error)) => assert!(error.is_retryable(), "{error}"),
        }
    }
    panic!("no token after fifty attempts");
}

#[tokio::test(start_paused = true)]
async fn two_hundred_expiries_with_fifty_callers_faults_and_dropped_calls_lose_nothing() {
    let (server, store) = (Server::start().await, FailingStore::default());
    let session = Session::start(server.oauth(), store.clone(), server.tokens())
        .await
        .unwrap();
    server.failing.store(30, Ordering::SeqCst);
    store.failing.store(30, Ordering::SeqCst);
    let mut failed_calls = 0;
    for round in 1..=200u64 {
        tokio::time::sleep(Duration::from_secs(86_400)).await;
        server.sandbox.expire_tokens();
        let calls: Vec<_> = (0..50)
            .map(|_| tokio::spawn(caller(session.clone(), server.clone())))
            .collect();
        for call in calls {
            let (accepted, errors) = call.await.unwrap();
            assert!(accepted, "round {round}");
            failed_calls += errors;
        }
        assert_eq!(server.refreshes(), round, "one refresh for each expiry");
        if session.flush().await.is_ok() {
            assert_eq!(store.refresh_token().await, server.newest());
        }
    }
    store.failing.store(0, Ordering::SeqCst);
    session.flush().await.unwrap();
    assert_eq!(
        store.refresh_token().await,
        server.newest(),
        "the store holds the newest pair"
    );
    assert_eq!(server.reuses(), 0);
    let (posts, failed_saves) = (
        server.posts.load(Ordering::SeqCst),
        store.failed.load(Ordering::SeqCst),
    );
    println!(
        "200 rotations, {posts} requests, {failed_saves} failed saves, {failed_calls} calls that failed for them"
    );
    assert!(
        posts > 220 && failed_saves > 50,
        "there were too few faults: {posts} {failed_saves}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_due_token_is_used_while_it_is_renewed_before_it_expires() {
    let (server, store) = (Server::start().await, FailingStore::default());
    let tokens = server.tokens();
    store.inner.save(Previous::Any, &tokens).await.unwrap();
    let margin = Duration::from_secs(300);
    let session = Session::new(server.oauth(), store.clone()).renewal_margin(margin);
    let first = session.access_token().await.unwrap();
    tokio::time::sleep(Duration::from_secs(85_900)).await;
    assert_eq!(
        session.access_token().await.unwrap().generation,
        first.generation
    );
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(server.refreshes(), 0, "it is not due yet");
    tokio::time::sleep(Duration::from_secs(220)).await;
    let begun = Instant::now();
    assert_eq!(
        session.access_token().await.unwrap().generation,
        first.generation
    );
    assert_eq!(begun.elapsed(), Duration::ZERO, "nobody waits");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(session.access_token().await.unwrap().generation > first.generation);
    assert_eq!(
        (server.refreshes(), store.refresh_token().await),
        (1, server.newest())
    );
}

#[tokio::test(start_paused = true)]
async fn failing_early_refreshes_back_off_and_the_valid_token_is_used_until_it_expires() {
    let (server, store) = (Server::start().await, FailingStore::default());
    let session = Session::start(server.oauth(), store.clone(), server.tokens())
        .await
        .unwrap();
    server.failing.store(100, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(86_110)).await;
    for _ in 0..280 {
        assert_eq!(session.access_token().await.unwrap().generation, 1);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let posts = server.posts.load(Ordering::SeqCst);
    assert!((7..30).contains(&posts), "{posts} attempts in 280 seconds");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(session.access_token().await.unwrap_err().is_retryable());
    server.failing.store(0, Ordering::SeqCst);
    assert!(session.access_token().await.is_ok());
}

/// Two sessions over one store, as in two processes, after the end of their grant.
async fn revoked_sessions(server: &Server, store: &FailingStore) -> [Session; 2] {
    let session = Session::start(server.oauth(), store.clone(), server.tokens())
        .await
        .unwrap();
    let other = Session::new(server.oauth(), store.clone());
    server.sandbox.revoke_grants();
    for session in [&session, &other] {
        let issued = session.access_token().await.unwrap();
        let error = session.renew(&issued).await.unwrap_err();
        assert!(error.needs_authorization(), "{error}");
    }
    [session, other]
}

#[tokio::test(start_paused = true)]
async fn a_restarted_session_works_at_once_and_so_do_the_others_over_its_store() {
    let (server, store) = (Server::start().await, FailingStore::default());
    let sessions = revoked_sessions(&server, &store).await;
    for session in &sessions {
        let error = session.access_token().await;
        assert!(error.is_ok(), "its access token has not expired: {error:?}");
    }
    let old = sessions[0].access_token().await.unwrap();
    let posts = server.posts.load(Ordering::SeqCst);
    for session in &sessions {
        let error = session.renew(&old).await.unwrap_err();
        assert!(error.needs_authorization(), "{error}");
    }
    sessions[0].restart(server.tokens()).await.unwrap();
    let begun = Instant::now();
    for session in &sessions {
        assert!(server.accepts(&session.renew(&old).await.unwrap()));
    }
    assert_eq!(begun.elapsed(), Duration::ZERO, "nobody waits");
    assert_eq!(
        server.posts.load(Ordering::SeqCst),
        posts,
        "no refresh token is used"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_after_a_restart_does_not_share_an_older_look_at_the_store() {
    let (server, store) = (Server::start().await, FailingStore::default());
    let [session, other] = revoked_sessions(&server, &store).await;
    let old = other.access_token().await.unwrap();
    // Reads that have begun when the store gets its tokens, and return what it had before.
    store.slow_load.store(true, Ordering::SeqCst);
    let before = tokio::spawn({
        let (other, old) = (other.clone(), old.clone());
        async move { other.renew(&old).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    store.slow_load.store(false, Ordering::SeqCst);
    session.restart(server.tokens()).await.unwrap();
    let after = other.renew(&old).await.unwrap();
    assert!(server.accepts(&after));
    drop(before);
}

#[tokio::test(start_paused = true)]
async fn a_restart_that_cannot_be_saved_leaves_the_session_as_it_was() {
    let (server, store) = (Server::start().await, FailingStore::default());
    let session = Session::start(server.oauth(), store.clone(), server.tokens())
        .await
        .unwrap();
    let old = session.access_token().await.unwrap();
    store.failing.store(100, Ordering::SeqCst);
    assert!(
        session
            .restart(server.tokens())
            .await
            .unwrap_err()
            .is_store()
    );
    assert_eq!(
        session.access_token().await.unwrap().generation,
        old.generation
    );
}

#[tokio::test(start_paused = true)]
async fn a_jumping_wall_clock_costs_at_most_one_refresh() {
    for (expires_at, at_once) in [
        (SystemTime::UNIX_EPOCH, 1), // the clock is far ahead, or the token has expired
        (
            SystemTime::now() + Duration::from_secs(10 * 365 * 86_400),
            0,
        ), // the clock was set back by years
    ] {
        let (server, store) = (Server::start().await, FailingStore::default());
        store
            .inner
            .save(Previous::Any, &server.tokens().with_expires_at(expires_at))
            .await
            .unwrap();
        for restarts in 0..5 {
            let session = Session::new(server.oauth(), store.clone());
            for _ in 0..20 {
                let issued = session.access_token().await.unwrap();
                assert!(server.accepts(&issued));
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            assert_eq!(server.refreshes(), at_once, "restart {restarts}");
        }
        let session = Session::new(server.oauth(), store.clone());
        session.access_token().await.unwrap();
        tokio::time::sleep(Duration::from_secs(86_400)).await;
        session.access_token().await.unwrap();
        assert_eq!(
            server.refreshes(),
            at_once + 1,
            "no token is used for longer than its lifetime"
        );
    }
}
