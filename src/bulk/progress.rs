//! The progress of a bulk job.
//!
//! The job publishes its newest state through a watch channel. Receivers see the newest state and may
//! miss earlier ones, so that a slow receiver never delays the job.

use super::report::BulkReport;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::watch;

/// The progress of a bulk job.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// What the job is doing.
    pub phase: Phase,
    /// Bytes of the source that were checked or sent.
    pub bytes: u64,
    /// Bytes of the source, if known.
    pub bytes_total: Option<u64>,
    /// Rows that the server has accepted.
    pub rows: u64,
    /// Rows of the source, if known.
    pub rows_total: Option<u64>,
    /// Parts that the server has accepted.
    pub parts: u32,
    /// Parts of the source, if known.
    pub parts_total: Option<u32>,
    /// Parts whose job has ended, successfully or not.
    pub ended: u32,
}

/// What a bulk job is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// It checks the source; nothing was sent yet.
    #[default]
    Checking,
    /// It sends the parts.
    Sending,
    /// All parts were sent, and the server processes them.
    Processing,
    /// All jobs have ended.
    Ended,
}

impl Progress {
    /// How much of the phase is complete, from 0 to 100; `None` if the total is not known. It is measured by
    /// bytes while checking, by rows while sending, and then by jobs that have ended; a small import has
    /// one job.
    ///
    /// ```
    /// # use constant_contact::Progress;
    /// assert_eq!(Progress::default().percent(), None);
    /// ```
    pub fn percent(&self) -> Option<f64> {
        let (done, total) = match self.phase {
            Phase::Checking => (self.bytes, self.bytes_total?),
            Phase::Sending => (self.rows, self.rows_total?),
            Phase::Processing => (self.ended.into(), self.parts.into()),
            Phase::Ended => return Some(100.0),
        };
        Some(match total {
            0 => 100.0,
            total => (done as f64 / total as f64 * 100.0).min(100.0),
        })
    }
}

/// Publishes the progress of a job.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::{CsvSource, ProgressFeed};
/// use futures_util::StreamExt;
///
/// let feed = ProgressFeed::new();
/// let mut updates = feed.updates();
/// tokio::spawn(async move {
///     while let Some(progress) = updates.next().await {
///         println!("{:?} {} rows", progress.phase, progress.rows);
///     }
/// });
/// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
/// let report = import.progress(feed).send().await?.finish().await?;
/// # Ok(()) }
/// ```
///
/// A feed serves one job.
#[derive(Clone, Debug, Default)]
pub struct ProgressFeed(watch::Sender<Progress>);

impl ProgressFeed {
    /// Creates a feed for a job that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// A stream of the progress, from the current state on.
    ///
    /// It yields the newest state and skips those between two polls. It ends when the job and all clones of
    /// the feed are dropped.
    pub fn updates(&self) -> ProgressUpdates {
        let mut receiver = self.0.subscribe();
        receiver.mark_changed();
        ProgressUpdates(next(receiver))
    }

    /// The newest state.
    pub fn now(&self) -> Progress {
        self.0.borrow().clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Progress)) {
        self.0.send_modify(change);
    }

    /// Updates the counts from a report.
    pub(crate) fn update(&self, phase: Phase, report: &BulkReport) {
        let count = |parts: usize| u32::try_from(parts).unwrap_or(u32::MAX);
        self.change(|progress| {
            progress.phase = phase;
            progress.rows = report.rows_sent();
            progress.parts = count(report.parts.iter().filter(|part| part.is_sent()).count());
            progress.ended = count(report.parts.iter().filter(|part| part.has_ended()).count());
        });
    }
}

type Changed = Pin<Box<dyn Future<Output = Option<watch::Receiver<Progress>>> + Send>>;

fn next(mut receiver: watch::Receiver<Progress>) -> Changed {
    Box::pin(async move { receiver.changed().await.ok().map(|()| receiver) })
}

/// The progress of a job as a stream; see [`ProgressFeed::updates`].
#[must_use = "streams do nothing unless polled"]
pub struct ProgressUpdates(Changed);

crate::opaque_debug!(ProgressUpdates, "ProgressUpdates");

impl Stream for ProgressUpdates {
    type Item = Progress;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Progress>> {
        let Some(mut receiver) = ready!(self.0.as_mut().poll(context)) else {
            self.0 = Box::pin(async { None });
            return Poll::Ready(None);
        };
        let progress = receiver.borrow_and_update().clone();
        self.0 = next(receiver);
        Poll::Ready(Some(progress))
    }
}
