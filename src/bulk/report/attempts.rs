//! How often a part may have reached the server. No I/O here.
//!
//! An attempt is unresolved from just before its request is sent until its outcome is known. An answer
//! resolves it: the part was accepted or not. If the answer was lost, the attempt remains unresolved until
//! the list of jobs shows its job, or until the whole list, read so late that the job would be in it, does
//! not show one.
//!
//! Times are of the monotonic clock: the calendar can be set, and an answer that was lost a second ago
//! would look like one of yesterday.

use std::time::Duration;
use tokio::time::Instant;

/// The unresolved attempts to send one part.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Attempts {
    /// When each was last in progress, the oldest first.
    unresolved: Vec<Instant>,
    /// The server accepted one of them, but its job is not known.
    confirmed: bool,
}

impl Attempts {
    /// Those of an earlier run, which ended before this one began.
    pub fn restored(unresolved: usize, confirmed: bool, now: Instant) -> Self {
        Self {
            unresolved: vec![now; unresolved],
            confirmed,
        }
    }

    pub fn begin(&mut self, now: Instant) {
        self.unresolved.push(now);
    }

    /// The last one ended without an answer.
    pub fn answer_lost(&mut self, now: Instant) {
        if let Some(last) = self.unresolved.last_mut() {
            *last = now;
        }
    }

    /// The last one was answered: it was either accepted as a known job or refused.
    pub fn answered(&mut self) {
        self.unresolved.pop();
    }

    /// The server accepted one of them.
    pub fn confirm(&mut self) {
        self.confirmed = true;
    }

    /// A job was found. Which attempt made it is not known, so the oldest counts as resolved.
    pub fn job_found(&mut self) {
        if !self.unresolved.is_empty() {
            self.unresolved.remove(0);
        }
        self.confirmed = false;
    }

    /// The whole list, which was read from this time on, shows no further job.
    pub fn not_listed(&mut self, at: Instant, listing_timeout: Duration) {
        if !self.confirmed {
            self.unresolved
                .retain(|attempt| listed_by(*attempt, listing_timeout).is_none_or(|by| at < by));
        }
    }

    /// Whether the server may have a job that is not known.
    pub fn are_unresolved(&self) -> bool {
        !self.unresolved.is_empty()
    }

    pub fn are_confirmed(&self) -> bool {
        self.confirmed
    }

    /// When the last one was in progress.
    pub fn last(&self) -> Option<Instant> {
        self.unresolved.last().copied()
    }
}

/// The latest time at which a job that began at `sent` is listed; `None` if beyond the range of the clock.
pub(crate) fn listed_by(sent: Instant, listing_timeout: Duration) -> Option<Instant> {
    sent.checked_add(listing_timeout)
}

#[cfg(test)]
mod tests;
