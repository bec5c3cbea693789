//! Tasks, and functions that block.
//!
//! What tokio needs to run a future is compiled for each type of future, and a channel for each type that goes through
//! it. So all tasks run a boxed future without a result, all functions that block are boxed too, and the results
//! are boxed values of any type.

use super::future::BoxFuture;
use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::instrument::WithSubscriber;

type AnyResult = Box<dyn Any + Send>;

/// Starts a task, which continues if the handle is dropped. Its log goes where that of the caller goes.
pub(crate) fn spawn(runtime: &Handle, work: BoxFuture<'static, ()>) -> JoinHandle<()> {
    runtime.spawn(work.with_current_subscriber())
}

/// Runs `work` in a task, to its end even if this future is dropped. `None` if it panicked or the runtime ended.
pub(crate) async fn run<T: Send + 'static>(
    runtime: &Handle,
    work: BoxFuture<'static, T>,
) -> Option<T> {
    let (_, result) = start(runtime, work);
    unboxed(result.await.ok()?)
}

/// Runs `work`, which blocks, on a thread for such work, to its end even if this future is dropped. `None` if it
/// panicked or the runtime ended.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let work: Box<dyn FnOnce() -> AnyResult + Send> = Box::new(move || Box::new(work()));
    unboxed(spawn_blocking(work).await.ok()?)
}

/// A task with a result. Dropping this stops it.
pub(crate) struct Task<T> {
    running: JoinHandle<()>,
    result: oneshot::Receiver<AnyResult>,
    output: PhantomData<fn() -> T>,
}

impl<T: Send + 'static> Task<T> {
    pub fn start(runtime: &Handle, work: BoxFuture<'static, T>) -> Self {
        let (running, result) = start(runtime, work);
        Self {
            running,
            result,
            output: PhantomData,
        }
    }
}

/// The result; `None` if the task panicked or its runtime ended.
impl<T: 'static> Future for Task<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let result = ready!(Pin::new(&mut self.result).poll(context));
        Poll::Ready(result.ok().and_then(unboxed))
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Starts a task that sends its result.
fn start<T: Send + 'static>(
    runtime: &Handle,
    work: BoxFuture<'static, T>,
) -> (JoinHandle<()>, oneshot::Receiver<AnyResult>) {
    let (sender, result) = oneshot::channel::<AnyResult>();
    let work = async move {
        // The caller may have stopped waiting.
        sender.send(Box::new(work.await)).ok();
    };
    (spawn(runtime, Box::pin(work)), result)
}

fn unboxed<T: 'static>(result: AnyResult) -> Option<T> {
    result.downcast().ok().map(|result| *result)
}
