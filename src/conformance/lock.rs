//! The rules of locks, which token stores and journals have in common.

use super::violation::{Rule, Violation, answer, failed};
use super::work::{join, poll_times};
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::lock::{Lease, LockGuard};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How long a lock that is free, or was released, may take to be granted.
const GRANT_LIMIT: Duration = Duration::from_secs(5);
/// The same if many wait for it.
const QUEUE_LIMIT: Duration = Duration::from_secs(60);
/// How long an attempt lasts that must not succeed.
const ATTEMPT: Duration = Duration::from_millis(200);
/// How long a holder works under the lock.
const HOLD: Duration = Duration::from_millis(2);
/// How often each handle takes the lock in turn with the others.
const ROUNDS: usize = 8;
/// After how many polls a waiting future is dropped.
const POLLS: u32 = 6;

const EXCLUSIVE: Rule = Rule {
    statement: "only one handle at a time holds the lock",
    advice: "grant the lock in one step that fails if it is taken, for example by inserting a row with a unique key",
};
const RELEASED: Rule = Rule {
    statement: "a lock that was released is granted to another handle soon",
    advice: "release the lock when the guard is dropped or `Lease::release` is called, and wait with short pauses",
};
const ABANDONED: Rule = Rule {
    statement: "a future of `lock` that is dropped leaves no lock, or one that expires",
    advice: "release a lock that was granted after the future was dropped, or let it expire",
};
const RENEWED: Rule = Rule {
    statement: "a lease that is renewed does not expire",
    advice: "set the expiry to the store's current time plus the duration in `Lease::renew`",
};
const EXPIRES: Rule = Rule {
    statement: "the lock of a holder that was killed becomes free when its lease expires",
    advice: "compare the expiry with the store's current time when another handle asks for the lock",
};
const LASTS: Rule = Rule {
    statement: "a lease lasts for its duration",
    advice: "use the store's clock for the grant and for the comparison, with a resolution finer than the duration",
};
const LOST: Rule = Rule {
    statement: "`renew` of a lease that another handle had in between returns false",
    advice: "identify the holder by a random number of this grant, and update only a row that still has it",
};
const OWN: Rule = Rule {
    statement: "a holder whose lease has expired does not release the lock of the next holder",
    advice: "delete only a row that has the random number of this grant",
};

/// Asks one handle for its lock.
pub(super) type Lock =
    Arc<dyn Fn() -> BoxFuture<'static, Result<LockGuard, BoxError>> + Send + Sync>;

/// A lock that was granted.
pub(super) enum Held {
    None,
    Value(#[allow(dead_code, reason = "held for its drop")] LockGuard),
    Lease(Box<dyn Lease>),
}

impl Held {
    pub fn new(mut guard: LockGuard) -> Self {
        match guard.take_lease() {
            Some(lease) => Self::Lease(lease),
            None if guard.is_none() => Self::None,
            None => Self::Value(guard),
        }
    }

    /// The duration of a lease.
    pub fn duration(&self) -> Option<Duration> {
        match self {
            Self::Lease(lease) => Some(lease.duration()),
            Self::None | Self::Value(_) => None,
        }
    }

    /// Whether the lock is still held; renews a lease.
    pub async fn renew(&mut self) -> Result<bool, Violation> {
        match self {
            Self::Lease(lease) => answer("`Lease::renew`", lease.renew()).await,
            Self::None | Self::Value(_) => Ok(true),
        }
    }

    pub async fn release(self) -> Result<(), Violation> {
        match self {
            Self::Lease(lease) => answer("`Lease::release`", lease.release()).await,
            Self::None | Self::Value(_) => Ok(()),
        }
    }

    /// Ends like a process that is killed: the system releases what it knows of, and no request is sent.
    pub fn kill(self) {
        if let Self::Lease(lease) = self {
            std::mem::forget(lease);
        }
    }
}

/// Takes the lock, or returns `None` if it is not granted in time.
async fn take(lock: &Lock, limit: Duration) -> Result<Option<Held>, Violation> {
    match timeout(limit, lock()).await {
        Ok(Ok(guard)) => Ok(Some(Held::new(guard))),
        Ok(Err(error)) => Err(failed("`lock`", &error)),
        Err(_) => Ok(None),
    }
}

/// Takes the lock, which must be granted in time.
async fn take_or(
    lock: &Lock,
    limit: Duration,
    rule: &Rule,
    expected: &str,
) -> Result<Held, Violation> {
    let held = take(lock, limit).await?;
    held.ok_or_else(|| rule.broken(expected, format!("none after {limit:?}")))
}

/// Fails if the lock is granted within a time.
async fn take_none(
    lock: &Lock,
    limit: Duration,
    rule: &Rule,
    holder: &str,
) -> Result<(), Violation> {
    // Waiting for a lock may fail after some time.
    match timeout(limit, lock()).await {
        Ok(Ok(_)) => Err(rule.broken("no lock", format!("a lock while {holder}"))),
        _ => Ok(()),
    }
}

/// Checks the locks of four handles over one storage. Returns the duration of the lease, if the lock is one.
pub(super) async fn check(locks: &[Lock; 4]) -> Result<Option<Duration>, Violation> {
    let [first, ..] = locks;
    // An earlier run may have left a lock that expires.
    let held = answer("`lock`", first()).await.map(Held::new)?;
    if matches!(held, Held::None) {
        return Err(EXCLUSIVE.broken("a lock", "`LockGuard::none`"));
    }
    let lease = held.duration();
    held.release().await?;

    excludes(locks).await?;
    is_handed_over(locks, lease).await?;
    survives_dropped_futures(locks, lease).await?;
    if let Some(lease) = lease {
        is_renewed(locks, lease).await?;
        expires(locks, lease).await?;
        is_lost(locks, lease).await?;
        is_lost_in_between(locks, lease).await?;
    }
    Ok(lease)
}

async fn excludes(locks: &[Lock; 4]) -> Result<(), Violation> {
    const FREE: usize = usize::MAX;
    let holder = Arc::new(AtomicUsize::new(FREE));
    let tasks = locks.iter().cloned().enumerate().map(|(number, lock)| {
        let holder = holder.clone();
        async move {
            for _ in 0..ROUNDS {
                let held = take_or(&lock, QUEUE_LIMIT, &RELEASED, "a lock in turn").await?;
                let before = holder.swap(number, Ordering::SeqCst);
                sleep(HOLD).await;
                let after = holder.swap(FREE, Ordering::SeqCst);
                if (before, after) != (FREE, number) {
                    return Err(EXCLUSIVE.broken("one holder", "two at the same time"));
                }
                held.release().await?;
            }
            Ok(())
        }
    });
    join(tasks).await.map(|_| ())
}

async fn is_handed_over(
    [one, two, three, _]: &[Lock; 4],
    lease: Option<Duration>,
) -> Result<(), Violation> {
    // Before the lease would have expired.
    let limit = lease.map_or(GRANT_LIMIT, |lease| GRANT_LIMIT.min(lease.mul_f64(0.8)));
    let mut held = take_or(one, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    let waiter = two.clone();
    let waiter = tokio::spawn(async move { take(&waiter, QUEUE_LIMIT).await });
    sleep(ATTEMPT).await;
    if waiter.is_finished() {
        return Err(EXCLUSIVE.broken("one holder", "a second one"));
    }
    held.renew().await?;
    held.release().await?;
    let Ok(Ok(handed_over)) = timeout(limit, waiter).await else {
        let seen = format!("none after {limit:?}");
        return Err(RELEASED.broken("the lock for a handle that waits", seen));
    };
    if let Some(held) = handed_over? {
        held.release().await?;
    }
    let next = take_or(three, limit, &RELEASED, "the lock for a third handle").await?;
    next.release().await
}

async fn survives_dropped_futures(
    [one, two, three, _]: &[Lock; 4],
    lease: Option<Duration>,
) -> Result<(), Violation> {
    let limit = GRANT_LIMIT + lease.unwrap_or_default();
    // Dropped while it is granted.
    for polls in 1..=POLLS {
        if let Some(granted) = poll_times(one(), polls, GRANT_LIMIT).await {
            let guard = granted.map_err(|error| failed("`lock`", &error))?;
            Held::new(guard).release().await?;
        }
        let held = take_or(two, limit, &ABANDONED, "a free lock").await?;
        held.release().await?;
    }
    // Dropped while it waits.
    let held = take_or(one, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    for polls in 1..=POLLS {
        if poll_times(two(), polls, ATTEMPT / POLLS).await.is_some() {
            return Err(EXCLUSIVE.broken("one holder", "a second one"));
        }
    }
    held.release().await?;
    let held = take_or(three, limit, &ABANDONED, "a free lock").await?;
    held.release().await
}

async fn is_renewed([one, two, ..]: &[Lock; 4], lease: Duration) -> Result<(), Violation> {
    let mut held = take_or(one, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    let waiter = two.clone();
    let waiter = tokio::spawn(async move { take(&waiter, QUEUE_LIMIT).await });
    for _ in 0..6 {
        sleep(lease / 3).await;
        if !held.renew().await? {
            return Err(RENEWED.broken("true from `renew`", "false, three times in a duration"));
        }
        if waiter.is_finished() {
            return Err(RENEWED.broken("one holder", "a second one, within two durations"));
        }
    }
    held.release().await?;
    match timeout(GRANT_LIMIT, waiter).await {
        Ok(Ok(Ok(Some(held)))) => held.release().await,
        Ok(Ok(Err(violation))) => Err(violation),
        _ => Err(RELEASED.broken("the lock for a handle that waits", "none in this time")),
    }
}

async fn expires([one, two, ..]: &[Lock; 4], lease: Duration) -> Result<(), Violation> {
    let held = take_or(one, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    let granted = Instant::now();
    held.kill();
    let next = take_or(
        two,
        lease + GRANT_LIMIT,
        &EXPIRES,
        "a lock after the duration",
    )
    .await?;
    let after = granted.elapsed();
    // The request and its answer take time.
    if after < lease.mul_f64(0.8) {
        return Err(LASTS.broken(
            format!("a lock for {lease:?}"),
            format!("another holder after {after:?}"),
        ));
    }
    next.release().await
}

async fn is_lost([one, two, three, _]: &[Lock; 4], lease: Duration) -> Result<(), Violation> {
    let mut stale = take_or(one, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    let limit = lease + GRANT_LIMIT;
    let mut held = take_or(two, limit, &EXPIRES, "a lock after the duration").await?;
    if stale.renew().await? {
        return Err(LOST.broken("false", "true while another handle had the lock"));
    }
    if !held.renew().await? {
        return Err(LOST.broken(
            "true for the new holder",
            "false after the former one's `renew`",
        ));
    }
    stale.release().await?;
    take_none(three, lease / 2, &OWN, "another handle held it").await?;
    if !held.renew().await? {
        return Err(OWN.broken(
            "true for the new holder",
            "false after the former one's release",
        ));
    }
    held.release().await
}

async fn is_lost_in_between(
    [one, two, three, _]: &[Lock; 4],
    lease: Duration,
) -> Result<(), Violation> {
    let mut stale = take_or(one, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    let limit = lease + GRANT_LIMIT;
    let next = take_or(two, limit, &EXPIRES, "a lock after the duration").await?;
    next.release().await?;
    if stale.renew().await? {
        return Err(LOST.broken("false", "true after another handle had the lock"));
    }
    stale.release().await?;
    let held = take_or(three, GRANT_LIMIT, &RELEASED, "a free lock").await?;
    held.release().await
}
