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
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// drop(sandbox); // its port is free again
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a sandbox on the current tokio runtime, with the limits of the API.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let client = sandbox.client();
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    ///
    /// It listens on a free port of `127.0.0.1`.
    ///
    /// # Errors
    ///
    /// If this machine has no free port.
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
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.address().ip().is_loopback());
    /// # Ok(()) }
    /// ```
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for [`ClientBuilder::base_url`](constant_contact::ClientBuilder::base_url).
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// use constant_contact::Client;
    /// let client = Client::builder().base_url(sandbox.base_url()).access_token(sandbox.access_token()).build()?;
    /// # drop(client);
    /// # Ok(()) }
    /// ```
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

    /// A client of the owner of the first account, ready to use.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let client = sandbox.client();
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    ///
    /// It has the defaults of a client: its pace, retries and time limits. Its token is
    /// [`access_token`](Self::access_token). It uses no proxy.
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
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let now = sandbox.clock().now();
    /// # let _ = now;
    /// # Ok(()) }
    /// ```
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// How many requests an operation, or an endpoint of the authorization server, had.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// // … the program under test
    /// assert_eq!(sandbox.requests("GET /contacts/{contact_id}"), 0);
    /// # Ok(()) }
    /// ```
    ///
    /// Requests that were refused, repeated, struck by a fault or not answered yet count too. The operation is a method and a path as
    /// in the contract; the names in braces do not matter.
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
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.connections(), 0);
    /// # Ok(()) }
    /// ```
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// The last requests that have arrived, oldest first. By default the last 1,000 are kept:
    /// [`SandboxBuilder::keep_requests`].
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// for request in sandbox.last_requests() {
    ///     println!("{} {:?}", request.operation, request.status);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn last_requests(&self) -> Vec<LoggedRequest> {
        self.shared.log().last()
    }

    /// What requests so far did that the contract does not allow, each thing once.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// for violation in sandbox.violations() {
    ///     println!("{violation}"); // GET /contacts: query limit is out of range
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The API overlooks some of it, such as parameters that it does not know, so that the request is
    /// answered as usual.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.violations()
    }

    /// Checks that no request did anything that the contract does not allow.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// // … the program under test
    /// sandbox.assert_no_violations();
    /// # Ok(()) }
    /// ```
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
