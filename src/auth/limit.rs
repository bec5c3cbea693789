//! Time limits that leave out the time in which the process did not run.
//!
//! When a stopped process or a suspended machine wakes up, two things are ready at once: the timer, and the answer
//! that came in the meantime. Here the answer wins. Time is counted in steps, the work is polled in each of them,
//! and a step that took longer than it should, because nothing ran, does not count.

use std::pin::{Pin, pin};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// The length of a step.
pub(crate) const STEP: Duration = Duration::from_secs(5);
/// A step that ends this much too late was interrupted.
const LATE: Duration = Duration::from_secs(1);

/// Why a step ended before the work did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfinished {
    /// The step is over.
    Passed,
    /// The process did not run in the meantime: what it waits for may be there already.
    Interrupted,
}

/// Polls `work` for one step.
pub(crate) async fn step<F: Future>(work: Pin<&mut F>) -> Result<F::Output, Unfinished> {
    let begun = Instant::now();
    match timeout(STEP, work).await {
        Ok(output) => Ok(output),
        Err(_) if begun.elapsed() > STEP + LATE => Err(Unfinished::Interrupted),
        Err(_) => Err(Unfinished::Passed),
    }
}

/// Runs `work` for at most `limit`, rounded up to whole steps; `None` when it has taken longer.
pub(crate) async fn limited<F: Future>(limit: Duration, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = limit;
    while !left.is_zero() {
        match step(work.as_mut()).await {
            Ok(output) => return Some(output),
            Err(Unfinished::Passed) => left = left.saturating_sub(STEP),
            Err(Unfinished::Interrupted) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
