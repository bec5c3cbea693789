//! Sessions whose server or store is slow, or whose server asks to wait.

use super::*;

/// A server with prepared responses, each after some seconds; records when each request came.
#[derive(Clone, Default)]
pub(super) struct ScriptedServer {
    responses: Arc<Mutex<Vec<(u64, HttpResponse)>>>,
    requests: Arc<Mutex<Vec<Instant>>>,
}

impl ScriptedServer {
    pub(super) fn new(responses: Vec<(u64, HttpResponse)>) -> Self {
        let scripted = Self::default();
        *scripted.responses.lock().unwrap() = responses;
        scripted
    }

    pub(super) fn oauth(&self) -> OAuth {
        let this = self.clone();
        OAuth::public(PUBLIC).with_http_client(Arc::new(move |_| {
            this.requests.lock().unwrap().push(Instant::now());
            let (after, response) = this.responses.lock().unwrap().remove(0);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_secs(after)).await;
                Ok(response)
            })
        }))
    }

    pub(super) fn posts(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

pub(super) fn granted(number: u32) -> HttpResponse {
    let body = format!(
        r#"{{"access_token": "access-{number}", "refresh_token": "refresh-{number}", "expires_in": 86400}}"#
    );
    HttpResponse::new(200, body)
}

fn unavailable(retry_after: Option<u64>) -> HttpResponse {
    let mut response = HttpResponse::new(503, "");
    response.retry_after = retry_after.map(Duration::from_secs);
    response
}

/// A store whose tokens have a lifetime of a day and expire in `left` seconds.
pub(super) async fn holding(left: u64) -> FailingStore {
    let expires_at = SystemTime::now() + Duration::from_secs(left);
    let expires_at = expires_at.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let tokens = serde_json::json!({"access_token": "access-0", "refresh_token": "refresh-0",
        "lifetime": 86_400, "expires_at": expires_at.as_secs()});
    let store = FailingStore::default();
    let tokens = serde_json::from_value(tokens).unwrap();
    store.inner.save(Previous::Any, &tokens).await.unwrap();
    store
}

pub(super) fn access(issued: &AccessToken) -> &str {
    issued.secret().expose_secret()
}

#[tokio::test(start_paused = true)]
async fn a_valid_token_is_used_at_the_start_while_the_endpoint_is_down() {
    // No call waits, even for a slow failure.
    for after in [0, 40] {
        let server = ScriptedServer::new(vec![(after, unavailable(None)), (0, granted(1))]);
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
async fn the_wait_that_the_token_endpoint_asks_for_is_respected() {
    // An expired token: the call waits. With a longer wait it fails at once, and nothing is sent before.
    for (retry_after, in_time) in [(20, true), (600, false)] {
        let server =
            ScriptedServer::new(vec![(0, unavailable(Some(retry_after))), (0, granted(1))]);
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
        let requests = server.requests.lock().unwrap().clone();
        let distance = (requests[1] - requests[0]).as_secs();
        assert!(
            (retry_after..retry_after + 65).contains(&distance),
            "{distance}"
        );
        assert_eq!(requests.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_refused_just_after_its_renewal_is_retried_once() {
    let server = ScriptedServer::new(vec![(0, granted(1)), (0, granted(2))]);
    let session = Session::new(server.oauth(), holding(0).await);
    let first = session.access_token().await.unwrap();
    let begun = Instant::now();
    // Fifty calls were refused: they wait together.
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let (session, first) = (session.clone(), first.clone());
            tokio::spawn(async move { session.renew(&first).await })
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
    let error = session.renew(&again).await.unwrap_err();
    assert_eq!(error.kind(), crate::auth::AuthErrorKind::Refused);
    assert_eq!(server.posts(), 1, "no refresh token was used");
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    tokio::time::sleep(Duration::from_secs(10)).await;
    let renewed = session.renew(&again).await.unwrap();
    assert_eq!(access(&renewed), "access-2");
}

#[tokio::test(start_paused = true)]
async fn a_late_response_is_used() {
    for after in [31, 100, 290] {
        let server = ScriptedServer::new(vec![(after, granted(1))]);
        let store = holding(0).await;
        let session = Session::new(server.oauth(), store.clone());
        let begun = Instant::now();
        let first = session.access_token().await;
        assert!(
            begun.elapsed() <= Duration::from_secs(60),
            "the wait has a limit"
        );
        assert!(first.is_ok() || first.unwrap_err().is_retryable());
        while session.access_token().await.is_err() {}
        assert_eq!(store.refresh_token().await, "refresh-1", "{after}");
        assert_eq!(server.posts(), 1, "{after}");
    }
}

/// A store whose lock is awaited for two minutes at most, as that of a file.
#[derive(Clone, Default)]
struct LimitedLock(MemoryStore);

impl TokenStore for LimitedLock {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.0.load()
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        self.0.save(previous, new)
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.0.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async {
            let limit = Duration::from_secs(120);
            tokio::time::timeout(limit, self.0.lock()).await?
        })
    }
}

#[tokio::test(start_paused = true)]
async fn many_expired_accounts_of_two_processes_all_get_their_token() {
    let server = Server::start().await;
    let processes = [server.oauth(), server.oauth()];
    let mut calls = vec![];
    for _ in 0..160 {
        let store = LimitedLock::default();
        let tokens = server.tokens().with_expires_at(SystemTime::UNIX_EPOCH);
        store.save(Previous::Any, &tokens).await.unwrap();
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
    assert_eq!(server.reuses(), 0);
}

/// A store whose second save hangs for two hours.
#[derive(Clone, Default)]
struct HangingStore {
    inner: MemoryStore,
    saves: Arc<AtomicUsize>,
}

impl TokenStore for HangingStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.inner.load()
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            // The first save writes the current pair, the second the new one.
            if self.saves.fetch_add(1, Ordering::SeqCst) == 1 {
                tokio::time::sleep(Duration::from_secs(7200)).await;
            }
            self.inner.save(previous, new).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }
}

#[tokio::test(start_paused = true)]
async fn calls_get_the_new_token_while_its_save_hangs() {
    let server = ScriptedServer::new(vec![(0, granted(1))]);
    let store = HangingStore::default();
    store
        .inner
        .save(
            Previous::Any,
            &Tokens::new("").with_refresh_token("refresh-0"),
        )
        .await
        .unwrap();
    let session = Session::new(server.oauth(), store.clone());
    let begun = Instant::now();
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    assert!(
        session.flush().await.unwrap_err().is_retryable(),
        "this wait has a limit too"
    );
    tokio::time::sleep(Duration::from_secs(7200)).await;
    session.flush().await.unwrap();
    let stored = store.inner.load().await.unwrap().unwrap();
    assert_eq!(stored.refresh_token().unwrap().expose_secret(), "refresh-1");
}

/// A store that does not answer while `silent` is set.
#[derive(Clone, Default)]
struct SilentStore {
    inner: MemoryStore,
    silent: Arc<AtomicBool>,
}

impl TokenStore for SilentStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        match self.silent.load(Ordering::SeqCst) {
            true => Box::pin(std::future::pending()),
            false => self.inner.load(),
        }
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        self.inner.save(previous, new)
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.inner.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        match self.silent.load(Ordering::SeqCst) {
            true => Box::pin(std::future::pending()),
            false => self.inner.lock(),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn calls_fail_while_a_store_does_not_answer_and_succeed_later() {
    let server = ScriptedServer::new(vec![(0, granted(1))]);
    let store = SilentStore::default();
    store
        .save(
            Previous::Any,
            &Tokens::new("").with_refresh_token("refresh-0"),
        )
        .await
        .unwrap();
    store.silent.store(true, Ordering::SeqCst);
    let session = Session::new(server.oauth(), store.clone());
    let begun = Instant::now();
    assert!(session.access_token().await.unwrap_err().is_retryable());
    assert_eq!(begun.elapsed(), Duration::from_secs(60));
    // The load without the lock, then the lock: each fails after a while.
    let error = loop {
        match session.access_token().await.unwrap_err() {
            error if error.is_retryable() => {}
            error => break error,
        }
    };
    assert!(error.is_store(), "{error}");
    assert!(session.store_error().is_some());
    assert!(begun.elapsed() <= Duration::from_secs(600));
    store.silent.store(false, Ordering::SeqCst);
    assert_eq!(access(&session.access_token().await.unwrap()), "access-1");
    assert!(session.store_error().is_none());
}
