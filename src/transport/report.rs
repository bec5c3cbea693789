//! What observers of calls get: one report at the end of each call.

use super::pacing::Usage;
use crate::error::ErrorKind;
use crate::model::UnknownElement;
use reqwest::{Method, StatusCode};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tracing::warn;

/// How one call went, for metrics. See [`ClientBuilder::observe`](crate::ClientBuilder::observe).
///
/// ```
/// use constant_contact::CallReport;
///
/// /// A line for each call, such as `get_list: not_found after 230ms`.
/// fn line(call: &CallReport) -> String {
///     format!("{}: {} after {:?}", call.operation, call.outcome.as_str(), call.duration)
/// }
/// # let _ = line;
/// ```
///
/// It contains nothing about people: no ids, no query, no headers and no bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport {
    /// The name of the operation's method, such as `get_list`; `request` for [`Client::request`](crate::Client::request).
    pub operation: &'static str,
    /// The HTTP method of the operation.
    pub method: Method,
    /// The path with its placeholders, such as `/contact_lists/{list_id}`; `None` for
    /// [`Client::request`](crate::Client::request).
    ///
    /// For a call of a client from `Client::on_behalf_of`, it is that of the inner call.
    pub url_template: Option<&'static str>,
    /// How the call ended.
    pub outcome: CallOutcome,
    /// The status of the answer to the last attempt, if one arrived.
    pub status: Option<StatusCode>,
    /// How many requests were sent: all attempts, including those for an answer that was not ready yet (202).
    pub attempts: u32,
    /// How long the call waited for turns of the rate limiter, and for the next day if it did.
    pub wait: Duration,
    /// How long the call took, with all waits.
    pub duration: Duration,
    /// How many of today's requests were used, as counted by the rate limiter.
    pub usage: Option<Usage>,
    /// The elements of the answer that this version of the crate does not know, each once.
    pub unknown_elements: Vec<UnknownElement>,
}

/// How a call ended.
///
/// ```
/// use constant_contact::{CallOutcome, ErrorKind};
///
/// assert_eq!(CallOutcome::Success.as_str(), "success");
/// assert_eq!(CallOutcome::Failed(ErrorKind::NotFound).as_str(), "not_found");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallOutcome {
    /// The answer arrived and was read.
    Success,
    /// The call returned an error of this kind.
    Failed(ErrorKind),
    /// The future of the call was dropped before it was ready.
    ///
    /// It is unknown whether a request that was sent was carried out.
    Cancelled,
}

impl CallOutcome {
    /// The outcome as the value of a metric's label: `success`, `cancelled`, or the
    /// [name of the error's kind](ErrorKind::as_str).
    ///
    /// ```
    /// # use constant_contact::CallOutcome;
    /// assert_eq!(CallOutcome::Cancelled.as_str(), "cancelled");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failed(kind) => kind.as_str(),
            Self::Cancelled => "cancelled",
        }
    }
}

/// A function that gets the report of each call.
pub(crate) type Observer = Arc<dyn Fn(&CallReport) + Send + Sync>;

/// The observers of a client and of those that are derived from it.
#[derive(Clone, Default)]
pub(crate) struct Observers(Arc<[Observer]>);

impl Observers {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls each observer. One that panics harms neither the call nor the others.
    pub fn report(&self, report: &CallReport) {
        for observer in self.0.iter() {
            if catch_unwind(AssertUnwindSafe(|| observer(report))).is_err() {
                warn!(
                    operation = report.operation,
                    "an observer of calls panicked"
                );
            }
        }
    }
}

impl From<Vec<Observer>> for Observers {
    fn from(observers: Vec<Observer>) -> Self {
        Self(observers.into())
    }
}
