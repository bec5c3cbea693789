//! How far a call has come, for the case that its time runs out or that its answer cannot be read.

use crate::error::{Error, ErrorKind, FailReason};
use crate::transport::call::Call;
use crate::transport::retry::Attempt;
use reqwest::Response;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

/// What is known of a call while its attempts are made.
#[derive(Default)]
pub(super) struct Progress {
    sent: AtomicU32,
    /// Whether an earlier attempt may have been carried out.
    unknown: AtomicBool,
    departure: Departure,
}

/// Whether the present request may have left: until its connection is made, it has not.
#[derive(Clone, Default)]
pub(super) struct Departure(Arc<AtomicBool>);

impl Departure {
    /// The connection has taken the request.
    pub fn leaves(&self) {
        self.0.store(true, Relaxed);
    }

    pub fn has_left(&self) -> bool {
        self.0.load(Relaxed)
    }
}

impl Progress {
    /// A request is made, for the `number`th time.
    pub fn sends(&self, number: u32) {
        self.sent.store(number, Relaxed);
        self.departure.0.store(false, Relaxed);
    }

    /// It came to an end; `unknown` if that, or an earlier one, may have been carried out.
    pub fn ended(&self, unknown: bool) {
        self.unknown.store(unknown, Relaxed);
        self.departure.0.store(false, Relaxed);
    }

    pub fn departure(&self) -> &Departure {
        &self.departure
    }

    /// The error of a call that took longer than `limit`.
    pub fn out_of_time(&self, call: &Call, limit: Duration) -> Error {
        let may_have_acted = self.unknown.load(Relaxed) || self.departure.has_left();
        let reason = match may_have_acted && !call.idempotent {
            true => FailReason::Ambiguous,
            false => FailReason::Exhausted { retry_after: None },
        };
        let message = format!("the call took longer than the {limit:?} that are set for it");
        Error::new(ErrorKind::Timeout, message)
            .with_reason(reason)
            .with_attempts(self.sent.load(Relaxed))
    }
}

/// What it took to get an answer; it travels with the answer, for the error of one that cannot be read.
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

    /// That of an answer.
    pub(crate) fn in_answer(response: &Response) -> Self {
        response.extensions().get().copied().unwrap_or_default()
    }

    /// Says of an error how often the request was sent, and whether an earlier one may have been carried out too.
    pub(crate) fn tell(self, error: Error) -> Error {
        let error = error.with_attempts(self.attempts);
        match self.is_ambiguous {
            true => error.with_reason(FailReason::Ambiguous),
            false => error,
        }
    }
}
