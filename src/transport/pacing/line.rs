//! Who takes the next slot: those who wait, in the order in which they came.
//!
//! Everyone who waits holds a ticket; the lowest ticket is first and takes the slot
//! when it is due. Nobody owns a slot in advance and nobody holds a lock, so when someone
//! leaves, all behind move up and no slot is lost. A future can also wait without being polled
//! (in a buffered stream whose consumer is busy, in a `select!` that runs another branch).
//! Such a one must not stop those behind: each place in the line has a moment, a little
//! after the slot became due, from which it may take the slot over the heads of the
//! silent. Whoever was passed comes back to the front as soon as it is polled again.
//!
//! The line itself never wakes anybody and drops no waker: it returns them, to be called and
//! dropped when no lock is held, since either can run code of the executor.

use super::slots::{Slots, later};
use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;
use tokio::time::Instant;

/// How long the first in line may leave a due slot before the second may take it, the second
/// before the third, and so on. A runtime in good order polls within a millisecond or two.
const PATIENCE: Duration = Duration::from_millis(5);

/// Up to how many in front are counted one by one; thousands would take longer to count than to serve.
const COUNTED: usize = 32;

/// A place in the order of arrival; none before the first question.
pub(super) type Ticket = Option<u64>;

/// The slots and those who wait for them.
#[derive(Debug)]
pub(super) struct Line {
    slots: Slots,
    waiting: BTreeMap<u64, Waker>,
    next_ticket: u64,
}

/// The answer to one who asks for a slot.
#[derive(Debug)]
pub(super) struct Answer {
    /// The slot is taken and the asker has left the line; or when to ask again, unless woken before.
    pub(super) turn: Result<(), Instant>,
    /// Those for whom something has changed: they are to be woken.
    pub(super) wake: Vec<Waker>,
    /// The asker's waker of an earlier time, to be dropped.
    pub(super) retired: Option<Waker>,
}

impl Line {
    pub(super) fn new(slots: Slots) -> Self {
        Self {
            slots,
            waiting: BTreeMap::new(),
            next_ticket: 0,
        }
    }

    /// Asks for a slot; the first time, the asker is given a ticket and enters the line at its end.
    pub(super) fn ask(&mut self, ticket: &mut Ticket, now: Instant, waker: &Waker) -> Answer {
        let own = *ticket.get_or_insert(self.next_ticket);
        self.next_ticket = self.next_ticket.max(own.saturating_add(1));

        let due = self.slots.next().unwrap_or(now);
        let turn = later(due, PATIENCE.saturating_mul(self.ahead(own)));
        let taken = if turn > now {
            Err(turn)
        } else {
            self.slots.take(now)
        };
        if let Err(until) = taken {
            let retired = self.waiting.insert(own, waker.clone());
            return Answer {
                turn: Err(until),
                wake: Vec::new(),
                retired,
            };
        }
        *ticket = None;
        let behind = self.waiting.split_off(&own);
        let passed = std::mem::replace(&mut self.waiting, behind);
        let retired = self.waiting.remove(&own);
        let wake = passed.into_values().chain(self.first()).collect();
        Answer {
            turn: Ok(()),
            wake,
            retired,
        }
    }

    /// Takes one who no longer waits out of the line: returns its waker, to be dropped, and that of
    /// the one who is first now, to be woken.
    pub(super) fn leave(&mut self, ticket: u64) -> (Option<Waker>, Option<Waker>) {
        let retired = self.waiting.remove(&ticket);
        let was_first = retired.is_some() && self.waiting.range(..ticket).next().is_none();
        (retired, self.first().filter(|_| was_first))
    }

    /// Lets nothing leave for a second from `now`.
    pub(super) fn push_out(&mut self, now: Instant) {
        self.slots.push_out(now);
    }

    /// How many are in front of a ticket: exactly up to [`COUNTED`], and not too few beyond.
    fn ahead(&self, own: u64) -> u32 {
        let counted = self.waiting.range(..own).take(COUNTED).count();
        let ahead = match self.waiting.first_key_value() {
            Some((first, _)) if counted == COUNTED => {
                let issued = usize::try_from(own.saturating_sub(*first)).unwrap_or(usize::MAX);
                issued.min(self.waiting.len())
            }
            _ => counted,
        };
        u32::try_from(ahead).unwrap_or(u32::MAX)
    }

    fn first(&self) -> Option<Waker> {
        self.waiting
            .first_key_value()
            .map(|(_, waker)| waker.clone())
    }
}
