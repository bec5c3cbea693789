//! Properties of every policy and every sequence of outcomes.

use super::super::*;
use super::{IDEMPOTENT, NOW, OTHERS, at};
use crate::error::Limit;
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        Just(Duration::ZERO),
        Just(Duration::MAX),
        (0_u64..120_000).prop_map(Duration::from_millis),
        any::<u64>().prop_map(Duration::from_nanos),
    ]
}

fn any_policy() -> impl Strategy<Value = RetryPolicy> {
    (
        0_u32..12,
        any_duration(),
        any_duration(),
        any_duration(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(most, total, base, cap, opt, wait)| {
            RetryPolicy::default()
                .max_attempts(most)
                .total_time(total)
                .base_delay(base)
                .max_delay(cap)
                .retry_ambiguous(opt)
                .wait_for_quota(wait)
        })
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let limit = proptest::sample::select(vec![None, Some(Limit::PerSecond), Some(Limit::PerDay)]);
    let code = prop_oneof![
        100_u16..600,
        Just(401),
        Just(429),
        Just(429),
        Just(500),
        Just(503)
    ];
    let answered = (
        code,
        limit,
        proptest::option::of(any_duration()),
        any::<bool>(),
    )
        .prop_map(
            |(code, limit, retry_after, is_activity_path)| Outcome::Status {
                code: StatusCode::from_u16(code).unwrap(),
                limit,
                retry_after,
                is_activity_path,
            },
        );
    prop_oneof![
        6 => answered,
        1 => Just(Outcome::ConnectError),
        1 => Just(Outcome::NoResponse),
        1 => Just(Outcome::BodyError),
    ]
}

fn any_method() -> impl Strategy<Value = Method> {
    proptest::sample::select([&IDEMPOTENT[..], &OTHERS[..]].concat())
}

proptest! {
    #[test]
    fn attempts_and_waits_stay_within_the_policy(
        policy in any_policy(),
        method in any_method(),
        steps in proptest::collection::vec((any_outcome(), any_duration(), any::<u64>()), 1..16),
    ) {
        let mut attempt = Attempt::first(method.clone(), at(NOW));
        let mut renewals = 0;
        for (outcome, took, random) in steps {
            attempt.elapsed = attempt.elapsed.saturating_add(took);
            let left = policy.total_time.saturating_sub(attempt.elapsed);
            let decision = decide(&policy, &attempt, &outcome, random);
            match decision {
                Decision::Wait(delay) => {
                    let asked = match outcome {
                        Outcome::Status { retry_after, .. } => retry_after.unwrap_or_default(),
                        _ => Duration::ZERO,
                    };
                    prop_assert!(delay <= left);
                    prop_assert!(delay <= policy.max_delay.max(asked));
                    prop_assert!(delay >= asked);
                    attempt.elapsed += delay;
                }
                Decision::RenewToken => renewals += 1,
                Decision::WaitForQuota { .. } => {
                    prop_assert!(policy.wait_for_quota);
                    // After a day, the token may have to be renewed again.
                    renewals = 0;
                }
                Decision::Fail(_) => break,
            }
            let waits_for_quota = matches!(decision, Decision::WaitForQuota { .. });
            prop_assert!(waits_for_quota || !left.is_zero());
            let unknown = matches!(outcome, Outcome::NoResponse | Outcome::BodyError)
                || matches!(outcome, Outcome::Status { code, .. } if code.is_server_error());
            prop_assert!(!unknown || policy.retry_ambiguous || IDEMPOTENT.contains(&method));
            attempt = attempt.next(&outcome);
            prop_assert!(attempt.counted() <= policy.max_attempts);
            prop_assert!(renewals <= 1);
        }
    }

    #[test]
    fn no_header_value_panics(value in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            let mut headers = HeaderMap::new();
            headers.insert("Retry-After", value);
            let _ = retry_after(&headers, at(NOW));
        }
    }
}
