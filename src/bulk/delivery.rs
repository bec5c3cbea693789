//! Sending the parts, each of them only once if that can be determined.
//!
//! For one part after the other, the delivery writes the intent to the journal, sends the request, and
//! writes the outcome to the journal. If it is unknown whether the server has the part, the list of jobs is
//! searched for its file name before it is sent again. If the queue of jobs is full, the delivery waits. The
//! first part that cannot be sent ends the delivery, with an error that has the report. If a part was sent
//! again, `job` finds out later how often the server has it.

mod outcome;

use super::activity::{ListedNames, find_file, job_id};
use super::journal::{JournalState, PartHistory};
use super::part::PartRequest;
use super::progress::{Phase, Progress, ProgressPublisher};
use super::report::{BulkReport, PartReport, PartState};
use super::timeouts::Timeouts;
use crate::client::Client;
use crate::error::{Error, ErrorKind, FailReason, Result};
use crate::transport::lock::held::HeldLock;
use crate::types::Activity;
use outcome::{Outcome, begun_job, classify};
use std::time::SystemTime;
use tokio::time::{Instant, sleep};
use tracing::debug;

/// The most times that a part is sent if its outcome is unknown each time and the server never lists it.
const MOST_ATTEMPTS: u32 = 3;

/// A delivery in progress.
pub(crate) struct Delivery {
    client: Client,
    timeouts: Timeouts,
    retry_ambiguous: bool,
    journal: JournalState,
    publisher: ProgressPublisher,
    report: BulkReport,
    begun: Instant,
}

/// A completed delivery, whose jobs are to be followed.
pub(crate) struct Delivered {
    pub client: Client,
    pub report: BulkReport,
    pub publisher: ProgressPublisher,
    pub timeouts: Timeouts,
    /// The lock of the journal.
    pub lock: Option<HeldLock>,
}

impl Delivery {
    pub fn new(
        client: &Client,
        import_id: &str,
        timeouts: Timeouts,
        journal: JournalState,
        publisher: ProgressPublisher,
    ) -> Self {
        let retry = client.retry().clone().retry_ambiguous(false);
        Self {
            // A part is never sent again without a search, even if the client retries ambiguous requests.
            client: client.with_retry(retry),
            timeouts,
            retry_ambiguous: false,
            journal,
            publisher,
            report: BulkReport::new(import_id),
            begun: Instant::now(),
        }
    }

    /// Sets whether a part without a file name is sent again after an unknown outcome.
    pub fn retry_ambiguous(mut self, yes: bool) -> Self {
        self.retry_ambiguous = yes;
        self
    }

    /// Sends a part, unless the journal says that the server has it.
    pub async fn deliver(&mut self, part: PartRequest) -> Result<()> {
        let name = part.file_name().map(str::to_owned);
        let mut report = PartReport::new(part.number, part.rows.clone(), name);
        report.lines.clone_from(&part.lines);
        let sent = self.send(&part, &mut report).await;
        report.state = match &report.activity_id {
            Some(_) => PartState::Accepted,
            None if report.attempts.are_unresolved() => PartState::Unknown,
            None => PartState::NotSent,
        };
        self.report.parts.push(report);
        match sent {
            Ok(()) => {
                self.publisher.update(Phase::Sending, &self.report);
                Ok(())
            }
            Err(error) => {
                self.report.unsent_from = (!part.is_last).then_some(part.rows.end);
                Err(error.with_report(self.report.clone()))
            }
        }
    }

    /// Changes the progress that is published.
    pub fn publish(&self, change: impl FnMut(&mut Progress)) {
        self.publisher.change(change);
    }

    /// Reports how many records, and repetitions of the header, were left out so far.
    pub fn set_left_out(&mut self, empty_rows: u64, repeated_headers: u64) {
        self.report.empty_rows = empty_rows;
        self.report.repeated_headers = repeated_headers;
    }

    /// Ends the delivery early with the caller's error.
    pub fn abort(mut self, error: Error) -> Error {
        let last = self.report.parts.last();
        self.report.unsent_from = Some(last.map_or(1, |part| part.rows.end));
        error.with_report(self.report)
    }

    /// Completes the delivery after the last part.
    pub fn complete(self) -> Delivered {
        self.publisher.update(Phase::Processing, &self.report);
        Delivered {
            client: self.client,
            report: self.report,
            publisher: self.publisher,
            timeouts: self.timeouts,
            lock: self.journal.into_lock(),
        }
    }

    async fn send(&mut self, part: &PartRequest, report: &mut PartReport) -> Result<()> {
        let history = self.journal.history(part);
        report.restore(&history, self.begun);
        history.check_unchanged(part)?;
        if report.activity_id.is_some() {
            return Ok(());
        }
        if report.attempts.are_unresolved() && self.search(part, report).await? {
            return Ok(());
        }
        if let Some(why) = self.why_unknown(&history, report) {
            // The searches proved nothing.
            report.restore(&history, self.begun);
            return Err(Error::new(ErrorKind::Activity, why).with_reason(FailReason::Ambiguous));
        }
        let mut attempts = 0;
        let mut waits = self.timeouts.queue_waits();
        loop {
            self.journal.intent(part, SystemTime::now()).await?;
            report.attempts.begin(Instant::now());
            attempts += 1;
            let sent = self.client.clone().answer(Ok((part.call)()), begun_job);
            match classify(sent.await) {
                Outcome::Accepted(activity) => return self.accept(part, report, *activity).await,
                Outcome::Unknown { error, confirmed } => {
                    debug!(
                        part = part.number,
                        confirmed, "the outcome of a part is unknown"
                    );
                    report.attempts.answer_lost(Instant::now());
                    if confirmed {
                        self.confirm(part, report).await?;
                    }
                    if self.search(part, report).await? {
                        return Ok(());
                    }
                    let again = part.file_name().is_some() || self.retry_ambiguous;
                    let again = again && self.listed_names(report) != ListedNames::Changed;
                    if report.attempts.are_confirmed() || attempts >= MOST_ATTEMPTS || !again {
                        return Err(error);
                    }
                }
                Outcome::QueueFull(error) => {
                    report.attempts.answered();
                    self.journal.refused(part.number).await?;
                    attempts -= 1;
                    match waits.next() {
                        Some(wait) => {
                            debug!(part = part.number, "the queue of jobs is full");
                            sleep(wait).await;
                        }
                        None => return Err(error),
                    }
                }
                Outcome::Refused(error) => {
                    report.attempts.answered();
                    // The refusal matters more than a line that cannot be written.
                    let _ = self.journal.refused(part.number).await;
                    return Err(error);
                }
            }
        }
    }

    /// Why it remains unknown whether the part arrived in an earlier run, even after the searches.
    fn why_unknown(&self, history: &PartHistory, report: &PartReport) -> Option<&'static str> {
        if history.unresolved() == 0 {
            None
        } else if report.attempts.are_confirmed() {
            Some("the server has the part, but does not list its job")
        } else if self.listed_names(report) == ListedNames::Changed {
            Some(
                "an answer to the part was lost, and the server lists jobs under other file names \
                 than they were sent with: it is unknown whether the part arrived",
            )
        } else if history.is_outdated(SystemTime::now()) {
            Some(
                "the import broke off too long ago: the server no longer lists the jobs of that time, \
                 so that it is unknown whether the last part arrived",
            )
        } else {
            None
        }
    }

    /// Whether the names in the list of jobs are reliable, as far as known.
    fn listed_names(&self, report: &PartReport) -> ListedNames {
        self.report.listed_names().combine(report.listed_names)
    }

    /// Searches the list of jobs for the part, several times. Returns whether it was found.
    async fn search(&mut self, part: &PartRequest, report: &mut PartReport) -> Result<bool> {
        let Some(name) = part.file_name() else {
            return Ok(false);
        };
        let mut last = None;
        while let Some(sent) = report.attempts.last()
            && self.listed_names(report) != ListedNames::Changed
        {
            let confirmed = report.attempts.are_confirmed();
            let Some(next) = self.timeouts.next_search(sent.elapsed(), last, confirmed) else {
                break;
            };
            last = Some(next);
            sleep(next.saturating_sub(sent.elapsed())).await;
            let at = Instant::now();
            let found = find_file(&self.client, name, &self.report.file_names()).await?;
            report.listed_names = report.listed_names.combine(found.names);
            if found.jobs.is_empty() && self.listed_names(report) == ListedNames::Kept {
                report
                    .attempts
                    .not_listed(at, self.timeouts.listing_timeout);
            }
            for job in found.jobs {
                match job_id(&job) {
                    Some(id) if report.has_job(id) => {}
                    Some(id) => {
                        self.journal.found(part.number, id).await?;
                        report.add_listed_job(job);
                    }
                    None if report.attempts.are_unresolved() => self.confirm(part, report).await?,
                    None => {}
                }
            }
            if report.activity_id.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn accept(
        &mut self,
        part: &PartRequest,
        report: &mut PartReport,
        activity: Activity,
    ) -> Result<()> {
        let id = job_id(&activity).unwrap_or_default().to_owned();
        report.accept(activity);
        let renamed = report.listed_names == ListedNames::Changed;
        self.journal.accepted(part.number, &id, renamed).await
    }

    /// The server has the part but did not name its job: the part is never sent again.
    async fn confirm(&mut self, part: &PartRequest, report: &mut PartReport) -> Result<()> {
        report.attempts.confirm();
        self.journal.confirmed(part.number).await
    }
}
