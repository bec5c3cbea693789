//! How long a session holds the lock of its store.

use super::*;
use crate::transport::lock::memory::{ExpiringLock, Fault};
use crate::transport::pacing::{LimitError, Permit, RateLimiter};
use tokio::time::sleep;

/// What the documentation of `TokenStore::lock` promises.
const LONGEST_LOCK: Duration = Duration::from_secs(15 * 60);
/// Almost as long as a session waits for a call of the store.
const SLOW: Duration = Duration::from_secs(59);

/// A store that takes as long as it may.
#[derive(Clone)]
struct SlowStore {
    row: MemoryStore,
    lock: ExpiringLock,
}

impl TokenStore for SlowStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        Box::pin(async {
            sleep(SLOW).await;
            self.row.load().await
        })
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            sleep(SLOW).await;
            self.row.save(previous, new).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.row.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async {
            let next_request = Arc::new(|| (SLOW, Fault::None));
            Ok(self.lock.lock(next_request).await)
        })
    }
}

/// A limiter that takes as long as a holder of the lock waits for it.
struct SlowLimiter;

impl RateLimiter for SlowLimiter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async {
            sleep(SLOW).await;
            Ok(Permit::new())
        })
    }
}

/// How long the lock is held while a session renews its tokens, at a server that answers at the last moment.
async fn longest_lock(response: fn() -> HttpResponse) -> Duration {
    let http: HttpClient = Arc::new(move |_| {
        Box::pin(async move {
            sleep(crate::auth::http_client::LONGEST_RESPONSE).await;
            Ok(response())
        })
    });
    let store = SlowStore {
        row: MemoryStore::default(),
        lock: ExpiringLock::new(SLOW * 2),
    };
    let tokens = Tokens::new("").with_refresh_token("refresh");
    store.row.save(Previous::Any, &tokens).await.unwrap();
    let oauth = OAuth::public(PUBLIC)
        .with_http_client(http)
        .token_rate_limiter(SlowLimiter);
    let session = Session::new(oauth, store.clone());
    session.access_token().await.unwrap_err();
    let (mut held, mut longest) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..10_000 {
        sleep(Duration::from_secs(1)).await;
        held = match store.lock.is_held() {
            true => held + Duration::from_secs(1),
            false => Duration::ZERO,
        };
        longest = longest.max(held);
    }
    assert!(!store.lock.is_held());
    longest
}

#[tokio::test(start_paused = true)]
async fn the_lock_is_held_no_longer_than_documented() {
    let refused = || HttpResponse::new(400, r#"{"error": "invalid_grant"}"#);
    let answered = || {
        HttpResponse::new(
            200,
            r#"{"access_token": "a", "refresh_token": "b", "expires_in": 86400}"#,
        )
    };
    for response in [refused, answered] {
        let longest = longest_lock(response).await;
        println!("held for {longest:?}");
        assert!(
            longest > Duration::from_secs(600),
            "{longest:?} is not slow"
        );
        assert!(longest <= LONGEST_LOCK, "{longest:?}");
    }
}
