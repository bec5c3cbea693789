//! The order in which waiters get their turns.
//!
//! Requesters take turns in a round robin, whatever the number of their waiters. The waiters of one requester
//! are served in the order in which they joined. A waiter that does not take its turn is passed over: it
//! leaves the queue but keeps its place, and is as far ahead as before when it enters again. The queue
//! reads no clock and wakes nobody; it keeps a value of type `W` for each waiter, and returns it.
//!
//! Each operation takes logarithmic time, amortized over the waiters that are passed over. Nothing is kept for a
//! requester without waiters.

use super::limiter::Requester;
use std::collections::BTreeMap;

/// The waiters of all requesters.
#[derive(Debug)]
pub(super) struct Queue<W> {
    /// Each requester that has a waiter, in the queue or passed over.
    requesters: BTreeMap<Requester, Waiters<W>>,
    /// Each requester that has a waiter in the queue, by its turn: the lowest is next.
    round: BTreeMap<u64, Requester>,
    /// The turn of the requester that is added to the end of the round next.
    next_turn: u64,
    len: usize,
}

/// The waiters of one requester.
#[derive(Debug)]
struct Waiters<W> {
    turn: u64,
    /// The waiters in the queue, by their numbers: the lowest is first.
    queued: BTreeMap<u64, W>,
    next_number: u64,
    /// How many waiters there are, in the queue or passed over.
    count: usize,
}

/// The place of a waiter. It is given back to [`Queue::serve`] or [`Queue::leave`].
#[derive(Debug)]
pub(super) struct Place {
    requester: Requester,
    number: u64,
}

impl<W> Default for Queue<W> {
    fn default() -> Self {
        Self {
            requesters: BTreeMap::new(),
            round: BTreeMap::new(),
            next_turn: 0,
            len: 0,
        }
    }
}

impl<W: Clone> Queue<W> {
    /// A place behind the other waiters of the requester. The waiter is not in the queue before it
    /// [enters](Self::enter) it.
    pub(super) fn join(&mut self, requester: Requester) -> Place {
        let waiters = self.requesters.entry(requester).or_insert_with(|| {
            self.next_turn += 1;
            Waiters {
                turn: self.next_turn,
                queued: BTreeMap::new(),
                next_number: 0,
                count: 0,
            }
        });
        let number = waiters.next_number;
        waiters.next_number += 1;
        waiters.count += 1;
        Place { requester, number }
    }

    /// Puts a waiter into the queue, unless it is there.
    pub(super) fn enter(&mut self, place: &Place, waiter: &W) {
        let Some(waiters) = self.requesters.get_mut(&place.requester) else {
            return;
        };
        if waiters.queued.contains_key(&place.number) {
            return;
        }
        waiters.queued.insert(place.number, waiter.clone());
        self.round.insert(waiters.turn, place.requester);
        self.len += 1;
    }

    /// How many waiters are ahead of one that is in the queue.
    ///
    /// It can be more than that, but never more than all that could be, after others have left.
    pub(super) fn ahead(&self, place: &Place) -> usize {
        let Some(waiters) = self.requesters.get(&place.requester) else {
            return 0;
        };
        let rounds = distance(&waiters.queued, place.number);
        let position = distance(&self.round, waiters.turn);
        let all_others = self.len.saturating_sub(waiters.queued.len() - rounds);
        let full_rounds = rounds.saturating_mul(self.round.len());
        full_rounds.saturating_add(position).min(all_others)
    }

    /// Serves a waiter, and returns the waiters ahead of it, which it passes over.
    pub(super) fn serve(&mut self, place: Place) -> Vec<W> {
        let Some(waiters) = self.requesters.get_mut(&place.requester) else {
            return Vec::new();
        };
        let turn = waiters.turn;
        let mut passed_over = Vec::new();
        while let Some(first) = waiters.queued.first_entry()
            && *first.key() < place.number
        {
            passed_over.push(first.remove());
        }
        let was_queued = waiters.queued.remove(&place.number).is_some();
        let served = passed_over.len() + usize::from(was_queued);
        self.len = self.len.saturating_sub(served);
        self.next_turn += 1;
        waiters.turn = self.next_turn;
        waiters.count = waiters.count.saturating_sub(1);
        // The number of rounds before the one in which this waiter would have been served.
        let rounds = passed_over.len();
        let others = self.round.iter().filter(|(other, _)| **other != turn);
        let others: Vec<_> = others
            .map(|(other, requester)| (*requester, rounds + usize::from(*other < turn)))
            .take_while(|(_, count)| *count > 0)
            .collect();
        self.round.remove(&turn);
        if !waiters.queued.is_empty() {
            self.round.insert(waiters.turn, place.requester);
        }
        if waiters.count == 0 {
            self.requesters.remove(&place.requester);
        }
        for (requester, count) in others {
            self.pass_over(requester, count, &mut passed_over);
        }
        passed_over
    }

    /// Removes the first waiters of a requester from the queue; they keep their places.
    fn pass_over(&mut self, requester: Requester, count: usize, passed_over: &mut Vec<W>) {
        let Some(waiters) = self.requesters.get_mut(&requester) else {
            return;
        };
        for _ in 0..count {
            let Some((_, waiter)) = waiters.queued.pop_first() else {
                break;
            };
            passed_over.push(waiter);
            self.len = self.len.saturating_sub(1);
        }
        if waiters.queued.is_empty() {
            self.round.remove(&waiters.turn);
        }
    }

    /// Removes a waiter that does not wait any more.
    pub(super) fn leave(&mut self, place: Place) {
        let Some(waiters) = self.requesters.get_mut(&place.requester) else {
            return;
        };
        if waiters.queued.remove(&place.number).is_some() {
            self.len = self.len.saturating_sub(1);
        }
        if waiters.queued.is_empty() {
            self.round.remove(&waiters.turn);
        }
        waiters.count = waiters.count.saturating_sub(1);
        if waiters.count == 0 {
            self.requesters.remove(&place.requester);
        }
    }

    /// The waiter whose turn is next.
    pub(super) fn first(&self) -> Option<W> {
        let (_, requester) = self.round.first_key_value()?;
        let (_, waiter) = self.requesters.get(requester)?.queued.first_key_value()?;
        Some(waiter.clone())
    }

    /// All waiters in the queue.
    pub(super) fn all(&self) -> Vec<W> {
        let waiters = self.requesters.values();
        let queued = waiters.flat_map(|waiters| waiters.queued.values());
        queued.cloned().collect()
    }
}

/// How many entries are before `key` at most: exact if the keys from the first one to it are consecutive.
fn distance<V>(entries: &BTreeMap<u64, V>, key: u64) -> usize {
    let first = entries.first_key_value().map_or(key, |(first, _)| *first);
    let distance = usize::try_from(key.saturating_sub(first)).unwrap_or(usize::MAX);
    distance.min(entries.len().saturating_sub(1))
}

#[cfg(test)]
mod tests;
