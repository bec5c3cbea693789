//! The kinds of errors.

/// The kinds of [`Error`](crate::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server refused the request; see [`Error::status`](crate::Error::status) and
    /// [`Error::api_errors`](crate::Error::api_errors).
    Api,
    /// Nothing was sent: a parameter is missing or out of range, a CSV has a fault, a journal
    /// belongs to another import, or the client has no credentials for the call.
    InvalidRequest,
    /// No access token could be obtained; [`Error::authorization`](crate::Error::authorization) says why.
    Authorization,
    /// The rate limiter did not allow the request; [`Error::find_source`](crate::Error::find_source) returns
    /// its [`LimitError`](crate::LimitError).
    RateLimiter,
    /// No connection to the server was made, so nothing was sent.
    Connect,
    /// There was no answer in time, a transfer stalled ([`Timeouts`](crate::Timeouts)), or the call took
    /// longer than [`call_timeout`](crate::ClientBuilder::call_timeout) allows.
    Timeout,
    /// The connection broke before the whole answer had arrived.
    Transport,
    /// The data that was read is not what was expected. It is usually a successful answer, otherwise a
    /// row of an export or a line of a journal.
    Decode,
    /// Reading or writing a file of the caller failed, or a CSV changed while it was imported.
    Io,
    /// A source of the caller failed: the stream of a bulk job ended with an error.
    /// [`Error::find_source`](crate::Error::find_source) returns that error by its type.
    Source,
    /// A bulk job ended without success.
    Activity,
}

impl ErrorKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Api => "the server refused the request",
            Self::InvalidRequest => "invalid request",
            Self::Authorization => "no access token",
            Self::RateLimiter => "the rate limiter did not allow the request",
            Self::Connect => "no connection",
            Self::Timeout => "no answer in time",
            Self::Transport => "the connection broke",
            Self::Decode => "the answer cannot be read",
            Self::Io => "reading or writing failed",
            Self::Source => "the source failed",
            Self::Activity => "the bulk job did not succeed",
        }
    }
}
