//! The order of the waiters within a process.

use crate::limiter::queue::{Place, Queue};
use constant_contact::Requester;

fn join(queue: &mut Queue<&'static str>, requester: Requester, name: &'static str) -> Place {
    let place = queue.join(requester);
    queue.enter(place, name);
    place
}

/// Serves all waiters, each as it is first.
fn order(mut queue: Queue<&'static str>) -> Vec<&'static str> {
    let mut served = Vec::new();
    while let Some((place, name)) = queue.first(&[]) {
        served.push(*name);
        queue.serve(place);
    }
    assert!(queue.is_empty());
    served
}

#[test]
fn waiters_of_one_requester_are_served_in_the_order_in_which_they_came() {
    let mut queue = Queue::default();
    let requester = Requester::new();
    for name in ["a", "b", "c"] {
        join(&mut queue, requester, name);
    }
    assert_eq!(order(queue), ["a", "b", "c"]);
}

#[test]
fn requesters_take_turns_whatever_the_number_of_their_waiters() {
    let mut queue = Queue::default();
    let (busy, quiet, other) = (Requester::new(), Requester::new(), Requester::new());
    for name in ["a1", "a2", "a3", "a4"] {
        join(&mut queue, busy, name);
    }
    join(&mut queue, quiet, "b1");
    join(&mut queue, other, "c1");
    join(&mut queue, other, "c2");
    assert_eq!(order(queue), ["a1", "b1", "c1", "a2", "c2", "a3", "a4"]);
}

#[test]
fn a_waiter_that_leaves_and_enters_again_has_its_place() {
    let mut queue = Queue::default();
    let requester = Requester::new();
    let first = join(&mut queue, requester, "a");
    join(&mut queue, requester, "b");
    assert_eq!(queue.leave(first), Some("a"));
    assert_eq!(queue.leave(first), None);
    queue.enter(first, "a");
    assert_eq!(order(queue), ["a", "b"]);
}

#[test]
fn the_first_with_exceptions_is_the_one_that_is_served_if_they_are_not() {
    let mut queue = Queue::default();
    let (one, two) = (Requester::new(), Requester::new());
    for (requester, name) in [(one, "a1"), (one, "a2"), (one, "a3"), (two, "b1")] {
        join(&mut queue, requester, name);
    }
    let mut except = Vec::new();
    let mut names = Vec::new();
    while let Some((place, name)) = queue.first(&except) {
        names.push(*name);
        except.push(place);
    }
    assert_eq!(names, ["a1", "b1", "a2", "a3"]);
}

#[test]
fn nothing_is_kept_of_requesters_without_waiters() {
    let mut queue = Queue::default();
    for _ in 0..10 {
        let place = join(&mut queue, Requester::new(), "a");
        queue.leave(place);
    }
    join(&mut queue, Requester::new(), "b");
    assert_eq!(queue.clear().collect::<Vec<_>>(), ["b"]);
    assert!(queue.is_empty());
    assert!(queue.first(&[]).is_none());
}
