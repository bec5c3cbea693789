//! The one error of the crate.
//!
//! Whatever goes wrong (the caller's input, the network, the server's refusal, an answer that
//! cannot be read, a bulk job that failed) arrives as [`Error`], which is one word in size. A
//! refusal's body is read leniently by `body`, and what is shown of it has every e-mail address
//! masked, so that no person's address gets into a log.

mod body;
mod decode;
mod predicates;

pub use body::ApiError;
pub(crate) use body::{existing_contact_id, parse, shown};
pub(crate) use decode::misfit;

use crate::auth::AuthError;
#[cfg(feature = "bulk-activities")]
use crate::bulk::BulkReport;
use crate::pacing::LimitError;
use crate::retry::FailReason;
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use std::fmt;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How many of the problems in a refusal are printed; an answer can hold a hundred thousand.
const MOST_SHOWN: usize = 10;

type Source = Box<dyn std::error::Error + Send + Sync>;

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
/// `Display` is one line: operation, status, key and message, of ten problems at most. E-mail addresses in messages of the
/// API are masked there; [`api_errors`](Self::api_errors) and [`body`](Self::body) have the text
/// as it came. No token, query or body is ever printed.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    entries: Vec<ApiError>,
    body: Bytes,
    message: String,
    source: Option<Source>,
    reason: Option<FailReason>,
    attempts: u32,
    #[cfg(feature = "bulk-activities")]
    report: Option<Box<BulkReport>>,
}

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server refused the request; see [`Error::status`] and [`Error::api_errors`].
    Api,
    /// The request was not sent: something in it is missing or cannot be sent.
    InvalidRequest,
    /// No access token could be had; [`Error::authorization`] says why.
    Authorization,
    /// The rate limiter did not let the request go.
    RateLimiter,
    /// No connection to the server was made, so nothing was sent.
    Connect,
    /// There was no answer in time.
    Timeout,
    /// The connection broke before the whole answer was there.
    Transport,
    /// The answer is not what the contract describes.
    Decode,
    /// Reading or writing a file of the caller's failed.
    Io,
    /// A bulk job ended without success.
    Activity,
}

impl ErrorKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Api => "the server refused the request",
            Self::InvalidRequest => "invalid request",
            Self::Authorization => "no access token",
            Self::RateLimiter => "the request was held back",
            Self::Connect => "no connection",
            Self::Timeout => "no answer in time",
            Self::Transport => "the connection broke",
            Self::Decode => "the answer cannot be read",
            Self::Io => "reading or writing failed",
            Self::Activity => "the bulk job did not succeed",
        }
    }
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
            attempts: 0,
            #[cfg(feature = "bulk-activities")]
            report: None,
        }))
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    pub(crate) fn refused(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let mut error = Self::new(ErrorKind::Api, "");
        error.0.entries = parse(&body);
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

    /// A failure to get a token, or to renew the one that was refused.
    pub(crate) fn unauthorised(error: AuthError) -> Self {
        Self::new(ErrorKind::Authorization, error.to_string()).with_source(error)
    }

    pub(crate) fn limited(error: LimitError) -> Self {
        let mut limited = Self::new(ErrorKind::RateLimiter, error.to_string());
        if let LimitError::QuotaExceeded { resets_at } = error {
            limited.0.reason = Some(FailReason::QuotaExceeded { resets_at });
        }
        limited.with_source(error)
    }

    pub(crate) fn with_reason(mut self, reason: FailReason) -> Self {
        self.0.reason = Some(reason);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[cfg(feature = "bulk-activities")]
    pub(crate) fn with_report(mut self, report: BulkReport) -> Self {
        self.0.report = Some(Box::new(report));
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

    /// The headers of a refusal; empty for other kinds.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What the API complains about: key and message of each problem, in its order.
    ///
    /// Empty if the answer was not in one of the API's forms (a gateway's HTML page, say).
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.entries
    }

    /// The body of a refusal as it came, up to its first 1 MiB; empty for other kinds.
    ///
    /// It can repeat what the request said about people, and is therefore never printed by itself.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Why there is no access token, if that is the failure.
    pub fn authorization(&self) -> Option<&AuthError> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// What became of the rows of a bulk job that did not go well, or not to its end.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::CsvSource;
    /// let import = client.import_csv(CsvSource::path("contacts.csv")).lists(["list-id"]);
    /// if let Err(error) = import.send().await
    ///     && let Some(report) = error.report()
    /// {
    ///     println!("{} rows are at the server", report.rows_sent());
    /// }
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "bulk-activities")]
    pub fn report(&self) -> Option<&BulkReport> {
        self.0.report.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            operation,
            status,
            entries,
            message,
            source,
            ..
        } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        match status {
            Some(status) => write!(f, "{status}")?,
            None => f.write_str(kind.as_str())?,
        }
        for (position, entry) in entries.iter().take(MOST_SHOWN).enumerate() {
            write!(f, "{} {entry}", if position == 0 { ":" } else { ";" })?;
        }
        if let Some(more) = entries
            .len()
            .checked_sub(MOST_SHOWN)
            .filter(|more| *more > 0)
        {
            write!(f, "; and {more} more")?;
        }
        if !message.is_empty() {
            write!(f, ": {}", shown(message))?;
        }
        if message.is_empty()
            && entries.is_empty()
            && let Some(source) = source
        {
            write!(f, ": {}", shown(&innermost(&**source).to_string()))?;
        }
        if self.is_ambiguous() {
            f.write_str(" (the request may have been carried out)")?;
        }
        #[cfg(feature = "bulk-activities")]
        if let Some(report) = self.report() {
            write!(f, " ({report})")?;
        }
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        Ok(())
    }
}

/// The outer layers of a transport failure say little more than that there was one.
fn innermost<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> &'a (dyn std::error::Error + 'static) {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            operation,
            status,
            entries,
            attempts,
            ..
        } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("operation", operation)
            .field("status", status)
            .field("api_errors", &entries.get(..MOST_SHOWN).unwrap_or(entries))
            .field("attempts", attempts)
            .field("message", &self.to_string())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Gives a type that may hold people's data or secrets a `Debug` of its name only.
macro_rules! opaque_debug {
    ($type:ty, $name:literal) => {
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct($name).finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use opaque_debug;
