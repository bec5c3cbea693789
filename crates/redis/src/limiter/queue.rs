//! The order in which the waiters of this process get its turns.
//!
//! The requesters take turns in a round robin, whatever the number of their waiters. The waiters of one requester are
//! served in the order in which they joined. The queue reads no clock and wakes nobody.

use constant_contact::Requester;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// A waiter's place. It stays valid when the waiter leaves the queue and enters it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    requester: Requester,
    number: u64,
}

/// The waiters, with a value for each.
#[derive(Debug)]
pub(super) struct Queue<W> {
    /// The requesters that have waiters; the first is served next.
    round: VecDeque<Requester>,
    waiters: HashMap<Requester, BTreeMap<u64, W>>,
    last_number: u64,
}

impl<W> Default for Queue<W> {
    fn default() -> Self {
        Self {
            round: VecDeque::new(),
            waiters: HashMap::new(),
            last_number: 0,
        }
    }
}

impl<W> Queue<W> {
    /// A place behind the other waiters of the requester.
    pub fn join(&mut self, requester: Requester) -> Place {
        self.last_number += 1;
        let number = self.last_number;
        Place { requester, number }
    }

    /// Puts a waiter into the queue.
    pub fn enter(&mut self, place: Place, waiter: W) {
        let waiters = self.waiters.entry(place.requester).or_insert_with(|| {
            self.round.push_back(place.requester);
            BTreeMap::new()
        });
        waiters.insert(place.number, waiter);
    }

    /// Removes a waiter.
    pub fn leave(&mut self, place: Place) -> Option<W> {
        let waiters = self.waiters.get_mut(&place.requester)?;
        let waiter = waiters.remove(&place.number);
        if waiters.is_empty() {
            self.waiters.remove(&place.requester);
            self.round.retain(|other| *other != place.requester);
        }
        waiter
    }

    /// Removes a waiter that has got a turn.
    pub fn serve(&mut self, place: Place) {
        self.leave(place);
        let served = self
            .round
            .iter()
            .position(|other| *other == place.requester);
        if let Some(requester) = served.and_then(|index| self.round.remove(index)) {
            self.round.push_back(requester);
        }
    }

    /// Removes waiters that did not take their turn. Each can enter the queue again.
    pub fn pass_over(&mut self, places: Vec<Place>) -> Vec<W> {
        let waiters = places.into_iter();
        waiters.filter_map(|place| self.leave(place)).collect()
    }

    /// The waiter that is served next if none of those in `except` is.
    pub fn first(&self, except: &[Place]) -> Option<(Place, &W)> {
        // With n exceptions, the waiter is among the first n + 1 of its requester.
        (0..=except.len()).find_map(|behind| {
            self.round.iter().find_map(|requester| {
                let (number, waiter) = self.waiters.get(requester)?.iter().nth(behind)?;
                let (requester, number) = (*requester, *number);
                let place = Place { requester, number };
                (!except.contains(&place)).then_some((place, waiter))
            })
        })
    }

    pub fn is_empty(&self) -> bool {
        self.waiters.is_empty()
    }

    /// Removes all waiters.
    pub fn clear(&mut self) -> impl Iterator<Item = W> + use<W> {
        self.round.clear();
        std::mem::take(&mut self.waiters)
            .into_values()
            .flat_map(BTreeMap::into_values)
    }
}
