//! One piece of work, however many wait for it.
//!
//! [`SingleFlight::join`] starts the work or joins what is under way. The work runs on the [`worker`], not on the
//! runtime of a caller: whoever goes away, it runs to its end. It also keeps the time for those who wait, so that
//! no wait depends on another caller's runtime, and none lasts for ever.

use super::limit::{STEP, Unfinished, step};
use super::{AuthError, worker};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long a caller waits, apart from the queue at the token endpoint.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a caller waits in all.
const LONGEST_QUEUE: Duration = Duration::from_secs(1800);

/// What those who wait are told.
#[derive(Clone, Default)]
struct Status {
    outcome: Option<Result<(), AuthError>>,
    /// The work waits for its turn, in a queue that moves.
    queueing: bool,
    /// How long the work has taken, in all and without the queue.
    elapsed: Duration,
    working: Duration,
}

/// The work under way, if any.
#[derive(Default)]
pub(crate) struct SingleFlight {
    current: Mutex<Option<watch::Sender<Status>>>,
}

/// The side of the work.
pub(crate) struct Progress {
    sender: watch::Sender<Status>,
    /// When it began, on the clock of the caller who started it and on that of the worker.
    started: Instant,
    begun: Instant,
}

impl Progress {
    /// The time on the clock of the caller who started the work.
    ///
    /// It is the worker's own time, unless the caller's was paused for a test.
    pub(crate) fn now(&self) -> Instant {
        self.started + self.begun.elapsed()
    }

    /// Tells those who wait to look again: what they need may be there before the work ends.
    pub(crate) fn changed(&self) {
        self.sender.send_modify(|_| {});
    }

    /// Waits for a turn, which does not count as work.
    pub(crate) async fn queueing<T>(&self, turn: impl Future<Output = T>) -> T {
        self.sender.send_modify(|status| status.queueing = true);
        let turn = turn.await;
        self.sender.send_modify(|status| status.queueing = false);
        turn
    }

    /// Whether a caller cannot go on without the outcome.
    pub(crate) fn has_waiters(&self) -> bool {
        self.sender.receiver_count() > 0
    }
}

/// The side of a caller.
pub(crate) struct Waiter {
    receiver: watch::Receiver<Status>,
    /// What the work had taken when this caller came.
    joined: Status,
    /// Whether the work is this caller's, and not what was under way.
    pub(crate) has_started: bool,
}

/// What a caller has waited for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// Something has changed; the work goes on.
    Changed,
    /// The work has ended well.
    Ended,
}

impl Waiter {
    fn new(receiver: watch::Receiver<Status>, has_started: bool) -> Self {
        let joined = receiver.borrow().clone();
        Self {
            receiver,
            joined,
            has_started,
        }
    }

    /// Waits for news. Fails with the error of the work, or with `Transient` when it takes too long: it goes on.
    pub(crate) async fn wait(&mut self) -> Result<Waited, AuthError> {
        let open = self.receiver.changed().await.is_ok();
        let status = self.receiver.borrow_and_update();
        match &status.outcome {
            Some(outcome) => outcome.clone().map(|()| Waited::Ended),
            None if !open => Err(AuthError::transient(
                "the work on the tokens broke off: try again",
            )),
            None if status.working - self.joined.working >= LONGEST_WAIT
                || status.elapsed - self.joined.elapsed >= LONGEST_QUEUE =>
            {
                Err(AuthError::transient(
                    "the token endpoint or the token store takes long; the work goes on: try again later",
                ))
            }
            None => Ok(Waited::Changed),
        }
    }

    /// Waits for the end.
    pub(crate) async fn end(&mut self) -> Result<(), AuthError> {
        while self.wait().await? != Waited::Ended {}
        Ok(())
    }
}

/// Clears the slot when the work ends, however it ends.
struct Slot {
    flights: Arc<SingleFlight>,
    sender: watch::Sender<Status>,
}

impl Slot {
    fn clear(&self) {
        let mut current = self.flights.current();
        if current
            .as_ref()
            .is_some_and(|sender| sender.same_channel(&self.sender))
        {
            *current = None;
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.clear();
    }
}

impl SingleFlight {
    fn current(&self) -> MutexGuard<'_, Option<watch::Sender<Status>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the work under way, or starts `work`.
    pub(crate) fn join<F>(
        self: &Arc<Self>,
        work: impl FnOnce(Progress) -> F + Send + 'static,
    ) -> Result<Waiter, AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        let (sender, receiver) = watch::channel(Status::default());
        {
            let mut current = self.current();
            if let Some(under_way) = &*current {
                return Ok(Waiter::new(under_way.subscribe(), false));
            }
            *current = Some(sender.clone());
        }
        let slot = Slot {
            flights: self.clone(),
            sender: sender.clone(),
        };
        let started = Instant::now();
        worker::spawn(async move {
            let progress = Progress {
                sender,
                started,
                begun: Instant::now(),
            };
            let outcome = timed(&slot.sender, work(progress)).await;
            // First the slot, then the news: who wakes up may start the next flight.
            slot.clear();
            slot.sender
                .send_modify(|status| status.outcome = Some(outcome));
        })?;
        Ok(Waiter::new(receiver, true))
    }
}

/// Runs `work` to its end, however long it takes, and keeps the time for those who wait.
async fn timed<T>(sender: &watch::Sender<Status>, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        match step(work.as_mut()).await {
            Ok(outcome) => return outcome,
            Err(Unfinished::Interrupted) => {}
            Err(Unfinished::Passed) => sender.send_modify(|status| {
                status.elapsed += STEP;
                if !status.queueing {
                    status.working += STEP;
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests;
