//! The order in which waiters get their turns.
//!
//! Requesters take turns in a round robin, whatever the number of their waiters. The waiters of one requester
//! are served in the order in which they joined. A waiter that does not take its turn is passed over: it
//! leaves the queue but keeps its place, and is as far ahead as before when it enters again. The queue
//! reads no clock and wakes nobody; it keeps a value of type `W` for each waiter, and returns it.
//!
//! Each operation finds its entries in logarithmic time. Nothing is kept for a requester without waiters.

use super::limiter::Requester;
use std::collections::{HashMap, VecDeque};

/// The waiters of all requesters.
pub(super) struct Queue<W> {
    /// Each requester that has a waiter, in the queue or passed over.
    requesters: HashMap<Requester, Waiters<W>>,
    /// Each requester that has a waiter in the queue, by its turn: the lowest is next.
    round: Ordered<Requester>,
    /// The turn of the requester that is added to the end of the round next.
    next_turn: u64,
    len: usize,
}

/// The waiters of one requester.
struct Waiters<W> {
    turn: u64,
    /// The waiters in the queue, by their numbers: the lowest is first.
    queued: Ordered<W>,
    next_number: u64,
    /// How many waiters there are, in the queue or passed over.
    count: usize,
}

/// The place of a waiter. It is given back to [`Queue::serve`] or [`Queue::leave`].
pub(super) struct Place {
    requester: Requester,
    number: u64,
}

impl<W> Default for Queue<W> {
    fn default() -> Self {
        Self {
            requesters: HashMap::new(),
            round: Ordered::default(),
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
                queued: Ordered::default(),
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
        if waiters.queued.insert(place.number, waiter.clone()) {
            self.round.insert(waiters.turn, place.requester);
            self.len += 1;
        }
    }

    /// How many waiters are ahead of one that is in the queue.
    ///
    /// It can be more than that, but never more than all that could be, after others have left.
    pub(super) fn ahead(&self, place: &Place) -> usize {
        let Some(waiters) = self.requesters.get(&place.requester) else {
            return 0;
        };
        let rounds = waiters.queued.distance(place.number);
        let position = self.round.distance(waiters.turn);
        let all_others = self.len.saturating_sub(waiters.queued.0.len() - rounds);
        let full_rounds = rounds.saturating_mul(self.round.0.len());
        full_rounds.saturating_add(position).min(all_others)
    }

    /// Serves a waiter, and returns the waiters ahead of it, which it passes over.
    pub(super) fn serve(&mut self, place: Place) -> Vec<W> {
        let Some(waiters) = self.requesters.get_mut(&place.requester) else {
            return Vec::new();
        };
        let turn = waiters.turn;
        let mut passed_over = Vec::new();
        while let Some((number, first)) = waiters.queued.first()
            && *number < place.number
        {
            passed_over.push(first.clone());
            waiters.queued.remove_first();
        }
        let was_queued = waiters.queued.remove(place.number);
        let served = passed_over.len() + usize::from(was_queued);
        self.len = self.len.saturating_sub(served);
        self.next_turn += 1;
        waiters.turn = self.next_turn;
        waiters.count = waiters.count.saturating_sub(1);
        // The number of rounds before the one in which this waiter would have been served.
        let rounds = passed_over.len();
        let others = self.round.0.iter().filter(|(other, _)| *other != turn);
        let others: Vec<_> = others
            .map(|(other, requester)| (*requester, rounds + usize::from(*other < turn)))
            .take_while(|(_, count)| *count > 0)
            .collect();
        self.round.remove(turn);
        if !waiters.queued.0.is_empty() {
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
            let Some(waiter) = waiters.queued.remove_first() else {
                break;
            };
            passed_over.push(waiter);
            self.len = self.len.saturating_sub(1);
        }
        if waiters.queued.0.is_empty() {
            self.round.remove(waiters.turn);
        }
    }

    /// Removes a waiter that does not wait any more.
    pub(super) fn leave(&mut self, place: Place) {
        let Some(waiters) = self.requesters.get_mut(&place.requester) else {
            return;
        };
        if waiters.queued.remove(place.number) {
            self.len = self.len.saturating_sub(1);
        }
        if waiters.queued.0.is_empty() {
            self.round.remove(waiters.turn);
        }
        waiters.count = waiters.count.saturating_sub(1);
        if waiters.count == 0 {
            self.requesters.remove(&place.requester);
        }
    }

    /// The waiter whose turn is next.
    pub(super) fn first(&self) -> Option<W> {
        let (_, requester) = self.round.first()?;
        let (_, waiter) = self.requesters.get(requester)?.queued.first()?;
        Some(waiter.clone())
    }

    /// All waiters in the queue.
    pub(super) fn all(&self) -> Vec<W> {
        let mut all = Vec::with_capacity(self.len);
        for (_, requester) in &self.round.0 {
            if let Some(waiters) = self.requesters.get(requester) {
                all.extend(waiters.queued.0.iter().map(|(_, waiter)| waiter.clone()));
            }
        }
        all
    }
}

/// Values in the order of their numbers. Most are added at the end and removed at the beginning.
struct Ordered<V>(VecDeque<(u64, V)>);

impl<V> Default for Ordered<V> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<V> Ordered<V> {
    fn position(&self, number: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&number, |(other, _)| *other)
    }

    /// Adds a value. Returns `false` if there is one with this number.
    fn insert(&mut self, number: u64, value: V) -> bool {
        let position = self.position(number);
        if let Err(at) = position {
            self.0.insert(at, (number, value));
        }
        position.is_err()
    }

    /// Removes a value. Returns `false` if there is none with this number.
    fn remove(&mut self, number: u64) -> bool {
        let position = self.position(number);
        position.is_ok_and(|at| self.0.remove(at).is_some())
    }

    fn first(&self) -> Option<&(u64, V)> {
        self.0.front()
    }

    fn remove_first(&mut self) -> Option<V> {
        self.0.pop_front().map(|(_, value)| value)
    }

    /// How many values are before `number` at most: exact if the numbers from the first one to it are consecutive.
    fn distance(&self, number: u64) -> usize {
        let first = self.first().map_or(number, |(first, _)| *first);
        let distance = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        distance.min(self.0.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests;
