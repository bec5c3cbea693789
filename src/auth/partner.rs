//! The credentials of an approved technology partner.
//!
//! Partner operations need an access token of the partner and an API key. The token is valid for an hour and has
//! no refresh token. When it expires, [`PartnerCredentials`] requests a new one, only once if many calls wait, and
//! retries if the server fails temporarily. Nothing is stored: the credentials are all that a new token needs.

use super::cache::{Fetch, MARGIN, TokenCache};
use super::schedule::{Lead, Schedule};
use super::single_flight::Progress;
use super::tokens::trimmed_secret;
use super::{AccessToken, AuthError, Endpoints, OAuth, Scope};
use crate::auth::AuthErrorKind;
use crate::auth::credentials::{Credentials, Provider};
use crate::transport::future::BoxFuture;
use crate::transport::pacing::RateLimiter;
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The documented lifetime of a partner token, for a response without one.
const LIFETIME: Duration = Duration::from_secs(3600);
/// How long a token that replaced a refused one is not replaced after another 401. A call on behalf of a client account
/// is also refused with 401 when that account is the cause, and then a new token does not help.
const RENEWAL_PAUSE: Duration = Duration::from_secs(600);

/// The credentials for the partner operations.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, PartnerCredentials};
/// # async fn f(secret: String, api_key: String) -> Result<(), AuthError> {
/// let partner = PartnerCredentials::new("partner-client-id", secret, api_key);
/// let token = partner.access_token().await?;
/// # Ok(()) }
/// ```
///
/// All other operations need a [`Session`](super::Session). Clones are cheap and share the token, unless they request
/// other scopes or use another address. `Debug` shows neither secret nor key.
#[must_use = "credentials for `ClientBuilder::partner`"]
#[derive(Clone)]
pub struct PartnerCredentials {
    oauth: OAuth,
    api_key: SecretString,
    scopes: Vec<Scope>,
    cache: Arc<TokenCache>,
}

impl PartnerCredentials {
    /// Creates credentials from those that the provider's API support team issues and an application's API key.
    ///
    /// ```
    /// # use constant_contact::auth::PartnerCredentials;
    /// let partner = PartnerCredentials::new("partner-client-id", "partner-secret", "api-key");
    /// ```
    ///
    /// All applications of a partner share the credentials. An API key belongs to one set of credentials.
    pub fn new(
        client_id: impl Into<String>,
        secret: impl Into<SecretString>,
        api_key: impl Into<SecretString>,
    ) -> Self {
        let oauth = OAuth::confidential(client_id, secret);
        Self {
            oauth,
            api_key: trimmed_secret(api_key),
            scopes: vec![],
            cache: Arc::default(),
        }
    }

    /// Sets the scopes to request. Default: none.
    ///
    /// ```
    /// # use constant_contact::auth::{PartnerCredentials, Scope};
    /// let partner = PartnerCredentials::new("id", "secret", "key").scopes([Scope::from("v3api/general.partner")]);
    /// ```
    ///
    /// The contract names the one above; whether it must be requested is not documented.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        // Another scope needs another token.
        self.cache = Arc::default();
        self
    }

    /// Replaces the addresses of the authorization server; only [`Endpoints::partner_token`] is used.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints, PartnerCredentials};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().partner_token("http://127.0.0.1:8080/token")?;
    /// let partner = PartnerCredentials::new("id", "secret", "key").endpoints(endpoints);
    /// # Ok(()) }
    /// ```
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.oauth = self.oauth.endpoints(endpoints);
        // Another server needs another token.
        self.cache = Arc::default();
        self
    }

    /// Sets how requests to the token endpoint are made; see [`OAuth::http`].
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # fn main() -> Result<(), AuthError> {
    /// let partner = PartnerCredentials::new("id", "secret", "key").http(reqwest::Client::builder())?;
    /// # Ok(()) }
    /// ```
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Result<Self, AuthError> {
        self.oauth = self.oauth.http(builder)?;
        Ok(self)
    }

    /// Sets the minimum time between two token requests; see [`OAuth::token_interval`].
    ///
    /// ```
    /// # use constant_contact::auth::PartnerCredentials;
    /// # use std::time::Duration;
    /// let partner = PartnerCredentials::new("id", "secret", "key").token_interval(Duration::from_millis(10));
    /// ```
    pub fn token_interval(mut self, interval: Duration) -> Self {
        self.oauth = self.oauth.token_interval(interval);
        self
    }

    /// Sets a limiter that many processes share for token requests; see [`OAuth::token_rate_limiter`].
    ///
    /// ```
    /// # use constant_contact::auth::PartnerCredentials;
    /// # use constant_contact::Pacer;
    /// # fn main() -> constant_contact::Result<()> {
    /// let limiter = Pacer::per_second(1)?; // of this process; use one over Redis for many
    /// let partner = PartnerCredentials::new("id", "secret", "key").token_rate_limiter(limiter);
    /// # Ok(()) }
    /// ```
    pub fn token_rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> Self {
        self.oauth = self.oauth.token_rate_limiter(limiter);
        self
    }

    /// The key for the `x-api-key` header.
    ///
    /// ```
    /// # use constant_contact::auth::PartnerCredentials;
    /// use constant_contact::auth::ExposeSecret;
    /// assert_eq!(PartnerCredentials::new("id", "secret", "key").api_key().expose_secret(), "key");
    /// ```
    pub fn api_key(&self) -> &SecretString {
        &self.api_key
    }

    /// Returns a partner token that is valid now (RFC 6749, 4.4).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # async fn f(partner: PartnerCredentials) -> Result<(), AuthError> {
    /// let token = partner.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Makes up to three attempts while the network or the server fails. Fails with kind `Refused` when the credentials
    /// are wrong, and `Unavailable` when a later attempt may succeed. Dropping the future does not stop the request, and
    /// the next call uses its token.
    pub async fn access_token(&self) -> Result<AccessToken, AuthError> {
        self.issue(None).await
    }

    /// Returns a newer token than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # async fn f(partner: PartnerCredentials) -> Result<(), AuthError> {
    /// let token = partner.access_token().await?;
    /// let token = partner.renew(&token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Returns at once if there is already a newer one. If the refused token itself replaced a refused one less than ten
    /// minutes ago, this fails with kind `Refused`: the cause is not the token but, for example, the account on whose
    /// behalf the call was made. Otherwise it fails, and can be dropped, like [`access_token`](Self::access_token).
    pub async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, AuthError> {
        self.issue(Some(rejected.generation)).await
    }

    async fn issue(&self, rejected: Option<u64>) -> Result<AccessToken, AuthError> {
        if self.cache.is_refused_again(rejected, RENEWAL_PAUSE) {
            return Err(AuthError::new(
                AuthErrorKind::Refused,
                "the API refuses a partner token that was renewed a short time ago: check the API key and, \
                 for a call on behalf of an account, that account",
            ));
        }
        self.cache.issue(self, rejected).await
    }
}

impl Fetch for PartnerCredentials {
    fn shared(&self) -> Arc<dyn Fetch> {
        Arc::new(self.clone())
    }

    fn interval(&self) -> Duration {
        self.oauth.token_endpoint().interval()
    }

    fn fetch<'a>(
        &'a self,
        _refused: Option<AccessToken>,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<(AccessToken, Schedule), AuthError>> {
        Box::pin(async move {
            let endpoint = self.oauth.token_endpoint();
            let permit = endpoint.acquire_in_background(progress.has_a_waiter());
            let permit = progress.queue_for(permit).await?;
            let sent = progress.now();
            let tokens = self.oauth.client_credentials(&self.scopes, permit).await?;
            let life = Some(tokens.lifetime().unwrap_or(LIFETIME));
            let schedule = Schedule::new(sent, life, life, Lead::near(MARGIN), fastrand::f64());
            Ok((tokens.issue(0), schedule))
        })
    }
}

impl Provider for PartnerCredentials {
    fn issue(&self, rejected: Option<u64>) -> BoxFuture<'_, Result<AccessToken, AuthError>> {
        Box::pin(self.issue(rejected))
    }

    fn api_key(&self) -> Option<&SecretString> {
        Some(self.api_key())
    }
}

impl From<PartnerCredentials> for Credentials {
    fn from(partner: PartnerCredentials) -> Self {
        Self::over(partner)
    }
}

impl fmt::Debug for PartnerCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartnerCredentials")
            .field("oauth", &self.oauth)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
