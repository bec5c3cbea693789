//! How long bulk work waits for what.

use std::time::Duration;

/// The longest first wait for a full queue to drain; the next ones are longer, up to the longest.
const QUEUE_WAIT: Duration = Duration::from_secs(10);
const LONGEST_QUEUE_WAIT: Duration = Duration::from_secs(60);

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// For the job of a part whose answer was lost to be listed, before the part is sent again.
    pub settle: Duration,
    /// The longest time after which the server lists a job that it has accepted.
    pub listed_within: Duration,
    /// For a full queue to drain.
    pub queue: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(90),
            listed_within: Duration::from_secs(300),
            queue: Duration::from_secs(30 * 60),
        }
    }
}

impl Timeouts {
    /// How long after a send whose answer was lost its job is looked for next: early, since most
    /// jobs are listed at once, and at the end. None after the last look.
    ///
    /// A part that the server has (`confirmed`) is not sent again, and looked for as long as its job
    /// can take to be listed. Looks whose time has passed before they began are made as one.
    pub fn next_look(
        &self,
        elapsed: Duration,
        last: Option<Duration>,
        confirmed: bool,
    ) -> Option<Duration> {
        let settle = self.settle;
        let mut looks = vec![settle / 20, settle / 4, settle];
        if confirmed && self.listed_within > settle {
            looks.push(self.listed_within);
        }
        looks.retain(|look| last.is_none_or(|last| *look > last));
        let due = looks.iter().rev().find(|look| **look <= elapsed);
        due.or(looks.first()).copied()
    }

    /// The waits for a full queue, as long in total as [`queue`](Self::queue).
    pub(super) fn queue_waits(&self) -> QueueWaits {
        QueueWaits {
            left: self.queue,
            next: (self.queue / 16).clamp(Duration::from_millis(1), QUEUE_WAIT),
        }
    }
}

pub(super) struct QueueWaits {
    left: Duration,
    next: Duration,
}

impl Iterator for QueueWaits {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let wait = self.next.min(self.left);
        self.left -= wait;
        self.next = (self.next * 3 / 2).min(LONGEST_QUEUE_WAIT);
        (!wait.is_zero()).then_some(wait)
    }
}

#[cfg(test)]
mod tests;
