//! How long bulk work waits for lost answers, for the list of jobs, and for a full queue.

use crate::transport::backoff::Backoff;
use std::time::Duration;

/// The waits for a full queue. The first one is shorter if the whole time is short.
const QUEUE_BACKOFF: Backoff =
    Backoff::new(Duration::from_secs(10), Duration::from_secs(60)).with_factor(1.5);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// How long after a lost answer the server may take to list the job, before the part is sent again.
    pub resend_after: Duration,
    /// The longest time that the server takes to list a job that it has accepted.
    pub listed_within: Duration,
    /// How long a full queue may take to drain.
    pub queue: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            resend_after: Duration::from_secs(90),
            listed_within: Duration::from_secs(300),
            queue: Duration::from_secs(30 * 60),
        }
    }
}

impl Timeouts {
    /// How long after a lost answer the next search for the job is due: early, since most jobs are listed at
    /// once, and at the end of the time. `None` after the last search.
    ///
    /// A part that the server has (`confirmed`) is not sent again, so the search continues for the longest time that
    /// the server may take to list the job. Of several searches that are overdue, only the last is made.
    pub fn next_search(
        &self,
        elapsed: Duration,
        last: Option<Duration>,
        confirmed: bool,
    ) -> Option<Duration> {
        let last_search = self.resend_after;
        let mut searches = vec![last_search / 20, last_search / 4, last_search];
        if confirmed && self.listed_within > last_search {
            searches.push(self.listed_within);
        }
        searches.retain(|search| last.is_none_or(|last| *search > last));
        let due = searches.iter().rev().find(|search| **search <= elapsed);
        due.or(searches.first()).copied()
    }

    /// The waits for a full queue, which add up to [`queue`](Self::queue).
    pub fn queue_waits(&self) -> impl Iterator<Item = Duration> + use<> {
        let mut remaining = self.queue;
        let mut next = (self.queue / 16).clamp(Duration::from_millis(1), QUEUE_BACKOFF.first);
        std::iter::from_fn(move || {
            let wait = next.min(remaining);
            remaining -= wait;
            next = QUEUE_BACKOFF.longer(next);
            (!wait.is_zero()).then_some(wait)
        })
    }
}

#[cfg(test)]
mod tests;
