//! Whether a request is sent again, and when.
//!
//! The API has no idempotency keys: if a request was carried out but its answer got lost, a retry carries it
//! out twice. So the decision depends on two facts only: whether the method is idempotent, and whether the
//! server refused the request before it began any work. After each attempt, the exchange passes the
//! [`RetryPolicy`], the [`Attempt`] (with the history of the earlier attempts) and its [`Outcome`] to
//! [`decide`], which returns a [`Decision`]. `decide` reads no clock, draws no random number and does not
//! wait: the time and the random number are arguments, and the caller waits. A retry passes through the
//! [pacing](crate::transport::pacing) again like any other request.

mod after;
mod attempt;
mod policy;
mod quota;
#[cfg(test)]
mod tests;

pub use after::retry_after;
pub(crate) use attempt::is_idempotent;
pub use attempt::{Attempt, Outcome, is_activity_path};
pub use policy::RetryPolicy;
pub use quota::QuotaWait;

use crate::error::FailReason;
use crate::transport::backoff::{Backoff, Jitter};
use attempt::TooMany;
use http::StatusCode;
use std::time::{Duration, SystemTime};

/// The shortest wait after the limit per second was exceeded. The server counts by the second: before that,
/// the second may not be over.
const AFTER_THROTTLED: Duration = Duration::from_secs(1);
/// How often a 429 without a reason is retried.
const MAX_UNEXPLAINED_RETRIES: u32 = 2;
/// How often a 500 is retried: the request itself may be the cause.
const MAX_INTERNAL_ERROR_RETRIES: u32 = 1;

/// What the exchange does after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Renew the access token, then send again without a wait.
    RenewToken,
    /// Wait this long, acquire a permit, then send again.
    Wait(Duration),
    /// Wait for the next day, then send again as if this attempt had not been made.
    WaitForQuota {
        /// When the quota resets.
        resets_at: SystemTime,
    },
    /// Give up with this attempt's error.
    Fail(FailReason),
}

/// The class of an outcome, before the limits on attempts and time are applied.
enum Class {
    Fail(FailReason),
    RenewToken,
    WaitForQuota {
        resets_at: SystemTime,
    },
    /// Send again after a wait of at least `floor`, and at least what the server asks for.
    Retry {
        floor: Duration,
        retry_after: Option<Duration>,
    },
}

/// Decides what follows an attempt.
///
/// `random` is uniformly distributed over `u64`; it selects the wait within its range.
///
/// | Outcome | GET, HEAD, PUT, DELETE | other methods |
/// |---|---|---|
/// | connection not made | retry | retry |
/// | no response, response broken off | retry | ambiguous |
/// | 401 | renew the token, unless it was renewed for this request | same |
/// | 429 `throttled` | retry after a second or more | same |
/// | 429 `quota_exceeded` | fail until the next day, or wait for it if the policy says so | same |
/// | other 429 on `/activities` | queue full (GET and HEAD: as the next row) | queue full |
/// | other 429 | retry twice at most | same |
/// | 500 | retry once | ambiguous |
/// | 502 to 504, 520 to 524, 529, 530 | retry | ambiguous |
/// | 408 | retry | ambiguous |
/// | 425 | retry | fail |
/// | other 5xx | fail | ambiguous |
/// | other 4xx | fail | fail |
/// | any other status, for example a redirect | fail | fail |
///
/// With [`RetryPolicy::retry_ambiguous`], the first column also applies to the other methods. If
/// such a call then fails after an attempt whose outcome is unknown, it fails as
/// [`FailReason::Ambiguous`], whatever the outcome of its last attempt. A retry requires that an attempt
/// and time are left. A wait is at most the policy's longest delay, unless the server asks for a longer one, and never more than the time that is left; if the
/// server asks for a wait beyond that time with `Retry-After`, the call fails at once. If the policy
/// waits for the quota, attempts that were refused for it do not count.
pub fn decide(policy: &RetryPolicy, attempt: &Attempt, outcome: &Outcome, random: u64) -> Decision {
    let decision = match classify(policy, attempt, outcome) {
        Class::Fail(reason) => Decision::Fail(reason),
        Class::RenewToken if remaining(policy, attempt).is_some() => Decision::RenewToken,
        Class::RenewToken => Decision::Fail(FailReason::Exhausted { retry_after: None }),
        Class::WaitForQuota { resets_at } => Decision::WaitForQuota { resets_at },
        Class::Retry { floor, retry_after } => {
            match wait(policy, attempt, floor, retry_after, random) {
                Some(delay) => Decision::Wait(delay),
                None => Decision::Fail(FailReason::Exhausted { retry_after }),
            }
        }
    };
    let unknown = attempt.unknown_outcome || outcome.is_unknown();
    match decision {
        Decision::Fail(_) if unknown && !attempt.idempotent => {
            Decision::Fail(FailReason::Ambiguous)
        }
        decision => decision,
    }
}

fn classify(policy: &RetryPolicy, attempt: &Attempt, outcome: &Outcome) -> Class {
    let retryable = attempt.idempotent || policy.retry_ambiguous;
    let retry_if = |yes: bool, retry_after| match yes {
        true => Class::Retry {
            floor: Duration::ZERO,
            retry_after,
        },
        false => Class::Fail(FailReason::Permanent),
    };
    match *outcome {
        Outcome::ConnectError => retry_if(true, None),
        Outcome::NoResponse | Outcome::BodyError => retry_if(retryable, None),
        Outcome::Status {
            code, retry_after, ..
        } => match code {
            StatusCode::UNAUTHORIZED if !attempt.token_renewed => Class::RenewToken,
            StatusCode::TOO_MANY_REQUESTS => too_many(policy, attempt, outcome, retry_after),
            StatusCode::INTERNAL_SERVER_ERROR
                if attempt.internal_errors >= MAX_INTERNAL_ERROR_RETRIES =>
            {
                Class::Fail(FailReason::Exhausted { retry_after })
            }
            StatusCode::INTERNAL_SERVER_ERROR => retry_if(retryable, retry_after),
            code if is_temporary(code) => retry_if(retryable, retry_after),
            _ => Class::Fail(FailReason::Permanent),
        },
    }
}

/// Whether a status means that the server, or a proxy in front of it, is temporarily unable to answer. 520 to
/// 524 and 530 are sent by Cloudflare, 529 by an overloaded site.
fn is_temporary(code: StatusCode) -> bool {
    matches!(code.as_u16(), 408 | 425 | 502..=504 | 520..=524 | 529 | 530)
}

fn too_many(
    policy: &RetryPolicy,
    attempt: &Attempt,
    outcome: &Outcome,
    retry_after: Option<Duration>,
) -> Class {
    if let Some(resets_at) = attempt.quota_resets_at(outcome) {
        return match policy.wait_for_quota {
            true => Class::WaitForQuota { resets_at },
            false => Class::Fail(FailReason::QuotaExceeded { resets_at }),
        };
    }
    match attempt.too_many(outcome) {
        Some(TooMany::QueueFull) => Class::Fail(FailReason::QueueFull),
        Some(TooMany::Unexplained) if attempt.unexplained_429s >= MAX_UNEXPLAINED_RETRIES => {
            Class::Fail(FailReason::Exhausted { retry_after })
        }
        _ => Class::Retry {
            floor: AFTER_THROTTLED,
            retry_after,
        },
    }
}

/// How long to wait before the next attempt; `None` if there must not be one.
fn wait(
    policy: &RetryPolicy,
    attempt: &Attempt,
    floor: Duration,
    retry_after: Option<Duration>,
    random: u64,
) -> Option<Duration> {
    let remaining = remaining(policy, attempt)?;
    let floor = floor.min(policy.max_delay);
    let least = floor.max(retry_after.unwrap_or_default());
    let backoff = Backoff::new(policy.base_delay, policy.max_delay).with_jitter(Jitter::Full);
    let delay = floor
        .saturating_add(backoff.wait(attempt.counted(), random))
        .min(policy.max_delay)
        .max(least);
    (least <= remaining).then(|| delay.min(remaining))
}

/// The time that is left for another attempt; `None` if there cannot be one.
fn remaining(policy: &RetryPolicy, attempt: &Attempt) -> Option<Duration> {
    let allowed = attempt.counted() < policy.max_attempts;
    policy
        .total_time
        .checked_sub(attempt.elapsed)
        .filter(|left| allowed && !left.is_zero())
}
