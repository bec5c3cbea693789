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
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test(start_paused = true)]
    async fn work_that_takes_too_long_ends_at_the_limit() {
        let begun = Instant::now();
        let never = std::future::pending::<()>();
        assert_eq!(limited(Duration::from_secs(23), never).await, None);
        assert_eq!(begun.elapsed(), Duration::from_secs(25));
    }

    /// The answer is passed on by another task, as a connection does: it is not there at the first poll.
    #[tokio::test(start_paused = true)]
    async fn an_answer_that_came_during_a_pause_of_any_length_is_taken() {
        for pause in [7, 40, 3600, 1_000_000] {
            let (sender, mut receiver) = oneshot::channel();
            let waiting = tokio::spawn(async move { limited(STEP, &mut receiver).await });
            tokio::task::yield_now().await;
            // Every timer is over before any task runs.
            tokio::time::advance(Duration::from_secs(pause)).await;
            tokio::spawn(async move {
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                sender.send("answer").ok();
            });
            let answer = waiting.await.unwrap();
            assert_eq!(answer.map(Result::unwrap), Some("answer"), "{pause} s");
        }
    }
}
