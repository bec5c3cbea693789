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
mod tests {
    use super::*;

    #[test]
    fn the_waits_for_a_full_queue_add_up() {
        for seconds in [0, 1, 10, 11, 100, 1_800] {
            let timeouts = Timeouts {
                queue: Duration::from_secs(seconds),
                ..Timeouts::default()
            };
            let waits: Vec<_> = timeouts.queue_waits().collect();
            assert_eq!(waits.iter().sum::<Duration>().as_secs(), seconds);
            assert!(waits.iter().all(|wait| *wait <= LONGEST_QUEUE_WAIT));
        }
    }

    /// The times of all looks, the first of which is decided on after `elapsed`.
    fn looks(timeouts: &Timeouts, elapsed: u64, confirmed: bool) -> Vec<f32> {
        let elapsed = Duration::from_secs(elapsed);
        let mut last = None;
        let next = || {
            last = timeouts.next_look(elapsed.max(last.unwrap_or_default()), last, confirmed);
            last.map(|look| look.as_secs_f32())
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn the_last_look_comes_when_the_time_is_over() {
        let timeouts = Timeouts::default();
        assert_eq!(looks(&timeouts, 0, false), [4.5, 22.5, 90.0]);
        assert_eq!(looks(&timeouts, 0, true), [4.5, 22.5, 90.0, 300.0]);
        assert_eq!(looks(&timeouts, 30, false), [22.5, 90.0]);
        assert_eq!(
            looks(&timeouts, 9_000, false),
            [90.0],
            "once, and not thrice"
        );
        assert_eq!(looks(&timeouts, 9_000, true), [300.0]);
        let patient = Timeouts {
            settle: Duration::from_secs(600),
            ..timeouts
        };
        assert_eq!(looks(&patient, 0, true), [30.0, 150.0, 600.0]);
    }

    #[test]
    fn no_time_is_one_look() {
        let hasty = Timeouts {
            settle: Duration::ZERO,
            ..Timeouts::default()
        };
        assert_eq!(looks(&hasty, 0, false), [0.0]);
        let endless = Timeouts {
            settle: Duration::MAX,
            listed_within: Duration::MAX,
            ..Timeouts::default()
        };
        assert_eq!(looks(&endless, 0, true).len(), 3);
    }
}
