//! Bulk jobs, followed until they end or the deadline comes.
//!
//! Every job has a deadline: a state that this version of the crate does not know looks like one that
//! is not final, and the job would be followed for ever.

use crate::client::{Client, runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Activity, ActivityState};
use futures_core::Stream;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The first wait between two looks at a job; later ones grow, since each look is a request.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long a job that the server does not know (404) is asked for again: one that has just begun may
/// not be shown yet.
const SHOWN_WITHIN: Duration = Duration::from_secs(30);

/// How long jobs are followed unless the caller sets another deadline: longer than the server needs
/// for a full queue, and at most some 700 requests of the 10,000 that an API key has in a day.
pub(crate) const DEFAULT_DEADLINE: Duration = Duration::from_secs(6 * 60 * 60);

/// The longest state that is shown in a message: those of the API are a word.
const LONGEST_STATE: usize = 40;

impl ActivityState {
    /// Whether the job has ended, well or badly.
    pub fn is_final(&self) -> bool {
        self.is_failure() || *self == Self::Completed
    }

    /// Whether the job ended without doing its work. A completed one can still have failed rows.
    pub fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Failed | Self::TimedOut | Self::TimeOut
        )
    }
}

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
    /// Awaited, it is the completed activity; a job that failed, timed out or was cancelled is an
    /// error of the kind [`ErrorKind::Activity`] (see [`Error::activity`]). A completed job can
    /// still have failed rows: read `activity_errors` and the counters in `status`.
    ///
    /// A job that has not ended after 6 hours, or one in a state that this version of the crate does not
    /// know, is an error of the kind [`ErrorKind::Timeout`]: see [`deadline`](ActivityPoller::deadline).
    ///
    /// A job that has just begun may be unknown to the server for a moment: a 404 is an error only after 30
    /// seconds, or once the job was seen.
    ///
    /// Dropping the future stops the polling; the job goes on at the server. The API keeps the
    /// record of a job for ten days. Each poll is `GET /activities/{activity_id}`, at first after
    /// 2 seconds, then at growing intervals up to 30.
    #[doc(alias = "poll")]
    #[doc(alias = "wait")]
    pub fn activity(&self, id: impl Into<String>) -> ActivityPoller {
        ActivityPoller {
            client: self.clone(),
            id: id.into(),
            interval: None,
            deadline: DEFAULT_DEADLINE,
        }
    }
}

/// Follows a bulk job; see [`Client::activity`].
#[must_use = "nothing is asked before this is awaited"]
pub struct ActivityPoller {
    client: Client,
    id: String,
    interval: Option<Duration>,
    deadline: Duration,
}

crate::opaque_debug!(ActivityPoller, "ActivityPoller");

impl ActivityPoller {
    /// A fixed wait between two polls, instead of a growing one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// How long to follow the job before giving up with an error of the kind
    /// [`ErrorKind::Timeout`]. Default: 6 hours; `Duration::MAX` is without limit.
    ///
    /// The error has the job as it was last seen ([`Error::activity`]) and names its state, which
    /// can be one that ends a job and that this version of the crate does not know.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The job as each poll finds it, the last one included.
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
    /// The stream ends with the job, or with the first error. A job that failed is an item here,
    /// not an error: read its `state`. At the deadline, the job as it was last seen comes before the
    /// error.
    pub fn updates(self) -> ActivityUpdates {
        let now = Instant::now();
        let deadline = now.checked_add(self.deadline);
        let wait = self.interval.unwrap_or(FIRST_WAIT);
        ActivityUpdates {
            step: Step::Look(look(self.client.clone(), self.id.clone(), Some(now))),
            poller: self,
            wait,
            deadline,
            shown_by: now.checked_add(SHOWN_WITHIN),
        }
    }
}

type Look = Pin<Box<dyn Future<Output = Result<Activity>> + Send>>;

/// A look at the job; none ever if its time is beyond the clock's range.
fn look(client: Client, id: String, at: Option<Instant>) -> Look {
    Box::pin(async move {
        runtime()?;
        match at {
            Some(at) => sleep_until(at).await,
            None => std::future::pending().await,
        }
        let answer = client.get_activity_by_id().activity_id(id).send().await?;
        Ok(answer.into_inner())
    })
}

enum Step {
    Look(Look),
    /// The deadline has come: this error is the last item.
    Late(Error),
    Done,
}

/// The states of a bulk job as a stream; see [`ActivityPoller::updates`].
#[must_use = "streams do nothing unless polled"]
pub struct ActivityUpdates {
    poller: ActivityPoller,
    step: Step,
    wait: Duration,
    deadline: Option<Instant>,
    /// Until when a 404 may mean that the job is young; none once it was seen.
    shown_by: Option<Instant>,
}

crate::opaque_debug!(ActivityUpdates, "ActivityUpdates");

impl ActivityUpdates {
    /// What follows a look that found the job in this state.
    fn after(&mut self, activity: &Activity) -> Step {
        self.shown_by = None;
        if activity.state.as_ref().is_some_and(ActivityState::is_final) {
            return Step::Done;
        }
        let next = self.next_look();
        next.unwrap_or_else(|| Step::Late(unfinished(activity.clone())))
    }

    /// The look after this one; none if it would be after the deadline.
    fn next_look(&mut self) -> Option<Step> {
        let at = Instant::now().checked_add(self.wait);
        if is_after(at, self.deadline) {
            return None;
        }
        if self.poller.interval.is_none() {
            self.wait = longer(self.wait);
        }
        let (client, id) = (self.poller.client.clone(), self.poller.id.clone());
        Some(Step::Look(look(client, id, at)))
    }

    fn may_be_young(&self) -> bool {
        self.shown_by.is_some_and(|by| Instant::now() < by)
    }
}

/// Whether a moment (none: beyond the clock's range) is after the deadline.
pub(crate) fn is_after(at: Option<Instant>, deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| at.is_none_or(|at| at > deadline))
}

/// Half as long again, up to the longest.
fn longer(wait: Duration) -> Duration {
    (wait + wait / 2).min(LONGEST_WAIT)
}

impl Stream for ActivityUpdates {
    type Item = Result<Activity>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Step::Look(look) = &mut self.step {
            let looked = ready!(look.as_mut().poll(context));
            self.step = match &looked {
                Ok(activity) => self.after(activity),
                Err(error) if error.is_not_found() && self.may_be_young() => {
                    match self.next_look() {
                        Some(next) => {
                            self.step = next;
                            continue;
                        }
                        None => Step::Done,
                    }
                }
                Err(_) => Step::Done,
            };
            return Poll::Ready(Some(looked));
        }
        match mem::replace(&mut self.step, Step::Done) {
            Step::Late(error) => Poll::Ready(Some(Err(error))),
            Step::Look(_) | Step::Done => Poll::Ready(None),
        }
    }
}

impl IntoFuture for ActivityPoller {
    type Output = Result<Activity>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut updates = self.updates();
        Box::pin(async move {
            loop {
                let update =
                    std::future::poll_fn(|context| Pin::new(&mut updates).poll_next(context));
                let Some(activity) = update.await.transpose()? else {
                    let message = "the job was not seen to end";
                    return Err(Error::new(ErrorKind::Activity, message));
                };
                match &activity.state {
                    Some(ActivityState::Completed) => return Ok(activity),
                    Some(state) if state.is_failure() => return Err(failed(activity)),
                    _ => {}
                }
            }
        })
    }
}

/// A job that ended without doing its work, or was not seen to end.
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

fn failed(activity: Activity) -> Error {
    let message = format!(
        "its state is {}, with {} complaints",
        shown_state(&activity),
        activity.activity_errors.len()
    );
    unsuccessful(ErrorKind::Activity, activity, message)
}

fn unfinished(activity: Activity) -> Error {
    let mut message = format!(
        "the job was not seen to end before the deadline: its last state was {}",
        shown_state(&activity)
    );
    if let Some(percent) = activity.percent_done {
        message += &format!(", with {percent} percent done");
    }
    unsuccessful(ErrorKind::Timeout, activity, message)
}

fn unsuccessful(kind: ErrorKind, activity: Activity, message: String) -> Error {
    Error::new(kind, message.clone()).with_source(Unsuccessful { activity, message })
}

/// The state as far as it is a word, which every state of the API is.
pub(crate) fn shown_state(activity: &Activity) -> &str {
    let state = activity.state.as_ref().map_or("", ActivityState::as_str);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match state {
        "" => "not given",
        word if word.len() <= LONGEST_STATE && word.bytes().all(is_word) => word,
        _ => "none that the API documents",
    }
}

impl Error {
    /// The bulk job as it was last seen, if the failure is that it ended without success or did not
    /// end before the deadline.
    pub fn activity(&self) -> Option<&Activity> {
        let unsuccessful: &Unsuccessful = self.find_source()?;
        Some(&unsuccessful.activity)
    }
}

#[cfg(test)]
mod tests;
