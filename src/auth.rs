//! Authorization: from a person's consent to a token on every call, for months.
//!
//! An [`OAuth`] is the application. One of its flows (a redirect to the browser, or a code on another device)
//! ends in [`Tokens`]. A [`Session`] saves them in a [`TokenStore`], hands out access tokens and renews them by
//! itself. Partners use [`PartnerCredentials`] instead. The client takes any of them as [`Credentials`].
//!
//! ```no_run
//! use constant_contact::auth::{AuthError, FileStore, OAuth, Scope, Session};
//! # async fn f() -> Result<(), AuthError> {
//! // once, with a person at hand:
//! let oauth = OAuth::public("api-key");
//! let device = oauth.device([Scope::ContactData, Scope::OfflineAccess]).await?;
//! println!("visit {} and enter {}", device.verification_uri(), device.user_code());
//! let tokens = device.wait().await?;
//! Session::start(oauth, FileStore::new("tokens.json"), tokens).await?;
//!
//! // ever after, unattended:
//! let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"));
//! let issued = session.access_token().await?;
//! # Ok(()) }
//! ```
//!
//! Data passes through in one direction: `redirect`, `device` and `partner` build requests, `transport` paces and
//! sends them, `answer` says what came back, `refresh` saves it, `session` hands it out. Deciding is done by pure
//! functions (`answer::judge`, `redirect::read_callback`, `schedule`, `State::step`), and no secret is printed
//! anywhere. An unattended program looks at three predicates of [`AuthError`]:
//! [`needs_authorization`](AuthError::needs_authorization) (call a person),
//! [`is_store`](AuthError::is_store) (repair the store while the process lives) and
//! [`is_transient`](AuthError::is_transient) (go on later).

mod answer;
mod credentials;
mod device;
mod endpoints;
mod error;
mod file_store;
mod flight;
#[cfg(feature = "loopback")]
mod loopback;
mod oauth;
mod partner;
mod redirect;
mod refresh;
mod schedule;
mod scope;
mod session;
mod state;
mod store;
mod tokens;
mod transport;

pub use credentials::Credentials;
pub use device::DeviceAuthorization;
pub use endpoints::Endpoints;
pub use error::{AuthError, AuthErrorKind, BoxError};
pub use file_store::FileStore;
#[cfg(feature = "loopback")]
pub use loopback::{LoopbackListener, RedirectedUrl};
pub use oauth::OAuth;
pub use partner::PartnerCredentials;
pub use redirect::AuthorizationRequest;
pub use scope::Scope;
pub use session::{Issued, Session};
pub use store::{MemoryStore, StoreGuard, StoreResult, TokenStore};
pub use tokens::Tokens;

/// A boxed future, as object-safe traits need it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
