//! How a success came about. It is part of each answer, so that every error about an answer reports the
//! operation, the status and the number of attempts, whichever layer finds the answer unusable.

use super::retry::Attempt;
use crate::error::{Error, FailReason};
use reqwest::StatusCode;

/// The call of an answer, its status, and the attempts that it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    pub operation: &'static str,
    pub status: StatusCode,
    attempts: u32,
    is_ambiguous: bool,
}

impl History {
    pub(super) fn of(operation: &'static str, status: StatusCode, attempt: &Attempt) -> Self {
        Self {
            operation,
            status,
            attempts: attempt.number,
            is_ambiguous: attempt.is_ambiguous(),
        }
    }

    /// The history of an answer to the first attempt.
    #[cfg(test)]
    pub fn of_first(operation: &'static str, status: StatusCode) -> Self {
        let now = std::time::SystemTime::UNIX_EPOCH;
        Self::of(
            operation,
            status,
            &Attempt::first(reqwest::Method::GET, now),
        )
    }

    pub(super) fn attempts(self) -> u32 {
        self.attempts
    }

    /// The same after earlier attempts that were answered with 202.
    pub(super) fn after(self, attempts: u32) -> Self {
        Self {
            attempts: self.attempts.saturating_add(attempts),
            ..self
        }
    }

    /// Adds what is known about the answer to an error that it caused, including whether an earlier attempt may
    /// have been carried out.
    pub fn describe(self, error: Error) -> Error {
        let error = error
            .with_operation(self.operation)
            .with_status(self.status)
            .with_attempts(self.attempts);
        match self.is_ambiguous {
            true => error.with_reason(FailReason::Ambiguous),
            false => error,
        }
    }
}
