//! Turns: a busy requester does not keep others from theirs.

use super::handles::{Handle, SECOND, open_all};
use crate::conformance::violation::{Rule, Violation, answer};
use crate::conformance::work::join;
use crate::error::BoxError;
use crate::transport::pacing::{Permit, RateLimiter, Requester};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::sleep;

/// How many waiters a busy requester has at each of two handles.
const BUSY: usize = 20;
/// How many permits others may get while a requester with one waiter waits.
const TURNS: u64 = 8;
/// How many permits each waiter of the busy requester takes.
const MOST_TURNS: usize = 100;

const FAIR: Rule = Rule {
    statement: "a requester with one waiter does not wait for all waiters of another",
    advice: "serve the requesters in turn in `acquire_for`",
};

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
/// `open` opens a handle, as for [`rate_limiter`](super::rate_limiter). A busy requester has twenty waiters at each of two handles. Another
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
