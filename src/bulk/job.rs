//! A bulk job that is at the server.

use super::follow::follow;
use super::progress::{Phase, ProgressFeed};
use super::report::BulkReport;
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
    interval: Option<Duration>,
    deadline: Option<Duration>,
}

crate::opaque_debug!(BulkJob, "BulkJob");

impl BulkJob {
    pub(crate) fn new((client, report, feed): (Client, BulkReport, ProgressFeed)) -> Self {
        Self {
            client,
            report,
            feed,
            interval: None,
            deadline: None,
        }
    }

    /// A fixed wait between two polls of the jobs, instead of an adaptive one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// How long to follow the jobs. Those that have not ended by then are
    /// [`Accepted`](super::PartState::Accepted) in the report. Default: without limit.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
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
    /// `GET /activities` and `GET /activities/{activity_id}`.
    ///
    /// # Errors
    ///
    /// As any other call; [`Error::report`](crate::Error::report) says what was known before.
    pub async fn finish(&self) -> Result<BulkReport> {
        runtime()?;
        let mut report = self.report.clone();
        let followed = follow(
            &self.client,
            &mut report,
            &self.feed,
            self.interval,
            self.deadline,
        );
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
