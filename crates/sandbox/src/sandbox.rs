//! The handle that a test holds.

mod authorization;
mod builder;
mod consent;
#[cfg(feature = "oauth")]
mod sessions;
mod shared;
mod without_network;

pub use builder::SandboxBuilder;
pub use consent::ConsentError;
pub(crate) use shared::Shared;

use crate::clock::Clock;
use crate::judge::{self, Violation};
use crate::log::LoggedRequest;
use crate::names;
use crate::pipeline::BASE;
use crate::state::State;
use crate::state::tokens::ENDLESS;
use constant_contact::Client;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};
use tokio::task::JoinHandle;

/// A model of the API on a port of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a sandbox on the current tokio runtime, with the limits of the API.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Settings for a sandbox.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().without_limits().seed(7).start().await?;
    /// # Ok(()) }
    /// ```
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    /// The address of the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for [`ClientBuilder::base_url`](constant_contact::ClientBuilder::base_url).
    pub fn base_url(&self) -> String {
        self.url(BASE)
    }

    /// The URL of a path of this server, also of one that the API does not have.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.url("/v3"), sandbox.base_url());
    /// # Ok(()) }
    /// ```
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A client of the first account, ready to use. It uses no proxy.
    pub fn client(&self) -> Client {
        Client::builder()
            .base_url(self.base_url())
            .access_token(ENDLESS)
            .http(reqwest::Client::builder().no_proxy())
            .build()
            .expect("the sandbox's address and token are valid")
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }

    /// The clock of the sandbox.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// How many requests of an operation have arrived: `sandbox.requests("GET /contacts")`.
    ///
    /// Those that are not answered yet, or never, count too.
    ///
    /// # Panics
    ///
    /// If there is no such operation. The message names similar ones.
    #[track_caller]
    pub fn requests(&self, operation: &str) -> u64 {
        self.shared.log().count(names::known(operation))
    }

    /// How many requests have arrived, of any operation or of none.
    ///
    /// ```
    /// # use constant_contact_sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.fail(Fault::LostAnswer).on("GET /contact_lists").times(1);
    /// sandbox.client().get_all_lists().await?; // the client repeats it
    /// assert_eq!(sandbox.request_count(), 2);
    /// # Ok(()) }
    /// ```
    pub fn request_count(&self) -> u64 {
        self.shared.log().total()
    }

    /// Forgets the requests so far: [`Self::requests`], [`Self::request_count`] and [`Self::last_requests`] begin
    /// again.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.client().get_all_lists().await?;
    /// sandbox.forget_requests();
    /// assert_eq!(sandbox.request_count(), 0);
    /// # Ok(()) }
    /// ```
    ///
    /// The limits and the [violations](Self::violations) remain as they are.
    pub fn forget_requests(&self) {
        self.shared.log().clear();
    }

    /// How many connections clients have made.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// The last requests that have arrived, oldest first. By default the last 1,000 are kept:
    /// [`SandboxBuilder::keep_requests`].
    pub fn last_requests(&self) -> Vec<LoggedRequest> {
        self.shared.log().last()
    }

    /// What requests so far did that the contract does not allow, each thing once.
    ///
    /// The API overlooks some of it, such as parameters that it does not know, so that the request is
    /// answered as usual.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.violations()
    }

    /// Checks that no request did anything that the contract does not allow.
    ///
    /// # Panics
    ///
    /// If one did. The message lists the [violations](Self::violations).
    #[track_caller]
    pub fn assert_no_violations(&self) {
        judge::assert_none(&self.violations());
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
