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
//! The modules, from the top:
//!
//! | module | what it holds |
//! |---|---|
//! | `sandbox` | the handle that a test holds |
//! | `view`, `jobs` | what a test sees of the state and of the bulk jobs, and how it arranges them |
//! | `server` | connections: reading requests, sending answers |
//! | `pipeline` | the stages of a request: fault, authorization, limits, contract, operation |
//! | `faults`, `limits`, `judge`, `log` | what the stages decide by: which fault strikes, which limit is exceeded, what the contract does not allow, and what is remembered of requests |
//! | `oauth` | the authorization server: codes, tokens, and the pages on which a person allows an application |
//! | `operations` | what each operation does to the state, by area |
//! | `state` | the accounts: contacts, lists, activities, campaigns, … |
//! | `contract` | the contract that the client is generated from |

/// The README, whose examples are tested with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod account;
mod answer;
mod campaigns;
mod clock;
mod contract;
mod endpoints;
mod faults;
mod form;
mod html;
mod id;
mod jobs;
mod judge;
mod limits;
mod log;
mod names;
mod oauth;
mod operations;
mod page;
mod pipeline;
mod query;
mod registrations;
mod request;
mod sandbox;
mod seed;
mod server;
mod state;
mod time_format;
mod timestamp;
mod view;

pub use campaigns::{Bounce, Campaigns, RecordError};
pub use clock::Clock;
pub use faults::{Alteration, ErrorShape, Fault, FaultRule, NewFault, ScriptedAnswer};
pub use jobs::{Job, Jobs};
pub use judge::{Problem, Violation};
pub use log::{Contents, LoggedRequest};
pub use registrations::AddedRegistration;
pub use sandbox::{ConsentError, Sandbox, SandboxBuilder};
pub use seed::SeedError;
pub use state::tokens::{Application, Consent, Grant, Partner, Role, User};
pub use view::{Contact, Contacts, NewContact, UnknownContact};
