//! Sending the parts, each once as far as the server lets that be known.
//!
//! One part after the other: note the intent, send, note the outcome. [`classify`] says what an
//! outcome means. Where it is unknown whether the server has the part, its file name is
//! looked for before it is sent again; where the queue is full, its draining is waited for. The first part that
//! cannot be sent ends the delivery, with an error that carries the report. A part that was sent again is
//! cleared up afterwards, by `follow`.

use super::journal::{JournalState, PartNotes};
use super::listing::{self, Names, job_id};
use super::part::Part;
use super::progress::{Phase, ProgressFeed};
use super::report::{BulkReport, PartReport, PartState};
use super::timeouts::Timeouts;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::types::Activity;
use std::time::SystemTime;
use tokio::time::{Instant, sleep};
use tracing::debug;

/// How often a part is sent at most, if its outcome stays unknown each time and the server never
/// lists it.
const MOST_SENDS: u32 = 3;

/// What became of a request, as far as the part is concerned.
enum Outcome {
    Accepted(Box<Activity>),
    /// The server may have it, or (`confirmed`) has it but did not say as which job.
    Unknown {
        error: Error,
        confirmed: bool,
    },
    QueueFull(Error),
    Refused(Error),
}

fn classify(outcome: Result<Activity>) -> Outcome {
    let error = match outcome {
        Ok(activity) if job_id(&activity).is_some() => {
            return Outcome::Accepted(Box::new(activity));
        }
        Ok(_) => {
            return Outcome::Unknown {
                error: Error::new(ErrorKind::Decode, "the answer does not name the job"),
                confirmed: true,
            };
        }
        Err(error) => error,
    };
    let succeeded = error.status().is_some_and(|status| status.is_success());
    let confirmed = succeeded || error.kind() == ErrorKind::Decode;
    if confirmed || error.is_ambiguous() {
        Outcome::Unknown { error, confirmed }
    } else if error.is_queue_full() {
        Outcome::QueueFull(error)
    } else {
        Outcome::Refused(error)
    }
}

/// A delivery under way.
pub(crate) struct Delivery {
    client: Client,
    timeouts: Timeouts,
    resend_unknown: bool,
    journal: JournalState,
    feed: ProgressFeed,
    report: BulkReport,
    begun: Instant,
}

/// What was delivered, for those who follow it.
pub(crate) struct Delivered {
    pub client: Client,
    pub report: BulkReport,
    pub feed: ProgressFeed,
    pub timeouts: Timeouts,
}

impl Delivery {
    pub fn new(
        client: &Client,
        import_id: &str,
        timeouts: Timeouts,
        journal: JournalState,
        feed: ProgressFeed,
    ) -> Self {
        let retry = client.retry().clone().retry_ambiguous(false);
        Self {
            // Whatever else is repeated blindly in this program, parts are not.
            client: client.with_retry(retry),
            timeouts,
            resend_unknown: false,
            journal,
            feed,
            report: BulkReport::new(import_id),
            begun: Instant::now(),
        }
    }

    /// Whether a part without a file name is sent again after an unknown outcome.
    pub fn resend_unknown(mut self, yes: bool) -> Self {
        self.resend_unknown = yes;
        self
    }

    /// Sends a part, unless the journal says that the server has it.
    pub async fn deliver(&mut self, part: Part) -> Result<()> {
        let name = part.file_name().map(str::to_owned);
        let mut record = PartReport::new(part.number, part.rows.clone(), name);
        record.lines.clone_from(&part.lines);
        let sent = self.send(&part, &mut record).await;
        record.state = match &record.activity_id {
            Some(_) => PartState::Accepted,
            None if record.sends.are_open() => PartState::Unknown,
            None => PartState::NotSent,
        };
        self.report.parts.push(record);
        match sent {
            Ok(()) => {
                self.feed.follow(Phase::Sending, &self.report);
                Ok(())
            }
            Err(error) => {
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
    pub fn done(self) -> Delivered {
        self.feed.follow(Phase::Processing, &self.report);
        Delivered {
            client: self.client,
            report: self.report,
            feed: self.feed,
            timeouts: self.timeouts,
        }
    }

    async fn send(&mut self, part: &Part, record: &mut PartReport) -> Result<()> {
        let notes = self.journal.of(part);
        record.restore(&notes, self.begun);
        notes.is_same(part)?;
        if record.activity_id.is_some() {
            return Ok(());
        }
        if record.sends.are_open() && self.look(part, record).await? {
            return Ok(());
        }
        if let Some(why) = self.undecidable(&notes, record) {
            // The looks proved nothing.
            record.restore(&notes, self.begun);
            return Err(Error::new(ErrorKind::Activity, why));
        }
        let mut sends = 0;
        let mut waits = self.timeouts.queue_waits();
        loop {
            self.journal.intent(part, SystemTime::now()).await?;
            record.sends.begin(Instant::now());
            sends += 1;
            let outcome = self.client.json::<Activity>(Ok(part.call())).await;
            match classify(outcome.map(|answer| answer.into_inner())) {
                Outcome::Accepted(activity) => return self.accept(part, record, *activity).await,
                Outcome::Unknown { error, confirmed } => {
                    debug!(
                        part = part.number,
                        confirmed, "the outcome of a part is unknown"
                    );
                    record.sends.answer_lost(Instant::now());
                    if confirmed {
                        self.confirm(part, record).await?;
                    }
                    if self.look(part, record).await? {
                        return Ok(());
                    }
                    let again = part.file_name().is_some() || self.resend_unknown;
                    let again = again && self.names(record) != Names::Changed;
                    if record.sends.are_confirmed() || sends >= MOST_SENDS || !again {
                        return Err(error);
                    }
                }
                Outcome::QueueFull(error) => {
                    record.sends.answered();
                    self.journal.refused(part.number).await?;
                    sends -= 1;
                    match waits.next() {
                        Some(wait) => {
                            debug!(part = part.number, "the queue of jobs is full");
                            sleep(wait).await;
                        }
                        None => return Err(error),
                    }
                }
                Outcome::Refused(error) => {
                    record.sends.answered();
                    // What made the part fail matters more than a note that could not be taken.
                    let _ = self.journal.refused(part.number).await;
                    return Err(error);
                }
            }
        }
    }

    /// Why nobody can tell whether the part arrived in an earlier run, after the looks that were made.
    fn undecidable(&self, notes: &PartNotes, record: &PartReport) -> Option<&'static str> {
        if notes.open() == 0 {
            None
        } else if record.sends.are_confirmed() {
            Some("the server has the part, but does not list its job")
        } else if self.names(record) == Names::Changed {
            Some(
                "an answer to the part was lost, and the server lists jobs under other file names \
                 than they were sent with: nobody knows whether the part arrived",
            )
        } else if notes.is_outdated(SystemTime::now()) {
            Some(
                "the import broke off too long ago: the server does not list the jobs of that time \
                 any more, so that nobody knows whether the last part arrived",
            )
        } else {
            None
        }
    }

    /// Whether names in the list of jobs can be relied on, as far as this is known by now.
    fn names(&self, record: &PartReport) -> Names {
        self.report.names().and(record.names)
    }

    /// Looks for the part in the list of jobs, several times. True once it is there.
    async fn look(&mut self, part: &Part, record: &mut PartReport) -> Result<bool> {
        let Some(name) = part.file_name() else {
            return Ok(false);
        };
        let mut last = None;
        while let Some(sent) = record.sends.last()
            && self.names(record) != Names::Changed
        {
            let confirmed = record.sends.are_confirmed();
            let Some(next) = self.timeouts.next_look(sent.elapsed(), last, confirmed) else {
                break;
            };
            last = Some(next);
            sleep(next.saturating_sub(sent.elapsed())).await;
            let at = Instant::now();
            let found = listing::find(&self.client, name, &self.report.jobs()).await?;
            record.names = record.names.and(found.names);
            if found.jobs.is_empty() && self.names(record) == Names::Kept {
                record.sends.not_listed(at, self.timeouts.listed_within);
            }
            for job in found.jobs {
                match job_id(&job) {
                    Some(id) if record.has_job(id) => {}
                    Some(id) => {
                        self.journal.found(part.number, id).await?;
                        record.find(job);
                    }
                    None if record.sends.are_open() => self.confirm(part, record).await?,
                    None => {}
                }
            }
            if record.activity_id.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn accept(
        &mut self,
        part: &Part,
        record: &mut PartReport,
        activity: Activity,
    ) -> Result<()> {
        let id = job_id(&activity).unwrap_or_default().to_owned();
        record.accept(activity);
        let renamed = record.names == Names::Changed;
        self.journal.accepted(part.number, &id, renamed).await
    }

    /// The server has the part, but did not name its job: it is never sent again.
    async fn confirm(&mut self, part: &Part, record: &mut PartReport) -> Result<()> {
        record.sends.confirm();
        self.journal.confirmed(part.number).await
    }
}
