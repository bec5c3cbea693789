//! When the next request may be sent: the arithmetic, without a clock.
//!
//! Requests are sent in slots at even intervals, one request each. The interval is a little
//! more than 1/N of a second, so that a server that permits N in any second does not see one
//! more when the network delivers an earlier request late. A slot that is taken late,
//! because a timer or a scheduler was slow, delays the following ones only as far as needed to
//! keep the minimum interval; the rest of the delay is caught up. Slots that are not taken
//! expire: after any idle time, one slot is available at once and the next after the interval, never
//! a burst.

use std::time::Duration;
use tokio::time::Instant;

/// The time that N slots normally take: a second, and a margin for late arrivals.
const SPAN: Duration = Duration::from_millis(1_020);
/// The shortest time that N slots take, if slots were taken late. Any N + 1 requests span it.
const MIN_SPAN: Duration = Duration::from_millis(1_005);
/// How long nothing is sent after the server reported too many requests.
const PENALTY: Duration = Duration::from_secs(1);
/// The highest rate. tokio's timer counts milliseconds, which reduces a rate of 100 by up to a tenth
/// and higher ones by more. Clients that need such rates do not need pacing.
pub(super) const MAX_RATE: u32 = 100;

/// The sequence of slots.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    interval: Duration,
    min_interval: Duration,
    next: Option<Instant>,
}

impl Slots {
    /// Slots for `rate` requests a second; the rate is clamped to the range from 1 to [`MAX_RATE`].
    pub(super) fn new(rate: u32) -> Self {
        let each = |all: Duration| all.checked_div(rate.clamp(1, MAX_RATE)).unwrap_or(all);
        Self {
            interval: each(SPAN),
            min_interval: each(MIN_SPAN),
            next: None,
        }
    }

    /// When the next slot begins; `None` means at once, before the first slot is taken.
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
            Some(next) => later(next, self.interval),
            None => later(now, self.interval),
        };
        self.next = Some(planned.max(later(now, self.min_interval)));
        Ok(())
    }

    /// Blocks all requests for a second from `now`.
    ///
    /// Several refusals at the same time do not add up.
    pub(super) fn pause(&mut self, now: Instant) {
        let resume = later(now, PENALTY);
        self.next = Some(self.next.map_or(resume, |next| next.max(resume)));
    }
}

/// The instant that is later by `by`; the same instant if the result is out of the clock's range.
pub(super) fn later(from: Instant, by: Duration) -> Instant {
    from.checked_add(by).unwrap_or(from)
}
