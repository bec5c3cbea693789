//! When the next request may be sent: the arithmetic, without a clock.
//!
//! Requests are sent in slots at even distances, one request each. The distance is a little
//! more than 1/N of a second, so that a server that counts N in any second does not see one
//! more when the network delivers an earlier request late. A slot that is taken late,
//! because a timer or a scheduler was slow, moves the following ones only as far as needed to
//! keep the least distance; the rest of the delay is caught up. Slots that nobody takes
//! are gone: after any idle time there is one slot at once and the next at its distance, never
//! a burst.

use std::time::Duration;
use tokio::time::Instant;

/// The time that N slots take when all is well: a second, and what arrivals may shift.
const SPREAD: Duration = Duration::from_millis(1_020);
/// The time that N slots take at least, when each was taken late. Any N + 1 requests span it.
const LEAST: Duration = Duration::from_millis(1_005);
/// How long nothing is sent after the server said that there were too many requests.
const PENALTY: Duration = Duration::from_secs(1);
/// The highest rate. tokio's timer counts milliseconds, which costs a rate of 100 up to a tenth
/// and higher ones more; what needs such rates does not need pacing.
pub(super) const FASTEST: u32 = 100;

/// The succession of slots.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    distance: Duration,
    least: Duration,
    next: Option<Instant>,
}

impl Slots {
    /// Slots for `rate` requests a second; a rate outside of 1 to [`FASTEST`] is brought inside.
    pub(super) fn new(rate: u32) -> Self {
        let each = |all: Duration| all.checked_div(rate.clamp(1, FASTEST)).unwrap_or(all);
        Self {
            distance: each(SPREAD),
            least: each(LEAST),
            next: None,
        }
    }

    /// When the next slot begins; at once if none was ever taken.
    pub(super) fn next(&self) -> Option<Instant> {
        self.next
    }

    /// Takes the slot that is due.
    ///
    /// # Errors
    ///
    /// If none is due at `now`, returns when the next one is.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let planned = match self.next {
            Some(next) if next > now => return Err(next),
            Some(next) => later(next, self.distance),
            None => later(now, self.distance),
        };
        self.next = Some(planned.max(later(now, self.least)));
        Ok(())
    }

    /// Lets nothing be sent for a second from `now`.
    ///
    /// Several refusals that come together do not add up.
    pub(super) fn push_out(&mut self, now: Instant) {
        let resume = later(now, PENALTY);
        self.next = Some(self.next.map_or(resume, |next| next.max(resume)));
    }
}

/// The later instant; the same one where the clock's range ends.
pub(super) fn later(from: Instant, by: Duration) -> Instant {
    from.checked_add(by).unwrap_or(from)
}
