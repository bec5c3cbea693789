//! The threads that renewals run on.
//!
//! A renewal that was sent must not be abandoned: its response has the only copy of the next refresh token. So it does
//! not run on the runtime of a call, which may shut down or be driven only while a call waits, but on a small runtime
//! of this crate. The first renewal of the process starts it. It serves all sessions and never shuts down: connections
//! that a token store has opened on it remain usable.

use super::error::AuthError;
use crate::transport::future::BoxFuture;
use crate::transport::task;

/// Starts `work`, which finishes whatever happens to the caller and its runtime.
///
/// Fails with `Unavailable` when the system has no threads left.
#[cfg(not(test))]
pub(crate) fn spawn(work: BoxFuture<'static, ()>) -> Result<(), AuthError> {
    use std::sync::{Mutex, PoisonError};
    use tokio::runtime::{Builder, Runtime};

    /// If a store blocks one of them, the other remains.
    const THREADS: usize = 2;
    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let running = match runtime.take() {
        Some(running) => running,
        None => Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("constant-contact")
            .enable_all()
            .build()
            .map_err(|error| {
                AuthError::network(
                    "the threads for renewals cannot be started: try again later",
                    error.into(),
                )
            })?,
    };
    task::spawn(running.handle(), work);
    *runtime = Some(running);
    Ok(())
}

/// Unit tests pause the time, which works only within the runtime of the test.
#[cfg(test)]
pub(crate) fn spawn(work: BoxFuture<'static, ()>) -> Result<(), AuthError> {
    let runtime = tokio::runtime::Handle::try_current()
        .map_err(|_| AuthError::unavailable("no runtime in this test"))?;
    task::spawn(&runtime, work);
    Ok(())
}
