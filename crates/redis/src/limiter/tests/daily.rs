//! The count of the day, and refusals of the API.

use super::{DAY, Fleet, INTERVAL, LEAD, NOON, granted};
use crate::limiter::scripts::Answer;
use std::time::{Duration, UNIX_EPOCH};

const MIDNIGHT: Duration = Duration::from_secs((DAY + 1) * 86_400);
const MILLI: Duration = Duration::from_millis(1);

fn refused(until: Duration) -> Answer {
    Answer::Refused(UNIX_EPOCH + until)
}

#[tokio::test]
async fn as_many_turns_are_granted_on_a_day_as_the_limit_says_whoever_takes_them() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.settings.daily = Some(5);
    for id in ["a", "b", "a", "c", "a"] {
        assert!(fleet.is_granted(id).await);
        fleet.now += INTERVAL;
    }
    for id in ["a", "b", "d"] {
        assert_eq!(fleet.ask(id).await, refused(MIDNIGHT));
        assert_eq!((fleet.day(id), fleet.used(id)), (DAY, 5));
    }
    fleet.now = MIDNIGHT - MILLI;
    assert_eq!(fleet.ask("a").await, refused(MIDNIGHT));
    fleet.now = MIDNIGHT;
    fleet.take("a").await;
    assert_eq!((fleet.day("a"), fleet.used("a")), (DAY + 1, 1));
}

#[tokio::test]
async fn a_turn_counts_on_the_day_on_which_it_begins() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.now = MIDNIGHT + LEAD / 2 - INTERVAL;
    fleet.take("a").await;
    assert_eq!(fleet.day("a"), DAY);
    fleet.now = MIDNIGHT - LEAD / 2;
    assert_eq!(fleet.ask("a").await, granted(LEAD));
    assert_eq!((fleet.day("a"), fleet.used("a")), (DAY + 1, 1));
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_start_the_day_again_and_the_next_day_begins_in_time() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.settings.daily = Some(2);
    for ahead in [Duration::from_secs(1), Duration::from_secs(400 * 86_400)] {
        fleet.lose_data().await;
        fleet.known.clear();
        fleet.now = MIDNIGHT + ahead;
        fleet.take("a").await;
        fleet.now = MIDNIGHT - Duration::from_secs(10);
        // Enough for the turn after the last one, which was far ahead.
        fleet.ask("a").await;
        fleet.now += Duration::from_secs(2);
        fleet.take("a").await;
        fleet.now += INTERVAL;
        assert_eq!(fleet.ask("a").await, refused(MIDNIGHT));
        fleet.now = MIDNIGHT;
        fleet.take("a").await;
    }
}

#[tokio::test]
async fn the_count_survives_a_loss_of_data_as_far_as_a_process_knows_it() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    for id in ["a", "b", "b"] {
        assert!(fleet.is_granted(id).await);
        fleet.now += INTERVAL;
    }
    for (id, count) in [("a", 2), ("b", 4), ("c", 1)] {
        fleet.lose_data().await;
        fleet.take(id).await;
        assert_eq!(fleet.used(id), count);
    }
}

#[tokio::test]
async fn a_refusal_of_the_api_refuses_everybody_until_its_end() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    fleet.take("a").await;
    let end = NOON + Duration::from_secs(100);
    fleet.scripts().refuse(UNIX_EPOCH + end).await.unwrap();
    fleet.now = end - MILLI;
    assert_eq!(fleet.ask("a").await, refused(end));
    assert_eq!(fleet.ask("b").await, refused(end));
    fleet.now = end;
    fleet.take("a").await;
}

#[tokio::test]
async fn a_refusal_lasts_a_day_at_most() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    let day = Duration::from_secs(86_400);
    fleet
        .scripts()
        .refuse(UNIX_EPOCH + 400 * day + NOON)
        .await
        .unwrap();
    assert_eq!(fleet.ask("a").await, refused(NOON + day));
}
