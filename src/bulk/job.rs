//! A bulk job that is at the server.

use super::delivery::Delivered;
use super::follow::{Following, follow};
use super::progress::{Phase, ProgressFeed};
use super::report::BulkReport;
use super::timeouts::Timeouts;
use crate::bulk::activity::DEFAULT_DEADLINE;
use crate::client::{Client, runtime};
use crate::error::Result;
use std::time::Duration;

/// A bulk job whose parts are all at the server; what `send` returns.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
/// let job = import.send().await?;
/// println!("{} parts are being worked on", job.report().parts.len());
/// let report = job.finish().await?;
/// # Ok(()) }
/// ```
///
/// Dropping it changes nothing at the server, which does the work in any case.
#[must_use = "the jobs may fail: look at the report of `finish`"]
pub struct BulkJob {
    client: Client,
    report: BulkReport,
    feed: ProgressFeed,
    timeouts: Timeouts,
    look_for_others_after: Option<Duration>,
    interval: Option<Duration>,
    deadline: Duration,
}

crate::opaque_debug!(BulkJob, "BulkJob");

impl BulkJob {
    pub(crate) fn new(delivered: Delivered) -> Self {
        Self {
            client: delivered.client,
            report: delivered.report,
            feed: delivered.feed,
            timeouts: delivered.timeouts,
            look_for_others_after: None,
            interval: None,
            deadline: DEFAULT_DEADLINE,
        }
    }

    /// Looks for jobs of another import with the same id, this long after the last part was accepted.
    pub(crate) fn look_for_others_after(mut self, time: Option<Duration>) -> Self {
        self.look_for_others_after = time;
        self
    }

    /// A fixed wait between two polls of the jobs, instead of an adaptive one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// How long to follow the jobs. Those that have not ended by then are
    /// [`Accepted`](super::PartState::Accepted) in the report, which shows their last state if that is
    /// one that the API does not document; parts that may be there twice are
    /// [still in doubt](super::PartReport::sent_again). Default: 6 hours; `Duration::MAX` is without
    /// limit.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// What is known so far: which rows are in which part, and under which id.
    pub fn report(&self) -> &BulkReport {
        &self.report
    }

    /// Follows the jobs until all have ended, and reports on them part by part.
    ///
    /// ```no_run
    /// # async fn f(job: constant_contact::BulkJob) -> constant_contact::Result<()> {
    /// let report = job.finish().await?;
    /// if !report.is_clean() {
    ///     println!("{report}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// A job that failed is no error here, it is a state in the report: ask
    /// [`is_clean`](BulkReport::is_clean) or [`into_result`](BulkReport::into_result). Several jobs
    /// are polled with one request for 500 of them. The wait between two polls begins with 2
    /// seconds, grows up to 30 while nothing ends, and shrinks when something does. Dropping the future
    /// stops the polling; the jobs go on at the server, and `finish` can be called again.
    ///
    /// Where a part of a CSV was sent again, the end of the jobs is not the end: the list of jobs is read
    /// once more, [`listed_within`](crate::ImportCsv::listed_within) (5 minutes) after the answer was
    /// lost, to see that there is only one job. A job that the server does not know is asked for
    /// again for as long before it is [`Forgotten`](super::PartState::Forgotten).
    ///
    /// `GET /activities` and `GET /activities/{activity_id}`.
    ///
    /// # Errors
    ///
    /// As any other call; [`Error::report`](crate::Error::report) says what was known before.
    pub async fn finish(&self) -> Result<BulkReport> {
        runtime()?;
        let mut report = self.report.clone();
        let following = Following {
            timeouts: self.timeouts,
            look_for_others_after: self.look_for_others_after,
            interval: self.interval,
            deadline: self.deadline,
        };
        let followed = follow(&self.client, &mut report, &self.feed, &following);
        match followed.await {
            Ok(()) => {
                if report.parts.iter().all(super::PartReport::has_ended) {
                    self.feed.follow(Phase::Ended, &report);
                }
                Ok(report)
            }
            Err(error) => Err(error.with_report(report)),
        }
    }
}
