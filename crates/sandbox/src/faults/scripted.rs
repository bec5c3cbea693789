//! Answers that a test gives in the place of those of the API, and functions that choose what goes wrong with a
//! request.

use super::{Delivery, Fault};
use crate::answer::Answer;
use crate::log::Contents;
use bytes::Bytes;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An answer that a test gives in the place of the one of the API: see [`Fault::Answer`].
///
/// ```
/// # use constant_contact_sandbox::{Sandbox, ScriptedAnswer};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let busy = ScriptedAnswer::new(503).header("retry-after", "7");
/// sandbox.fail(busy).on("GET /contact_lists").times(1);
/// let cut_off = ScriptedAnswer::json(200, r#"{"lists": []}"#).truncated();
/// sandbox.fail(cut_off).on("GET /contact_lists").times(1);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct ScriptedAnswer {
    pub(super) answer: Answer,
    pub(super) delivery: Delivery,
    pub(super) delay: Duration,
}

impl ScriptedAnswer {
    /// An answer with this status, without a body.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// let moved = ScriptedAnswer::new(307).header("location", "https://example.com/");
    /// # drop(moved);
    /// ```
    pub fn new(status: u16) -> Self {
        Self {
            answer: Answer::empty(status),
            delivery: Delivery::Complete,
            delay: Duration::ZERO,
        }
    }

    /// An answer with a body whose media type is `application/json`. The body can be any text.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// let list = ScriptedAnswer::json(200, r#"{"list_id": "1", "name": "News"}"#);
    /// # drop(list);
    /// ```
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let answer = Self::new(status).header("content-type", "application/json");
        answer.body(body)
    }

    /// Adds a header.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// let busy = ScriptedAnswer::new(503).header("retry-after", "7");
    /// # drop(busy);
    /// ```
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.answer = self.answer.header(name, value);
        self
    }

    /// Sets the body.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// let file = ScriptedAnswer::new(200).header("content-type", "text/csv").body(b"\xFFemail".to_vec());
    /// # drop(file);
    /// ```
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.answer.body = body.into();
        self
    }

    /// Sends the answer after this time.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// # use std::time::Duration;
    /// let late = ScriptedAnswer::json(200, "{}").delayed(Duration::from_secs(3600));
    /// # drop(late);
    /// ```
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Closes the connection after half of the body, as [`Fault::TruncatedAnswer`] does.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// let cut_off = ScriptedAnswer::json(404, r#"[{"error_key": "not_found"}]"#).truncated();
    /// # drop(cut_off);
    /// ```
    pub fn truncated(mut self) -> Self {
        self.delivery = Delivery::Truncate;
        self
    }

    /// Sends nothing after half of the body, and leaves the connection open, as [`Fault::StalledAnswer`] does.
    ///
    /// ```
    /// # use constant_contact_sandbox::ScriptedAnswer;
    /// let stalled = ScriptedAnswer::json(200, r#"{"lists": []}"#).stalled();
    /// # drop(stalled);
    /// ```
    pub fn stalled(mut self) -> Self {
        self.delivery = Delivery::Stall;
        self
    }
}

impl From<ScriptedAnswer> for Fault {
    fn from(answer: ScriptedAnswer) -> Self {
        Self::Answer(answer)
    }
}

/// A function that chooses what goes wrong with a request, given the request and its number.
#[derive(Clone)]
pub(super) struct Script(Arc<Choose>);

type Choose = dyn Fn(&Contents, u64) -> Option<Fault> + Send + Sync;

impl Script {
    pub fn new(choose: impl Fn(&Contents, u64) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Arc::new(choose))
    }

    /// What goes wrong with this request.
    pub fn choose(&self, request: &Contents, number: u64) -> Option<Fault> {
        let fault = (self.0)(request, number);
        fault.iter().for_each(Fault::assert_can_be_sent);
        fault
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").finish_non_exhaustive()
    }
}
