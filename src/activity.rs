//! Bulk jobs, followed until they end.

use crate::client::{Client, runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Activity, ActivityState};
use futures_core::Stream;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The first wait between two looks at a job; later ones grow, since each look is a request.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

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
            deadline: None,
        }
    }
}

/// Follows a bulk job; see [`Client::activity`].
#[must_use = "nothing is asked before this is awaited"]
pub struct ActivityPoller {
    client: Client,
    id: String,
    interval: Option<Duration>,
    deadline: Option<Duration>,
}

crate::opaque_debug!(ActivityPoller, "ActivityPoller");

impl ActivityPoller {
    /// A fixed wait between two polls, instead of a growing one.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// How long to follow the job before giving up with an error of the kind
    /// [`ErrorKind::Timeout`]. Default: without limit.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The job as each poll finds it, the last one included.
    ///
    /// The stream ends with the job, or with the first error. A job that failed is an item here,
    /// not an error: read its `state`.
    pub fn updates(self) -> ActivityUpdates {
        let now = Instant::now();
        let deadline = self.deadline.and_then(|limit| now.checked_add(limit));
        let wait = self.interval.unwrap_or(FIRST_WAIT);
        ActivityUpdates {
            step: Step::Look(look(self.client.clone(), self.id.clone(), Some(now))),
            poller: self,
            wait,
            deadline,
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
    Done,
}

/// The states of a bulk job as a stream; see [`ActivityPoller::updates`].
#[must_use = "streams do nothing unless polled"]
pub struct ActivityUpdates {
    poller: ActivityPoller,
    step: Step,
    wait: Duration,
    deadline: Option<Instant>,
}

crate::opaque_debug!(ActivityUpdates, "ActivityUpdates");

impl ActivityUpdates {
    /// The look after this one, unless the time is up before it.
    fn next(&mut self) -> Option<Step> {
        let at = Instant::now().checked_add(self.wait);
        if is_after(at, self.deadline) {
            return None;
        }
        if self.poller.interval.is_none() {
            self.wait = longer(self.wait);
        }
        Some(Step::Look(look(
            self.poller.client.clone(),
            self.poller.id.clone(),
            at,
        )))
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
        let Step::Look(look) = &mut self.step else {
            return Poll::Ready(None);
        };
        let looked = ready!(look.as_mut().poll(context));
        let over = match &looked {
            Ok(activity) => activity.state.as_ref().is_some_and(ActivityState::is_final),
            Err(_) => true,
        };
        if over {
            self.step = Step::Done;
            return Poll::Ready(Some(looked));
        }
        match self.next() {
            Some(step) => {
                self.step = step;
                Poll::Ready(Some(looked))
            }
            None => {
                self.step = Step::Done;
                let message = "the job had not ended when the deadline came";
                Poll::Ready(Some(Err(Error::new(ErrorKind::Timeout, message))))
            }
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

/// A job that ended without doing its work.
#[derive(Debug)]
struct ActivityFailed(Activity);

impl fmt::Display for ActivityFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self
            .0
            .state
            .as_ref()
            .map_or("unknown", ActivityState::as_str);
        write!(
            f,
            "its state is {state}, with {} complaints",
            self.0.activity_errors.len()
        )
    }
}

impl std::error::Error for ActivityFailed {}

fn failed(activity: Activity) -> Error {
    let failure = ActivityFailed(activity);
    Error::new(ErrorKind::Activity, failure.to_string()).with_source(failure)
}

impl Error {
    /// The bulk job that ended without success, if that is the failure.
    pub fn activity(&self) -> Option<&Activity> {
        let failure: &ActivityFailed = self.find_source()?;
        Some(&failure.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_is_known() {
        for (state, is_final, is_failure) in [
            ("initialized", false, false),
            ("processing", false, false),
            ("completed", true, false),
            ("cancelled", true, true),
            ("failed", true, true),
            ("timed_out", true, true),
            ("time_out", true, true),
            ("paused", false, false),
        ] {
            let known = ActivityState::from(state);
            assert_eq!(
                (known.is_final(), known.is_failure()),
                (is_final, is_failure),
                "{state}"
            );
        }
    }

    #[test]
    fn waits_grow_to_the_longest() {
        let mut wait = FIRST_WAIT;
        let mut looks = 0;
        while wait < LONGEST_WAIT {
            wait = longer(wait);
            looks += 1;
        }
        assert_eq!((wait, looks), (LONGEST_WAIT, 7));
    }
}
