//! One piece of work for any number of waiting callers.
//!
//! [`SingleFlight::join`] starts the work or joins the work in progress. [`SingleFlight::run`] does work that cannot be
//! shared, after the work in progress. The work runs on the [`worker`] and not on the runtime of a caller, so it finishes
//! even if every caller is dropped. The worker also measures the time of the waits, so that each ends after a limit
//! and none depends on another caller's runtime.

use super::error::AuthError;
use super::limit::{STEP, StepTimeout, step};
use super::worker;
use crate::transport::future::BoxFuture;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// How long a caller waits, apart from the queue at the token endpoint.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a caller waits if its work begins after other work.
const LONGEST_RUN: Duration = Duration::from_secs(240);
/// How long a caller waits in all.
const LONGEST_QUEUE: Duration = Duration::from_secs(1800);

/// Work of any type: what is needed to run it is compiled once.
type Work = Box<dyn FnOnce(Progress) -> BoxFuture<'static, Result<(), AuthError>> + Send>;

/// The state of the work that the waiters see.
#[derive(Clone, Default)]
struct Status {
    result: Option<Result<(), AuthError>>,
    /// The work waits for a permit, in a queue that advances.
    queueing: bool,
    /// How long the work has taken, in all and without the queue.
    elapsed: Duration,
    working: Duration,
}

/// The connection between the work and its waiters.
#[derive(Clone, Default)]
struct Channel {
    sender: watch::Sender<Status>,
    /// Notified when a caller joins.
    joined: Arc<Notify>,
}

/// The work in progress, and the queue of the work after it.
#[derive(Default)]
pub(crate) struct SingleFlight {
    /// The work that callers join.
    current: Mutex<Option<Channel>>,
    /// Held by the work in progress; acquired in the order of the requests.
    turn: tokio::sync::Mutex<()>,
}

/// The work's end of the connection to its waiters.
pub(crate) struct Progress {
    channel: Channel,
    /// When it began, by the clock of the caller that started it and by that of the worker.
    started: Instant,
    begun: Instant,
}

impl Progress {
    /// The time by the clock of the caller that started the work.
    ///
    /// It differs from the worker's only if a test paused the caller's clock.
    pub(crate) fn now(&self) -> Instant {
        self.started + self.begun.elapsed()
    }

    /// Wakes the waiters, because the tokens that they need may be there before the work finishes.
    pub(crate) fn changed(&self) {
        self.update(|_| {});
    }

    /// Waits for a permit, which does not count as work.
    pub(crate) async fn queue_for<T>(&self, permit: impl Future<Output = T>) -> T {
        self.update(|status| status.queueing = true);
        let permit = permit.await;
        self.update(|status| status.queueing = false);
        permit
    }

    fn update(&self, change: fn(&mut Status)) {
        self.channel.sender.send_modify(change);
    }

    /// Whether a caller waits for the result.
    pub(crate) fn has_waiters(&self) -> bool {
        self.channel.sender.receiver_count() > 0
    }

    /// Waits until a caller waits for the result.
    pub(crate) async fn has_a_waiter(&self) {
        while !self.has_waiters() {
            self.channel.joined.notified().await;
        }
    }
}

/// A caller's end of the connection to the work.
pub(crate) struct Waiter {
    receiver: watch::Receiver<Status>,
    /// The status of the work when this caller joined.
    joined: Status,
    limit: Duration,
    /// Whether this caller started the work instead of joining work in progress.
    pub(crate) started_work: bool,
}

/// Why a waiter woke up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Something has changed; the work continues.
    Changed,
    /// The work has succeeded.
    Finished,
}

impl Waiter {
    fn new(receiver: watch::Receiver<Status>, limit: Duration, started_work: bool) -> Self {
        let joined = receiver.borrow().clone();
        Self {
            receiver,
            joined,
            limit,
            started_work,
        }
    }

    /// Waits for the next event. Fails with the error of the work, or with `Unavailable` when the work takes too long; it
    /// continues even then.
    pub(crate) async fn wait(&mut self) -> Result<Event, AuthError> {
        let is_open = self.receiver.changed().await.is_ok();
        let status = self.receiver.borrow_and_update();
        match &status.result {
            Some(result) => result.clone().map(|()| Event::Finished),
            None if !is_open => Err(AuthError::unavailable(
                "the work on the tokens was interrupted: try again",
            )),
            None if status.working - self.joined.working >= self.limit
                || status.elapsed - self.joined.elapsed >= LONGEST_QUEUE =>
            {
                Err(AuthError::unavailable(
                    "the token endpoint or the token store takes long; the work continues: try again later",
                ))
            }
            None => Ok(Event::Changed),
        }
    }

    /// Waits until the work has finished.
    pub(crate) async fn finished(&mut self) -> Result<(), AuthError> {
        while self.wait().await? != Event::Finished {}
        Ok(())
    }
}

/// Lets other work start when this work ends, even by a panic.
struct Slot {
    flight: Arc<SingleFlight>,
    channel: Channel,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut current = self.flight.current();
        if current
            .as_ref()
            .is_some_and(|other| other.sender.same_channel(&self.channel.sender))
        {
            *current = None;
        }
    }
}

impl SingleFlight {
    fn current(&self) -> MutexGuard<'_, Option<Channel>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the work in progress, or starts `work`.
    pub(crate) fn join<F>(
        self: &Arc<Self>,
        work: impl FnOnce(Progress) -> F + Send + 'static,
    ) -> Result<Waiter, AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        self.join_or_start(Box::new(|progress| Box::pin(work(progress))))
    }

    fn join_or_start(self: &Arc<Self>, work: Work) -> Result<Waiter, AuthError> {
        let channel = Channel::default();
        let receiver = channel.sender.subscribe();
        {
            let mut current = self.current();
            if let Some(running) = &*current {
                let waiter = Waiter::new(running.sender.subscribe(), LONGEST_WAIT, false);
                running.joined.notify_one();
                return Ok(waiter);
            }
            *current = Some(channel.clone());
        }
        let slot = Slot {
            flight: self.clone(),
            channel: channel.clone(),
        };
        self.start(channel, work, Some(slot))?;
        Ok(Waiter::new(receiver, LONGEST_WAIT, true))
    }

    /// Starts `work` that no other caller can join.
    pub(crate) fn run<F>(
        self: &Arc<Self>,
        work: impl FnOnce(Progress) -> F + Send + 'static,
    ) -> Result<Waiter, AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        let channel = Channel::default();
        let receiver = channel.sender.subscribe();
        let work = Box::new(|progress| Box::pin(work(progress)) as BoxFuture<'_, _>);
        self.start(channel, work, None)?;
        Ok(Waiter::new(receiver, LONGEST_RUN, true))
    }

    /// Starts `work` after the work in progress, and drops `slot` before a waiter can see its result.
    fn start(
        self: &Arc<Self>,
        channel: Channel,
        work: Work,
        slot: Option<Slot>,
    ) -> Result<(), AuthError> {
        let flight = self.clone();
        let started = Instant::now();
        worker::spawn(Box::pin(async move {
            let sender = channel.sender.clone();
            let progress = Progress {
                channel,
                started,
                begun: Instant::now(),
            };
            let mut result = None;
            let work = async {
                let _turn = flight.turn.lock().await;
                result = Some(work(progress).await);
            };
            timed(&sender, work).await;
            // A waiter that sees the result may start the next work.
            drop(slot);
            sender.send_modify(|status| status.result = result);
        }))
    }
}

/// Runs `work` without a time limit, and updates the time that the waiters see.
async fn timed(sender: &watch::Sender<Status>, work: impl Future<Output = ()> + Send) {
    let mut work = pin!(work);
    loop {
        match step(work.as_mut()).await {
            Ok(()) => return,
            Err(StepTimeout::Suspended) => {}
            Err(StepTimeout::Elapsed) => sender.send_modify(|status| {
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
