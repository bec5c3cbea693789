//! The progress of a call, for the error of a call that times out.

use super::call::Call;
use crate::error::{Error, ErrorKind, FailReason};
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

    /// The error of a call that took longer than its `limit`; without one, of a call that its task's deadline ended.
    pub fn timed_out(&self, call: &Call, limit: Option<Duration>) -> Error {
        let may_have_acted = self.unknown.load(Relaxed) || self.sent.is_set();
        let reason = match may_have_acted && !call.idempotent {
            true => FailReason::Ambiguous,
            false => FailReason::Exhausted { retry_after: None },
        };
        let message = match limit {
            Some(limit) => format!("the call took longer than its limit of {limit:?}"),
            None => "the call did not end before its deadline".to_owned(),
        };
        Error::new(ErrorKind::Timeout, message)
            .with_reason(reason)
            .with_attempts(self.attempts.load(Relaxed))
    }
}
