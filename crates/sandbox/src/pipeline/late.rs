//! Effects that come after their answers: requests that wait until the clock has reached their time.
//! They are carried out before the state is looked at the next time.

use crate::operations;
use crate::request::Request;
use crate::state::State;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// The requests that wait.
#[derive(Default)]
pub(crate) struct LateEffects {
    waiting: Vec<Request>,
}

impl LateEffects {
    /// Adds a request, whose effect comes this long after now.
    pub fn add(&mut self, mut request: Request, delay: Duration) {
        let delay = TimeDelta::from_std(delay).unwrap_or(TimeDelta::MAX);
        let due = request.now.checked_add_signed(delay);
        request.now = due.unwrap_or(DateTime::<Utc>::MAX_UTC);
        self.waiting.push(request);
        self.waiting.sort_by_key(|request| request.now);
    }

    /// Carries out those whose time has come, in the order of their times.
    pub fn settle(&mut self, state: &mut State, now: DateTime<Utc>) {
        let due = self.waiting.iter().take_while(|request| request.now <= now);
        let due = due.count();
        for request in self.waiting.drain(..due) {
            // Its answer was sent long ago.
            operations::run(state, &request);
        }
    }
}
