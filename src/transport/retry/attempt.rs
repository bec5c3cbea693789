//! An attempt and its outcome.

use super::quota::resets_at;
use crate::error::Limit;
use http::{Method, StatusCode};
use std::time::{Duration, SystemTime};

/// One attempt of a request, with the outcomes of the earlier attempts.
///
/// Create the first one with [`first`](Self::first), and each further one with [`next`](Self::next).
/// Set `elapsed` and `now` before calling [`decide`](super::decide).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The method of the request.
    pub method: Method,
    /// Which attempt this is, from 1.
    pub number: u32,
    /// The time since the first attempt was sent, without the waits for a turn under the rate
    /// limit: in a long queue, these waits alone would use up any total time.
    pub elapsed: Duration,
    /// The wall-clock time, from which the end of the day is computed.
    pub now: SystemTime,
    /// Whether sending twice has the effect of sending once. Depends on the method, unless more is known.
    pub idempotent: bool,
    /// Whether the token was already renewed for this request.
    pub token_renewed: bool,
    /// How many earlier attempts were answered with 500.
    pub internal_errors: u32,
    /// How many earlier attempts were answered with a 429 that gives no reason.
    pub unexplained_429s: u32,
    /// How many earlier attempts were refused because the daily quota was used up.
    pub quota_refusals: u32,
    /// Whether an earlier attempt may have been carried out.
    pub unknown_outcome: bool,
}

impl Attempt {
    /// The first attempt of a request.
    pub fn first(method: Method, now: SystemTime) -> Self {
        Self {
            idempotent: is_idempotent(&method),
            method,
            number: 1,
            elapsed: Duration::ZERO,
            now,
            token_renewed: false,
            internal_errors: 0,
            unexplained_429s: 0,
            quota_refusals: 0,
            unknown_outcome: false,
        }
    }

    /// The attempt that follows this one after `outcome`.
    pub fn next(self, outcome: &Outcome) -> Self {
        let count = |yes: bool| u32::from(yes);
        let unexplained = self.too_many(outcome) == Some(TooMany::Unexplained);
        let is_quota = self.too_many(outcome) == Some(TooMany::PerDay);
        let renewed = self.token_renewed || outcome.has_status(StatusCode::UNAUTHORIZED);
        Self {
            number: self.number.saturating_add(1),
            // A token can expire while the call waits for the next day.
            token_renewed: renewed && !is_quota,
            internal_errors: self
                .internal_errors
                .saturating_add(count(outcome.has_status(StatusCode::INTERNAL_SERVER_ERROR))),
            unexplained_429s: self.unexplained_429s.saturating_add(count(unexplained)),
            quota_refusals: self.quota_refusals.saturating_add(count(is_quota)),
            unknown_outcome: self.unknown_outcome || outcome.is_unknown(),
            ..self
        }
    }

    /// Whether the server refused the request because the limit per second was exceeded.
    pub fn was_too_fast(&self, outcome: &Outcome) -> bool {
        matches!(
            self.too_many(outcome),
            Some(TooMany::PerSecond | TooMany::Unexplained)
        )
    }

    /// When the daily quota resets, if the server refused the request because it is used up.
    pub fn quota_resets_at(&self, outcome: &Outcome) -> Option<SystemTime> {
        match self.too_many(outcome) {
            Some(TooMany::PerDay) => Some(resets_at(self.now)),
            _ => None,
        }
    }

    /// Which attempt this is, from 1, without those that were refused because the daily quota was used up.
    pub(super) fn counted(&self) -> u32 {
        self.number.saturating_sub(self.quota_refusals)
    }

    /// Whether an earlier attempt may have been carried out and the request is not idempotent.
    pub fn is_ambiguous(&self) -> bool {
        self.unknown_outcome && !self.idempotent
    }

    /// Which limit was exceeded, if the answer is 429.
    pub(super) fn too_many(&self, outcome: &Outcome) -> Option<TooMany> {
        let Outcome::Status {
            code: StatusCode::TOO_MANY_REQUESTS,
            limit,
            is_activity_path,
            ..
        } = outcome
        else {
            return None;
        };
        Some(match limit {
            Some(Limit::PerDay) => TooMany::PerDay,
            Some(Limit::PerSecond) => TooMany::PerSecond,
            None if *is_activity_path && !self.only_reads() => TooMany::QueueFull,
            None => TooMany::Unexplained,
        })
    }

    pub(super) fn only_reads(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }
}

/// Whether sending a request of this method twice has the effect of sending it once (RFC 9110, section
/// 9.2.2).
pub(crate) fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::PUT | Method::DELETE
    )
}

/// Which limit a 429 refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooMany {
    PerSecond,
    PerDay,
    QueueFull,
    Unexplained,
}

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A status line arrived, and the body if it could be read.
    Status {
        /// The status.
        code: StatusCode,
        /// The limit that the body names, see [`Limit::from_keys`].
        limit: Option<Limit>,
        /// The wait that the server asks for, see [`retry_after`](super::retry_after).
        retry_after: Option<Duration>,
        /// Whether the path is one of the bulk activities, see [`is_activity_path`].
        is_activity_path: bool,
    },
    /// No connection was made (DNS, TCP or TLS failed or timed out): nothing was sent.
    ConnectError,
    /// The request was sent, wholly or in part, and no status line arrived: a timeout or a reset.
    NoResponse,
    /// The headers of a success arrived, and its body broke off. For any other status with an incomplete
    /// body, use [`Outcome::Status`] without a limit.
    BodyError,
}

impl Outcome {
    /// Whether the request may have been carried out although the caller has no answer to it.
    pub(super) fn is_unknown(&self) -> bool {
        match self {
            Outcome::NoResponse | Outcome::BodyError => true,
            // A 408 means that the request was incomplete, but some gateways send it for a slow server.
            Outcome::Status { code, .. } => {
                code.is_server_error() || *code == StatusCode::REQUEST_TIMEOUT
            }
            Outcome::ConnectError => false,
        }
    }

    fn has_status(&self, status: StatusCode) -> bool {
        matches!(self, Outcome::Status { code, .. } if *code == status)
    }
}

/// Whether a path is one of the bulk activities, which share a queue of 1,000.
///
/// The path is given with or without a leading `/v3`, and without any other prefix of a base URL.
pub fn is_activity_path(path: &str) -> bool {
    let mut segments = path
        .split(['/', '?', '#'])
        .filter(|segment| !segment.is_empty());
    match segments.next() {
        Some("v3") => segments.next() == Some("activities"),
        first => first == Some("activities"),
    }
}
