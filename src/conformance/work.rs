//! Running futures at the same time, and dropping them before they end.

use super::violation::{Rule, Violation};
use crate::transport::future::BoxFuture;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

const ENDS: Rule = Rule {
    statement: "no call panics",
    advice: "return an error instead",
};

/// Runs all at the same time; fails as soon as one fails. The results have no order.
pub(super) async fn join<T: Send + 'static>(
    work: impl Iterator<Item = impl Future<Output = Result<T, Violation>> + Send + 'static>,
) -> Result<Vec<T>, Violation> {
    let mut tasks: JoinSet<_> = work.collect();
    let mut results = vec![];
    while let Some(ended) = tasks.join_next().await {
        let result = ended.map_err(|_| ENDS.broken("an answer", "a panic"))?;
        results.push(result?);
    }
    Ok(results)
}

/// Polls a future a number of times, or until the time is over, and drops it. Returns its output if it was ready.
pub(super) async fn poll_times<T>(
    mut future: BoxFuture<'_, T>,
    times: u32,
    limit: Duration,
) -> Option<T> {
    let mut left = times;
    let polled = poll_fn(|context| {
        left = left.saturating_sub(1);
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    timeout(limit, polled).await.ok().flatten()
}
