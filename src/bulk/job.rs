//! A bulk job whose parts the server has. `follow` waits for its activities.

mod follow;

use super::activity::DEFAULT_TIMEOUT;
use super::delivery::Delivered;
use super::progress::{Phase, ProgressPublisher};
use super::report::{BulkReport, PartReport};
use super::timeouts::Timeouts;
use crate::client::{Client, runtime};
use crate::error::Result;
use crate::transport::future::BoxFuture;
use crate::transport::lock::held::HeldLock;
use follow::{FollowOptions, follow};
use std::fmt;
use std::time::Duration;

/// A bulk job whose parts the server has accepted. `send` returns it.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::CsvSource;
///
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// let job = import.send().await?;
/// println!("{} parts are being processed", job.report().parts.len());
/// let report = job.finish().await?;
/// # Ok(()) }
/// ```
///
/// Dropping this does not stop the job at the server. It releases the [lock](crate::Journal::lock) of the journal, if the
/// journal has one.
#[must_use = "the job may fail: read the report of `finish`"]
pub struct BulkJob {
    client: Client,
    report: BulkReport,
    publisher: ProgressPublisher,
    timeouts: Timeouts,
    find_duplicates_after: Option<Duration>,
    interval: Option<Duration>,
    timeout: Duration,
    /// The lock of the journal, which is held until the job is dropped.
    _lock: Option<HeldLock>,
}

impl fmt::Debug for BulkJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkJob")
            .field("report", &self.report)
            .field("interval", &self.interval)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl BulkJob {
    pub(crate) fn new(delivered: Delivered) -> Self {
        Self {
            client: delivered.client,
            report: delivered.report,
            publisher: delivered.publisher,
            timeouts: delivered.timeouts,
            find_duplicates_after: None,
            interval: None,
            timeout: DEFAULT_TIMEOUT,
            _lock: delivered.lock,
        }
    }

    /// Searches for jobs of another import with the same id, this long after the last part was accepted.
    pub(crate) fn find_duplicates_after(mut self, time: Option<Duration>) -> Self {
        self.find_duplicates_after = time;
        self
    }

    /// Sets a fixed wait between two polls of the jobs instead of an adaptive one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// Sets how long to follow the jobs. Default: 6 hours. `Duration::MAX` means no limit.
    ///
    /// Parts whose jobs have not ended by then are [`Accepted`](crate::PartState::Accepted) in the report, which prints
    /// the last state of a job if the API does not document it. Parts that the server may have twice remain
    /// [uncertain](crate::PartReport::may_be_duplicated).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The report so far: the rows of each part, and the id of its job.
    pub fn report(&self) -> &BulkReport {
        &self.report
    }

    /// Follows the jobs until all have ended, and returns the report on each part.
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
    /// A failed job is not an error here but a state in the report: check
    /// [`is_clean`](BulkReport::is_clean) or call [`into_result`](BulkReport::into_result). Several jobs
    /// are polled with one request for every 500. The wait between two polls starts at 2 seconds, grows to
    /// up to 30 seconds while no job ends, and shrinks when a job ends. Dropping the future stops the
    /// polling; the jobs continue at the server, and `finish` can be called again.
    ///
    /// If a part of a CSV was sent again, `finish` reads the list of jobs once more,
    /// [`listing_timeout`](crate::ImportCsv::listing_timeout) (5 minutes) after the answer was lost, to make
    /// sure that there is only one job. A job that the server does not know is requested again for the same
    /// time before it counts as [`Expired`](crate::PartState::Expired).
    ///
    /// `GET /activities` and `GET /activities/{activity_id}`.
    ///
    /// # Errors
    ///
    /// The same as for every call; [`Error::report`](crate::Error::report) has the results so far.
    pub fn finish(&self) -> impl Future<Output = Result<BulkReport>> + Send {
        self.follow()
    }

    fn follow(&self) -> BoxFuture<'_, Result<BulkReport>> {
        Box::pin(async move {
            runtime()?;
            let _guard = self.publisher.end_streams_on_drop();
            let mut report = self.report.clone();
            let options = FollowOptions {
                timeouts: self.timeouts,
                find_duplicates_after: self.find_duplicates_after,
                interval: self.interval,
                timeout: self.timeout,
            };
            let followed = follow(&self.client, &mut report, &self.publisher, &options);
            match followed.await {
                Ok(()) => {
                    if report.parts.iter().all(PartReport::has_ended) {
                        self.publisher.update(Phase::Ended, &report);
                    }
                    Ok(report)
                }
                Err(error) => Err(error.with_report(report)),
            }
        })
    }
}
