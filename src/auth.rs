//! Authorization: from a person's consent to a token on every call, for months.
//!
#![cfg_attr(feature = "oauth", doc = include_str!("auth/oauth/overview.md"))]
#![cfg_attr(
    not(feature = "oauth"),
    doc = "Without the feature `oauth`, an access token comes from elsewhere: there are no flows and no sessions."
)]
//!
//! # What goes wrong
//!
//! The client takes any of these as [`Credentials`]. No secret is printed anywhere. An unattended program asks
//! three predicates of [`AuthError`]: [`needs_authorization`](AuthError::needs_authorization) (call a person),
//! [`is_store`](AuthError::is_store) (repair the store while the process lives) and
//! [`is_transient`](AuthError::is_transient) (go on later). A call that fails for want of a token has it in
//! [`Error::authorization`](crate::Error::authorization).
//!
#![cfg_attr(feature = "loopback", doc = "[listener]: LoopbackListener")]
#![cfg_attr(
    all(feature = "oauth", not(feature = "loopback")),
    doc = "[listener]: https://docs.rs/constant-contact/latest/constant_contact/auth/struct.LoopbackListener.html"
)]

mod credentials;
mod error;
#[cfg(feature = "oauth")]
mod oauth;
mod words;

pub use credentials::{Credentials, Issued};
pub use error::{AuthError, AuthErrorKind, BoxError};
#[cfg(feature = "oauth")]
pub use oauth::{
    AuthorizationRequest, DeviceAuthorization, Endpoints, FileStore, MemoryStore, OAuth,
    PartnerCredentials, Scope, Session, StoreGuard, StoreResult, TokenStore, Tokens,
};
#[cfg(feature = "loopback")]
pub use oauth::{LoopbackListener, RedirectedUrl};
#[doc(no_inline)]
pub use secrecy::{ExposeSecret, SecretString};

/// A boxed future, as object-safe traits need it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
