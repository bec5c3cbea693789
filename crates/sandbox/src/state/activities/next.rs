//! How the next jobs behave.

use super::COMPLETED;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::time::Duration;

/// How many jobs of an account can wait or run at a time.
const QUEUE: usize = 1_000;

/// What a test sets for the jobs that are accepted from then on.
pub(crate) struct NextJobs {
    /// The time from the acceptance of a job to its end.
    pub take: Duration,
    /// The time from the acceptance of a job to its appearance in the list, in turn.
    pub list_after: Vec<Duration>,
    /// The state in which jobs end.
    pub end: String,
    /// The rows of an import that fail, from 1.
    pub failing_rows: BTreeSet<u64>,
    /// How many jobs the queue takes.
    pub queue: usize,
    /// Whether files are listed under other names than they were uploaded with.
    pub renames_files: bool,
    /// Whether the list shows a job twice.
    pub lists_twice: bool,
    /// Whether a job is unknown by its id until it is listed.
    pub hides_unlisted: bool,
}

impl Default for NextJobs {
    fn default() -> Self {
        Self {
            // Long enough to be seen, and short enough to wait for.
            take: Duration::from_millis(100),
            list_after: Vec::new(),
            end: COMPLETED.to_owned(),
            failing_rows: BTreeSet::new(),
            queue: QUEUE,
            renames_files: false,
            lists_twice: false,
            hides_unlisted: false,
        }
    }
}

impl NextJobs {
    /// How late the list shows the job with this number, from 0.
    pub fn listing_delay(&self, number: usize) -> TimeDelta {
        let turn = number.checked_rem(self.list_after.len());
        let delay = turn.map_or(Duration::ZERO, |turn| self.list_after[turn]);
        TimeDelta::from_std(delay).unwrap_or(TimeDelta::MAX)
    }
}
