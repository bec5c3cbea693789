//! The queue against a naive model of it, and the fairness of its order.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};

/// The requesters of the tests, in the order of their names.
fn requesters(count: usize) -> Vec<Requester> {
    (0..count).map(|_| Requester::new()).collect()
}

/// A queue whose waiters are numbers, with the places that are not used up.
#[derive(Default)]
struct Numbered {
    queue: Queue<usize>,
    places: BTreeMap<usize, Place>,
    joined: usize,
}

impl Numbered {
    fn join(&mut self, requester: Requester) -> usize {
        let waiter = self.joined;
        self.joined += 1;
        let place = self.queue.join(requester);
        self.queue.enter(&place, &waiter);
        self.places.insert(waiter, place);
        waiter
    }

    fn enter(&mut self, waiter: usize) {
        self.queue.enter(&self.places[&waiter], &waiter);
    }

    fn ahead(&self, waiter: usize) -> usize {
        self.queue.ahead(&self.places[&waiter])
    }

    fn serve(&mut self, waiter: usize) -> Vec<usize> {
        let place = self.places.remove(&waiter).unwrap();
        self.queue.serve(place)
    }

    fn serve_first(&mut self) -> Option<usize> {
        let first = self.queue.first()?;
        assert_eq!(self.ahead(first), 0);
        assert!(self.serve(first).is_empty());
        Some(first)
    }

    fn leave(&mut self, waiter: usize) {
        let place = self.places.remove(&waiter).unwrap();
        self.queue.leave(place);
    }
}

/// The same queue, in lists that are searched from their beginning.
#[derive(Clone, Default)]
struct Model {
    /// The requesters in the order of their turns, each with its waiters and whether they are in the queue.
    round: Vec<(Requester, Vec<(usize, bool)>)>,
}

impl Model {
    fn join(&mut self, requester: Requester, waiter: usize) {
        match self.round.iter_mut().find(|(other, _)| *other == requester) {
            Some((_, waiters)) => waiters.push((waiter, true)),
            None => self.round.push((requester, vec![(waiter, true)])),
        }
    }

    fn set_queued(&mut self, waiter: usize, yes: bool) {
        let waiters = self.round.iter_mut().flat_map(|(_, waiters)| waiters);
        waiters
            .filter(|(other, _)| *other == waiter)
            .for_each(|(_, queued)| *queued = yes);
    }

    /// The waiters in the queue, in the order in which they would be served.
    fn order(&self) -> Vec<usize> {
        let mut rest = self.clone();
        let mut order = Vec::new();
        loop {
            let first = rest.round.iter().find_map(|(_, waiters)| {
                let first = waiters.iter().find(|(_, queued)| *queued);
                first.map(|(waiter, _)| *waiter)
            });
            let Some(first) = first else { return order };
            rest.serve(first);
            order.push(first);
        }
    }

    fn serve(&mut self, waiter: usize) {
        let at = self.leave(waiter);
        if let Some(at) = at {
            let served = self.round.remove(at);
            self.round.push(served);
        }
    }

    /// Returns where the requester is, if it has other waiters.
    fn leave(&mut self, waiter: usize) -> Option<usize> {
        let is_own = |(other, _): &(usize, bool)| *other == waiter;
        let at = self
            .round
            .iter()
            .position(|(_, waiters)| waiters.iter().any(is_own));
        let at = at.unwrap();
        let waiters = &mut self.round[at].1;
        waiters.retain(|other| !is_own(other));
        if !waiters.is_empty() {
            return Some(at);
        }
        self.round.remove(at);
        None
    }
}

#[derive(Clone, Copy, Debug)]
enum Operation {
    Join(usize),
    ServeFirst,
    /// Serves any waiter in the queue.
    Serve(usize),
    /// A waiter leaves, in the queue or not.
    Leave(usize),
    /// A waiter that was passed over is polled again.
    Enter(usize),
}

fn any_operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        5 => (0_usize..5).prop_map(Operation::Join),
        2 => Just(Operation::ServeFirst),
        1 => any::<usize>().prop_map(Operation::Serve),
        1 => any::<usize>().prop_map(Operation::Leave),
        2 => any::<usize>().prop_map(Operation::Enter),
    ]
}

fn pick<T: Copy>(from: &[T], index: usize) -> Option<T> {
    from.get(index.checked_rem(from.len())?).copied()
}

proptest! {
    #[test]
    fn the_queue_serves_in_the_order_of_the_model(
        operations in proptest::collection::vec(any_operation(), 1..120),
    ) {
        let names = requesters(5);
        let (mut queue, mut model) = (Numbered::default(), Model::default());
        for operation in operations {
            let order = model.order();
            let alive: Vec<_> = queue.places.keys().copied().collect();
            match operation {
                Operation::Join(name) => {
                    let waiter = queue.join(names[name]);
                    model.join(names[name], waiter);
                }
                Operation::ServeFirst => {
                    let first = queue.serve_first();
                    prop_assert_eq!(first, order.first().copied());
                    first.into_iter().for_each(|first| model.serve(first));
                }
                Operation::Serve(index) => {
                    if let Some(waiter) = pick(&order, index) {
                        let before = order.iter().take_while(|other| **other != waiter);
                        let before: HashSet<_> = before.copied().collect();
                        let passed_over = queue.serve(waiter);
                        prop_assert_eq!(passed_over.len(), passed_over.iter().collect::<HashSet<_>>().len());
                        prop_assert_eq!(passed_over.iter().copied().collect::<HashSet<_>>(), before);
                        model.serve(waiter);
                        passed_over.into_iter().for_each(|passed| model.set_queued(passed, false));
                    }
                }
                Operation::Leave(index) => {
                    if let Some(waiter) = pick(&alive, index) {
                        queue.leave(waiter);
                        model.leave(waiter);
                    }
                }
                Operation::Enter(index) => {
                    if let Some(waiter) = pick(&alive, index) {
                        queue.enter(waiter);
                        model.set_queued(waiter, true);
                    }
                }
            }
            let order = model.order();
            prop_assert_eq!(queue.queue.first(), order.first().copied());
            prop_assert_eq!(queue.queue.len, order.len());
            prop_assert_eq!(queue.queue.requesters.len(), model.round.len());
            let mut all = queue.queue.all();
            all.sort_unstable();
            let mut expected = order.clone();
            expected.sort_unstable();
            prop_assert_eq!(all, expected);
            for (position, waiter) in order.iter().enumerate() {
                let ahead = queue.ahead(*waiter);
                prop_assert!((position..order.len()).contains(&ahead), "{ahead} for {position}");
            }
        }
    }

    #[test]
    fn requesters_that_wait_get_equal_turns(
        waiting in proptest::collection::vec(1_usize..40, 2..8),
        shuffle in any::<u64>(),
    ) {
        let names = requesters(waiting.len());
        let mut joining: Vec<_> = waiting
            .iter()
            .enumerate()
            .flat_map(|(name, count)| std::iter::repeat_n(name, *count))
            .collect();
        fastrand::Rng::with_seed(shuffle).shuffle(&mut joining);
        let mut queue = Numbered::default();
        let owners: Vec<_> = joining.iter().map(|name| { queue.join(names[*name]); *name }).collect();
        let mut turns = vec![0; waiting.len()];
        while let Some(first) = queue.serve_first() {
            turns[owners[first]] += 1;
            let still_waiting = || (0..waiting.len()).filter(|name| turns[*name] < waiting[*name]);
            let most = turns.iter().max().unwrap();
            for name in still_waiting() {
                prop_assert!(turns[name] + 1 >= *most, "{turns:?} of {waiting:?}");
            }
        }
        prop_assert_eq!(turns, waiting);
    }
}

#[test]
fn one_waiter_is_the_second_behind_a_hundred_of_another_requester() {
    let names = requesters(2);
    let mut queue = Numbered::default();
    for _ in 0..100 {
        queue.join(names[0]);
    }
    let other = queue.join(names[1]);
    assert_eq!(queue.ahead(other), 1);
    assert_eq!(queue.ahead(99), 100);
    assert_eq!(queue.serve_first(), Some(0));
    assert_eq!(queue.serve_first(), Some(other));
    assert_eq!(queue.serve_first(), Some(1));
}

#[test]
fn waiters_that_were_passed_over_get_one_turn_at_the_front_and_not_all_their_turns() {
    let names = requesters(2);
    let mut queue = Numbered::default();
    for _ in 0..10 {
        queue.join(names[0]);
    }
    let others: Vec<_> = (0..3).map(|_| queue.join(names[1])).collect();
    // None of the ten is polled. The other's second waiter takes a slot, ahead of its own first.
    assert_eq!(queue.serve(others[1]).len(), 3);
    for _ in 2..10 {
        queue.serve_first();
    }
    let late: Vec<_> = (0..3).map(|_| queue.join(names[1])).collect();
    queue.enter(others[0]);
    (0..2).for_each(|waiter| queue.enter(waiter));
    let order: Vec<_> = std::iter::from_fn(|| queue.serve_first()).collect();
    let expected = [others[0], 0, late[0], 1, late[1], 9, late[2]];
    assert_eq!(order, expected);
}

#[test]
fn nothing_is_kept_for_requesters_without_waiters() {
    let mut queue = Numbered::default();
    for round in 0..1_000 {
        let waiters: Vec<_> = requesters(3)
            .into_iter()
            .map(|name| queue.join(name))
            .collect();
        let passed_over = queue.serve(waiters[1]);
        assert_eq!(passed_over, [waiters[0]], "{round}");
        queue.leave(waiters[0]);
        queue.leave(waiters[2]);
        assert!(queue.queue.requesters.is_empty() && queue.queue.round.0.is_empty());
        assert_eq!(queue.queue.len, 0);
    }
}

/// A queue that takes linear time for an operation would need minutes for this.
#[test]
fn a_hundred_thousand_waiters_join_leave_and_are_served() {
    const COUNT: usize = 100_000;
    let names = requesters(COUNT / 100);
    let mut queue = Numbered::default();
    for waiter in 0..COUNT {
        queue.join(names[waiter % names.len()]);
    }
    for waiter in (0..COUNT).filter(|waiter| waiter % 3 == 1) {
        queue.leave(waiter);
    }
    for waiter in (0..COUNT).filter(|waiter| waiter % 3 == 2) {
        assert!(queue.ahead(waiter) < COUNT);
    }
    let served = std::iter::from_fn(|| queue.serve_first()).count();
    assert_eq!(served, COUNT - COUNT / 3);
    assert!(queue.queue.requesters.is_empty());
}
