//! The log of requests: how often each operation was called, and the last requests. It holds no
//! queries, headers or bodies unless the test asked for them.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, Method};
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
    /// The status of the answer; none before the request is answered, and if a fault left it without an answer.
    pub status: Option<u16>,
    /// When the answer, or its first part, was passed to the connection. None until then, if the client
    /// disconnects before, and if a fault leaves the request without an answer.
    pub answered_at: Option<DateTime<Utc>>,
    /// The account that the token belongs to.
    pub account: Option<String>,
    /// What the request contained, if the sandbox keeps it:
    /// [`SandboxBuilder::keep_contents`](crate::SandboxBuilder::keep_contents).
    pub contents: Option<Contents>,
}

/// The contents of a request. `Debug` shows only the method and sizes.
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
    /// The method.
    pub method: Method,
    /// The path and the query as they were sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Contents {
    pub(crate) fn new(head: &Parts, body: &Bytes) -> Self {
        Self {
            method: head.method.clone(),
            target: head.uri.to_string(),
            headers: head.headers.clone(),
            body: body.clone(),
        }
    }

    /// The path as it was sent, without the query.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().keep_contents().start().await?;
    /// sandbox.client().get_all_lists().limit(5).await?;
    /// let sent = sandbox.last_requests().remove(0).contents.unwrap();
    /// assert_eq!((sent.path(), &*sent.target), ("/v3/contact_lists", "/v3/contact_lists?limit=5"));
    /// # Ok(()) }
    /// ```
    pub fn path(&self) -> &str {
        let path = self.target.split_once('?').map(|(path, _)| path);
        path.unwrap_or(&self.target)
    }

    /// The first value of a header; none if it is missing or no text.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().keep_contents().start().await?;
    /// sandbox.client().get_all_lists().await?;
    /// let sent = sandbox.last_requests().remove(0).contents.unwrap();
    /// assert_eq!(sent.header("accept"), Some("application/json"));
    /// # Ok(()) }
    /// ```
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The token of the header `Authorization`.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().keep_contents().start().await?;
    /// sandbox.client().get_all_lists().await?;
    /// let sent = sandbox.last_requests().remove(0).contents.unwrap();
    /// assert_eq!(sent.bearer_token(), Some(sandbox.access_token()));
    /// # Ok(()) }
    /// ```
    pub fn bearer_token(&self) -> Option<&str> {
        self.header(AUTHORIZATION.as_str())?.strip_prefix("Bearer ")
    }

    /// The body as text, with `\u{FFFD}` in the place of what is not UTF-8.
    ///
    /// ```
    /// # use constant_contact::types::ListInput;
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().keep_contents().start().await?;
    /// sandbox.client().create_list(ListInput::new("News")).await?;
    /// let sent = sandbox.last_requests().remove(0).contents.unwrap();
    /// assert_eq!(sent.text(), r#"{"name":"News"}"#);
    /// # Ok(()) }
    /// ```
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents")
            .field("method", &self.method)
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
    /// How many requests were added.
    added: u64,
    /// How many of them are forgotten.
    forgotten: u64,
}

/// How many different names have a count, since names of unknown operations come from the client.
const NAMES: usize = 1000;

impl Log {
    pub fn new(kept: usize) -> Self {
        Self {
            last: VecDeque::new(),
            kept,
            counts: HashMap::new(),
            added: 0,
            forgotten: 0,
        }
    }

    /// Adds a request that has arrived, and returns its number.
    pub fn add(&mut self, request: LoggedRequest) -> u64 {
        let number = self.added;
        self.added += 1;
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
        number
    }

    /// Adds to a request what is known when it has been carried out, if it is still kept.
    pub fn complete(&mut self, number: u64, status: Option<u16>, account: Option<String>) {
        if let Some(request) = self.kept(number) {
            (request.status, request.account) = (status, account);
        }
    }

    /// Records when the request with this number was answered, if it is still kept.
    pub fn record_answer(&mut self, number: u64, at: DateTime<Utc>) {
        if let Some(request) = self.kept(number) {
            request.answered_at = Some(at);
        }
    }

    /// The request with this number, if it is still kept.
    fn kept(&mut self, number: u64) -> Option<&mut LoggedRequest> {
        let first = self.added - self.last.len() as u64;
        let index = usize::try_from(number.checked_sub(first)?).ok()?;
        self.last.get_mut(index)
    }

    /// Forgets the requests so far.
    pub fn clear(&mut self) {
        self.last.clear();
        self.counts.clear();
        self.forgotten = self.added;
    }

    /// How many requests have arrived.
    pub fn total(&self) -> u64 {
        self.added - self.forgotten
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
