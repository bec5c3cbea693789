//! The fields of an error: how each layer sets them, and how a caller reads them.

use super::body::{ApiError, headline, parse};
use super::kind::ErrorKind;
use super::reason::FailReason;
use super::source::BoxError;
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use std::time::Duration;

/// The result of a call, and of most else in this crate that can fail.
///
/// The errors of [`auth`](crate::auth) and of a [`Pacer`](crate::Pacer)'s rate become an [`Error`] by
/// `?`.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How many bytes of an answer an error keeps: the reason is at the beginning, if anywhere.
pub(crate) const LONGEST_BODY: usize = 1 << 20;

/// What went wrong with a call.
///
/// ```no_run
/// # #[cfg(feature = "contacts")]
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// match client.get_contact_by_id().contact_id("no such id").send().await {
///     Ok(contact) => println!("{:?}", contact.created_at),
///     Err(error) if error.is_not_found() => println!("there is no such contact"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
///
/// `Display` is one line: operation, status, key and message, of ten problems at most. Email addresses in
/// messages of the API are masked there; [`api_errors`](Self::api_errors) and [`body`](Self::body) have the text
/// as it came. No token, query or body is ever printed.
///
/// # What happened, and what to do
///
/// | what happened | how to tell | what to do |
/// |---|---|---|
/// | the request is at fault (400, or not sent at all) | [`is_invalid`] | change it; [`api_errors`](Self::api_errors) says what is wrong |
/// | the access token is refused (401) | [`is_unauthorized`] | a session has tried to renew it: see the next two; a plain token has to be replaced |
/// | a person has to authorise again | [`needs_authorization`] | run a flow of [`auth`](crate::auth); a running client continues with the new tokens |
/// | the token store fails | [`authorization`](Self::authorization) with [`is_store`](crate::auth::AuthError::is_store) | repair the store while the process lives |
/// | a scope or a privilege is missing, or the application is deactivated (403) | [`is_forbidden`], which cannot tell these apart | compare `Tokens::scopes` and `Client::get_user_privileges` with what the operation needs |
/// | there is no such thing (404) | [`is_not_found`] | check the id; after a DELETE that was retried, the first one may have worked |
/// | it exists already (409) | [`is_conflict`], [`existing_contact_id`](Self::existing_contact_id) | change the existing one, or take another name |
/// | too many requests in a second (429) | [`is_throttled`] | share the rate between the processes, send again later |
/// | the day's requests are used up (429, or the client's own limiter) | [`is_quota_exceeded`] | wait until [`quota_resets_at`](Self::quota_resets_at) |
/// | 1,000 bulk jobs wait already (429) | [`is_queue_full`] | wait until some have ended |
/// | a call that is not safe to repeat may have been carried out (a POST without an answer, say) | [`is_ambiguous`] | look at the account before sending it again |
/// | it failed for now, in every attempt (no connection, no answer in time, 5xx) | [`is_retryable`] | send it again in a while; of the kind [`Connect`](ErrorKind::Connect), nothing was sent |
/// | a download broke off | kind [`Transport`](ErrorKind::Transport) or [`Timeout`](ErrorKind::Timeout) | begin it again |
/// | an answer is not what was asked for: it does not fit the contract, or an error or nothing came with 200 | kind [`Decode`](ErrorKind::Decode), with the answer in [`body`](Self::body) and what the API says of it in [`api_errors`](Self::api_errors) | the call may have been carried out: do not repeat a POST; report it |
/// | a page of a list is unreadable | kind [`Decode`](ErrorKind::Decode) | go on behind it, if [`next_page`](Self::next_page) says where |
/// | the client's own rate limiter is unavailable | kind [`RateLimiter`](ErrorKind::RateLimiter) | repair the service that it depends on; nothing was sent by that attempt |
/// | a file of the caller's cannot be read or written, or a CSV changes while it is imported | kind [`Io`](ErrorKind::Io) | see to the file |
/// | a bulk job went wrong | kind [`Activity`](ErrorKind::Activity) | read its messages in `Error::report` or `Error::activity` |
///
/// What is retried before an error is returned is in the documentation of
/// [`RetryPolicy`](crate::RetryPolicy).
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
/// [`is_retryable`]: Self::is_retryable
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub kind: ErrorKind,
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
    /// What a layer above adds, such as the report of a bulk job. It is printed in brackets, and is
    /// no cause: an error has it beside its source.
    pub attachment: Option<BoxError>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            status: None,
            headers: HeaderMap::new(),
            entries: Vec::new(),
            body: Bytes::new(),
            message: message.into(),
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
        let mut error = Self::new(ErrorKind::Api, "");
        // The page of a redirect is about its address.
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

    /// A failure of the transport. The URL goes, since its query can name people.
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
        Self::new(kind, "").with_source(error.without_url())
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

    /// This refusal, with the reason why no newer token could be had.
    pub(crate) fn caused_by(mut self, cause: Self) -> Self {
        if self.0.message.is_empty() && self.0.entries.is_empty() {
            self.0.message = cause.0.message;
        }
        self.0.source = cause.0.source;
        self.0.reason = cause.0.reason;
        self.0.retry_after = cause.0.retry_after;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
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

    /// Adds the answer that could not be read, for diagnosis.
    pub(crate) fn with_answer(mut self, headers: HeaderMap, body: Bytes) -> Self {
        self.0.headers = headers;
        self.0.body = match body.get(..LONGEST_BODY) {
            // A copy, lest the error hold all of a long answer.
            Some(beginning) => Bytes::copy_from_slice(beginning),
            None => body,
        };
        self
    }

    /// What the API says in an answer that is not the one that was asked for.
    pub(crate) fn with_api_errors(mut self, entries: Vec<ApiError>) -> Self {
        self.0.entries = entries;
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that failed, by the name of its method, such as `get_contact_by_id`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The HTTP headers of a refusal, or of an answer that cannot be read; empty for other kinds.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What the API finds wrong: key and message of each problem, in its order.
    ///
    /// A plain text counts as a message without a key. Empty if the answer was in no form that is known; of
    /// a gateway's page, `Display` has the title.
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.entries
    }

    /// The body of a refusal, or of an answer that cannot be read ([`ErrorKind::Decode`]), as it came,
    /// up to its first 1 MiB; empty for other kinds.
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
    /// It can repeat what the request said about people, and is therefore never printed by itself.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The first cause of the type `T`, on whatever level.
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
    /// [`source`](std::error::Error::source) leaves out what `Display` says already, so that a chain of errors
    /// says everything once; here it can be had all the same: an [`io::Error`](std::io::Error), a
    /// [`LimitError`](crate::LimitError), a [`RateError`](crate::RateError), or what a rate limiter or a token store of your own returned.
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

    /// What was attached, if it is of the type `T`.
    pub(crate) fn attachment<T: std::error::Error + 'static>(&self) -> Option<&T> {
        self.0.attachment.as_deref()?.downcast_ref()
    }
}
