//! The rate: how many permits are granted, and to whom.

use super::handles::{Handle, SECOND, SOON, TOLERANCE, acquire, open_all};
use crate::conformance::violation::{Rule, Violation};
use crate::conformance::work::{join, poll_times};
use crate::error::BoxError;
use crate::transport::pacing::RateLimiter;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// The least part of the rate that is reached, in percent.
const LEAST_PERCENT: usize = 90;
/// How many futures wait at each handle.
const WAITERS: usize = 4;
/// How long nothing is asked, so that unused turns could add up.
const IDLE: Duration = Duration::from_millis(2500);
/// After a refusal for the rate, nothing is granted for a second; a part of it may pass before `on_throttled` returns.
const PAUSE: Duration = Duration::from_millis(800);

const AT_MOST: Rule = Rule {
    statement: "all handles together get no more permits in any second than the rate",
    advice: "grant permits at even intervals, of which unused ones do not add up, by one clock for all handles",
};
const AT_LEAST: Rule = Rule {
    statement: "under load, at least 90 % of the rate is granted",
    advice: "ask again as soon as the next turn is due",
};
const DROPPED: Rule = Rule {
    statement: "a waiter that is dropped keeps no turn",
    advice: "take a turn only when it is due, not in advance",
};
const UNPOLLED: Rule = Rule {
    statement: "a waiter that is not polled does not block the others",
    advice: "hold no lock across an await, and pass over a waiter that does not take its turn",
};
const THROTTLED: Rule = Rule {
    statement: "after `on_throttled`, no handle gets a permit for a second, and then they do",
    advice: "record the end of the pause where all handles look before they grant a permit",
};

/// Checks the rate of a limiter, in all handles together.
///
/// ```
/// use constant_contact::conformance;
/// use constant_contact::Pacer;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pacer = Pacer::per_second(4)?;
/// conformance::rate_limiter(4, Duration::from_secs(10), async || Ok(pacer.clone())).await?;
/// # Ok(()) }
/// ```
///
/// `open` opens a handle over the shared counter; the suite uses three at the same time, as three processes would.
/// They permit `per_second` requests a second and need no daily limit. The suite counts the permits for the duration of
/// `load`, and needs about 20 seconds for the other rules. On paused time it takes no time.
///
/// | rule | how it is checked |
/// |---|---|
/// | no more permits in any second than the rate | twelve waiters at three handles, before and after an idle time; a tenth of a second is tolerated for the scheduling of threads |
/// | at least 90 % of the rate | the same |
/// | a waiter that is dropped keeps no turn | four seconds' worth of waiters is dropped |
/// | a waiter that is not polled does not block the others | some are polled once and kept |
/// | after `on_throttled`, no handle gets a permit for a second, and then they do | at each handle |
///
/// [`fair_turns`](super::fair_turns()) and [`daily_limit`](super::daily_limit()) check what only some limiters promise.
///
/// # Errors
///
/// The first rule that is not kept.
pub async fn rate_limiter<L: RateLimiter + 'static>(
    per_second: u32,
    load: Duration,
    open: impl AsyncFn() -> Result<L, BoxError>,
) -> Result<(), Violation> {
    let handles = open_all(open).await?;
    let rate = usize::try_from(per_second).unwrap_or(usize::MAX).max(1);
    keeps_the_rate(&handles, rate, load).await?;
    forgets_dropped_waiters(&handles, rate).await?;
    passes_over(&handles, rate).await?;
    pauses(&handles).await
}

async fn keeps_the_rate(
    handles: &[Handle; 3],
    rate: usize,
    load: Duration,
) -> Result<(), Violation> {
    let mut permits = permits(handles, rate, load).await?;
    let least = load.mul_f64(rate as f64).as_secs() as usize * LEAST_PERCENT / 100;
    if permits.len() < least {
        let seen = format!("{} in {load:?}", permits.len());
        return Err(AT_LEAST.broken(format!("{least} permits"), seen));
    }
    sleep(IDLE).await;
    permits.extend(self::permits(handles, rate, IDLE).await?);
    permits.sort();
    for (first, last) in permits.iter().zip(permits.iter().skip(rate)) {
        let span = *last - *first;
        if span < SECOND - TOLERANCE {
            let seen = format!("{} permits within {span:?}", rate + 1);
            return Err(AT_MOST.broken(format!("{rate} permits in a second"), seen));
        }
    }
    Ok(())
}

/// When permits were granted under load.
async fn permits(
    handles: &[Handle; 3],
    rate: usize,
    load: Duration,
) -> Result<Vec<Instant>, Violation> {
    let until = Instant::now() + load;
    // If nothing limits the requests, paused time does not pass.
    let too_many = rate * (load.as_secs() as usize + 2);
    let waiters = handles
        .iter()
        .cycle()
        .take(WAITERS * handles.len())
        .cloned();
    let work = waiters.map(|handle| async move {
        let mut granted = vec![];
        while let Ok(permit) = tokio::time::timeout_at(until, acquire(&handle)).await {
            permit?;
            granted.push(Instant::now());
            if granted.len() > too_many {
                break;
            }
        }
        Ok(granted)
    });
    Ok(join(work).await?.into_iter().flatten().collect())
}

/// Gets permits for two seconds, which must not take much longer.
async fn get_permits(
    handles: &[Handle; 3],
    rate: usize,
    lost: usize,
    rule: &Rule,
) -> Result<(), Violation> {
    let count = 2 * rate;
    let expected = SECOND.mul_f64((count + lost) as f64 * 100.0 / (rate * LEAST_PERCENT) as f64);
    let limit = expected + SECOND.mul_f64(1.5);
    let left = Arc::new(AtomicUsize::new(count));
    let work = handles.iter().cloned().map(|handle| {
        let left = left.clone();
        async move {
            let take = |left: usize| left.checked_sub(1);
            while left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
                .is_ok()
            {
                acquire(&handle).await?;
            }
            Ok(())
        }
    });
    match timeout(limit, join(work)).await {
        Ok(permits) => permits.map(|_| ()),
        Err(_) => Err(rule.broken(format!("{count} permits in {limit:?}"), "fewer")),
    }
}

async fn forgets_dropped_waiters(handles: &[Handle; 3], rate: usize) -> Result<(), Violation> {
    for (number, handle) in handles.iter().cycle().take(4 * rate).enumerate() {
        // Some are dropped while they wait for an answer, some while they wait for their turn.
        let polls = if number % 2 == 0 { 1 } else { 3 };
        poll_times(handle.acquire(), polls, TOLERANCE / 4).await;
    }
    get_permits(handles, rate, 0, &DROPPED).await
}

async fn passes_over(handles: &[Handle; 3], rate: usize) -> Result<(), Violation> {
    let mut kept = vec![];
    for handle in handles.iter().cycle().take(WAITERS * handles.len()) {
        let mut waiter = handle.acquire();
        let polled = std::future::poll_fn(|context| {
            std::task::Poll::Ready(waiter.as_mut().poll(context).is_pending())
        });
        if polled.await {
            kept.push(waiter);
        }
    }
    // Each of them may lose one turn.
    get_permits(handles, rate, kept.len(), &UNPOLLED).await
}

async fn pauses(handles: &[Handle; 3]) -> Result<(), Violation> {
    for throttled in handles {
        sleep(IDLE).await;
        timeout(SOON, throttled.on_throttled()).await.ok();
        let since = Instant::now();
        let work = handles.iter().cloned().map(|handle| async move {
            acquire(&handle).await?;
            Ok(since.elapsed())
        });
        let waited = join(work).await?;
        if let Some(early) = waited.iter().min().filter(|waited| **waited < PAUSE) {
            let seen = format!("one after {early:?}");
            return Err(THROTTLED.broken("no permit for a second", seen));
        }
        if let Some(late) = waited.iter().max().filter(|waited| **waited > SOON) {
            let seen = format!("one after {late:?}");
            return Err(THROTTLED.broken("a permit soon after the second", seen));
        }
    }
    Ok(())
}
