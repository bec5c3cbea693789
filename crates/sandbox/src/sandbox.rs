//! The handle that a test holds.

use crate::clock::Clock;
use crate::pipeline::BASE;
use crate::server;
use crate::state::State;
use constant_contact::Client;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The access token that [`Sandbox::client`] sends. It does not end.
const TOKEN: &str = "sandbox-access-token";

/// What the connections share.
pub(crate) struct Shared {
    pub clock: Clock,
    pub state: Mutex<State>,
}

/// A model of the API on a port of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Starts a sandbox on the current tokio runtime.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            clock: Clock::start(),
            state: Mutex::new(State::new()),
        });
        let server = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
        Ok(Self {
            shared,
            address,
            server,
        })
    }

    /// The URL for [`ClientBuilder::base_url`](constant_contact::ClientBuilder::base_url).
    pub fn base_url(&self) -> String {
        format!("http://{}{BASE}", self.address)
    }

    /// A client of the first account, ready to use.
    pub fn client(&self) -> Client {
        Client::builder()
            .base_url(self.base_url())
            .access_token(TOKEN)
            .http(reqwest::Client::builder())
            .build()
            .expect("the sandbox's address and token are valid")
    }

    /// What the connections share.
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The clock of the sandbox.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
