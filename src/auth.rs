//! Authorization: flows in which a person gives consent, and credentials that supply an access token for each call.
//!
#![cfg_attr(feature = "oauth", doc = include_str!("auth/overview.md"))]
#![cfg_attr(
    not(feature = "oauth"),
    doc = "Without the feature `oauth` there are no flows and no sessions: the application supplies the access tokens."
)]
//!
//! # Errors
//!
//! No error prints a secret. An unattended program checks three
//! predicates of [`AuthError`]: [`needs_authorization`](AuthError::needs_authorization) (ask a person),
//! [`is_store`](AuthError::is_store) (repair the store while the process is running) and
//! [`is_retryable`](AuthError::is_retryable) (try again later). If a call has no token,
//! [`Error::authorization`](crate::Error::authorization) returns the `AuthError`.
//!
#![cfg_attr(feature = "loopback", doc = "[listener]: LoopbackListener")]
#![cfg_attr(
    all(feature = "oauth", not(feature = "loopback")),
    doc = "[listener]: https://docs.rs/constant-contact/latest/constant_contact/auth/struct.LoopbackListener.html"
)]

#[cfg(feature = "oauth")]
mod application;
#[cfg(feature = "oauth")]
mod authorization_code;
mod cache;
mod call_error;
mod credentials;
#[cfg(feature = "oauth")]
mod device;
#[cfg(feature = "oauth")]
mod endpoints;
mod error;
#[cfg(feature = "oauth")]
mod file_store;
#[cfg(feature = "oauth")]
mod form;
#[cfg(feature = "oauth")]
mod grant;
#[cfg(feature = "oauth")]
mod http_client;
mod limit;
#[cfg(feature = "loopback")]
mod loopback;
#[cfg(feature = "oauth")]
mod partner;
#[cfg(feature = "oauth")]
mod pkce;
#[cfg(feature = "oauth")]
mod redirect;
#[cfg(feature = "oauth")]
mod response;
#[cfg(feature = "oauth")]
mod revocation;
mod schedule;
#[cfg(feature = "oauth")]
mod scope;
#[cfg(feature = "oauth")]
mod session;
mod single_flight;
#[cfg(feature = "oauth")]
mod store;
#[cfg(feature = "oauth")]
mod stored_secret;
#[cfg(feature = "oauth")]
mod token_endpoint;
mod token_source;
#[cfg(feature = "oauth")]
mod tokens;
mod words;
mod worker;

pub use crate::transport::token::AccessToken;
#[cfg(feature = "oauth")]
pub use application::OAuth;
pub use credentials::Credentials;
#[cfg(feature = "oauth")]
pub use device::DeviceAuthorization;
#[cfg(feature = "oauth")]
pub use endpoints::Endpoints;
pub use error::{AuthError, AuthErrorKind};
#[cfg(feature = "oauth")]
pub use file_store::FileStore;
#[cfg(feature = "loopback")]
pub use loopback::{LoopbackListener, RedirectedUrl};
#[cfg(feature = "oauth")]
pub use partner::PartnerCredentials;
#[cfg(feature = "oauth")]
pub use redirect::AuthorizationRequest;
#[cfg(feature = "oauth")]
pub use scope::Scope;
#[doc(no_inline)]
pub use secrecy::{ExposeSecret, SecretString};
#[cfg(feature = "oauth")]
pub use session::Session;
#[cfg(feature = "oauth")]
pub use store::{MemoryStore, Previous, SaveOutcome, StoreResult, TokenStore};
pub use token_source::TokenSource;
#[cfg(feature = "oauth")]
pub use tokens::Tokens;
