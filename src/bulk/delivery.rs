//! Sending the parts, each once as far as the server lets that be known.
//!
//! One part after the other: note the intent, send, note the outcome. [`judge`] says what an
//! outcome means. Where it is unknown whether the server has the part, its file name is
//! looked for before it is sent again; where the queue is full, its draining is waited for. The first part that
//! cannot be sent ends the delivery, with an error that carries the report.

use super::journal::{Known, Past};
use super::listing;
use super::part::Part;
use super::progress::{Phase, ProgressFeed};
use super::report::{BulkReport, PartReport, PartState};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::types::Activity;
use std::time::{Duration, SystemTime};
use tokio::time::sleep;
use tracing::debug;

/// How often a part is sent at most, if its outcome stays unknown each time and the server never
/// lists it.
const MOST_SENDS: u32 = 3;

/// The longest first wait for a full queue to drain; the next ones are longer, up to the longest.
const QUEUE_WAIT: Duration = Duration::from_secs(10);
const LONGEST_QUEUE_WAIT: Duration = Duration::from_secs(60);

/// How long to wait for what.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    /// For a part of unknown outcome to appear in the list of jobs.
    pub settle: Duration,
    /// For a full queue to drain.
    pub queue: Duration,
    /// Whether a part without a file name is sent again after an unknown outcome.
    pub resend_unknown: bool,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(12),
            queue: Duration::from_secs(30 * 60),
            resend_unknown: false,
        }
    }
}

impl Patience {
    /// The waits before each look: early, since most parts are there at once, and at the end.
    fn looks(&self) -> [Duration; 3] {
        [self.settle / 4, self.settle / 4, self.settle / 2]
    }
}

/// The waits for a full queue, in total as long as there is patience.
struct QueueWaits {
    left: Duration,
    next: Duration,
}

impl QueueWaits {
    fn within(patience: Duration) -> Self {
        Self {
            left: patience,
            next: (patience / 16).clamp(Duration::from_millis(1), QUEUE_WAIT),
        }
    }
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

/// What the outcome of a request means for the part.
enum Verdict {
    Accepted(String, Box<Activity>),
    /// The server may have it, or (`answered`) it has it but did not say as which job.
    Unknown {
        error: Error,
        answered: bool,
    },
    QueueFull(Error),
    Refused(Error),
}

fn judge(outcome: Result<Activity>) -> Verdict {
    match outcome {
        Ok(activity) => match activity.activity_id.clone().filter(|id| !id.is_empty()) {
            Some(id) => Verdict::Accepted(id, Box::new(activity)),
            None => Verdict::Unknown {
                error: Error::new(ErrorKind::Decode, "the answer does not name the job"),
                answered: true,
            },
        },
        Err(error) if error.is_ambiguous() => Verdict::Unknown {
            error,
            answered: false,
        },
        Err(error) if error.kind() == ErrorKind::Decode => Verdict::Unknown {
            error,
            answered: true,
        },
        Err(error) if error.is_queue_full() => Verdict::QueueFull(error),
        Err(error) => Verdict::Refused(error),
    }
}

/// A delivery under way.
pub(crate) struct Delivery {
    client: Client,
    patience: Patience,
    past: Past,
    feed: ProgressFeed,
    report: BulkReport,
}

/// Why a part is not at the server, or not surely.
struct Stop {
    error: Error,
    state: PartState,
}

impl Stop {
    fn not_sent(error: Error) -> Self {
        let state = PartState::NotSent;
        Self { error, state }
    }

    fn unknown(error: Error) -> Self {
        let state = PartState::Unknown;
        Self { error, state }
    }
}

impl Delivery {
    pub fn new(
        client: &Client,
        import_id: &str,
        patience: Patience,
        past: Past,
        feed: ProgressFeed,
    ) -> Self {
        let retry = client.retry().clone().retry_ambiguous(false);
        Self {
            // Whatever else is repeated blindly in this program, parts are not.
            client: client.with_retry(retry),
            patience,
            past,
            feed,
            report: BulkReport::new(import_id),
        }
    }

    /// Sends a part, unless the notes say that the server has it.
    pub async fn deliver(&mut self, part: Part) -> Result<()> {
        let name = part.file_name().map(str::to_owned);
        let mut record = PartReport::new(part.number, part.rows.clone(), name);
        record.lines.clone_from(&part.lines);
        match self.send(&part, &mut record).await {
            Ok(()) => {
                record.state = PartState::Accepted;
                self.report.parts.push(record);
                self.feed.follow(Phase::Sending, &self.report);
                Ok(())
            }
            Err(Stop { error, state }) => {
                record.state = state;
                self.report.parts.push(record);
                self.report.unsent_from = (!part.is_last).then_some(part.rows.end);
                Err(error.with_report(self.report.clone()))
            }
        }
    }

    /// How many records, and repetitions of the header, were left out so far.
    pub fn leave_out(&mut self, empty_rows: u64, repeated_headers: u64) {
        self.report.empty_rows = empty_rows;
        self.report.repeated_headers = repeated_headers;
    }

    /// The delivery breaks off for a reason of the caller's.
    pub fn stop(mut self, error: Error) -> Error {
        let last = self.report.parts.last();
        self.report.unsent_from = Some(last.map_or(1, |part| part.rows.end));
        error.with_report(self.report)
    }

    /// Everything is sent.
    pub fn done(self) -> (Client, BulkReport, ProgressFeed) {
        self.feed.follow(Phase::Processing, &self.report);
        (self.client, self.report, self.feed)
    }

    async fn send(&mut self, part: &Part, record: &mut PartReport) -> Result<(), Stop> {
        let known = self.past.of(part, SystemTime::now());
        let mut begun = match known.map_err(Stop::unknown)? {
            Known::Accepted(id) => {
                record.activity_id = Some(id);
                record.sent_again = self.past.is_doubtful(part);
                return Ok(());
            }
            Known::Begun => true,
            Known::Nothing => false,
        };
        // The outcome of an earlier run is found out before anything else.
        if begun && self.look(part, record).await? {
            return Ok(());
        }
        let mut sends = 0;
        let mut waits = QueueWaits::within(self.patience.queue);
        loop {
            record.sent_again = begun;
            self.past
                .intent(part, SystemTime::now())
                .await
                .map_err(Stop::not_sent)?;
            begun = true;
            sends += 1;
            let outcome = self.client.json::<Activity>(Ok(part.call())).await;
            match judge(outcome.map(|answer| answer.into_inner())) {
                Verdict::Accepted(id, activity) => {
                    return self.accept(part, record, id, *activity).await;
                }
                Verdict::Unknown { error, answered } => {
                    debug!(
                        part = part.number,
                        answered, "the outcome of a part is unknown"
                    );
                    if part.file_name().is_none() {
                        if answered || sends >= MOST_SENDS || !self.patience.resend_unknown {
                            return Err(Stop::unknown(error));
                        }
                    } else if self.look(part, record).await? {
                        return Ok(());
                    } else if answered {
                        return Err(Stop::unknown(error));
                    } else if sends >= MOST_SENDS {
                        return Err(self.refuse(part, error).await);
                    }
                }
                Verdict::QueueFull(error) => {
                    begun = record.sent_again;
                    sends -= 1;
                    match waits.next() {
                        Some(wait) => {
                            debug!(part = part.number, "the queue of jobs is full");
                            sleep(wait).await;
                        }
                        None => return Err(self.refuse(part, error).await),
                    }
                }
                Verdict::Refused(error) => return Err(self.refuse(part, error).await),
            }
        }
    }

    /// Looks for the part in the list of jobs, several times. True once it is there.
    async fn look(&mut self, part: &Part, record: &mut PartReport) -> Result<bool, Stop> {
        let Some(name) = part.file_name() else {
            return Ok(false);
        };
        for wait in self.patience.looks() {
            sleep(wait).await;
            let found = listing::find(&self.client, name).await;
            if let Some(activity) = found.map_err(Stop::unknown)? {
                let id = activity.activity_id.clone().unwrap_or_default();
                self.accept(part, record, id, activity).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn accept(
        &mut self,
        part: &Part,
        record: &mut PartReport,
        id: String,
        activity: Activity,
    ) -> Result<(), Stop> {
        record.activity_id = Some(id.clone());
        record.activity = Some(activity);
        let noted = self.past.accepted(part, &id).await;
        noted.map_err(|error| Stop {
            error,
            state: PartState::Accepted,
        })
    }

    /// The part is not at the server, which spares a later run the look.
    async fn refuse(&mut self, part: &Part, error: Error) -> Stop {
        // What made the part fail matters more than a note that could not be taken.
        let _ = self.past.refused(part).await;
        Stop::not_sent(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_for_a_full_queue_add_up_to_the_patience() {
        for seconds in [0, 1, 10, 11, 100, 1_800] {
            let waits: Vec<_> = QueueWaits::within(Duration::from_secs(seconds)).collect();
            assert_eq!(waits.iter().sum::<Duration>().as_secs(), seconds);
            assert!(waits.iter().all(|wait| *wait <= LONGEST_QUEUE_WAIT));
        }
    }

    #[test]
    fn the_looks_take_as_long_as_the_server_is_given() {
        let patience = Patience::default();
        assert_eq!(patience.looks().iter().sum::<Duration>(), patience.settle);
    }
}
