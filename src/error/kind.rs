//! The kinds of errors, and the function that decides the kind of an error.

use super::reason::{FailReason, Limit};
use reqwest::StatusCode;

/// The kinds of [`Error`](crate::Error), one for each case that callers handle differently.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::ErrorKind;
/// use constant_contact::http::Method;
/// use serde_json::Value;
///
/// let call = client.request(Method::GET, "/account/summary").json::<Value>();
/// if let Err(error) = call.await {
///     match error.kind() {
///         ErrorKind::Unauthorized | ErrorKind::NeedsAuthorization => println!("connect again"),
///         ErrorKind::QuotaExceeded => println!("at 00:00 UTC"),
///         _ if error.is_retryable() => println!("in a minute"),
///         _ => return Err(error),
///     }
/// }
/// # Ok(()) }
/// ```
///
/// An error has one kind, although several descriptions may fit. The first of these that fits decides:
///
/// 1. [`Ambiguous`](Self::Ambiguous), whatever failed. A request that timed out and may have been carried out
///    is `Ambiguous`, not `Timeout`, so it is safe to send a request again after a `Timeout`.
/// 2. Why a call has no access token: [`NeedsAuthorization`](Self::NeedsAuthorization),
///    [`Store`](Self::Store), [`Source`](Self::Source) or [`Authorization`](Self::Authorization). This includes a
///    call that was refused with 401 and whose token could not be renewed. A call whose renewed token was refused
///    is [`Unauthorized`](Self::Unauthorized).
/// 3. The limit that was exceeded: [`QuotaExceeded`](Self::QuotaExceeded), then
///    [`QueueFull`](Self::QueueFull), then [`Throttled`](Self::Throttled). Only a 429 shows a limit: a
///    503 because of a full queue is [`Server`](Self::Server).
/// 4. The status of a refusal.
/// 5. The step that failed: [`Connect`](Self::Connect), [`Timeout`](Self::Timeout) and so on. A success
///    whose body cannot be read is [`Decode`](Self::Decode), [`Timeout`](Self::Timeout)
///    or [`Transport`](Self::Transport), whatever its status.
///
/// If a predicate has the name of a kind, it is true for all errors of that kind:
/// [`is_not_found`](crate::Error::is_not_found) for `NotFound`. It can be true for other kinds too:
/// [`is_unauthorized`](crate::Error::is_unauthorized) is also true for a 401 of the kind `NeedsAuthorization`.
/// [`is_retryable`](crate::Error::is_retryable) is independent of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request failed, but may have been carried out; see
    /// [`Error::is_ambiguous`](crate::Error::is_ambiguous).
    Ambiguous,
    /// The request is invalid. Either the server refused it (400, or another 4xx without a separate kind),
    /// or nothing was sent, and [`Error::status`](crate::Error::status) is `None`: a parameter is missing or
    /// out of range, a CSV has a fault, a journal belongs to another import, or the client has no credentials
    /// for the call.
    InvalidRequest,
    /// The server refuses the access token (401), even after a renewal.
    Unauthorized,
    /// There is no valid grant: a person must authorise the application again; see
    /// [`Error::needs_authorization`](crate::Error::needs_authorization).
    NeedsAuthorization,
    /// No access token could be obtained for another reason: the authorization server cannot be reached, or it
    /// refuses the application. [`Error::authorization`](crate::Error::authorization) says why.
    Authorization,
    /// The token does not permit the call (403); see [`Error::is_forbidden`](crate::Error::is_forbidden).
    Forbidden,
    /// The resource does not exist (404 or 410).
    NotFound,
    /// A resource with the same name or address already exists, or two calls change the same contact at the
    /// same time (409).
    Conflict,
    /// Too many requests in a second (429).
    Throttled,
    /// The requests of this day are used up, according to the server (429) or to the rate limiter; see
    /// [`Error::quota_resets_at`](crate::Error::quota_resets_at).
    QuotaExceeded,
    /// The account's queue of bulk jobs is full (429).
    QueueFull,
    /// The server failed, or it is unable to answer for the moment (5xx, 408 or 425).
    Server,
    /// The status is neither a success nor an error, for example that of a redirect that is not followed.
    UnexpectedStatus,
    /// The rate limiter failed; [`Error::find_source`](crate::Error::find_source) returns its
    /// [`LimitError`](crate::LimitError). The request was not sent.
    RateLimiter,
    /// No connection to the server was made, so nothing was sent.
    Connect,
    /// There was no answer in time, a transfer stalled ([`Timeouts`](crate::Timeouts)), or the call took
    /// longer than [`call_timeout`](crate::ClientBuilder::call_timeout) allows.
    Timeout,
    /// The connection broke before the whole answer had arrived.
    Transport,
    /// The data that was read is not what was expected: usually a successful answer, otherwise a row of an
    /// export or a line of a journal.
    Decode,
    /// A store failed: the token store or the journal.
    Store,
    /// Reading or writing a file of the caller failed, or a CSV changed while it was imported.
    Io,
    /// A source of the caller failed: the stream of a bulk job yielded an error, or a
    /// [`TokenSource`](crate::auth::TokenSource) returned no token.
    /// [`Error::find_source`](crate::Error::find_source) returns that error.
    Source,
    /// A bulk job ended without success.
    Activity,
}

/// What failed, as known where the error occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The server answered with this status, which is not a success.
    Refused(StatusCode),
    Other(ErrorKind),
}

impl ErrorKind {
    /// Decides the kind of an error from what failed, the limit that the refusal names, and the reason why the
    /// call gave up.
    pub(super) fn decide(
        failure: Failure,
        limit: Option<Limit>,
        reason: Option<FailReason>,
    ) -> Self {
        match (failure, reason) {
            (_, Some(FailReason::Ambiguous)) => Self::Ambiguous,
            (_, Some(FailReason::QuotaExceeded { .. })) => Self::QuotaExceeded,
            (_, Some(FailReason::QueueFull)) => Self::QueueFull,
            (Failure::Other(kind), _) => kind,
            (Failure::Refused(status), _) => match status.as_u16() {
                401 => Self::Unauthorized,
                403 => Self::Forbidden,
                404 | 410 => Self::NotFound,
                408 | 425 => Self::Server,
                409 => Self::Conflict,
                429 if limit == Some(Limit::PerDay) => Self::QuotaExceeded,
                429 => Self::Throttled,
                // A client treats an unknown status as the first of its class (RFC 9110, section 15).
                400..=499 => Self::InvalidRequest,
                500..=599 => Self::Server,
                _ => Self::UnexpectedStatus,
            },
        }
    }

    /// What to print in place of a status.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ambiguous => "the outcome is unknown",
            Self::InvalidRequest => "invalid request",
            Self::Unauthorized | Self::NeedsAuthorization | Self::Authorization => {
                "no access token"
            }
            Self::Forbidden => "forbidden",
            Self::NotFound => "not found",
            Self::Conflict => "conflict",
            Self::Throttled => "too many requests",
            Self::QuotaExceeded => "the requests of the day are used up",
            Self::QueueFull => "the queue of bulk jobs is full",
            Self::Server => "the server failed",
            Self::UnexpectedStatus => "unexpected status",
            Self::RateLimiter => "the rate limiter did not allow the request",
            Self::Connect => "no connection",
            Self::Timeout => "no answer in time",
            Self::Transport => "the connection broke",
            Self::Decode => "the answer cannot be read",
            Self::Store => "a store failed",
            Self::Io => "reading or writing failed",
            Self::Source => "the source failed",
            Self::Activity => "the bulk job did not succeed",
        }
    }
}

#[cfg(test)]
mod tests;
