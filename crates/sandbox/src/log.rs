//! The log of requests: how often each operation was called, and the last requests. It holds no
//! queries, headers or bodies unless the test asked for them.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fmt;

/// A request that reached the sandbox.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.client().get_all_lists().await?;
/// let requests = sandbox.last_requests();
/// assert_eq!((&*requests[0].operation, requests[0].status), ("GET /contact_lists", Some(200)));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// When its head had arrived.
    pub at: DateTime<Utc>,
    /// The method and the path template: `GET /contacts/{contact_id}`.
    pub operation: Cow<'static, str>,
    /// The status of the answer; none if a fault left the request without one.
    pub status: Option<u16>,
    /// The account that the token belongs to.
    pub account: Option<String>,
    /// What the request contained, if the sandbox keeps it:
    /// [`SandboxBuilder::keep_contents`](crate::SandboxBuilder::keep_contents).
    pub contents: Option<Contents>,
}

/// The contents of a request. `Debug` shows only their sizes.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().keep_contents().start().await?;
/// sandbox.client().get_all_lists().await?;
/// let requests = sandbox.last_requests();
/// let contents = requests[0].contents.as_ref().ok_or("they are kept")?;
/// assert!(contents.headers.contains_key("authorization"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Contents {
    /// The path and the query as they were sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents")
            .field("headers", &self.headers.len())
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The log, which keeps a bounded number of requests.
#[derive(Debug)]
pub(crate) struct Log {
    last: VecDeque<LoggedRequest>,
    kept: usize,
    counts: HashMap<Cow<'static, str>, u64>,
}

/// How many different names have a count, since names of unknown operations come from the client.
const NAMES: usize = 1000;

impl Log {
    pub fn new(kept: usize) -> Self {
        Self {
            last: VecDeque::new(),
            kept,
            counts: HashMap::new(),
        }
    }

    pub fn add(&mut self, request: LoggedRequest) {
        if let Some(count) = self.counts.get_mut(&request.operation) {
            *count += 1;
        } else if self.counts.len() < NAMES {
            self.counts.insert(request.operation.clone(), 1);
        }
        if self.last.len() >= self.kept {
            self.last.pop_front();
        }
        if self.kept > 0 {
            self.last.push_back(request);
        }
    }

    /// How many requests an operation had.
    pub fn count(&self, operation: &str) -> u64 {
        self.counts.get(operation).copied().unwrap_or_default()
    }

    /// The last requests, oldest first.
    pub fn last(&self) -> Vec<LoggedRequest> {
        self.last.iter().cloned().collect()
    }
}
