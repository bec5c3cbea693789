//! What a 429 is about (the second, the day, the queue of bulk jobs), and what the rate limiter hears
//! of it.

use crate::calls::{Turns, Verb, builder, plain, quick};
use crate::retries::{End, end};
use crate::scripted::{fine, json, refuse, scripted};
use constant_contact::ErrorKind;
use constant_contact_sandbox::Fault;
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn a_full_queue_refuses_those_who_add_to_it_and_is_not_reported_to_the_limiter() {
    for fault in [json(429, ""), refuse(429, "activities.api.too_many")] {
        for (verb, expected, reported) in [
            (Verb::Queue, (1, End::QueueFull), 0),
            (Verb::LookAtQueue, (3, End::Retryable), 3),
        ] {
            let (server, turns) = (scripted([fault.clone()]).await, Turns::default());
            let client = builder(server.url("/v3"))
                .access_token("t")
                .rate_limiter(turns.clone())
                .build()
                .unwrap();
            let result = verb.call(&client).await;
            assert_eq!((server.request_count(), end(&result)), expected, "{verb:?}");
            assert_eq!(turns.throttled_count(), reported, "{verb:?}");
            let error = result.unwrap_err();
            assert_eq!(error.is_throttled(), reported > 0, "{error:?}");
        }
    }
    let server = scripted([refuse(429, "throttled")]).await;
    let result = Verb::Queue.call(&plain(server.url(""))).await;
    assert_eq!((server.request_count(), end(&result)), (4, End::Retryable));
}

#[tokio::test]
async fn a_full_queue_after_a_lost_answer_is_ambiguous_and_still_not_reported_to_the_limiter() {
    let (server, turns) = (
        scripted([Fault::LostAnswer, json(429, "")]).await,
        Turns::default(),
    );
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(turns.clone())
        .retry(quick().retry_ambiguous(true))
        .build()
        .unwrap();
    let result = Verb::Queue.call(&client).await;
    assert_eq!((server.request_count(), end(&result)), (2, End::Ambiguous));
    assert_eq!(turns.throttled_count(), 0);
}

#[tokio::test]
async fn each_throttled_request_and_nothing_else_is_reported_to_the_limiter() {
    for (fault, reported) in [
        (refuse(429, "throttled"), 4),
        (json(429, ""), 3),
        (refuse(429, "quota_exceeded"), 0),
        (refuse(503, "throttled"), 0),
    ] {
        let (server, turns) = (scripted([fault.clone()]).await, Turns::default());
        let client = builder(server.url(""))
            .access_token("t")
            .rate_limiter(turns.clone())
            .build()
            .unwrap();
        Verb::Get.call(&client).await.unwrap_err();
        assert_eq!(turns.throttled_count(), reported, "{fault:?}");
        assert_eq!(
            turns.taken(),
            server.request_count(),
            "a turn for each attempt"
        );
    }
}

#[tokio::test]
async fn a_used_up_day_says_when_it_ends() {
    let server = scripted([refuse(429, "quota_exceeded")]).await;
    let error = Verb::Post.call(&plain(server.url(""))).await.unwrap_err();
    let resets_at = error.quota_resets_at().unwrap();
    let since_1970 = resets_at.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    // Midnight; just after midnight, a few minutes later, since the clocks may differ.
    assert_eq!(since_1970.as_nanos() % 300_000_000_000, 0);
    let left = resets_at.duration_since(SystemTime::now()).unwrap();
    assert!(left <= Duration::from_secs(86_400), "{left:?}");
    assert!(!error.is_throttled() && !error.is_retryable());
}

#[tokio::test]
async fn a_limiter_that_refuses_keeps_the_request_at_home() {
    let server = scripted([fine()]).await;
    let turns = Turns::refused_from(1);
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(turns)
        .build()
        .unwrap();
    let error = Verb::Post.call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimiter);
    assert_eq!((server.request_count(), error.attempts()), (0, 0));
    assert!(!error.is_ambiguous());
}
