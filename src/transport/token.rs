//! Access tokens, and the interface to credentials that the exchange of a call needs.

use crate::error::Result;
use secrecy::SecretString;
use std::time::SystemTime;

/// An access token for the API.
///
/// ```no_run
/// # use constant_contact::auth::{AuthError, Credentials};
/// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
/// let token = credentials.access_token().await?;
/// // … the API answers 401 …
/// let token = credentials.renew(&token).await?;
/// # Ok(()) }
/// ```
///
/// `Debug` does not show the secret.
#[derive(Clone, Debug)]
pub struct AccessToken {
    secret: SecretString,
    expires_at: Option<SystemTime>,
    /// The number of the token among those of its source. It grows with each new token.
    pub(crate) generation: u64,
}

impl AccessToken {
    /// Creates a token, for a [`TokenSource`](crate::auth::TokenSource) to return.
    ///
    /// ```
    /// # use constant_contact::auth::AccessToken;
    /// let token = AccessToken::new("eyJ…");
    /// ```
    ///
    /// Without an [expiry](Self::with_expires_at), the token is used until the API refuses it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            expires_at: None,
            generation: 0,
        }
    }

    /// Sets when the token expires.
    ///
    /// ```
    /// # use constant_contact::auth::AccessToken;
    /// use std::time::{Duration, SystemTime};
    /// let token = AccessToken::new("eyJ…").with_expires_at(SystemTime::now() + Duration::from_secs(3600));
    /// ```
    #[must_use = "this returns the token with its expiry"]
    pub fn with_expires_at(mut self, at: SystemTime) -> Self {
        self.expires_at = Some(at);
        self
    }

    pub(crate) fn numbered(mut self, generation: u64) -> Self {
        self.generation = generation;
        self
    }

    /// The token, for the header `Authorization: Bearer`.
    ///
    /// ```
    /// # use constant_contact::auth::AccessToken;
    /// use constant_contact::auth::ExposeSecret;
    /// assert_eq!(AccessToken::new("eyJ…").secret().expose_secret(), "eyJ…");
    /// ```
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// When the token expires, by the wall clock, if known.
    ///
    /// ```
    /// # use constant_contact::auth::AccessToken;
    /// assert!(AccessToken::new("eyJ…").expires_at().is_none());
    /// ```
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

/// Authorizes the requests of a client: with an access token, and for a partner also with an API key.
pub(crate) trait Authorize: Send + Sync {
    /// Returns a token that is valid now.
    fn access_token(&self) -> impl Future<Output = Result<AccessToken>> + Send;

    /// Returns a newer token than `rejected`, which the API has refused.
    fn renew(&self, rejected: &AccessToken) -> impl Future<Output = Result<AccessToken>> + Send;

    /// The key for the `x-api-key` header.
    fn api_key(&self) -> Option<&SecretString>;

    /// Whether this token was issued a moment ago and was not refused before.
    fn is_just_issued(&self, token: &AccessToken) -> bool;
}
