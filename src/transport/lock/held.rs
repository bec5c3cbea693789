//! A lock for as long as it is held.
//!
//! A task owns the lease. It renews it three times in its duration, confirms it when it is asked to, and releases it
//! when the [`HeldLock`] is dropped. It runs on the runtime on which the lock was taken, so it continues while the
//! holder waits for something else.

use super::{Lease, LockGuard, release, request_limit};
use crate::error::BoxError;
use crate::transport::task::spawn;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

/// How often a lease is renewed in its duration.
const RENEWALS: u32 = 3;
/// After a renewal that failed, the next one follows after this part of the usual time.
const SOONER: u32 = 4;
/// The longest and the shortest time between two renewals, whatever the duration is.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(3600));

/// A lock that is held until this is dropped.
pub(crate) struct HeldLock {
    /// Asks the task that owns the lease to confirm it.
    lease: Option<mpsc::UnboundedSender<oneshot::Sender<Confirmed>>>,
    /// The lock itself, if it is not a lease. It may not be `Sync`, and is never used.
    _guard: Mutex<LockGuard>,
}

type Confirmed = Result<(), Unconfirmed>;

/// Why it is not certain that a lock is held.
#[derive(Debug)]
pub(crate) enum Unconfirmed {
    /// Another holder has it, or had it in between.
    Lost,
    /// The store did not answer, or answered too late.
    Unknown(BoxError),
}

impl fmt::Display for Unconfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost => f.write_str("the lock expired, and another holder took it"),
            Self::Unknown(error) => write!(f, "the lock could not be confirmed: {error}"),
        }
    }
}

impl HeldLock {
    /// Holds the lock that was granted. Must be called within a runtime.
    pub fn new(mut guard: LockGuard) -> Self {
        let lease = guard.take_lease().map(|lease| {
            let (sender, requests) = mpsc::unbounded_channel();
            spawn(&Handle::current(), Box::pin(hold(lease, requests)));
            sender
        });
        Self {
            lease,
            _guard: Mutex::new(guard),
        }
    }

    /// Makes sure that the lock is held now and for at least half of its duration.
    pub async fn confirm(&self) -> Result<(), Unconfirmed> {
        let Some(task) = &self.lease else {
            return Ok(());
        };
        let (sender, answer) = oneshot::channel();
        task.send(sender).ok();
        answer
            .await
            .unwrap_or_else(|_| Err(Unconfirmed::Unknown("its renewal panicked".into())))
    }
}

/// Holds the lease until the other end of `requests` is dropped.
async fn hold(
    mut lease: Box<dyn Lease>,
    mut requests: mpsc::UnboundedReceiver<oneshot::Sender<Confirmed>>,
) {
    let (shortest, longest) = INTERVALS;
    let interval = (lease.duration() / RENEWALS).clamp(shortest, longest);
    let mut next = Instant::now() + interval;
    loop {
        let request = match timeout_at(next, requests.recv()).await {
            Ok(None) => return release(lease).await,
            Ok(request) => request,
            Err(_) => None,
        };
        let begun = Instant::now();
        let renewed = renew(&mut *lease).await;
        next = match &renewed {
            Ok(()) => begun + interval,
            Err(Unconfirmed::Unknown(error)) => {
                tracing::debug!(%error, "a lock was not renewed");
                Instant::now() + interval / SOONER
            }
            Err(Unconfirmed::Lost) => {
                tracing::warn!("a lock expired, and another holder took it");
                answer(request, renewed);
                drop(lease);
                while let Some(request) = requests.recv().await {
                    answer(Some(request), Err(Unconfirmed::Lost));
                }
                return;
            }
        };
        answer(request, renewed);
    }
}

/// Renews the lease. Succeeds if at least half of its duration is left afterwards.
async fn renew(lease: &mut dyn Lease) -> Confirmed {
    let (duration, limit) = (lease.duration(), request_limit(lease));
    let begun = Instant::now();
    match timeout(limit, lease.renew()).await {
        Ok(Ok(true)) if begun.elapsed() <= duration / 2 => Ok(()),
        Ok(Ok(false)) => Err(Unconfirmed::Lost),
        Ok(Err(error)) => Err(Unconfirmed::Unknown(error)),
        Ok(Ok(true)) | Err(_) => Err(Unconfirmed::Unknown("the store answers too slowly".into())),
    }
}

fn answer(request: Option<oneshot::Sender<Confirmed>>, confirmed: Confirmed) {
    if let Some(request) = request {
        // The holder may have stopped waiting.
        request.send(confirmed).ok();
    }
}

#[cfg(test)]
mod tests;
