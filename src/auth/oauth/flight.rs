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
mod tests {
    use super::*;
    use std::future::pending;

    #[tokio::test(start_paused = true)]
    async fn a_wait_is_bounded_and_the_work_goes_on() {
        let flights = Arc::<SingleFlight>::default();
        let work = |_: Progress| async {
            tokio::time::sleep(Duration::from_secs(100)).await;
            Ok(())
        };
        let begun = Instant::now();
        let mut first = flights.join(work).unwrap();
        assert!(first.end().await.unwrap_err().is_transient());
        assert_eq!(begun.elapsed(), LONGEST_WAIT);
        let mut second = flights.join(work).unwrap();
        assert!(!second.has_started, "it joins the work under way");
        assert_eq!(second.end().await.unwrap(), ());
        assert_eq!(begun.elapsed(), Duration::from_secs(100));
        assert!(flights.join(work).unwrap().has_started);
    }

    #[tokio::test(start_paused = true)]
    async fn the_queue_has_a_bound_of_its_own() {
        let flights = Arc::<SingleFlight>::default();
        let begun = Instant::now();
        let mut waiter = flights
            .join(|progress| async move { progress.queueing(pending()).await })
            .unwrap();
        assert!(waiter.end().await.unwrap_err().is_transient());
        assert_eq!(begun.elapsed(), LONGEST_QUEUE);
    }

    #[tokio::test]
    async fn work_that_panics_ends_the_wait_and_makes_room() {
        let flights = Arc::<SingleFlight>::default();
        let work = |_: Progress| async { panic!("as a test") };
        assert!(
            flights
                .join(work)
                .unwrap()
                .end()
                .await
                .unwrap_err()
                .is_transient()
        );
        assert!(flights.join(|_| async { Ok(()) }).unwrap().has_started);
    }

    #[tokio::test]
    async fn a_change_is_seen_before_the_end() {
        let flights = Arc::<SingleFlight>::default();
        let mut waiter = flights
            .join(|progress| async move {
                assert!(progress.has_waiters());
                progress.changed();
                while progress.has_waiters() {
                    tokio::task::yield_now().await;
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(waiter.wait().await.unwrap(), Waited::Changed);
        let other = flights.join(|_| async { Ok(()) }).unwrap();
        drop(waiter);
        assert!(!other.has_started);
        drop(other);
    }
}
