//! One piece of work, however many wait for it.
//!
//! [`Flights::board`] starts a task of its own or joins the one under way. The task belongs to the runtime, not
//! to a caller: whoever goes away, it runs to its end.

use super::AuthError;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

type Outcome = Option<Result<(), AuthError>>;

/// The work under way, if any.
#[derive(Default)]
pub(crate) struct Flights {
    current: Mutex<Option<watch::Receiver<Outcome>>>,
}

/// A seat on a flight.
pub(crate) struct Ticket(watch::Receiver<Outcome>);

impl Ticket {
    /// Waits for the end; `None` when the work was cut off, by a panic or the end of its runtime.
    pub(crate) async fn landed(mut self) -> Option<Result<(), AuthError>> {
        let outcome = self.0.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}

/// Clears the slot when the task ends, however it ends.
struct Landing {
    flights: Arc<Flights>,
    sender: watch::Sender<Outcome>,
}

impl Landing {
    fn clear(&self) {
        let mut current = self
            .flights
            .current
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if current
            .as_ref()
            .is_some_and(|receiver| receiver.same_channel(&self.sender.subscribe()))
        {
            *current = None;
        }
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Flights {
    /// Joins the flight under way, or starts `work` on the current runtime.
    pub(crate) fn board<F>(self: &Arc<Self>, work: impl FnOnce() -> F) -> Result<Ticket, AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        let runtime = tokio::runtime::Handle::try_current()
            .map_err(|_| AuthError::configuration("no tokio runtime: call this from within one"))?;
        let (sender, receiver) = watch::channel(None);
        {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(under_way) = &*current {
                return Ok(Ticket(under_way.clone()));
            }
            *current = Some(receiver.clone());
        }
        // Outside the lock: a runtime that is shutting down drops the task, and with it the landing, at once.
        let landing = Landing {
            flights: self.clone(),
            sender,
        };
        let work = work();
        runtime.spawn(async move {
            let outcome = work.await;
            // First the slot, then the news: who wakes up may start the next flight.
            landing.clear();
            landing.sender.send_replace(Some(outcome));
        });
        Ok(Ticket(receiver))
    }
}
