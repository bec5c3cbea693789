//! Sessions on paused time, over the strict server's rules without a network.

#[path = "../../../tests/auth/support/rules.rs"]
mod rules;

use super::*;
use crate::auth::oauth::transport::{Answer, Wire};
use crate::auth::{BoxFuture, MemoryStore, StoreGuard, StoreResult};
use rules::{PUBLIC, Request, Rules};
use secrecy::ExposeSecret;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::SystemTime;

/// A server in memory: `failing` percent of the requests fail without being carried out.
#[derive(Clone, Default)]
struct Server {
    rules: Arc<Mutex<Rules>>,
    failing: Arc<AtomicU32>,
    posts: Arc<AtomicUsize>,
}

impl Server {
    fn oauth(&self) -> OAuth {
        let server = self.clone();
        let wire: Wire = Arc::new(move |request| {
            let server = server.clone();
            Box::pin(async move {
                server.posts.fetch_add(1, Ordering::SeqCst);
                let header = |name: &str| {
                    request
                        .headers()
                        .get(name)
                        .and_then(|value| value.to_str().ok())
                        .map(str::to_owned)
                };
                let request = Request {
                    method: request.method().to_string(),
                    target: request.uri().path().to_owned(),
                    authorization: header("authorization"),
                    content_type: header("content-type"),
                    body: request.into_body(),
                };
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..1500))).await;
                if fastrand::u32(0..100) < server.failing.load(Ordering::SeqCst) {
                    return match fastrand::u8(0..4) {
                        0 => Err(AuthError::transient("broken")),
                        1 => Ok(Answer::new(500, b"<html>")),
                        2 => Ok(Answer::new(429, vec![])),
                        _ => Ok(Answer::new(400, rules::okta(400).body)),
                    };
                }
                let reply = server.rules.lock().unwrap().handle(&request);
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..1500))).await;
                Ok(Answer::new(reply.status, reply.body))
            })
        });
        let endpoints = crate::auth::Endpoints::default()
            .token("http://localhost/token")
            .unwrap();
        OAuth::public(PUBLIC).endpoints(endpoints).over(wire)
    }

    fn tokens(&self) -> Tokens {
        let (access, refresh) = self.rules.lock().unwrap().seed(PUBLIC);
        Tokens::new(access)
            .set_refresh_token(refresh)
            .set_expires_at(SystemTime::now() + Duration::from_secs(86_400))
    }

    fn accepts(&self, issued: &Issued) -> bool {
        self.rules
            .lock()
            .unwrap()
            .accepts(issued.secret.expose_secret())
    }

    fn refreshes(&self) -> u64 {
        self.rules.lock().unwrap().refreshes
    }

    fn newest(&self) -> String {
        self.rules.lock().unwrap().newest.clone().unwrap().1
    }
}

/// A store of which `failing` percent of the saves fail, slowly: by an error or a panic, before or after writing.
#[derive(Clone, Default)]
struct Frail {
    inner: MemoryStore,
    failing: Arc<AtomicU32>,
    failed: Arc<AtomicUsize>,
}

impl Frail {
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

impl TokenStore for Frail {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.inner.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..300))).await;
            if fastrand::u32(0..100) < self.failing.load(Ordering::SeqCst) {
                self.failed.fetch_add(1, Ordering::SeqCst);
                match fastrand::u8(0..4) {
                    0 => panic!("the store panics"),
                    1 => self.inner.save(tokens).await?,
                    _ => {}
                }
                return Err("the disk is full".into());
            }
            self.inner.save(tokens).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        self.inner.lock()
    }
}

/// One caller: asks until it has a token that the server accepts, and may be dropped at any moment.
async fn caller(session: Session, server: Server) -> (bool, usize) {
    let mut store_errors = 0;
    for _ in 0..50 {
        let patience = Duration::from_millis(fastrand::u64(0..4000));
        match tokio::time::timeout(patience, session.access_token()).await {
            Err(_) => {} // dropped
            Ok(Ok(issued)) => return (server.accepts(&issued), store_errors),
            Ok(Err(error)) if error.is_store() => store_errors += 1,
            Ok(Err(error)) => assert!(error.is_transient(), "{error}"),
        }
    }
    panic!("no token after fifty attempts");
}

#[tokio::test(start_paused = true)]
async fn two_hundred_expiries_under_fifty_callers_faults_and_drops_lose_nothing() {
    let (server, store) = (Server::default(), Frail::default());
    let session = Session::start(server.oauth(), store.clone(), server.tokens())
        .await
        .unwrap();
    server.failing.store(30, Ordering::SeqCst);
    store.failing.store(30, Ordering::SeqCst);
    let mut failed_calls = 0;
    for round in 1..=200u64 {
        tokio::time::sleep(Duration::from_secs(86_400)).await;
        server.rules.lock().unwrap().expire();
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
    assert_eq!(server.rules.lock().unwrap().reuses, 0);
    let (posts, failed_saves) = (
        server.posts.load(Ordering::SeqCst),
        store.failed.load(Ordering::SeqCst),
    );
    println!(
        "200 rotations, {posts} requests, {failed_saves} failed saves, {failed_calls} calls that failed for them"
    );
    assert!(
        posts > 220 && failed_saves > 50,
        "the faults took place: {posts} {failed_saves}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_due_token_is_used_while_it_is_renewed_ahead_of_its_end() {
    let (server, store) = (Server::default(), Frail::default());
    let session = Session::start(server.oauth(), store.clone(), server.tokens())
        .await
        .unwrap();
    let first = session.access_token().await.unwrap();
    tokio::time::sleep(Duration::from_secs(85_900)).await;
    assert_eq!(
        session.access_token().await.unwrap().generation,
        first.generation
    );
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(server.refreshes(), 0, "it is not due yet");
    tokio::time::sleep(Duration::from_secs(220)).await;
    let asked = Instant::now();
    assert_eq!(
        session.access_token().await.unwrap().generation,
        first.generation
    );
    assert_eq!(asked.elapsed(), Duration::ZERO, "nobody waits");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(session.access_token().await.unwrap().generation > first.generation);
    assert_eq!(
        (server.refreshes(), store.refresh_token().await),
        (1, server.newest())
    );
}

#[tokio::test(start_paused = true)]
async fn failing_early_refreshes_slow_down_and_the_valid_token_is_used_to_its_end() {
    let (server, store) = (Server::default(), Frail::default());
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
    assert!(session.access_token().await.unwrap_err().is_transient());
    server.failing.store(0, Ordering::SeqCst);
    assert!(session.access_token().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_jumping_wall_clock_costs_at_most_one_refresh() {
    for (ends, at_once) in [
        (SystemTime::UNIX_EPOCH, 1), // the clock is far ahead, or the token old
        (
            SystemTime::now() + Duration::from_secs(10 * 365 * 86_400),
            0,
        ), // the clock was set back by years
    ] {
        let (server, store) = (Server::default(), Frail::default());
        store
            .inner
            .save(&server.tokens().set_expires_at(ends))
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
            "no token is believed for longer than its life"
        );
    }
}

/// A server that answers as told, after so many seconds, and tells when it was asked.
#[derive(Clone, Default)]
struct Scripted {
    answers: Arc<Mutex<Vec<(u64, Answer)>>>,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Scripted {
    fn new(answers: Vec<(u64, Answer)>) -> Self {
        let scripted = Self::default();
        *scripted.answers.lock().unwrap() = answers;
        scripted
    }

    fn oauth(&self) -> OAuth {
        let this = self.clone();
        OAuth::public(PUBLIC).over(Arc::new(move |_| {
            this.asked.lock().unwrap().push(Instant::now());
            let (after, answer) = this.answers.lock().unwrap().remove(0);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_secs(after)).await;
                Ok(answer)
            })
        }))
    }

    fn posts(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn granted(number: u32) -> Answer {
    let body = format!(
        r#"{{"access_token": "access-{number}", "refresh_token": "refresh-{number}", "expires_in": 86400}}"#
    );
    Answer::new(200, body)
}

fn unavailable(retry_after: Option<u64>) -> Answer {
    let mut answer = Answer::new(503, "");
    answer.retry_after = retry_after.map(Duration::from_secs);
    answer
}

/// A store with tokens of a day of which so many seconds are left.
async fn holding(left: u64) -> Frail {
    let ends = SystemTime::now() + Duration::from_secs(left);
    let ends = ends.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let tokens = serde_json::json!({"access_token": "access-0", "refresh_token": "refresh-0",
        "lifetime": 86_400, "expires_at": ends.as_secs()});
    let store = Frail::default();
    let tokens = serde_json::from_value(tokens).unwrap();
    store.inner.save(&tokens).await.unwrap();
    store
}

fn access(issued: &Issued) -> &str {
    issued.secret.expose_secret()
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_good_for_a_while_starts_a_program_while_the_endpoint_is_down() {
    // A slow failure, too: nobody waits for it.
    for after in [0, 40] {
        let server = Scripted::new(vec![(after, unavailable(None)), (0, granted(1))]);
        let session = Session::new(server.oauth(), holding(100).await);
        let begun = Instant::now();
        let issued = session.access_token().await.unwrap();
        assert_eq!(access(&issued), "access-0");
        assert!(begun.elapsed() < Duration::from_secs(1));
        tokio::time::sleep(Duration::from_secs(60)).await;
        session.access_token().await.unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
        assert_eq!(server.posts(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_token_endpoint_asks_for_is_kept() {
    // An ended token: the call waits. A longer wait fails it at once, and nothing is sent before its end.
    for (retry_after, in_time) in [(20, true), (600, false)] {
        let server = Scripted::new(vec![(0, unavailable(Some(retry_after))), (0, granted(1))]);
        let session = Session::new(server.oauth(), holding(0).await);
        let begun = Instant::now();
        let first = session.access_token().await;
        match in_time {
            true => assert_eq!(access(&first.unwrap()), "access-1"),
            false => {
                assert!(first.unwrap_err().retry_after().is_some());
                assert!(begun.elapsed() < Duration::from_secs(30));
                while session.access_token().await.is_err() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
        let asked = server.asked.lock().unwrap().clone();
        let distance = (asked[1] - asked[0]).as_secs();
        assert!(
            (retry_after..retry_after + 65).contains(&distance),
            "{distance}"
        );
        assert_eq!(asked.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_refused_just_after_its_renewal_is_tried_once_more_after_a_moment() {
    let server = Scripted::new(vec![(0, granted(1)), (0, granted(2))]);
    let session = Session::new(server.oauth(), holding(0).await);
    let first = session.access_token().await.unwrap();
    let begun = Instant::now();
    // Fifty calls were refused: they wait together.
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.renew(first.generation).await })
        })
        .collect();
    let mut again = None;
    for call in calls {
        again = Some(call.await.unwrap().unwrap());
    }
    let again = again.unwrap();
    assert_eq!(access(&again), "access-1");
    assert!(
        (2..4).contains(&begun.elapsed().as_secs()),
        "{:?}",
        begun.elapsed()
    );
    let error = session.renew(again.generation).await.unwrap_err();
    assert_eq!(error.kind(), crate::auth::AuthErrorKind::Refused);
    assert_eq!(server.posts(), 1, "nothing was spent");
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    tokio::time::sleep(Duration::from_secs(10)).await;
    let renewed = session.renew(again.generation).await.unwrap();
    assert_eq!(access(&renewed), "access-2");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_late_is_kept() {
    for after in [31, 100, 290] {
        let server = Scripted::new(vec![(after, granted(1))]);
        let store = holding(0).await;
        let session = Session::new(server.oauth(), store.clone());
        let begun = Instant::now();
        let first = session.access_token().await;
        assert!(
            begun.elapsed() <= Duration::from_secs(60),
            "the wait is bounded"
        );
        assert!(first.is_ok() || first.unwrap_err().is_transient());
        while session.access_token().await.is_err() {}
        assert_eq!(store.refresh_token().await, "refresh-1", "{after}");
        assert_eq!(server.posts(), 1, "{after}");
    }
}

/// A lock that somebody else may hold for two minutes, as that of a file.
#[derive(Clone, Default)]
struct Impatient(MemoryStore);

impl TokenStore for Impatient {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.0.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        self.0.save(tokens)
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.0.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        Box::pin(async {
            let limit = Duration::from_secs(120);
            tokio::time::timeout(limit, self.0.lock()).await?
        })
    }
}

#[tokio::test(start_paused = true)]
async fn many_expired_accounts_of_two_processes_all_get_their_token() {
    let server = Server::default();
    let processes = [server.oauth(), server.oauth()];
    let mut calls = vec![];
    for _ in 0..160 {
        let store = Impatient::default();
        let tokens = server.tokens().set_expires_at(SystemTime::UNIX_EPOCH);
        store.save(&tokens).await.unwrap();
        for oauth in &processes {
            let session = Session::new(oauth.clone(), store.clone());
            calls.push(tokio::spawn(async move { session.access_token().await }));
        }
    }
    for call in calls {
        let issued = call.await.unwrap().unwrap();
        assert!(server.accepts(&issued));
    }
    assert_eq!(server.refreshes(), 160);
    assert_eq!(server.rules.lock().unwrap().reuses, 0);
}

/// A store whose saves take for ever, once told.
#[derive(Clone, Default)]
struct Stuck {
    inner: MemoryStore,
    saves: Arc<AtomicUsize>,
}

impl TokenStore for Stuck {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.inner.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            // The present pair goes through, the new one does not.
            if self.saves.fetch_add(1, Ordering::SeqCst) == 1 {
                tokio::time::sleep(Duration::from_secs(7200)).await;
            }
            self.inner.save(tokens).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }
}

#[tokio::test(start_paused = true)]
async fn a_save_that_hangs_does_not_keep_the_new_token_from_the_calls() {
    let server = Scripted::new(vec![(0, granted(1))]);
    let store = Stuck::default();
    store
        .inner
        .save(&Tokens::new("").set_refresh_token("refresh-0"))
        .await
        .unwrap();
    let session = Session::new(server.oauth(), store.clone());
    let begun = Instant::now();
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    assert!(
        session.flush().await.unwrap_err().is_transient(),
        "bounded, too"
    );
    tokio::time::sleep(Duration::from_secs(7200)).await;
    session.flush().await.unwrap();
    let stored = store.inner.load().await.unwrap().unwrap();
    assert_eq!(stored.refresh_token().unwrap().expose_secret(), "refresh-1");
}
