//! The daily limit: what is counted, and what is refused.

use super::handles::{Handle, SECOND, SOON, TOLERANCE, open_all};
use crate::conformance::violation::{Rule, Violation, failed};
use crate::conformance::work::join;
use crate::error::BoxError;
use crate::transport::pacing::{LimitError, RateLimiter};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::{sleep, timeout};

/// For how long a limiter is asked to refuse everything.
const REFUSAL: Duration = Duration::from_secs(2);
/// The time before the end of a day in which no count begins.
const BEFORE_MIDNIGHT: u64 = 120;
const DAY: u64 = 86_400;

const EXACT: Rule = Rule {
    statement: "all handles together get exactly as many permits as the daily limit",
    advice: "count and compare in one step at the shared counter",
};
const REFUSES: Rule = Rule {
    statement: "when the daily limit is used up, every handle refuses with `LimitError::QuotaExceeded`",
    advice: "return the error at once, with the next midnight in UTC as `resets_at`",
};
const INFORMED: Rule = Rule {
    statement: "after `on_quota_exceeded`, every handle refuses until the given time, and not for longer",
    advice: "record the time where all handles look before they grant a permit",
};

/// Checks that a limiter counts a day's requests in all handles together, and refuses those above the limit.
///
/// ```no_run
/// use constant_contact::conformance;
/// use constant_contact::{BoxError, RateLimiter};
///
/// # async fn f<L: RateLimiter + 'static>(
/// #     connect: impl AsyncFn(&str, u32, u64) -> Result<L, BoxError>,
/// # ) -> Result<(), conformance::Violation> {
/// // A counter that was not used yet: 100 requests a second, and 50 a day.
/// conformance::daily_limit(50, async || connect("conformance", 100, 50).await).await?;
/// # Ok(()) }
/// ```
///
/// `open` opens a handle over a shared counter that was not used yet, with a daily limit of `limit` and a high rate.
/// First, one handle hears from the server that the limit is used up for two seconds. Then three handles use up their
/// own count.
///
/// In the last two minutes of a day in UTC, the suite waits for the next day, since the count starts again then.
///
/// # Errors
///
/// The first rule that is not kept.
pub async fn daily_limit<L: RateLimiter + 'static>(
    limit: u64,
    open: impl AsyncFn() -> Result<L, BoxError>,
) -> Result<(), Violation> {
    wait_for_midnight().await;
    let handles = open_all(open).await?;
    let [first, ..] = &handles;
    let resets_at = SystemTime::now() + REFUSAL;
    timeout(SOON, first.on_quota_exceeded(resets_at)).await.ok();
    for handle in &handles {
        is_refused(handle, &INFORMED).await?;
    }
    wait_until(resets_at + TOLERANCE).await;
    if !is_granted(first).await? {
        return Err(INFORMED.broken("a permit after that time", "a refusal"));
    }

    let work = handles.iter().cloned().map(|handle| async move {
        let mut granted = 0;
        while granted <= limit && is_granted(&handle).await? {
            granted += 1;
        }
        Ok(granted)
    });
    let granted: u64 = join(work).await?.into_iter().sum::<u64>() + 1;
    if granted != limit {
        return Err(EXACT.broken(format!("{limit} permits"), format!("{granted}")));
    }
    for handle in &handles {
        is_refused(handle, &REFUSES).await?;
        let usage = handle.usage();
        if usage.is_some_and(|usage| usage.limit.is_some() && usage.remaining() != Some(0)) {
            return Err(EXACT.broken("`usage` with nothing left", "some left"));
        }
    }
    Ok(())
}

/// Whether a request is permitted; otherwise it is refused for the daily limit.
async fn is_granted(handle: &Handle) -> Result<bool, Violation> {
    match timeout(SOON, handle.acquire()).await {
        Ok(Ok(_)) => Ok(true),
        Ok(Err(LimitError::QuotaExceeded { .. })) => Ok(false),
        Ok(Err(error)) => Err(failed("`acquire`", &error.into())),
        Err(_) => Err(REFUSES.broken("a permit or a refusal", "neither in 5 s")),
    }
}

async fn is_refused(handle: &Handle, rule: &Rule) -> Result<(), Violation> {
    let expected = "LimitError::QuotaExceeded with a time in the next 24 hours";
    let seen = match timeout(SOON, handle.acquire()).await {
        Ok(Err(LimitError::QuotaExceeded { resets_at })) => {
            match resets_at.duration_since(SystemTime::now()) {
                Ok(left) if left <= Duration::from_secs(DAY) + SECOND => return Ok(()),
                _ => "another time".to_owned(),
            }
        }
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(_)) => "a permit".to_owned(),
        Err(_) => "neither a permit nor an error in 5 s".to_owned(),
    };
    Err(rule.broken(expected, seen))
}

/// Waits until a day begins, if one ends soon.
async fn wait_for_midnight() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let left = DAY - now.unwrap_or_default().as_secs() % DAY;
    if left <= BEFORE_MIDNIGHT {
        wait_until(SystemTime::now() + Duration::from_secs(left)).await;
    }
}

/// Waits by the wall clock and by the clock of the runtime, which may be paused.
async fn wait_until(at: SystemTime) {
    let left = at.duration_since(SystemTime::now()).unwrap_or_default();
    tokio::task::spawn_blocking(move || std::thread::sleep(left))
        .await
        .ok();
    sleep(left).await;
}
