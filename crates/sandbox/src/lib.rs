//! A model of the Constant Contact V3 API for tests.
//!
//! [`Sandbox::start`] starts a server on a port of its own, with its state in memory: one account,
//! the limits of the API, its OAuth server, and faults on request.
//!
//! ```
//! # use constant_contact_sandbox::Sandbox;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let client = sandbox.client();
//! # drop(client);
//! # Ok(()) }
//! ```
//!
//! The rooms, from the top:
//!
//! | module | what it holds |
//! |---|---|
//! | `sandbox` | the handle that a test holds |
//! | `server` | connections: reading requests, sending answers |
//! | `pipeline` | the stages of a request: fault, authorization, limits, contract, operation |
//! | `operations` | what each operation does to the state, by area |
//! | `state` | the accounts: contacts, lists, activities, campaigns, … |
//! | `contract` | the contract that the client is generated from |

mod answer;
mod clock;
mod contract;
mod id;
mod jobs;
mod operations;
mod pipeline;
mod query;
mod request;
mod sandbox;
mod server;
mod state;

pub use clock::Clock;
pub use jobs::{Job, Jobs};
pub use sandbox::Sandbox;
