//! Settings of a sandbox.

use super::{Sandbox, Shared};
use crate::limits::Limits;
use crate::seed::{Seed, SeedError};
use crate::server;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Settings of a sandbox: [`Sandbox::builder`].
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().rate(10).daily(250_000).start().await?;
/// # drop(sandbox);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct SandboxBuilder {
    address: SocketAddr,
    pub(super) seed: u64,
    pub(super) limits: Option<Limits>,
    pub(super) kept_requests: usize,
    pub(super) keeps_contents: bool,
    seed_contacts: Option<Seed>,
}

impl SandboxBuilder {
    pub(super) fn new() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            seed: 0,
            limits: Some(Limits::default()),
            kept_requests: 1000,
            keeps_contents: false,
            seed_contacts: None,
        }
    }

    /// The address to listen on; by default a free port of `127.0.0.1`.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::net::Ipv4Addr;
    /// let builder = Sandbox::builder().address((Ipv4Addr::LOCALHOST, 8080));
    /// # drop(builder);
    /// # Ok(()) }
    /// ```
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// The seed of what happens with a probability; by default 0.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().seed(7).start().await?;
    /// # drop(sandbox);
    /// # Ok(()) }
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Removes the limits of requests per second and day.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().without_limits().start().await?;
    /// # drop(sandbox);
    /// # Ok(()) }
    /// ```
    ///
    /// The limit of the token endpoint remains: see [`Sandbox::limit_token_requests`].
    pub fn without_limits(mut self) -> Self {
        self.limits = None;
        self
    }

    /// How many requests a second each API key has; by default 4, with 0 none. Technology partners can have 10.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().rate(10).start().await?;
    /// # drop(sandbox);
    /// # Ok(()) }
    /// ```
    pub fn rate(mut self, per_second: usize) -> Self {
        self.limits.get_or_insert_default().per_second = per_second;
        self
    }

    /// How many requests a day of UTC each API key has; by default 10,000, with 0 none. Technology partners can
    /// have 250,000.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().daily(1).start().await?;
    /// # drop(sandbox);
    /// # Ok(()) }
    /// ```
    pub fn daily(mut self, per_day: u64) -> Self {
        self.limits.get_or_insert_default().per_day = per_day;
        self
    }

    /// How many of the last requests are kept for [`Sandbox::last_requests`]; by default 1,000.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().keep_requests(10).start().await?;
    /// # drop(sandbox);
    /// # Ok(()) }
    /// ```
    pub fn keep_requests(mut self, count: usize) -> Self {
        self.kept_requests = count;
        self
    }

    /// Keeps what the last requests contain: targets, headers and bodies, including tokens and people.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().keep_contents().start().await?;
    /// sandbox.client().get_all_lists().await?;
    /// let requests = sandbox.last_requests();
    /// let contents = requests[0].contents.as_ref().expect("they are kept");
    /// assert_eq!(contents.target, "/v3/contact_lists");
    /// # Ok(()) }
    /// ```
    pub fn keep_contents(mut self) -> Self {
        self.keeps_contents = true;
        self
    }

    /// Adds the contacts of a CSV, with their lists and custom fields, before the sandbox starts.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let csv = "email,first_name,lists\nada@example.com,Ada,News;Friends\n";
    /// let sandbox = Sandbox::builder().contacts_csv(csv)?.start().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The headings are those of an import, and `lists`: the names of lists, separated by `;`. Lists and
    /// custom fields (`cf:<name>`) are created. Everything is checked here, unlike in an import: the error
    /// names the line and the column.
    pub fn contacts_csv(mut self, csv: impl AsRef<[u8]>) -> Result<Self, SeedError> {
        self.seed_contacts = Some(Seed::read(csv.as_ref())?);
        Ok(self)
    }

    /// Starts the sandbox on the current tokio runtime.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// # drop(sandbox);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// If the address is in use, or if the account can't have the contacts of [`Self::contacts_csv`]
    /// ([`io::ErrorKind::InvalidData`] with a [`SeedError`]).
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(self.address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(&self));
        if let Some(seed) = self.seed_contacts {
            let applied = seed.apply(&mut shared.state(), shared.clock.now());
            applied.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
        let server = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
        Ok(Sandbox {
            shared,
            address,
            server,
        })
    }
}
