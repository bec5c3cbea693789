//! The connections of a client, and the runtime that they belong to.
//!
//! A connection is driven by a task of the runtime on which it was made. A current-thread runtime runs
//! only while a thread is in its `block_on`, so that a request over a connection of another one could
//! wait for as long as that one rests. The pool of a client is therefore shared by all multi-thread
//! runtimes, or used by one current-thread runtime. Calls from any other runtime get a connection each.

use super::builder::Settings;
use crate::error::{Error, Result};
use std::future::pending;
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio::runtime::{Handle, Id, RuntimeFlavor};
use tokio::task::AbortHandle;

pub(super) struct Connections {
    pooled: reqwest::Client,
    owner: Mutex<Option<Owner>>,
    /// How to make a client without a pool; none for settings of the caller's, which make one client.
    settings: Option<Settings>,
    single: OnceLock<reqwest::Client>,
}

/// The runtime that the pooled connections belong to.
struct Owner {
    id: Id,
    is_multi_thread: bool,
    /// A task that ends with the runtime.
    running: AbortHandle,
}

impl Connections {
    pub fn new(pooled: reqwest::Client, settings: Option<Settings>) -> Self {
        Self {
            pooled,
            owner: Mutex::default(),
            settings,
            single: OnceLock::new(),
        }
    }

    /// The client for a request that the current runtime makes.
    pub fn here(&self) -> Result<&reqwest::Client> {
        let runtime = runtime()?;
        if self.is_pool_of(&runtime) {
            return Ok(&self.pooled);
        }
        if let Some(single) = self.single.get() {
            return Ok(single);
        }
        let settings = self.settings.as_ref().ok_or_else(|| {
            Error::invalid_request(
                "the connections of this client belong to another tokio runtime, which may be at \
                 rest: with `ClientBuilder::http`, build a client for each current-thread runtime",
            )
        })?;
        let single = settings.client(|http| http.pool_max_idle_per_host(0))?;
        Ok(self.single.get_or_init(|| single))
    }

    /// Whether pooled connections serve this runtime, which takes them over if their own is gone.
    fn is_pool_of(&self, runtime: &Handle) -> bool {
        let is_multi_thread = runtime.runtime_flavor() != RuntimeFlavor::CurrentThread;
        // Nothing that can panic runs under the lock.
        let mut owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        match &*owner {
            Some(owner) if owner.id == runtime.id() => true,
            Some(owner) if owner.is_multi_thread && is_multi_thread => true,
            Some(owner) if !owner.running.is_finished() => false,
            _ => {
                *owner = Some(Owner {
                    id: runtime.id(),
                    is_multi_thread,
                    running: runtime.spawn(pending::<()>()).abort_handle(),
                });
                true
            }
        }
    }
}

/// The current runtime. Without one, timers, files and connections would panic.
pub(crate) fn runtime() -> Result<Handle> {
    Handle::try_current()
        .map_err(|_| Error::invalid_request("no tokio runtime: call this from within one"))
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.running.abort();
    }
}
