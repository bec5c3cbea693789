//! The progress of a call, for the error of a call that times out or whose answer cannot be read.

use super::call::Call;
use super::retry::Attempt;
use crate::error::{Error, ErrorKind, FailReason};
use reqwest::Response;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

/// The state of a call while its attempts are made.
#[derive(Default)]
pub(super) struct Progress {
    attempts: AtomicU32,
    /// Whether an earlier attempt may have been carried out.
    unknown: AtomicBool,
    sent: SentFlag,
}

/// Whether the current request may have been sent. Before it has a connection, it was not sent.
#[derive(Clone, Default)]
pub(super) struct SentFlag(Arc<AtomicBool>);

impl SentFlag {
    /// Records that a connection has accepted the request.
    pub fn set(&self) {
        self.0.store(true, Relaxed);
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Relaxed)
    }
}

impl Progress {
    /// Records that the attempt with this number starts.
    pub fn attempt_starts(&self, number: u32) {
        self.attempts.store(number, Relaxed);
        self.sent.0.store(false, Relaxed);
    }

    /// Records that the attempt has ended; `unknown` if it or an earlier one may have been carried out.
    pub fn attempt_ended(&self, unknown: bool) {
        self.unknown.store(unknown, Relaxed);
        self.sent.0.store(false, Relaxed);
    }

    pub fn sent(&self) -> &SentFlag {
        &self.sent
    }

    /// The error of a call that took longer than `limit`.
    pub fn timed_out(&self, call: &Call, limit: Duration) -> Error {
        let may_have_acted = self.unknown.load(Relaxed) || self.sent.is_set();
        let reason = match may_have_acted && !call.idempotent {
            true => FailReason::Ambiguous,
            false => FailReason::Exhausted { retry_after: None },
        };
        let message = format!("the call took longer than its limit of {limit:?}");
        Error::new(ErrorKind::Timeout, message)
            .with_reason(reason)
            .with_attempts(self.attempts.load(Relaxed))
    }
}

/// The attempts that an answer took. It is attached to the answer, for the error if the answer cannot be
/// read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct History {
    attempts: u32,
    is_ambiguous: bool,
}

impl History {
    pub(super) fn of(attempt: &Attempt) -> Self {
        Self {
            attempts: attempt.number,
            is_ambiguous: attempt.is_ambiguous(),
        }
    }

    /// The history of an answer.
    pub(crate) fn in_answer(response: &Response) -> Self {
        response.extensions().get().copied().unwrap_or_default()
    }

    pub(super) fn attempts(self) -> u32 {
        self.attempts
    }

    /// Adds the number of attempts to an error, and whether an earlier attempt may have been carried out.
    pub(crate) fn describe(self, error: Error) -> Error {
        let error = error.with_attempts(self.attempts);
        match self.is_ambiguous {
            true => error.with_reason(FailReason::Ambiguous),
            false => error,
        }
    }
}
