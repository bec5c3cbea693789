//! A lock in memory that expires by tokio's clock, for tests.

use super::{Lease, LockGuard};
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What goes wrong with a request of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The request has no effect.
    Refused,
    /// The request has an effect, but its answer is lost.
    AnswerLost,
}

/// How long the next request takes, half of it before its effect, and what goes wrong with it.
pub(crate) type NextRequest = Arc<dyn Fn() -> (Duration, Fault) + Send + Sync>;

/// A lock that expires. Clones are the same lock.
#[derive(Clone)]
pub(crate) struct ExpiringLock {
    duration: Duration,
    state: Arc<Mutex<LockState>>,
}

#[derive(Default)]
struct LockState {
    /// The number of the holder, and until when it holds the lock.
    holder: Option<(u64, Instant)>,
    granted: u64,
    renewals: usize,
    releases: usize,
    /// How often it expired before it was released, and another holder took it.
    expired: usize,
}

impl ExpiringLock {
    pub fn new(duration: Duration) -> Self {
        Self {
            duration,
            state: Arc::default(),
        }
    }

    /// Waits for the lock.
    pub async fn lock(&self, next_request: NextRequest) -> LockGuard {
        loop {
            if let Some(guard) = self.try_lock(&next_request) {
                return guard;
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Takes the lock if nobody has it.
    pub fn try_lock(&self, next_request: &NextRequest) -> Option<LockGuard> {
        let mut state = self.state.lock().unwrap();
        let now = Instant::now();
        if state.holder.is_some_and(|(_, until)| now < until) {
            return None;
        }
        state.expired += usize::from(state.holder.is_some());
        state.granted += 1;
        let owner = state.granted;
        state.holder = Some((owner, now + self.duration));
        Some(LockGuard::lease(MemoryLease {
            lock: self.clone(),
            owner,
            next_request: next_request.clone(),
        }))
    }

    pub fn is_held(&self) -> bool {
        let holder = self.state.lock().unwrap().holder;
        holder.is_some_and(|(_, until)| Instant::now() < until)
    }

    pub fn renewals(&self) -> usize {
        self.state.lock().unwrap().renewals
    }

    pub fn expired(&self) -> usize {
        self.state.lock().unwrap().expired
    }

    pub fn releases(&self) -> usize {
        self.state.lock().unwrap().releases
    }
}

/// Requests without faults that take no time.
pub(crate) fn no_faults() -> NextRequest {
    Arc::new(|| (Duration::ZERO, Fault::None))
}

struct MemoryLease {
    lock: ExpiringLock,
    owner: u64,
    next_request: NextRequest,
}

impl MemoryLease {
    async fn request<T>(&self, effect: impl FnOnce(&mut LockState) -> T) -> Result<T, BoxError> {
        let (time, fault) = (self.next_request)();
        sleep(time / 2).await;
        if fault == Fault::Refused {
            return Err("the database refuses".into());
        }
        let result = effect(&mut self.lock.state.lock().unwrap());
        sleep(time / 2).await;
        match fault {
            Fault::AnswerLost => Err("the answer was lost".into()),
            _ => Ok(result),
        }
    }
}

impl Lease for MemoryLease {
    fn duration(&self) -> Duration {
        self.lock.duration
    }

    fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>> {
        Box::pin(self.request(|state| {
            let is_ours = state.holder.is_some_and(|(owner, _)| owner == self.owner);
            if is_ours {
                state.renewals += 1;
                state.holder = Some((self.owner, Instant::now() + self.lock.duration));
            }
            is_ours
        }))
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>> {
        Box::pin(async move {
            let owner = self.owner;
            self.request(|state| {
                if state.holder.is_some_and(|(holder, _)| holder == owner) {
                    state.releases += 1;
                    state.holder = None;
                }
            })
            .await
        })
    }
}
