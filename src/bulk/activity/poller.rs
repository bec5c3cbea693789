//! Following one bulk job until it ends or the deadline passes.
//!
//! There is a deadline by default: a job in a state that this version of the crate does not know seems not to have
//! ended, and the polling would never stop.

use super::state::shown_state;
use crate::client::{Client, runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::future::BoxFuture;
use crate::transport::polling::POLL_BACKOFF;
use crate::transport::response::Response;
use crate::types::{Activity, ActivityState};
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long a 404 is followed by another poll: the server may not know a new job yet.
const NOT_FOUND_GRACE: Duration = Duration::from_secs(30);

/// How long jobs are followed unless the caller sets another timeout: longer than the server needs for a
/// full queue, and at most some 700 of the 10,000 requests that an API key has in a day.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(6 * 60 * 60);

/// # Bulk work: one job
impl Client {
    /// Follows a bulk job until it ends.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// let activity = client.activity("04fe9a97-a579-43c5-bb1a-58ed29bf0a6a").await?;
    /// println!("{} errors", activity.activity_errors.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it returns the completed activity. A job that failed, timed out or was cancelled is an
    /// error of the kind [`ErrorKind::Activity`] (see [`Error::activity`]). A completed job can
    /// still have failed rows: read `activity_errors` and the counters in `status`.
    ///
    /// A job that has not ended after 6 hours, or is in a state that this version of the crate does not
    /// know, is an error of the kind [`ErrorKind::Timeout`]: see [`timeout`](ActivityPoller::timeout).
    ///
    /// The server may not know a new job for a moment: a 404 is an error only after 30 seconds, or after
    /// the job was seen.
    ///
    /// Dropping the future stops the polling; the job continues at the server. The API keeps the
    /// record of a job for ten days. Each poll is `GET /activities/{activity_id}`, the second one after
    /// 2 seconds and the next ones at growing intervals of up to 30 seconds.
    #[doc(alias = "poll")]
    #[doc(alias = "wait")]
    pub fn activity(&self, id: impl Into<String>) -> ActivityPoller {
        ActivityPoller {
            client: self.clone(),
            id: id.into(),
            interval: None,
            timeout: DEFAULT_TIMEOUT,
        }
    }
}

/// Follows a bulk job; see [`Client::activity`].
#[must_use = "nothing is sent before this is awaited"]
pub struct ActivityPoller {
    client: Client,
    id: String,
    interval: Option<Duration>,
    timeout: Duration,
}

crate::opaque_debug!(ActivityPoller, "ActivityPoller");

impl ActivityPoller {
    /// Sets a fixed wait between two polls instead of a growing one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// Sets how long to follow the job before giving up with an error of the kind
    /// [`ErrorKind::Timeout`]. Default: 6 hours. `Duration::MAX` means no limit.
    ///
    /// The error has the job as it was last seen ([`Error::activity`]) and prints its state. That may be
    /// a final state that this version of the crate does not know.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Streams the job as each poll returns it, including the last one.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut updates = client.activity("04fe9a97-a579-43c5-bb1a-58ed29bf0a6a").updates();
    /// while let Some(activity) = updates.try_next().await? {
    ///     println!("{:?}", activity.percent_done);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The stream ends with the job, or with the first error. A failed job is an item here, not an error:
    /// read its `state`. At the deadline, the job as it was last seen is an item before the error.
    pub fn updates(self) -> ActivityUpdates {
        let now = Instant::now();
        let deadline = now.checked_add(self.timeout);
        let wait = self.interval.unwrap_or(POLL_BACKOFF.first);
        ActivityUpdates {
            step: Step::Poll(poll(self.client.clone(), self.id.clone(), Some(now))),
            poller: self,
            wait,
            deadline,
            not_found_until: now.checked_add(NOT_FOUND_GRACE),
        }
    }
}

type PollRequest = BoxFuture<'static, Result<Response<Activity>>>;

/// Polls the job at a time; never if the time is beyond the range of the clock (`None`).
fn poll(client: Client, id: String, at: Option<Instant>) -> PollRequest {
    Box::pin(async move {
        runtime()?;
        match at {
            Some(at) => sleep_until(at).await,
            None => std::future::pending().await,
        }
        client.get_activity_by_id(id).send().await
    })
}

enum Step {
    Poll(PollRequest),
    /// The deadline has passed: this error is the last item.
    DeadlinePassed(Error),
    Done,
}

/// The states of a bulk job as a stream; see [`ActivityPoller::updates`].
#[must_use = "streams do nothing unless polled"]
pub struct ActivityUpdates {
    poller: ActivityPoller,
    step: Step,
    wait: Duration,
    deadline: Option<Instant>,
    /// Until when a 404 may mean that the job is new; `None` after the job was seen.
    not_found_until: Option<Instant>,
}

crate::opaque_debug!(ActivityUpdates, "ActivityUpdates");

impl ActivityUpdates {
    /// The step after a poll that returned this job.
    fn step_after(&mut self, activity: &Response<Activity>) -> Step {
        self.not_found_until = None;
        if activity.state.as_ref().is_some_and(ActivityState::is_final) {
            return Step::Done;
        }
        let next = self.next_poll();
        next.unwrap_or_else(|| Step::DeadlinePassed(unfinished(activity)))
    }

    /// The next poll; `None` if it would be after the deadline.
    fn next_poll(&mut self) -> Option<Step> {
        let at = Instant::now().checked_add(self.wait);
        if is_after(at, self.deadline) {
            return None;
        }
        if self.poller.interval.is_none() {
            self.wait = POLL_BACKOFF.longer(self.wait);
        }
        let (client, id) = (self.poller.client.clone(), self.poller.id.clone());
        Some(Step::Poll(poll(client, id, at)))
    }

    fn may_be_new(&self) -> bool {
        let until = self.not_found_until;
        until.is_some_and(|until| Instant::now() < until)
    }
}

/// Whether a time is after the deadline. `None` is beyond the range of the clock.
pub(crate) fn is_after(at: Option<Instant>, deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| at.is_none_or(|at| at > deadline))
}

impl ActivityUpdates {
    fn poll_answer(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Response<Activity>>>> {
        while let Step::Poll(request) = &mut self.step {
            let polled = ready!(request.as_mut().poll(context));
            self.step = match &polled {
                Ok(activity) => self.step_after(activity),
                Err(error) if error.is_not_found() && self.may_be_new() => match self.next_poll() {
                    Some(next) => {
                        self.step = next;
                        continue;
                    }
                    None => Step::Done,
                },
                Err(_) => Step::Done,
            };
            return Poll::Ready(Some(polled));
        }
        match mem::replace(&mut self.step, Step::Done) {
            Step::DeadlinePassed(error) => Poll::Ready(Some(Err(error))),
            Step::Poll(_) | Step::Done => Poll::Ready(None),
        }
    }
}

impl Stream for ActivityUpdates {
    type Item = Result<Activity>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let answer = ready!(self.poll_answer(context));
        Poll::Ready(answer.map(|answer| answer.map(Response::into_inner)))
    }
}

impl ActivityPoller {
    /// The answer to the poll that showed that the job has completed.
    pub(crate) async fn completed(self) -> Result<Response<Activity>> {
        let mut updates = self.updates();
        loop {
            let update = poll_fn(|context| updates.poll_answer(context));
            let Some(activity) = update.await.transpose()? else {
                let message = "the job was not seen to end";
                return Err(Error::new(ErrorKind::Activity, message));
            };
            match &activity.state {
                Some(ActivityState::Completed) => return Ok(activity),
                Some(state) if state.is_failure() => return Err(failed(&activity)),
                _ => {}
            }
        }
    }
}

impl IntoFuture for ActivityPoller {
    type Output = Result<Activity>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.completed().await?.into_inner()) })
    }
}

/// The source of an error about a job that ended without success or did not end in time.
#[derive(Debug)]
struct Unsuccessful {
    activity: Activity,
    message: String,
}

impl fmt::Display for Unsuccessful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unsuccessful {}

fn failed(activity: &Response<Activity>) -> Error {
    let message = format!(
        "the bulk job did not succeed: its state is {}, with {} error messages",
        shown_state(activity),
        activity.activity_errors.len()
    );
    unsuccessful(ErrorKind::Activity, activity, message)
}

fn unfinished(activity: &Response<Activity>) -> Error {
    let mut message = format!(
        "the job did not end before the deadline: its last state was {}",
        shown_state(activity)
    );
    if let Some(percent) = activity.percent_done {
        message += &format!(", with {percent} percent done");
    }
    unsuccessful(ErrorKind::Timeout, activity, message)
}

fn unsuccessful(kind: ErrorKind, activity: &Response<Activity>, message: String) -> Error {
    let error = activity.describe(Error::new(kind, message.clone()));
    error.with_source(Unsuccessful {
        activity: Activity::clone(activity),
        message,
    })
}

impl Error {
    /// The bulk job as it was last seen, if the error is that the job ended without success or did not end
    /// before the deadline.
    pub fn activity(&self) -> Option<&Activity> {
        let unsuccessful: &Unsuccessful = self.find_source()?;
        Some(&unsuccessful.activity)
    }
}
