//! How long a call waits before it is sent again, and for how long it will not wait.

use crate::calls::{Turns, Verb, builder, plain};
use crate::scripted::{fine, refuse, reply, scripted};
use crate::time::{STEP, Stopped};
use constant_contact::RetryPolicy;
use constant_contact_sandbox::Fault;
use std::time::Duration;

#[tokio::test]
async fn a_wait_that_the_server_asks_for_beyond_the_total_time_fails_at_once() {
    for (status, key, asked) in [
        (429, "throttled", "61"),
        (503, "", "3600"),
        (503, "", "99999999999999999999999"),
        (503, "", "Tue, 31 Dec 2999 23:59:59 GMT"),
    ] {
        let body = format!(r#"{{"error_key":"{key}"}}"#);
        let answer = reply(status, "application/json", body).header("retry-after", asked);
        let server = scripted([Fault::Answer(answer), fine()]).await;
        let error = Verb::Get.call(&plain(server.url(""))).await.unwrap_err();
        assert_eq!(
            (server.request_count(), error.attempts()),
            (1, 1),
            "{asked}"
        );
        assert!(
            error.retry_after().unwrap() >= Duration::from_secs(61),
            "{asked}"
        );
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn a_wait_that_is_over_or_cannot_be_read_delays_nothing() {
    for asked in ["0", "Thu, 01 Jan 1970 00:00:00 GMT", "soon", "-1", ""] {
        let answer = reply(503, "text/plain", "").header("retry-after", asked);
        let server = scripted([Fault::Answer(answer), fine()]).await;
        Verb::Get.call(&plain(server.url(""))).await.unwrap();
        assert_eq!(server.request_count(), 2, "{asked}");
    }
}

/// Calls on stopped time with the default policy, and returns the waits between the arrivals.
async fn waits(faults: Vec<Fault>, verb: Verb) -> Vec<Duration> {
    let stopped = Stopped::new();
    let (server, turns) = (scripted(faults).await, Turns::default());
    let client = builder(server.url(""))
        .access_token("t")
        .rate_limiter(turns.clone())
        .retry(RetryPolicy::default())
        .build()
        .unwrap();
    let arrived = || turns.taken() == server.request_count();
    stopped.run(arrived, verb.call(&client)).await.unwrap();
    let requests = server.last_requests();
    let waits = requests.windows(2).map(|two| two[1].at - two[0].at);
    waits.map(|wait| wait.to_std().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_server_asks_for_is_kept() {
    for (verb, status, seconds) in [(Verb::Get, 503, 7), (Verb::Post, 429, 40)] {
        let answer = reply(status, "application/json", r#"{"error_key": "throttled"}"#)
            .header("retry-after", seconds.to_string());
        let waits = waits(vec![Fault::Answer(answer), fine()], verb).await;
        let asked = Duration::from_secs(seconds);
        assert_eq!(waits.len(), 1);
        assert!((asked..=asked + 2 * STEP).contains(&waits[0]), "{waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_request_too_many_the_waits_are_a_second_and_a_growing_random_part() {
    let faults = vec![
        refuse(429, "throttled"),
        refuse(429, "throttled"),
        refuse(429, "throttled"),
        fine(),
    ];
    for _ in 0..5 {
        let waits = waits(faults.clone(), Verb::Post).await;
        let (second, half) = (Duration::from_secs(1), Duration::from_millis(500));
        for (wait, random) in waits.iter().zip([half, 2 * half, 4 * half]) {
            assert!(
                (second..=second + random + 2 * STEP).contains(wait),
                "{waits:?}"
            );
        }
        assert_eq!(waits.len(), 3);
    }
}
