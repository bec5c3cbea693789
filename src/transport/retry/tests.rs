//! The decision table, row by row.

mod parts;
mod properties;

use super::*;
use crate::error::Limit;
use http::Method;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

const IDEMPOTENT: [Method; 4] = [Method::GET, Method::HEAD, Method::PUT, Method::DELETE];
const OTHERS: [Method; 5] = [
    Method::POST,
    Method::PATCH,
    Method::OPTIONS,
    Method::TRACE,
    Method::CONNECT,
];
/// 2025-12-31T18:00:00Z, and the next midnight.
const NOW: Duration = Duration::from_secs(1_767_204_000);
const MIDNIGHT: Duration = Duration::from_secs(1_767_225_600);

fn at(since_1970: Duration) -> SystemTime {
    UNIX_EPOCH + since_1970
}

fn status(code: u16) -> Outcome {
    keyed(code, None, false)
}

fn keyed(code: u16, error_key: Option<&'static str>, is_activity_path: bool) -> Outcome {
    let code = StatusCode::from_u16(code).unwrap();
    Outcome::Status {
        code,
        limit: Limit::from_keys(error_key),
        retry_after: None,
        is_activity_path,
    }
}

fn asking(code: u16, error_key: Option<&'static str>, seconds: u64) -> Outcome {
    let code = StatusCode::from_u16(code).unwrap();
    let retry_after = Some(Duration::from_secs(seconds));
    Outcome::Status {
        code,
        limit: Limit::from_keys(error_key),
        retry_after,
        is_activity_path: false,
    }
}

fn first(method: &Method) -> Attempt {
    Attempt::first(method.clone(), at(NOW))
}

/// The expected decision in a row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expect {
    Renew,
    /// Send again after a wait anywhere in the full range of the backoff.
    Repeat,
    /// Send again after a wait of at least a second.
    Throttled,
    Permanent,
    Ambiguous,
    Quota,
    QueueFull,
    Exhausted,
}

fn expectation(policy: &RetryPolicy, attempt: &Attempt, outcome: &Outcome) -> Expect {
    let (least, most) = (
        decide(policy, attempt, outcome, 0),
        decide(policy, attempt, outcome, u64::MAX),
    );
    match (least, most) {
        (Decision::RenewToken, Decision::RenewToken) => Expect::Renew,
        (Decision::Wait(least), Decision::Wait(most)) => {
            assert!(most > least, "{outcome:?}: no jitter");
            if least.is_zero() {
                Expect::Repeat
            } else {
                Expect::Throttled
            }
        }
        (Decision::Fail(one), Decision::Fail(other)) => {
            assert_eq!(one, other);
            match one {
                FailReason::Permanent => Expect::Permanent,
                FailReason::Ambiguous => Expect::Ambiguous,
                FailReason::QueueFull => Expect::QueueFull,
                FailReason::Exhausted { .. } => Expect::Exhausted,
                FailReason::QuotaExceeded { resets_at } => {
                    assert_eq!(resets_at, at(MIDNIGHT));
                    Expect::Quota
                }
            }
        }
        mixed => panic!("{outcome:?}: the decision depends on the random number: {mixed:?}"),
    }
}

/// Each outcome of a first attempt, with the decision for idempotent methods and for the others.
fn table() -> Vec<(Outcome, Expect, Expect)> {
    use Expect::*;
    let quota = Some("quota_exceeded");
    let throttled = Some("throttled");
    let mut rows = vec![
        (Outcome::ConnectError, Repeat, Repeat),
        (Outcome::NoResponse, Repeat, Ambiguous),
        (Outcome::BodyError, Repeat, Ambiguous),
        (status(401), Renew, Renew),
        (keyed(401, Some("unauthorized"), true), Renew, Renew),
        (keyed(429, throttled, false), Throttled, Throttled),
        (keyed(429, Some(" Throttled "), false), Throttled, Throttled),
        (keyed(429, throttled, true), Throttled, Throttled),
        (keyed(429, quota, false), Quota, Quota),
        (keyed(429, quota, true), Quota, Quota),
        (asking(429, quota, 1), Quota, Quota),
        (status(429), Throttled, Throttled),
        (keyed(429, Some("new.key"), false), Throttled, Throttled),
        (status(500), Repeat, Ambiguous),
        (keyed(500, throttled, true), Repeat, Ambiguous),
        (asking(503, None, 3600), Exhausted, Ambiguous),
    ];
    let temporary = [408, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530];
    rows.extend(temporary.map(|code| (status(code), Repeat, Ambiguous)));
    rows.push((status(425), Repeat, Permanent));
    let lasting = (501..600).filter(|code| !temporary.contains(code));
    rows.extend(lasting.map(|code| (status(code), Permanent, Ambiguous)));
    let refused = (400..500).filter(|code| ![401, 408, 425, 429].contains(code));
    rows.extend(refused.map(|code| (status(code), Permanent, Permanent)));
    rows.extend((100..400).map(|code| (status(code), Permanent, Permanent)));
    rows
}

#[test]
fn every_outcome_leads_to_the_decision_in_the_table() {
    let policy = RetryPolicy::default();
    for (outcome, idempotent, other) in table() {
        for method in &IDEMPOTENT {
            assert_eq!(
                expectation(&policy, &first(method), &outcome),
                idempotent,
                "{method} {outcome:?}"
            );
        }
        for method in &OTHERS {
            assert_eq!(
                expectation(&policy, &first(method), &outcome),
                other,
                "{method} {outcome:?}"
            );
            let opted_in = policy.clone().retry_ambiguous(true);
            let expected = match other {
                Expect::Ambiguous | Expect::Permanent if idempotent == Expect::Repeat => {
                    Expect::Repeat
                }
                other => other,
            };
            assert_eq!(
                expectation(&opted_in, &first(method), &outcome),
                expected,
                "{method} {outcome:?}, opted in"
            );
        }
    }
}

#[test]
fn a_used_up_quota_is_waited_for_if_the_policy_says_so() {
    let quota = keyed(429, Some("quota_exceeded"), false);
    let resets_at = at(MIDNIGHT);
    for policy in [RetryPolicy::default(), RetryPolicy::none()] {
        let patient = policy.wait_for_quota(true);
        for method in IDEMPOTENT.iter().chain(&OTHERS) {
            let mut attempt = first(method);
            // Neither attempts nor time are used up by it.
            for _ in 0..10 {
                attempt.elapsed = patient.total_time;
                let decision = decide(&patient, &attempt, &quota, 7);
                assert_eq!(decision, Decision::WaitForQuota { resets_at });
                attempt = attempt.next(&quota);
            }
            assert_eq!((attempt.number, attempt.counted()), (11, 1));
            attempt.elapsed = Duration::ZERO;
            let renews = patient.max_attempts > 1;
            let refused = decide(&patient, &attempt, &status(401), 7);
            assert_eq!(refused == Decision::RenewToken, renews, "{method}");
        }
        for outcome in [
            status(429),
            keyed(429, Some("throttled"), false),
            status(503),
        ] {
            let decision = decide(&patient, &first(&Method::GET), &outcome, 7);
            assert!(
                !matches!(decision, Decision::WaitForQuota { .. }),
                "{outcome:?}"
            );
        }
    }
    // A token that was renewed before the wait can be renewed again after it.
    let attempt = first(&Method::GET).next(&status(401)).next(&quota);
    let decision = decide(&RetryPolicy::default(), &attempt, &status(401), 7);
    assert_eq!(decision, Decision::RenewToken);
}

#[test]
fn only_requests_that_add_to_the_queue_fail_as_queue_full() {
    for key in [None, Some("new.key")] {
        let outcome = keyed(429, key, true);
        for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
            assert_eq!(
                expectation(&RetryPolicy::default(), &first(&method), &outcome),
                Expect::QueueFull
            );
        }
        for method in [Method::GET, Method::HEAD] {
            assert_eq!(
                expectation(&RetryPolicy::default(), &first(&method), &outcome),
                Expect::Throttled
            );
        }
    }
}

/// Sends a request that always meets `outcome`, and counts the attempts.
fn attempts(policy: &RetryPolicy, method: Method, outcome: &Outcome) -> (u32, Decision) {
    let mut attempt = Attempt::first(method, at(NOW));
    loop {
        match decide(policy, &attempt, outcome, u64::MAX / 2) {
            Decision::RenewToken => {}
            Decision::Wait(delay) => attempt.elapsed += delay,
            last => return (attempt.number, last),
        }
        attempt = attempt.next(outcome);
    }
}

#[test]
fn each_outcome_is_retried_as_often_as_documented() {
    let exhausted = Decision::Fail(FailReason::Exhausted { retry_after: None });
    let permanent = Decision::Fail(FailReason::Permanent);
    let ambiguous = Decision::Fail(FailReason::Ambiguous);
    // (outcome; attempts and last decision of a GET, of a POST, and of a POST with `retry_ambiguous`)
    let rows = [
        (status(304), (1, permanent), (1, permanent), (1, permanent)),
        (status(401), (2, permanent), (2, permanent), (2, permanent)),
        (
            keyed(429, Some("throttled"), false),
            (4, exhausted),
            (4, exhausted),
            (4, exhausted),
        ),
        (status(429), (3, exhausted), (3, exhausted), (3, exhausted)),
        (
            Outcome::ConnectError,
            (4, exhausted),
            (4, exhausted),
            (4, exhausted),
        ),
        (status(500), (2, exhausted), (1, ambiguous), (2, ambiguous)),
        (status(503), (4, exhausted), (1, ambiguous), (4, ambiguous)),
        (
            Outcome::NoResponse,
            (4, exhausted),
            (1, ambiguous),
            (4, ambiguous),
        ),
        (
            Outcome::BodyError,
            (4, exhausted),
            (1, ambiguous),
            (4, ambiguous),
        ),
        (status(409), (1, permanent), (1, permanent), (1, permanent)),
    ];
    let policy = RetryPolicy::default();
    for (outcome, get, post, opted_in) in rows {
        assert_eq!(
            attempts(&policy, Method::GET, &outcome),
            get,
            "GET {outcome:?}"
        );
        assert_eq!(
            attempts(&policy, Method::POST, &outcome),
            post,
            "POST {outcome:?}"
        );
        let opted = policy.clone().retry_ambiguous(true);
        assert_eq!(
            attempts(&opted, Method::POST, &outcome),
            opted_in,
            "POST {outcome:?}, opted in"
        );
        let once = attempts(&RetryPolicy::none(), Method::GET, &outcome);
        assert_eq!(once.0, 1, "{outcome:?}");
    }
}

#[test]
fn an_unknown_outcome_stays_ambiguous_after_later_failures() {
    let policy = RetryPolicy::default().retry_ambiguous(true);
    for last in [
        status(400),
        status(409),
        keyed(429, Some("quota_exceeded"), false),
    ] {
        let attempt = first(&Method::POST).next(&Outcome::NoResponse);
        assert_eq!(
            expectation(&policy, &attempt, &last),
            Expect::Ambiguous,
            "{last:?}"
        );
        let attempt = first(&Method::PUT).next(&Outcome::NoResponse);
        assert_ne!(
            expectation(&policy, &attempt, &last),
            Expect::Ambiguous,
            "{last:?}"
        );
    }
}

#[test]
fn retry_after_is_followed_within_the_total_time() {
    let policy = RetryPolicy::default();
    let mut attempt = first(&Method::GET);
    assert_eq!(
        decide(&policy, &attempt, &asking(503, None, 30), 0),
        Decision::Wait(Duration::from_secs(30))
    );
    assert_eq!(
        decide(&policy, &attempt, &asking(429, None, 60), 0),
        Decision::Wait(Duration::from_secs(60))
    );
    let asked = Some(Duration::from_secs(61));
    let beyond = Decision::Fail(FailReason::Exhausted { retry_after: asked });
    assert_eq!(decide(&policy, &attempt, &asking(503, None, 61), 0), beyond);
    attempt.elapsed = Duration::from_secs(59);
    assert_eq!(decide(&policy, &attempt, &asking(503, None, 61), 0), beyond);
    assert_eq!(
        decide(&policy, &attempt, &asking(503, None, 0), 0),
        Decision::Wait(Duration::ZERO)
    );
    assert_eq!(
        decide(&policy, &attempt, &asking(429, Some("throttled"), 0), 0),
        Decision::Wait(Duration::from_secs(1))
    );
    attempt.elapsed = Duration::from_millis(59_001);
    let exhausted = Decision::Fail(FailReason::Exhausted { retry_after: None });
    assert_eq!(
        decide(&policy, &attempt, &keyed(429, Some("throttled"), false), 0),
        exhausted
    );
    attempt.elapsed = policy.total_time;
    assert_eq!(decide(&policy, &attempt, &status(503), 0), exhausted);
    assert_eq!(decide(&policy, &attempt, &status(401), 0), exhausted);
}
