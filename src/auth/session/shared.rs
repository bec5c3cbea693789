//! The state that all clones of a session and its renewals share.

use super::state::State;
use crate::auth::single_flight::SingleFlight;
use crate::auth::{OAuth, TokenStore};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) struct Shared {
    pub(crate) oauth: OAuth,
    pub(crate) store: Arc<dyn TokenStore>,
    pub(crate) flight: Arc<SingleFlight>,
    state: Mutex<State>,
}

impl Shared {
    pub(crate) fn new(oauth: OAuth, store: Arc<dyn TokenStore>) -> Self {
        Self {
            oauth,
            store,
            flight: Arc::default(),
            state: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The minimum time between two token requests.
    pub(crate) fn interval(&self) -> Duration {
        self.oauth.token_endpoint().interval()
    }
}
