//! Time limits that do not count the time in which the process was suspended.
//!
//! When a stopped process or a suspended machine wakes up, two things are ready at once: the timer, and the response
//! that arrived in the meantime. Here the response wins. Time is counted in steps, the work is polled in each of them,
//! and a step that took too long, because nothing ran, does not count.

use std::pin::{Pin, pin};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// The length of a step.
pub(crate) const STEP: Duration = Duration::from_secs(5);
/// The process was suspended in a step that ends this much too late.
const LATE: Duration = Duration::from_secs(1);

/// Why a step ended before the work did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepTimeout {
    /// The time of the step has elapsed.
    Elapsed,
    /// The process was suspended: what it waits for may be there already.
    Suspended,
}

/// Polls `work` for one step.
pub(crate) async fn step(
    work: Pin<&mut (dyn Future<Output = ()> + Send)>,
) -> Result<(), StepTimeout> {
    let begun = Instant::now();
    match timeout(STEP, work).await {
        Ok(()) => Ok(()),
        Err(_) if begun.elapsed() > STEP + LATE => Err(StepTimeout::Suspended),
        Err(_) => Err(StepTimeout::Elapsed),
    }
}

/// Runs `work` for at most `limit`, rounded up to whole steps; returns `None` if it takes longer.
pub(crate) async fn limited<T: Send>(
    limit: Duration,
    work: impl Future<Output = T> + Send,
) -> Option<T> {
    let mut output = None;
    run(limit, pin!(async { output = Some(work.await) })).await;
    output
}

/// Runs `work`, which keeps its output itself, so that this is compiled once.
async fn run(limit: Duration, mut work: Pin<&mut (dyn Future<Output = ()> + Send)>) {
    let mut left = limit;
    while !left.is_zero() {
        match step(work.as_mut()).await {
            Ok(()) => return,
            Err(StepTimeout::Elapsed) => left = left.saturating_sub(STEP),
            Err(StepTimeout::Suspended) => {}
        }
    }
}

#[cfg(test)]
mod tests;
