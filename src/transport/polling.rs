//! Polling for an answer that the server is still preparing (202). Each poll uses a request, so the waits
//! grow, and polling ends after a time limit.

use super::history::History;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::backoff::Backoff;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long to wait between the polls of a call in total. The time of the requests themselves does not count: they
/// may have to wait for their turn, or for the next day.
const LIMIT: Duration = Duration::from_secs(300);
/// The waits between the polls of an answer or a job.
pub(crate) const POLL_BACKOFF: Backoff =
    Backoff::new(Duration::from_secs(2), Duration::from_secs(30)).with_factor(1.5);

/// The waits between the polls of one call.
pub(crate) struct Polling {
    deadline: Option<Instant>,
    wait: Duration,
    /// The waits so far.
    waited: Duration,
    /// How many requests the polls sent after which it waited.
    attempts: u32,
}

impl Polling {
    /// The waits of a call that has this deadline.
    pub fn until(deadline: Option<Instant>) -> Self {
        Self {
            deadline,
            wait: POLL_BACKOFF.first,
            waited: Duration::ZERO,
            attempts: 0,
        }
    }

    /// The history of a poll, with the attempts of the earlier polls.
    pub fn count(&self, history: History) -> History {
        history.after(self.attempts)
    }

    /// Adds the attempts of the earlier polls to the error of a poll.
    pub fn count_failed(&self, error: Error) -> Error {
        let attempts = self.attempts.saturating_add(error.attempts());
        error.with_attempts(attempts)
    }

    /// Waits after a poll with this history. Fails if the wait would exceed the limit.
    pub async fn wait(&mut self, history: History) -> Result<()> {
        let waited = self.waited.saturating_add(self.wait);
        let ends = Instant::now().checked_add(self.wait);
        let is_late = |deadline| ends.is_none_or(|ends| ends > deadline);
        if waited > LIMIT || self.deadline.is_some_and(is_late) {
            let message = "the server was still preparing the answer: try again later";
            return Err(history.describe(Error::new(ErrorKind::Timeout, message)));
        }
        self.attempts = history.attempts();
        sleep(self.wait).await;
        self.waited = waited;
        self.wait = POLL_BACKOFF.longer(self.wait);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
