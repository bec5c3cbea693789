//! The progress of a bulk job.
//!
//! The job publishes its newest state through a watch channel. Receivers see the newest state and may
//! miss earlier ones, so a slow receiver never delays the job.

use super::report::{BulkReport, PartReport};
use crate::transport::future::BoxFuture;
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
    pub jobs_ended: u32,
}

/// What a bulk job is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// The job checks the source; nothing was sent yet.
    #[default]
    Checking,
    /// The job sends the parts.
    Sending,
    /// All parts were sent, and the server processes them.
    Processing,
    /// All jobs have ended.
    Ended,
}

impl Progress {
    /// How much of the phase is complete, from 0 to 100; `None` if the total is not known.
    ///
    /// ```
    /// # use constant_contact::Progress;
    /// assert_eq!(Progress::default().percent(), None);
    /// ```
    ///
    /// This counts bytes in the phase `Checking`, rows in `Sending`, and jobs that have ended in `Processing`; a
    /// small import has only one job.
    pub fn percent(&self) -> Option<f64> {
        let (done, total) = match self.phase {
            Phase::Checking => (self.bytes, self.bytes_total?),
            Phase::Sending => (self.rows, self.rows_total?),
            Phase::Processing => (self.jobs_ended.into(), self.parts.into()),
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
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// let report = import.progress(feed).send().await?.finish().await?;
/// # Ok(()) }
/// ```
///
/// Use a feed for one job only.
#[derive(Clone, Debug, Default)]
pub struct ProgressFeed(watch::Sender<State>);

#[derive(Debug, Default)]
struct State {
    progress: Progress,
    /// How many times `finish` has returned or was dropped.
    finished: usize,
    /// Whether the job, or the call that begins it, was dropped.
    is_closed: bool,
}

impl ProgressFeed {
    /// Creates a feed for a job that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Streams the progress, starting with the current state.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::{CsvSource, ProgressFeed};
    /// # use futures_util::StreamExt;
    /// let feed = ProgressFeed::new();
    /// let updates = feed.updates();
    /// let bar = tokio::spawn(updates.for_each(|progress| async move {
    ///     println!("{} rows", progress.rows);
    /// }));
    /// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
    /// let job = import.progress(feed).send().await?;
    /// let report = job.finish().await;
    /// bar.await.expect("the task printed the last state");
    /// # report.map(drop) }
    /// ```
    ///
    /// The stream yields the newest state and skips states between two polls. It ends after the last state: when
    /// [`finish`](crate::BulkJob::finish) returns or is dropped, or when the job is dropped or
    /// cannot begin. If `finish` is called again, a stream that was created in between ends with
    /// that call. Clones of the feed do not keep a stream alive.
    pub fn updates(&self) -> ProgressUpdates {
        let mut receiver = self.0.subscribe();
        receiver.mark_changed();
        let finished = receiver.borrow().finished;
        ProgressUpdates {
            changed: next(receiver),
            finished,
            last: None,
            ended: false,
        }
    }

    /// The newest state.
    pub fn current(&self) -> Progress {
        self.0.borrow().progress.clone()
    }
}

/// The side of a feed that belongs to the job. Dropping it ends the streams.
#[derive(Debug)]
pub(crate) struct ProgressPublisher(watch::Sender<State>);

impl ProgressPublisher {
    pub fn new(feed: ProgressFeed) -> Self {
        Self(feed.0)
    }

    pub fn change(&self, mut change: impl FnMut(&mut Progress)) {
        modify(&self.0, &mut |state| change(&mut state.progress));
    }

    /// Returns a guard that, when it is dropped, ends the streams that exist at that moment.
    pub fn end_streams_on_drop(&self) -> impl Drop + use<'_> {
        EndStreams(&self.0)
    }

    /// Updates the counts from a report.
    pub fn update(&self, phase: Phase, report: &BulkReport) {
        let count = |wanted: &dyn Fn(&PartReport) -> bool| {
            u32::try_from(report.parts_where(wanted)).unwrap_or(u32::MAX)
        };
        self.change(|progress| {
            progress.phase = phase;
            progress.rows = report.rows_sent();
            progress.parts = count(&PartReport::is_sent);
            progress.jobs_ended = count(&PartReport::has_ended);
        });
    }
}

impl Drop for ProgressPublisher {
    fn drop(&mut self) {
        modify(&self.0, &mut |state| state.is_closed = true);
    }
}

struct EndStreams<'a>(&'a watch::Sender<State>);

impl Drop for EndStreams<'_> {
    fn drop(&mut self) {
        modify(self.0, &mut |state| state.finished += 1);
    }
}

/// Changes the state and wakes those that wait for a change. It is compiled once for all changes.
fn modify(sender: &watch::Sender<State>, change: &mut dyn FnMut(&mut State)) {
    sender.send_modify(|state| change(state));
}

type Changed = BoxFuture<'static, Option<watch::Receiver<State>>>;

fn next(mut receiver: watch::Receiver<State>) -> Changed {
    Box::pin(async move { receiver.changed().await.ok().map(|()| receiver) })
}

/// The progress of a job as a stream; see [`ProgressFeed::updates`].
#[must_use = "streams do nothing unless polled"]
pub struct ProgressUpdates {
    changed: Changed,
    /// How often `finish` had returned or was dropped when the stream was created.
    finished: usize,
    /// The state that was yielded last.
    last: Option<Progress>,
    ended: bool,
}

crate::opaque_debug!(ProgressUpdates, "ProgressUpdates");

impl Stream for ProgressUpdates {
    type Item = Progress;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Progress>> {
        while !self.ended {
            let Some(mut receiver) = ready!(self.changed.as_mut().poll(context)) else {
                break;
            };
            let (progress, ended) = {
                let state = receiver.borrow_and_update();
                (state.progress.clone(), is_last(&state, self.finished))
            };
            self.ended = ended;
            self.changed = next(receiver);
            if self.last.as_ref() != Some(&progress) {
                self.last = Some(progress.clone());
                return Poll::Ready(Some(progress));
            }
        }
        self.ended = true;
        Poll::Ready(None)
    }
}

/// Whether a stream that was created after `finished` calls of `finish` ends with this state.
fn is_last(state: &State, finished: usize) -> bool {
    state.is_closed || state.finished > finished || state.progress.phase == Phase::Ended
}

#[cfg(test)]
mod tests;
