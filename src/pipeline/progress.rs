//! How far a call has come, for the case that its time runs out: the future of its attempts is
//! dropped then, and with it all that these knew.

use crate::call::Call;
use crate::error::{Error, ErrorKind};
use crate::retry::FailReason;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

#[derive(Default)]
pub(super) struct Progress {
    sent: AtomicU32,
    may_have_acted: AtomicBool,
}

impl Progress {
    /// A request goes out, for the `number`th time: from now on nobody knows what the server does.
    pub fn sends(&self, number: u32) {
        self.sent.store(number, Relaxed);
        self.may_have_acted.store(true, Relaxed);
    }

    /// It came to an end; `unknown` if that, or an earlier one, may have been carried out.
    pub fn ended(&self, unknown: bool) {
        self.may_have_acted.store(unknown, Relaxed);
    }

    /// The error of a call that took longer than `limit`.
    pub fn out_of_time(&self, call: &Call, limit: Duration) -> Error {
        let reason = match self.may_have_acted.load(Relaxed) && !call.idempotent {
            true => FailReason::Ambiguous,
            false => FailReason::Exhausted { retry_after: None },
        };
        let message = format!("the call took longer than the {limit:?} that are set for it");
        Error::new(ErrorKind::Timeout, message)
            .with_reason(reason)
            .with_attempts(self.sent.load(Relaxed))
    }
}
