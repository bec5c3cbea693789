//! The connections of a client, and the runtime that they belong to.
//!
//! A connection is driven by a task of the runtime on which it was made. A current-thread runtime runs
//! only while a thread is in its `block_on`, so a request over a connection of another runtime could
//! wait for as long as that runtime does not run. The pool of a client is therefore shared by all
//! multi-thread runtimes, or used by one current-thread runtime. Each call from any other runtime makes its
//! own connection.

use super::runtime::runtime;
use super::task::spawn;
use super::tls;
use crate::error::{Error, Result};
use reqwest::redirect::Policy;
use std::future::pending;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, Id, RuntimeFlavor};
use tokio::task::AbortHandle;
use url::Url;

/// How the crate names itself to servers.
pub(crate) const USER_AGENT: &str = concat!("constant-contact-rust/", env!("CARGO_PKG_VERSION"));

pub(crate) struct Connections {
    pooled: reqwest::Client,
    owner: Mutex<Option<Owner>>,
    /// The settings for a client without a pool; `None` if the caller configured the client, which can be
    /// built only once.
    settings: Option<HttpSettings>,
    unpooled: OnceLock<reqwest::Client>,
}

/// The runtime that the pooled connections belong to.
struct Owner {
    id: Id,
    is_multi_thread: bool,
    /// A task that ends with the runtime.
    running: AbortHandle,
}

impl Connections {
    /// The connections of an HTTP client that this crate configures.
    pub fn from_settings(settings: HttpSettings) -> Result<Self> {
        let pooled = settings.client(|http| http)?;
        Ok(Self::new(pooled, Some(settings)))
    }

    /// The connections of an HTTP client that the caller has configured.
    pub fn from_client(client: reqwest::Client) -> Self {
        Self::new(client, None)
    }

    fn new(pooled: reqwest::Client, settings: Option<HttpSettings>) -> Self {
        Self {
            pooled,
            owner: Mutex::default(),
            settings,
            unpooled: OnceLock::new(),
        }
    }

    /// The HTTP client for a request on the current runtime.
    pub fn client(&self) -> Result<&reqwest::Client> {
        let runtime = runtime()?;
        if self.may_use_pool(&runtime) {
            return Ok(&self.pooled);
        }
        if let Some(unpooled) = self.unpooled.get() {
            return Ok(unpooled);
        }
        let settings = self.settings.as_ref().ok_or_else(|| {
            Error::invalid_request(
                "the connections of this client belong to another tokio runtime, which may not be \
                 running: with `ClientBuilder::http`, build a client for each current-thread runtime",
            )
        })?;
        let unpooled = settings.client(|http| http.pool_max_idle_per_host(0))?;
        Ok(self.unpooled.get_or_init(|| unpooled))
    }

    /// Whether this runtime may use the pooled connections. It takes them over if their own runtime has
    /// ended.
    fn may_use_pool(&self, runtime: &Handle) -> bool {
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
                    running: spawn(runtime, Box::pin(pending())).abort_handle(),
                });
                true
            }
        }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// The settings of an HTTP client that this crate configures.
pub(crate) struct HttpSettings {
    pub base: Url,
    pub user_agent: Option<String>,
    pub connect: Duration,
}

impl HttpSettings {
    fn client(
        &self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<reqwest::Client> {
        let http = tls::client_builder(&self.base)
            .map_err(Error::invalid_request)?
            .user_agent(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            .connect_timeout(self.connect);
        http_client(configure(http))
    }
}

/// Builds a client that follows no redirects. `send` follows them, since it knows where a request may go.
pub(crate) fn http_client(http: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    http.redirect(Policy::none()).build().map_err(|error| {
        let reason = tls::reason(error);
        Error::invalid_request(format!("the HTTP client cannot be built: {reason}"))
    })
}
