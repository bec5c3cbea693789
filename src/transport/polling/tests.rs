use super::*;
use crate::transport::retry::{Attempt, Outcome};
use reqwest::{Method, StatusCode};
use std::time::SystemTime;

/// An answer to the second attempt.
fn history() -> History {
    let first = Attempt::first(Method::GET, SystemTime::UNIX_EPOCH);
    let second = first.next(&Outcome::ConnectError);
    History::of("read", StatusCode::ACCEPTED, &second)
}

#[tokio::test(start_paused = true)]
async fn the_waits_grow_and_end_at_the_limit() {
    let start = Instant::now();
    let mut polling = Polling::until(None);
    let mut polls = 1;
    while polling.wait(history()).await.is_ok() {
        polls += 1;
    }
    assert_eq!((polls, start.elapsed() < LIMIT), (15, true));
}

#[tokio::test(start_paused = true)]
async fn the_time_of_the_requests_does_not_count() {
    let mut polling = Polling::until(None);
    for _ in 0..10 {
        sleep(10 * LIMIT).await;
        polling.wait(history()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_shorter_call_timeout_limits_the_polling() {
    let deadline = Instant::now() + Duration::from_secs(3);
    let mut polling = Polling::until(Some(deadline));
    polling.wait(polling.count(history())).await.unwrap();
    let error = polling.wait(polling.count(history())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.attempts(), 4, "two polls of two attempts each");
    assert!(
        error.to_string().starts_with("read: 202 Accepted: "),
        "{error}"
    );
}
