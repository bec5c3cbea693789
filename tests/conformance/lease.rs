//! A lock with a lease, as a row of a database in memory, and the ways in which it can be wrong.

#![allow(clippy::unwrap_used, reason = "tests")]

use constant_contact::{BoxError, BoxFuture, Lease, LockGuard};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a request is on its way to the database, and its answer on the way back.
pub const ON_THE_WAY: Duration = Duration::from_millis(1);
const DURATION: Duration = Duration::from_secs(1);
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockFault {
    None,
    /// The lock is the default one.
    Missing,
    /// Each handle has a lock of its own.
    OnePerHandle,
    /// Whether it is free is read in one request, and it is taken in another.
    ReadThenWritten,
    NeverReleased,
    NeverExpires,
    /// A future that is dropped leaves a lock that never expires.
    LeftByDroppedFutures,
    /// A future that is dropped keeps its place in the queue.
    KeepsPlaces,
    LastsHalfItsDuration,
    /// Each handle uses the clock of its machine, which differ.
    UsesLocalClocks,
    RenewalExtendsNothing,
    RenewalAlwaysSucceeds,
    RenewalTakesTheLockBack,
    RenewalTakesAFreeLock,
    ReleaseIgnoresTheHolder,
}

#[derive(Default)]
struct Row {
    holder: Option<(u64, Instant)>,
    queue: Vec<u64>,
}

/// The lock as one handle sees it.
#[derive(Clone)]
pub struct LeaseLock {
    row: Arc<Mutex<Row>>,
    fault: LockFault,
    /// By how much the clock of this handle is ahead.
    ahead: Duration,
}

impl LeaseLock {
    pub fn new(fault: LockFault) -> Self {
        Self {
            row: Arc::default(),
            fault,
            ahead: Duration::ZERO,
        }
    }

    pub fn open(&self) -> Self {
        let mut handle = self.clone();
        match self.fault {
            LockFault::OnePerHandle => handle.row = Arc::default(),
            LockFault::UsesLocalClocks => handle.ahead = Duration::from_secs(fastrand::u64(..9000)),
            _ => {}
        }
        handle
    }

    fn row(&self) -> MutexGuard<'_, Row> {
        self.row.lock().unwrap()
    }

    fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    /// Whether a handle has the lock.
    pub fn is_held(&self) -> bool {
        self.row()
            .holder
            .is_some_and(|(_, until)| until > self.now())
    }

    /// Whether this grant has the lock.
    pub fn is_held_by(&self, id: u64) -> bool {
        self.is_held() && self.row().holder.is_some_and(|(holder, _)| holder == id)
    }

    /// Removes the row of any holder.
    pub fn reset(&self) {
        self.row().holder = None;
    }

    fn set(&self, id: u64) {
        let duration = match self.fault {
            LockFault::LastsHalfItsDuration => DURATION / 2,
            _ => DURATION,
        };
        let until = self.now() + duration;
        self.row().holder = Some((id, until));
    }

    fn is_free(&self, id: u64) -> bool {
        let never_expires = matches!(
            self.fault,
            LockFault::NeverExpires | LockFault::LeftByDroppedFutures
        );
        let is_taken = self.is_held() || never_expires && self.row().holder.is_some();
        let is_first = self.row().queue.first().is_none_or(|first| *first == id);
        !is_taken && (is_first || self.fault != LockFault::KeepsPlaces)
    }

    /// Returns the guard and the random number of the grant.
    pub async fn take(&self) -> Result<(LockGuard, u64), BoxError> {
        if self.fault == LockFault::Missing {
            return Ok((LockGuard::none(), 0));
        }
        let id = fastrand::u64(1..);
        self.row().queue.push(id);
        let mut unused = Unused(Some((self.clone(), id)));
        loop {
            sleep(ON_THE_WAY).await;
            if self.is_free(id) {
                if self.fault == LockFault::ReadThenWritten {
                    sleep(ON_THE_WAY).await;
                }
                self.set(id);
                break;
            }
            sleep(BETWEEN_TRIES).await;
        }
        sleep(ON_THE_WAY).await;
        self.row().queue.retain(|other| *other != id);
        unused.0 = None;
        Ok((LockGuard::lease(Grant(self.clone(), id)), id))
    }
}

/// Releases a lock that was granted after its future was dropped.
struct Unused(Option<(LeaseLock, u64)>);

impl Drop for Unused {
    fn drop(&mut self) {
        let Some((lock, id)) = self.0.take() else {
            return;
        };
        let mut row = lock.row();
        if row.holder.is_some_and(|(holder, _)| holder == id)
            && lock.fault != LockFault::LeftByDroppedFutures
        {
            row.holder = None;
        }
        if lock.fault != LockFault::KeepsPlaces {
            row.queue.retain(|other| *other != id);
        }
    }
}

struct Grant(LeaseLock, u64);

impl Lease for Grant {
    fn duration(&self) -> Duration {
        DURATION
    }

    fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>> {
        Box::pin(async {
            sleep(ON_THE_WAY).await;
            let Self(lock, id) = self;
            let is_own = lock.row().holder.is_some_and(|(holder, _)| holder == *id);
            let renewed = match lock.fault {
                LockFault::RenewalTakesTheLockBack => true,
                LockFault::RenewalTakesAFreeLock => is_own || !lock.is_held(),
                _ => is_own,
            };
            if renewed && lock.fault != LockFault::RenewalExtendsNothing {
                lock.set(*id);
            }
            sleep(ON_THE_WAY).await;
            Ok(renewed || lock.fault == LockFault::RenewalAlwaysSucceeds)
        })
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>> {
        Box::pin(async move {
            sleep(ON_THE_WAY).await;
            let Self(lock, id) = *self;
            let is_own = lock.row().holder.is_some_and(|(holder, _)| holder == id);
            if is_own && lock.fault != LockFault::NeverReleased
                || lock.fault == LockFault::ReleaseIgnoresTheHolder
            {
                lock.reset();
            }
            Ok(())
        })
    }
}
