//! Which process gets a turn, and when.

use super::{Fleet, GRACE, INTERVAL, LEAD, NOON, at_once, granted, wait};
use crate::limiter::scripts::Answer;
use fastrand::Rng;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

#[tokio::test]
async fn the_first_turn_begins_at_once_and_the_next_an_interval_later() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    assert_eq!(fleet.ask("a").await, at_once());
    assert_eq!(fleet.ask("b").await, wait(INTERVAL - LEAD));
    fleet.now += INTERVAL - LEAD;
    assert_eq!(fleet.ask("b").await, granted(LEAD));
    fleet.now += LEAD;
    assert_eq!(fleet.ask("a").await, wait(INTERVAL - LEAD));
}

#[tokio::test]
async fn no_burst_follows_an_idle_time_or_a_late_turn() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    for idle in [INTERVAL + MILLI, 10 * INTERVAL, 3_600 * SECOND] {
        fleet.now += idle;
        fleet.take("a").await;
        assert_eq!(fleet.ask("b").await, wait(INTERVAL - LEAD));
        fleet.now += INTERVAL;
        fleet.take("b").await;
    }
}

#[tokio::test]
async fn processes_have_their_turns_in_the_order_in_which_they_came() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    for id in ["b", "c", "d"] {
        fleet.now += MILLI;
        fleet.ask(id).await;
    }
    fleet.now = NOON;
    for id in ["b", "c", "d"] {
        fleet.now += INTERVAL;
        for other in ["d", "c", "b"] {
            assert_eq!(fleet.is_granted(other).await, other == id);
        }
        fleet.known.remove(id);
    }
}

#[tokio::test]
async fn each_process_is_told_to_ask_after_the_last_two_turns_before_its_own() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    let waits = [
        ("b", INTERVAL - LEAD),
        ("c", INTERVAL + GRACE),
        ("d", INTERVAL + 2 * GRACE),
        ("e", 2 * INTERVAL + 2 * GRACE),
        ("f", 3 * INTERVAL + 2 * GRACE),
    ];
    for (id, time) in waits {
        assert_eq!(fleet.ask(id).await, wait(time), "{id}");
    }
}

#[tokio::test]
async fn a_busy_process_enters_the_queue_again_with_the_call_that_grants_its_turn() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    let granted = fleet.ask_when("a", true).await;
    let ask_again_in = INTERVAL - LEAD;
    let begins_in = Duration::ZERO;
    assert_eq!(
        granted,
        Answer::Granted {
            begins_in,
            ask_again_in
        }
    );
    fleet.now += MILLI;
    assert_eq!(fleet.ask("b").await, wait(INTERVAL - MILLI + GRACE));
    fleet.now = NOON + INTERVAL - LEAD;
    assert!(fleet.is_granted("a").await);
}

#[tokio::test]
async fn the_next_in_the_queue_takes_a_turn_that_others_leave_and_they_are_first_again() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    for id in ["b", "c", "d"] {
        fleet.now += MILLI;
        fleet.ask(id).await;
    }
    // Neither b nor c asks.
    fleet.now = NOON + INTERVAL + 2 * GRACE - MILLI;
    assert!(!fleet.is_granted("d").await);
    fleet.now += MILLI;
    fleet.take("d").await;
    fleet.ask("e").await;
    // They ask in the other order, and still both are ahead of e.
    for id in ["c", "b"] {
        fleet.ask(id).await;
    }
    for id in ["b", "c", "e"] {
        fleet.now += INTERVAL;
        for other in ["e", "c", "b"] {
            assert_eq!(fleet.is_granted(other).await, other == id);
        }
        fleet.known.remove(id);
    }
}

#[tokio::test]
async fn a_turn_that_was_not_used_is_given_back_unless_the_next_one_was_taken() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    fleet.now += 50 * MILLI;
    let unused = fleet.unused;
    fleet.known.insert("a", unused);
    fleet.take("a").await;
    assert_eq!(fleet.used("a"), 1);
    assert_eq!(fleet.ask("b").await, wait(INTERVAL - LEAD));
    fleet.now += INTERVAL;
    fleet.take("b").await;
    // Once is enough, and so is too late.
    for known in [unused, fleet.unused] {
        fleet.known.insert("a", known);
        fleet.now += INTERVAL;
        fleet.take("c").await;
        let before = fleet.used("c");
        assert_eq!(fleet.ask("a").await, wait(INTERVAL - LEAD));
        assert_eq!(fleet.used("a"), before);
        fleet.now += INTERVAL;
        fleet.take("a").await;
    }
}

#[tokio::test]
async fn turns_are_an_interval_apart_and_all_counted_whatever_the_processes_do() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = Rng::with_seed(seed);
    let (mut before_last, mut last) = (None, None);
    let (mut used, mut count) = (0, 0);
    for _ in 0..3_000 {
        fleet.now += match random.u8(..20) {
            0 => random.u32(..5_000) * MILLI,
            _ => random.u32(..60) * MILLI,
        };
        let id = random.choice(["a", "b", "c", "d", "e"]).unwrap();
        if random.u8(..10) == 0 {
            // A process that was killed, and another in its place that knows nothing.
            fleet.known.remove(id);
        } else if random.u8(..10) == 0 {
            // The last turn was not used.
            let known = fleet.known.entry(id).or_default();
            known.unused = std::mem::take(&mut fleet.unused).unused;
            if known.unused > 0 {
                used -= 1;
                last = before_last;
            }
        }
        let busy = random.bool();
        if let Answer::Granted { begins_in, .. } = fleet.ask_when(id, busy).await {
            let begins = fleet.now + begins_in;
            assert!(begins_in <= LEAD);
            assert!(last.is_none_or(|last| begins >= last + INTERVAL));
            (before_last, last) = (last, Some(begins));
            used += 1;
            count = fleet.used(id);
        }
    }
    assert!(used > 100, "{used}");
    assert_eq!(used, count);
}

#[tokio::test]
async fn a_place_is_forgotten_when_its_process_has_not_asked_for_a_minute() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    for id in ["a", "b", "c"] {
        fleet.ask(id).await;
    }
    fleet.now += 61 * SECOND;
    fleet.take("d").await;
    assert_eq!(fleet.ask("e").await, wait(INTERVAL - LEAD));
}

#[tokio::test]
async fn a_pause_lasts_a_second_for_everybody_and_several_do_not_add_up() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    fleet.scripts().pause().await.unwrap();
    fleet.now += 100 * MILLI;
    fleet.scripts().pause().await.unwrap();
    assert_eq!(fleet.ask("b").await, wait(SECOND - LEAD));
    fleet.now += SECOND;
    fleet.take("b").await;
}

#[tokio::test]
async fn a_clock_that_was_set_back_delays_the_next_turn_by_a_pause_at_most() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    fleet.now -= 3_600 * SECOND;
    assert_eq!(fleet.ask("a").await, wait(SECOND + INTERVAL - LEAD));
    fleet.now += SECOND + INTERVAL;
    fleet.take("a").await;
}

#[tokio::test]
async fn a_server_that_has_lost_its_data_goes_on() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    fleet.ask("b").await;
    fleet.lose_data().await;
    fleet.take("b").await;
    assert_eq!(fleet.ask("a").await, wait(INTERVAL - LEAD));
}
