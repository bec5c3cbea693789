//! The provider's keys: kept for some time, and fetched again when they are old or none of them fits.
//!
//! Any number of callers share one fetch. It runs as a task of its own, so it finishes even if the request that needed
//! the keys is dropped. A fetch that fails leaves the earlier keys in place.

use super::error::{WebhookError, WebhookErrorKind};
use super::fetch::fetch;
use super::public_keys::PublicKeys;
use super::schedule::{Need, Status, is_usable, should_fetch};
use crate::transport::task::spawn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};
use url::Url;

/// The longest time that a caller waits for the fetch of another: longer than a fetch takes.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

pub(super) struct RemoteKeys {
    client: reqwest::Client,
    address: Url,
    time_to_live: Duration,
    state: Mutex<State>,
    /// Held during a fetch.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct State {
    keys: Arc<PublicKeys>,
    version: u64,
    fetched_at: Option<Instant>,
    last_fetch: Option<Instant>,
    /// Why the last fetch failed, if it did.
    error: Option<WebhookError>,
}

/// Keys and their version.
pub(super) struct Versioned {
    pub keys: Arc<PublicKeys>,
    pub version: u64,
}

impl RemoteKeys {
    pub fn new(client: reqwest::Client, address: Url, time_to_live: Duration) -> Self {
        Self {
            client,
            address,
            time_to_live,
            state: Mutex::default(),
            turn: Arc::default(),
        }
    }

    /// The keys that are there, without a fetch; none if there was no fetch yet.
    pub fn known(&self) -> Option<Arc<PublicKeys>> {
        let state = self.state();
        (state.version > 0).then(|| state.keys.clone())
    }

    /// Current keys, fetched if necessary.
    pub async fn current(self: &Arc<Self>) -> Result<Versioned, WebhookError> {
        match self.get(Need::Current).await? {
            Some(keys) => Ok(keys),
            None => Err(self.unavailable()),
        }
    }

    /// Newer keys than those of `version`; `None` if there are none now.
    pub async fn newer_than(
        self: &Arc<Self>,
        version: u64,
    ) -> Result<Option<Versioned>, WebhookError> {
        self.get(Need::NewerThan(version)).await
    }

    async fn get(self: &Arc<Self>, need: Need) -> Result<Option<Versioned>, WebhookError> {
        if self.should_fetch(need) {
            self.fetch(need).await?;
        }
        let state = self.state();
        Ok(is_usable(state.version, need).then(|| Versioned {
            keys: state.keys.clone(),
            version: state.version,
        }))
    }

    /// Fetches the keys, or waits for the fetch in progress.
    async fn fetch(self: &Arc<Self>, need: Need) -> Result<(), WebhookError> {
        let runtime = Handle::try_current().map_err(|_| {
            WebhookError::new(
                WebhookErrorKind::Configuration,
                "no tokio runtime: call this from within one",
            )
        })?;
        // The fetch in progress may be on a runtime that no longer runs.
        let Ok(turn) = timeout(LONGEST_WAIT, self.turn.clone().lock_owned()).await else {
            return Ok(());
        };
        if self.should_fetch(need) {
            let remote = self.clone();
            let work = async move {
                let result = fetch(remote.client.clone(), remote.address.clone()).await;
                remote.state().record(result);
                drop(turn);
            };
            // It fails only if the runtime shuts down; then the keys are as before.
            spawn(&runtime, Box::pin(work)).await.ok();
        }
        Ok(())
    }

    fn should_fetch(&self, need: Need) -> bool {
        should_fetch(self.state().status(), need, self.time_to_live)
    }

    fn unavailable(&self) -> WebhookError {
        self.state().error.clone().unwrap_or_else(|| {
            WebhookError::new(
                WebhookErrorKind::KeysUnavailable,
                "the provider's keys were not fetched: try again later",
            )
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn status(&self) -> Status {
        Status {
            version: self.version,
            age: self.fetched_at.map(|at| at.elapsed()),
            since_fetch: self.last_fetch.map(|at| at.elapsed()),
        }
    }

    fn record(&mut self, result: Result<PublicKeys, WebhookError>) {
        let now = Instant::now();
        self.last_fetch = Some(now);
        match result {
            Ok(keys) => {
                tracing::debug!(keys = keys.len(), "fetched the keys of webhooks");
                self.keys = Arc::new(keys);
                self.version += 1;
                self.fetched_at = Some(now);
                self.error = None;
            }
            Err(error) => {
                tracing::warn!(%error, "could not fetch the keys of webhooks");
                self.error = Some(error);
            }
        }
    }
}
