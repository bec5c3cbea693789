//! How often a part may have reached the server; without I/O.
//!
//! A send is open from before its request leaves until it is known what the server made of it. An
//! answer closes it: the part was accepted or was not. If the answer was lost, it
//! stays open until a job turns up in the list of jobs, or until a look at the whole list, made so
//! late that a job would be there, shows none.
//!
//! Times are those of this process's clock, which nobody sets: by the calendar, a lost answer of a second
//! ago can look like one of yesterday.

use std::time::Duration;
use tokio::time::Instant;

/// The open sends of one part.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sends {
    /// When each was last under way, oldest first.
    open: Vec<Instant>,
    /// One of them was accepted, but it is not known as which job.
    confirmed: bool,
}

impl Sends {
    /// Those of an earlier run, which were over when this one began.
    pub fn restored(open: usize, confirmed: bool, now: Instant) -> Self {
        Self {
            open: vec![now; open],
            confirmed,
        }
    }

    pub fn begin(&mut self, now: Instant) {
        self.open.push(now);
    }

    /// The last one is over, without an answer.
    pub fn answer_lost(&mut self, now: Instant) {
        if let Some(last) = self.open.last_mut() {
            *last = now;
        }
    }

    /// The last one was answered: either with the job, or the server did not accept it.
    pub fn answered(&mut self) {
        self.open.pop();
    }

    /// The server has one of them.
    pub fn confirm(&mut self) {
        self.confirmed = true;
    }

    /// A job was found. Which of them made it is not known; the others may be younger.
    pub fn found(&mut self) {
        if !self.open.is_empty() {
            self.open.remove(0);
        }
        self.confirmed = false;
    }

    /// A look at the whole list, begun `at` this time, showed no further job.
    pub fn not_listed(&mut self, at: Instant, listed_within: Duration) {
        if !self.confirmed {
            self.open
                .retain(|sent| listed_by(*sent, listed_within).is_none_or(|by| at < by));
        }
    }

    /// Whether there may be a job that is not known.
    pub fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn are_confirmed(&self) -> bool {
        self.confirmed
    }

    /// When the last one was under way.
    pub fn last(&self) -> Option<Instant> {
        self.open.last().copied()
    }
}

/// When a job of a part that was sent then is listed at the latest; none if beyond any clock.
pub(super) fn listed_by(sent: Instant, listed_within: Duration) -> Option<Instant> {
    sent.checked_add(listed_within)
}

#[cfg(test)]
mod tests;
