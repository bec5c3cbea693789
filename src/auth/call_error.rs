//! How the error of a call reports a failure of authorization.

use super::error::{AuthError, AuthErrorKind};
use crate::error::{Error, ErrorKind, FailReason};

/// A failure to get a token, or to renew the one that was refused.
impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        let kind = match error.kind() {
            AuthErrorKind::Reauthorize => ErrorKind::NeedsAuthorization,
            AuthErrorKind::Store => ErrorKind::Store,
            AuthErrorKind::Source => ErrorKind::Source,
            _ => ErrorKind::Authorization,
        };
        let this = Self::new(kind, error.line());
        let this = match error.is_transient() {
            true => this.with_reason(FailReason::Exhausted { retry_after: None }),
            false => this,
        };
        this.with_retry_after(error.retry_after())
            .with_source(error)
    }
}

impl Error {
    /// The error of authorization, if the call failed because it had no access token.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::Error) {
    /// if error.authorization().is_some_and(|failure| failure.is_store()) {
    ///     eprintln!("repair the token store: {error}");
    /// }
    /// # }
    /// ```
    pub fn authorization(&self) -> Option<&AuthError> {
        self.cause()?.downcast_ref()
    }

    /// Whether a person has to authorise the application again.
    ///
    /// What to do: run one of the flows of [`auth`](crate::auth) and pass its tokens to `Session::restart`, or to
    /// `Session::start` over the same store. While calls fail for this reason, each of them reads the store of its
    /// session and uses the tokens that it finds there, so neither the session nor its client has to be built again. If
    /// the client has a plain access token, derive a client with a new token by
    /// [`Client::with_credentials`](crate::Client::with_credentials).
    ///
    /// A token store that fails is a different case: see [`authorization`](Self::authorization) and
    /// [`is_store`](AuthError::is_store).
    #[doc(alias = "invalid_grant")]
    #[doc(alias = "reauthorize")]
    pub fn needs_authorization(&self) -> bool {
        self.authorization()
            .is_some_and(AuthError::needs_authorization)
    }
}
