//! Tasks.
//!
//! What tokio needs to run a future is compiled for each type of future. So all tasks run a boxed future without a
//! result, and a result goes through a channel. The same applies to functions that block.

use super::future::BoxFuture;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::instrument::WithSubscriber;

/// Starts a task, which continues if the handle is dropped. Its log goes where that of the caller goes.
pub(crate) fn spawn(runtime: &Handle, work: BoxFuture<'static, ()>) -> JoinHandle<()> {
    runtime.spawn(work.with_current_subscriber())
}

/// Runs `work`, which blocks, on a thread for such work. It runs to its end even if this future is dropped. `None` if
/// it panicked or the runtime ended.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, result) = oneshot::channel();
    let work: Box<dyn FnOnce() + Send> = Box::new(move || {
        sender.send(work()).ok();
    });
    spawn_blocking(work);
    result.await.ok()
}

/// A task with a result. Dropping this stops it.
pub(crate) struct Task<T> {
    running: JoinHandle<()>,
    result: oneshot::Receiver<T>,
}

impl<T: Send + 'static> Task<T> {
    pub fn start(runtime: &Handle, work: BoxFuture<'static, T>) -> Self {
        let (sender, result) = oneshot::channel();
        let work = async move {
            // The receiver is dropped with this task only.
            sender.send(work.await).ok();
        };
        Self {
            running: spawn(runtime, Box::pin(work)),
            result,
        }
    }
}

/// The result; `None` if the task panicked or its runtime ended.
impl<T> Future for Task<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        Pin::new(&mut self.result).poll(context).map(Result::ok)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.running.abort();
    }
}
