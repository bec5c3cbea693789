//! The suites for rate limiters.

use super::violation::{Rule, Violation, answer, failed};
use super::work::{join, poll_times};
use crate::error::BoxError;
use crate::transport::pacing::{LimitError, Permit, RateLimiter, Requester};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);
/// By how much two permits may seem closer to each other than they are, because a thread was interrupted.
const TOLERANCE: Duration = Duration::from_millis(100);
/// The least part of the rate that is reached, in percent.
const LEAST_PERCENT: usize = 90;
/// How many futures wait at each handle.
const WAITERS: usize = 4;
/// How long nothing is asked, so that unused turns could add up.
const IDLE: Duration = Duration::from_millis(2500);
/// After a refusal for the rate, nothing is granted for a second; a part of it may pass before `on_throttled` returns.
const PAUSE: Duration = Duration::from_millis(800);
/// How long a permit may take that should be granted soon, or a refusal.
const SOON: Duration = Duration::from_secs(5);
/// How many waiters a busy requester has at each of two handles.
const BUSY: usize = 20;
/// How many permits others may get while a requester with one waiter waits.
const TURNS: u64 = 8;
/// How many permits each waiter of the busy requester takes.
const MOST_TURNS: usize = 100;
/// For how long a limiter is asked to refuse everything.
const REFUSAL: Duration = Duration::from_secs(2);
/// The time before the end of a day in which no count begins.
const BEFORE_MIDNIGHT: u64 = 120;
const DAY: u64 = 86_400;

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
const FAIR: Rule = Rule {
    statement: "a requester with one waiter does not wait for all waiters of another",
    advice: "serve the requesters in turn in `acquire_for`",
};
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

type Handle = Arc<dyn RateLimiter>;

async fn open_all<L: RateLimiter + 'static>(
    open: impl AsyncFn() -> Result<L, BoxError>,
) -> Result<[Handle; 3], Violation> {
    let handle = async || -> Result<Handle, Violation> {
        let handle: Handle = Arc::new(answer("opening a handle", open()).await?);
        Ok(handle)
    };
    Ok([handle().await?, handle().await?, handle().await?])
}

async fn acquire(handle: &Handle) -> Result<Permit, Violation> {
    let permit = async { handle.acquire().await.map_err(BoxError::from) };
    answer("`acquire`", permit).await
}

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
/// [`fair_turns`] and [`daily_limit`] check what only some limiters promise.
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

/// Checks that a limiter gives each requester its turn.
///
/// ```no_run
/// use constant_contact::conformance;
/// use constant_contact::Pacer;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pacer = Pacer::per_second(4)?;
/// conformance::fair_turns(4, async || Ok(pacer.clone())).await?;
/// # Ok(()) }
/// ```
///
/// `open` opens a handle, as for [`rate_limiter`]. A busy requester has twenty waiters at each of two handles. Another
/// one with a single waiter must get its permit before eight of them have got theirs, at each handle several times. This
/// takes about half a minute at 4 requests a second.
///
/// # Errors
///
/// The rule, if it is not kept.
pub async fn fair_turns<L: RateLimiter + 'static>(
    per_second: u32,
    open: impl AsyncFn() -> Result<L, BoxError>,
) -> Result<(), Violation> {
    let handles = open_all(open).await?;
    let [first, second, _] = &handles;
    let busy = Requester::new();
    let granted = Arc::new(AtomicU64::new(0));
    let waiters = [first, second].into_iter().cycle().take(2 * BUSY).cloned();
    let work = waiters.map(|handle| {
        let granted = granted.clone();
        async move {
            for _ in 0..MOST_TURNS {
                acquire_for(&handle, busy).await?;
                granted.fetch_add(1, Ordering::SeqCst);
            }
            Ok(())
        }
    });
    let measured = async {
        sleep(SECOND + SECOND / per_second.max(1)).await;
        for handle in handles.iter().cycle().take(2 * handles.len()) {
            let before = granted.load(Ordering::SeqCst);
            acquire_for(handle, Requester::new()).await?;
            let turns = granted.load(Ordering::SeqCst) - before;
            if turns > TURNS {
                let seen = format!("a permit after {turns} of another requester");
                return Err(FAIR.broken(format!("a permit after {TURNS} at most"), seen));
            }
        }
        Ok(())
    };
    let busy = tokio::spawn(join(work.collect::<Vec<_>>().into_iter()));
    let result = measured.await;
    busy.abort();
    match busy.await {
        Ok(Err(violation)) => Err(violation),
        _ => result,
    }
}

async fn acquire_for(handle: &Handle, requester: Requester) -> Result<Permit, Violation> {
    let permit = async { handle.acquire_for(requester).await.map_err(BoxError::from) };
    answer("`acquire_for`", permit).await
}

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
