//! The daily limit that is enforced, with paused time.

use super::super::*;
use super::{SECOND, ms, poll_once};
use crate::model::next_midnight;
use crate::transport::clock::wall_clock;
use std::time::{Duration, SystemTime};
use tokio::task::JoinSet;
use tokio::time::{advance, sleep, timeout};

const HOUR: Duration = Duration::from_secs(3_600);

fn refused(result: Result<Permit, LimitError>) -> SystemTime {
    match result {
        Err(LimitError::QuotaExceeded { resets_at }) => resets_at,
        other => panic!("{other:?}"),
    }
}

/// Moves the clock past the next midnight.
async fn next_day() {
    let now = wall_clock();
    let left = next_midnight(now).duration_since(now).unwrap();
    advance(left + SECOND).await;
}

/// Moves the clock to an hour after midnight, so that a test does not run into the next day.
async fn after_midnight() {
    next_day().await;
    advance(HOUR).await;
}

#[tokio::test(start_paused = true)]
async fn the_limit_is_granted_each_day_and_no_more() {
    after_midnight().await;
    let pacer = Pacer::default().daily(3).enforce_daily();
    for _ in 0..3 {
        for _ in 0..3 {
            pacer.acquire().await.unwrap();
        }
        let midnight = next_midnight(wall_clock());
        for _ in 0..3 {
            let resets_at = refused(pacer.acquire().await);
            // The two clocks are read one after the other.
            assert_eq!(resets_at, midnight);
        }
        assert_eq!(pacer.usage().unwrap().used_today, 3);
        next_day().await;
    }
}

#[tokio::test(start_paused = true)]
async fn waiters_are_refused_when_the_last_request_of_the_day_was_permitted() {
    after_midnight().await;
    let pacer = Pacer::default().daily(2).enforce_daily();
    let mut unpolled = pacer.acquire();
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let pacer = pacer.clone();
        tasks.spawn(async move { pacer.acquire_for(Requester::new()).await });
    }
    tokio::task::yield_now().await;
    assert!(!poll_once(&mut unpolled).await);
    let results = timeout(ms(300), tasks.join_all()).await.unwrap();
    let (granted, others): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((granted.len(), others.len()), (2, 98));
    let resets_at = refused(unpolled.await);
    for result in others {
        assert_eq!(refused(result), resets_at);
    }
}

#[tokio::test(start_paused = true)]
async fn a_report_of_the_server_stops_a_pacer_that_enforces_until_then() {
    after_midnight().await;
    let counting = Pacer::per_second(4).unwrap();
    let enforcing = counting.clone().enforce_daily();
    enforcing.acquire().await.unwrap();
    let waiting = {
        let enforcing = enforcing.clone();
        tokio::spawn(async move { enforcing.acquire().await })
    };
    sleep(ms(1)).await;
    let resets_at = wall_clock() + HOUR;
    // Clones share what was reported.
    counting.on_quota_exceeded(resets_at).await;
    counting.acquire().await.unwrap();
    assert_eq!(refused(waiting.await.unwrap()), resets_at);
    advance(HOUR - 10 * SECOND).await;
    assert_eq!(refused(enforcing.acquire().await), resets_at);
    advance(11 * SECOND).await;
    enforcing.acquire().await.unwrap();
    // A report about the past changes nothing.
    enforcing.on_quota_exceeded(resets_at).await;
    enforcing.acquire().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_pacer_that_only_counts_refuses_nothing() {
    let pacer = Pacer::default().daily(1);
    pacer.on_quota_exceeded(wall_clock() + HOUR).await;
    for _ in 0..3 {
        pacer.acquire().await.unwrap();
    }
    assert_eq!(pacer.usage().unwrap().remaining(), Some(0));
}
