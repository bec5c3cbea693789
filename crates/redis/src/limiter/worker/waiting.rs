//! One waiter of a process.

use super::{BUSY, Waiter, Worker};
use crate::limiter::queue::Place;
use constant_contact::{LimitError, Requester};
use std::sync::Arc;
use tokio::time::Instant;

/// A waiter in the queue, which leaves it on drop.
pub(super) struct Waiting<'a> {
    worker: &'a Worker,
    pub waiter: Arc<Waiter>,
    place: Place,
}

impl<'a> Waiting<'a> {
    pub fn join(worker: &'a Worker, requester: Requester) -> Self {
        let waiter = Arc::<Waiter>::default();
        let mut state = worker.state();
        let place = state.queue.join(requester);
        state.is_busy |= state.taken_at.is_some_and(|at| at.elapsed() < BUSY);
        drop(state);
        Self {
            worker,
            waiter,
            place,
        }
    }

    /// Takes the turn that is on offer to this waiter, or the refusal. Otherwise, the waiter is in the queue afterwards.
    pub fn take(&mut self) -> Option<Result<(), LimitError>> {
        if let Some(refusal) = self.waiter.refusal().take() {
            return Some(Err(refusal.into()));
        }
        let mut guard = self.worker.state();
        let state = &mut *guard;
        let is_offered = state
            .offer
            .as_ref()
            .is_some_and(|offer| offer.to.contains(&self.place) && Instant::now() <= offer.ends);
        if !is_offered {
            state.queue.enter(self.place, self.waiter.clone());
            return None;
        }
        let offered = state.offer.take().map(|offer| offer.to).unwrap_or_default();
        state.taken_at = Some(Instant::now());
        state.asking.known.use_turn();
        state.queue.serve(self.place);
        let passed_over = state.queue.pass_over(offered);
        state.is_busy = !state.queue.is_empty();
        drop(guard);
        self.worker.taken.notify_one();
        // They enter the queue again when they are polled.
        for waiter in passed_over {
            waiter.notify.notify_one();
        }
        Some(Ok(()))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.worker.state().queue.leave(self.place);
    }
}
