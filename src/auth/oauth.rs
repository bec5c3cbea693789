//! OAuth2: how tokens are got from a person or for a partner, kept and renewed.
//!
//! Everything that needs the protocol crate is below this module, so that an application which brings
//! its own access token is built without either. Data passes through in one direction: `redirect`,
//! `device` and `partner` build requests, `transport` paces and sends them, `answer` says what came
//! back, `refresh` saves it, `session` hands it out. Renewals run on the threads of `worker`, one at a time for each
//! session (`flight`). Deciding is done by pure functions
//! (`answer::classify`, `redirect::read_callback`, `schedule`, `State::step`).

mod answer;
mod application;
mod device;
mod endpoints;
mod file_store;
mod flight;
mod form;
mod limit;
#[cfg(feature = "loopback")]
mod loopback;
mod partner;
mod redirect;
mod refresh;
mod revocation;
mod schedule;
mod scope;
mod session;
mod state;
mod store;
mod tokens;
mod transport;
mod worker;

pub use application::OAuth;
pub use device::DeviceAuthorization;
pub use endpoints::Endpoints;
pub use file_store::FileStore;
#[cfg(feature = "loopback")]
pub use loopback::{LoopbackListener, RedirectedUrl};
pub use partner::PartnerCredentials;
pub use redirect::AuthorizationRequest;
pub use scope::Scope;
pub use session::Session;
pub use store::{MemoryStore, StoreGuard, StoreResult, TokenStore};
pub use tokens::Tokens;

use super::{AuthError, BoxError, BoxFuture, Issued, error};
