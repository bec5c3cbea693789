//! Why a rate limiter refused a request.

use crate::error::{BoxError, ErrorKind, FailReason};
use std::error::Error;
use std::fmt;
use std::time::SystemTime;

/// Why a [`RateLimiter`](crate::RateLimiter) refused a request.
///
/// ```
/// # use constant_contact::LimitError;
/// fn describe(error: &LimitError) -> String {
///     match error {
///         LimitError::QuotaExceeded { resets_at } => format!("try again at {resets_at:?}"),
///         other => other.to_string(),
///     }
/// }
/// ```
///
/// The built-in [`Pacer`](crate::Pacer) fails only if it [enforces](crate::Pacer::enforce_daily) the daily limit. The
/// request was not sent, and the call fails with the kind [`QuotaExceeded`](crate::ErrorKind::QuotaExceeded) or [`RateLimiter`](crate::ErrorKind::RateLimiter).
#[derive(Debug)]
#[non_exhaustive]
pub enum LimitError {
    /// The daily limit is used up, according to the limiter's own count.
    QuotaExceeded {
        /// When the count starts again.
        resets_at: SystemTime,
    },
    /// The limiter could not decide, for example because a shared counter cannot be reached.
    Unavailable(
        /// What went wrong; the error's source, not part of its text.
        BoxError,
    ),
}

impl LimitError {
    /// Wraps the error that kept a limiter from deciding.
    ///
    /// ```
    /// # use constant_contact::LimitError;
    /// let error = LimitError::unavailable("no connection to the counter");
    /// assert_eq!(error.to_string(), "the rate limiter is unavailable");
    /// ```
    pub fn unavailable(source: impl Into<BoxError>) -> Self {
        Self::Unavailable(source.into())
    }

    /// Converts this to the error of the call that was not sent.
    pub(crate) fn into_error(self) -> crate::Error {
        let error = crate::Error::new(ErrorKind::RateLimiter, self.to_string());
        let error = match self {
            Self::QuotaExceeded { resets_at } => {
                error.with_reason(FailReason::QuotaExceeded { resets_at })
            }
            Self::Unavailable(_) => error,
        };
        error.with_source(self)
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::QuotaExceeded { .. } => "the daily limit of requests is used up",
            Self::Unavailable(_) => "the rate limiter is unavailable",
        })
    }
}

impl Error for LimitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::QuotaExceeded { .. } => None,
            Self::Unavailable(source) => Some(&**source),
        }
    }
}
