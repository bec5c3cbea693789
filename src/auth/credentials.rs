//! The credentials of a client.
//!
//! The exchange of a call uses [`Credentials`]: it requests a token before each attempt and a newer one after a 401.
//! The tokens come from a [`Provider`]: a plain token, a session, a partner, or a source of the application.

use super::error::AuthError;
use crate::error::Result;
use crate::transport::future::BoxFuture;
use crate::transport::token::{AccessToken, Authorize};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::Arc;

/// The source of the access tokens of a client.
///
/// ```no_run
/// use constant_contact::auth::Credentials;
/// # #[cfg(feature = "oauth")]
/// # fn f(session: constant_contact::auth::Session) {
/// let credentials = Credentials::from(session);
/// let plain = Credentials::token("an access token of another program");
/// # }
/// ```
///
/// Credentials are made from a `Session`, `PartnerCredentials`, any [`TokenSource`](crate::auth::TokenSource), or a
/// plain token. Clones are cheap and share the tokens.
#[derive(Clone)]
pub struct Credentials(Arc<dyn Provider>);

/// Provides access tokens and renews them; its `Debug` shows none of them.
pub(super) trait Provider: fmt::Debug + Send + Sync + 'static {
    /// Returns a token that is valid now and newer than the `rejected` one, by its number, which the API has refused.
    fn issue(&self, rejected: Option<u64>) -> BoxFuture<'_, Result<AccessToken, AuthError>>;

    /// The key for the `x-api-key` header.
    fn api_key(&self) -> Option<&SecretString> {
        None
    }

    /// Whether this token was issued a moment ago and was not refused before.
    fn is_just_issued(&self, _token: &AccessToken) -> bool {
        false
    }

    /// Waits until the program can end without losing tokens.
    fn flush(&self) -> BoxFuture<'_, Result<(), AuthError>> {
        Box::pin(async { Ok(()) })
    }

    /// Why tokens could not be saved, if they could not.
    fn store_error(&self) -> Option<AuthError> {
        None
    }
}

impl Credentials {
    pub(super) fn over(provider: impl Provider) -> Self {
        Self(Arc::new(provider))
    }

    /// Creates credentials from one access token, which is used until the API refuses it.
    ///
    /// ```
    /// # use constant_contact::auth::Credentials;
    /// let credentials = Credentials::token("eyJ…");
    /// ```
    ///
    /// White space around the token and a leading `Bearer` are removed. With an empty token, calls fail before
    /// anything is sent; [`AuthError::kind`] is `Configuration`.
    pub fn token(token: impl Into<SecretString>) -> Self {
        Self::over(PlainToken(bare_token(&token.into())))
    }

    /// Returns a token that is valid now.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Credentials};
    /// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
    /// let token = credentials.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A plain token is returned unchanged. Others are renewed when they have expired, and only once if many calls
    /// wait. Dropping the future does not stop a renewal.
    pub async fn access_token(&self) -> Result<AccessToken, AuthError> {
        self.0.issue(None).await
    }

    /// Returns a newer token than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Credentials};
    /// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
    /// let token = credentials.access_token().await?;
    /// let token = credentials.renew(&token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// For a plain token, which cannot be renewed, this fails with kind `Reauthorize`. Dropping the future does not stop
    /// a renewal.
    pub async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, AuthError> {
        self.0.issue(Some(rejected.generation)).await
    }

    /// The key for the `x-api-key` header, which partner operations need.
    ///
    /// ```
    /// # use constant_contact::auth::Credentials;
    /// assert!(Credentials::token("eyJ…").api_key().is_none());
    /// ```
    pub fn api_key(&self) -> Option<&SecretString> {
        self.0.api_key()
    }

    /// See [`Client::flush`](crate::Client::flush).
    pub(crate) async fn flush(&self) -> Result<(), AuthError> {
        self.0.flush().await
    }

    /// See [`Client::store_error`](crate::Client::store_error).
    pub(crate) fn store_error(&self) -> Option<AuthError> {
        self.0.store_error()
    }
}

impl Authorize for Credentials {
    async fn access_token(&self) -> Result<AccessToken> {
        Ok(Self::access_token(self).await?)
    }

    async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken> {
        Ok(Self::renew(self, rejected).await?)
    }

    fn api_key(&self) -> Option<&SecretString> {
        self.0.api_key()
    }

    fn is_just_issued(&self, token: &AccessToken) -> bool {
        self.0.is_just_issued(token)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text without white space around it, such as the line break at the end of a file, and without a byte order mark.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// An access token without the scheme `Bearer`, which is part of a copied `Authorization` header.
pub(super) fn bare_token(token: &SecretString) -> SecretString {
    const SCHEME: &str = "bearer";
    let mut bare = trim(token.expose_secret());
    while let Some((scheme, rest)) = bare.split_at_checked(SCHEME.len())
        && scheme.eq_ignore_ascii_case(SCHEME)
        && (rest.is_empty() || rest.starts_with(char::is_whitespace))
    {
        bare = trim(rest);
    }
    bare.into()
}

struct PlainToken(SecretString);

impl Provider for PlainToken {
    fn issue(&self, rejected: Option<u64>) -> BoxFuture<'_, Result<AccessToken, AuthError>> {
        let token = match rejected {
            Some(_) => Err(AuthError::reauthorize(
                "the API refuses the access token, and it cannot be renewed: get a new one, or use a Session or a TokenSource",
            )),
            None if self.0.expose_secret().is_empty() => Err(AuthError::configuration(
                "the access token is empty: check the variable or file that it comes from",
            )),
            None => Ok(AccessToken::new(self.0.clone())),
        };
        Box::pin(std::future::ready(token))
    }
}

impl fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials::Token([redacted])")
    }
}

#[cfg(test)]
mod tests;
