//! The fields of an error: the constructors for each layer, and the accessors for callers.

use super::body::{ApiError, headline, parse};
use super::kind::{ErrorKind, Failure};
use super::reason::{FailReason, Limit};
use super::source::BoxError;
use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use std::time::Duration;

/// The result of a call, and of most other operations in this crate that can fail.
///
/// `?` converts the errors of [`auth`](crate::auth) and of a [`Pacer`](crate::Pacer)'s rate to an
/// [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How many bytes of an answer an error keeps. If the answer gives a reason, it is near the beginning.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// The error of a failed call.
///
/// ```no_run
/// # #[cfg(feature = "contacts")]
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// match client.get_contact_by_id("no such id").send().await {
///     Ok(contact) => println!("{:?}", contact.created_at),
///     Err(error) if error.is_not_found() => println!("there is no such contact"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
///
/// `Display` prints one line: the operation, the status, and the key and message of at most ten problems. It
/// masks email addresses in messages of the API; [`api_errors`](Self::api_errors) and [`body`](Self::body)
/// have the unchanged text. No token, query or body is ever printed.
///
/// # What happened, and what to do
///
/// One `match` over [`kind`](Self::kind) covers all cases; the page `guide::retries` has an example. Each
/// predicate tests one case.
///
/// | what happened | kind | predicate | what to do |
/// |---|---|---|---|
/// | a call that is not safe to repeat may have been carried out (for example, a POST without an answer) | [`Ambiguous`](ErrorKind::Ambiguous) | [`is_ambiguous`] | check the account before sending it again |
/// | the request is invalid (400 or another 4xx, or it was not sent) | [`InvalidRequest`](ErrorKind::InvalidRequest) | [`is_invalid`] | change it; [`api_errors`](Self::api_errors) says what is wrong |
/// | a renewed access token is refused (401) | [`Unauthorized`](ErrorKind::Unauthorized) | [`is_unauthorized`] | check whether the application is still active in the portal |
/// | a person must authorise again | [`NeedsAuthorization`](ErrorKind::NeedsAuthorization) | [`needs_authorization`] | run a flow of [`auth`](crate::auth); a running client continues with the new tokens. A token without a session must be replaced |
/// | there is no access token for another reason | [`Authorization`](ErrorKind::Authorization) | [`authorization`](Self::authorization) | send the request again later if [`is_retryable`]; otherwise correct the credentials of the application, or repair the [`TokenSource`](crate::auth::TokenSource) |
/// | the token store or the journal fails | [`Store`](ErrorKind::Store) | | repair the store while the process is running |
/// | a scope or a privilege is missing, or the application is deactivated (403), which the answer does not distinguish | [`Forbidden`](ErrorKind::Forbidden) | [`is_forbidden`] | compare `Tokens::scopes` and `Client::get_user_privileges` with what the operation needs |
/// | the resource does not exist (404) | [`NotFound`](ErrorKind::NotFound) | [`is_not_found`] | check the id; after a DELETE that was retried, the first one may have worked |
/// | the resource already exists (409) | [`Conflict`](ErrorKind::Conflict) | [`is_conflict`] | change the existing one ([`existing_contact_id`](Self::existing_contact_id)), or choose another name |
/// | too many requests in a second, or for this operation (429) | [`Throttled`](ErrorKind::Throttled) | [`is_throttled`] | share the rate between the processes, and send the request again later |
/// | the day's requests are used up (429, or the client's own limiter) | [`QuotaExceeded`](ErrorKind::QuotaExceeded) | [`is_quota_exceeded`] | wait until [`quota_resets_at`](Self::quota_resets_at) |
/// | 1,000 bulk jobs are already waiting (429) | [`QueueFull`](ErrorKind::QueueFull) | [`is_queue_full`] | wait until some have ended |
/// | the server failed (5xx, 408 or 425) | [`Server`](ErrorKind::Server) | [`is_retryable`] | send the request again later, if it is retryable |
/// | there was no connection, so nothing was sent | [`Connect`](ErrorKind::Connect) | [`is_connect`] | send the request again later |
/// | there was no answer in time, or a transfer broke off | [`Timeout`](ErrorKind::Timeout), [`Transport`](ErrorKind::Transport) | [`is_timeout`] | send the request again later, or start the download again |
/// | an answer is not what was requested: it does not match the contract, or it has status 200 but is an error, empty or not JSON | [`Decode`](ErrorKind::Decode) | [`is_decode`] | the call may have been carried out: do not repeat a POST; report it, with the answer in [`body`](Self::body) |
/// | a page of a list cannot be read | [`Decode`](ErrorKind::Decode) | [`next_page`](Self::next_page) | if it returns a continuation, continue there |
/// | the status is that of a redirect, for example | [`UnexpectedStatus`](ErrorKind::UnexpectedStatus) | | check the base URL and the proxies |
/// | the client's own rate limiter is unavailable | [`RateLimiter`](ErrorKind::RateLimiter) | | repair the service that it depends on; nothing was sent by that attempt |
/// | a file of the caller cannot be read or written, or a CSV changes while it is imported | [`Io`](ErrorKind::Io) | | check the file |
/// | the stream that the caller gives to a bulk job fails | [`Input`](ErrorKind::Input) | | [`find_source`](Self::find_source) returns its error |
/// | a bulk job failed | [`Activity`](ErrorKind::Activity) | | read its messages in `Error::report` or `Error::activity` |
///
/// [`RetryPolicy`](crate::RetryPolicy) documents what is retried before an error is returned.
///
/// [`is_invalid`]: Self::is_invalid
/// [`is_unauthorized`]: Self::is_unauthorized
/// [`needs_authorization`]: Self::needs_authorization
/// [`is_forbidden`]: Self::is_forbidden
/// [`is_not_found`]: Self::is_not_found
/// [`is_conflict`]: Self::is_conflict
/// [`is_throttled`]: Self::is_throttled
/// [`is_quota_exceeded`]: Self::is_quota_exceeded
/// [`is_queue_full`]: Self::is_queue_full
/// [`is_ambiguous`]: Self::is_ambiguous
/// [`is_connect`]: Self::is_connect
/// [`is_timeout`]: Self::is_timeout
/// [`is_decode`]: Self::is_decode
/// [`is_retryable`]: Self::is_retryable
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub failure: Failure,
    pub operation: Option<&'static str>,
    pub status: Option<StatusCode>,
    headers: HeaderMap,
    pub entries: Vec<ApiError>,
    body: Bytes,
    pub message: String,
    pub source: Option<BoxError>,
    pub reason: Option<FailReason>,
    /// How long the API or the authorization server asked to wait.
    pub retry_after: Option<Duration>,
    pub attempts: u32,
    /// Data that a higher layer adds, such as the report of a bulk job; printed in parentheses. It is not the
    /// source of the error.
    pub attachment: Option<BoxError>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::of(Failure::Other(kind), message.into())
    }

    fn of(failure: Failure, message: String) -> Self {
        Self(Box::new(Inner {
            failure,
            operation: None,
            status: None,
            headers: HeaderMap::new(),
            entries: Vec::new(),
            body: Bytes::new(),
            message,
            source: None,
            reason: None,
            retry_after: None,
            attempts: 0,
            attachment: None,
        }))
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    pub(crate) fn refused(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let mut error = Self::of(Failure::Refused(status), String::new());
        // The body of a redirect only repeats its address.
        if !status.is_redirection() {
            error.0.entries = parse(&body);
            let title = headline(&body).unwrap_or_default();
            if !status.to_string().contains(&title) {
                error.0.message = title;
            }
        }
        error.0.status = Some(status);
        error.0.headers = headers;
        error.0.body = body;
        error
    }

    /// A failure of the transport. Only the origin of the URL is kept, and only if it cannot be reached, because the
    /// path and the query can contain personal data.
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let kind = if error.is_connect() {
            ErrorKind::Connect
        } else if error.is_timeout() {
            ErrorKind::Timeout
        } else if error.is_builder() {
            ErrorKind::InvalidRequest
        } else {
            ErrorKind::Transport
        };
        let origin = error.url().map(|url| url.origin().ascii_serialization());
        let unreachable = origin.filter(|_| error.is_connect());
        let error = error.without_url();
        Self::new(kind, "").with_source(match unreachable.and_then(|url| Url::parse(&url).ok()) {
            Some(origin) => error.with_url(origin),
            None => error,
        })
    }

    pub(crate) fn with_reason(mut self, reason: FailReason) -> Self {
        if let FailReason::Exhausted { retry_after } = reason {
            self.0.retry_after = retry_after;
        }
        self.0.reason = Some(reason);
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// This refusal, with the reason why no newer token could be obtained. The reason is printed too, since it says
    /// what to do.
    pub(crate) fn caused_by(mut self, cause: Self) -> Self {
        self.0.failure = cause.0.failure;
        self.0.message = match self.0.message.is_empty() {
            true => cause.0.message,
            false => format!("{}: {}", self.0.message, cause.0.message),
        };
        self.0.source = cause.0.source;
        self.0.reason = cause.0.reason;
        self.0.retry_after = cause.0.retry_after;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_source(self, source: impl Into<BoxError>) -> Self {
        self.with_boxed_source(source.into())
    }

    fn with_boxed_source(mut self, source: BoxError) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn with_attachment(mut self, attachment: impl Into<BoxError>) -> Self {
        self.0.attachment = Some(attachment.into());
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Adds an answer that could not be read, for diagnosis.
    pub(crate) fn with_answer(mut self, headers: HeaderMap, body: Bytes) -> Self {
        self.0.headers = headers;
        self.0.body = match body.get(..MAX_BODY) {
            // Copied, so that the error does not keep all of a long answer in memory.
            Some(beginning) => Bytes::copy_from_slice(beginning),
            None => body,
        };
        self
    }

    /// Adds the problems that the API reports in an answer that is not the requested one.
    pub(crate) fn with_api_errors(mut self, entries: Vec<ApiError>) -> Self {
        self.0.entries = entries;
        self
    }

    /// The kind of the failure. [`ErrorKind`] documents which kind applies if several descriptions fit.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::decide(self.0.failure, self.limit(), self.0.reason)
    }

    /// What failed, whether or not the outcome of the request is known.
    pub(super) fn failure_kind(&self) -> ErrorKind {
        ErrorKind::decide(self.0.failure, self.limit(), None)
    }

    /// The limit that the problems of a refusal name.
    pub(super) fn limit(&self) -> Option<Limit> {
        Limit::from_keys(self.0.entries.iter().map(|entry| &*entry.key))
    }

    /// The operation that failed: the name of its method, such as `get_contact_by_id`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The HTTP headers of a refusal, or of an answer that could not be used; empty for other errors.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The problems that the API reports, in its order: the key and the message of each.
    ///
    /// Plain text counts as a message without a key. The list is empty if the answer has no known format;
    /// `Display` prints the title of a gateway's HTML or XML page.
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.entries
    }

    /// The unchanged body of a refusal, or of an answer that cannot be read ([`ErrorKind::Decode`]),
    /// up to its first 1 MiB; empty for other errors.
    ///
    /// ```no_run
    /// # #[cfg(feature = "email-reporting")]
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::ErrorKind;
    ///
    /// let report = client.get_email_campaign_report().send().await;
    /// if let Err(error) = &report
    ///     && error.kind() == ErrorKind::Decode
    /// {
    ///     std::fs::write("answer.json", error.body()).expect("the folder can be written to");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The body can repeat personal data of the request, so the crate never prints it.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// How many times the request was sent, even if its answer could not be used; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The first cause of the type `T`, at any level.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::Error) {
    /// use std::io;
    ///
    /// let cause = error.find_source::<io::Error>();
    /// if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::NotFound) {
    ///     eprintln!("there is no such file");
    /// }
    /// # }
    /// ```
    ///
    /// [`source`](std::error::Error::source) omits causes that `Display` already prints, so that a
    /// printed chain of errors repeats nothing. This method finds those causes too: an
    /// [`io::Error`](std::io::Error), a [`LimitError`](crate::LimitError), a [`RateError`](crate::RateError),
    /// or the error of your own rate limiter or token store.
    pub fn find_source<T: std::error::Error + 'static>(&self) -> Option<&T> {
        let mut source = self.0.source.as_deref().map(|source| source as _);
        std::iter::from_fn(|| {
            let error: &(dyn std::error::Error + 'static) = source?;
            source = error.source();
            Some(error)
        })
        .find_map(|error| error.downcast_ref())
    }

    /// The direct cause.
    pub(crate) fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// The attachment, if it is of the type `T`.
    pub(crate) fn attachment<T: std::error::Error + 'static>(&self) -> Option<&T> {
        self.0.attachment.as_deref()?.downcast_ref()
    }
}
