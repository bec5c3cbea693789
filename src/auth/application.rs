//! The application that is registered with the authorization server.
//!
//! An [`OAuth`] has the client id, secret, redirect URI and endpoints. Its flows return [`Tokens`]; a
//! [`Session`](super::Session) uses the same value to renew them.

use super::error::{AuthError, AuthErrorKind};
use super::http_client;
use super::token_endpoint::TokenEndpoint;
use super::tokens::{trimmed, trimmed_secret};
use super::{Endpoints, Scope, Tokens};
use crate::transport::pacing::RateLimiter;
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An application that asks people for access.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, OAuth, Scope};
/// # async fn f(secret: String, redirected: &str) -> Result<(), AuthError> {
/// let oauth = OAuth::confidential("api-key", secret).redirect_uri("https://app.example.com/callback");
/// let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
/// println!("please open {}", request.url());
/// let tokens = oauth.exchange(&request, redirected).await?;
/// # Ok(()) }
/// ```
///
/// Clones are cheap and share the pacing of the token endpoint: one request a second. `Debug` hides the secret.
#[must_use = "it describes the application to a flow or a session"]
#[derive(Clone)]
pub struct OAuth {
    client_id: String,
    secret: Option<SecretString>,
    redirect_uri: Option<String>,
    endpoints: Endpoints,
    pkce: bool,
    wants_refresh: bool,
    token_endpoint: TokenEndpoint,
}

impl OAuth {
    /// Creates an application with a secret, such as a web server.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// let oauth = OAuth::confidential("api-key", "secret");
    /// ```
    ///
    /// `client_id` is the portal's API key. White space around both is dropped, such as the line break of a
    /// file. The secret goes into the `Authorization` header (RFC 6749, 2.3.1).
    pub fn confidential(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        Self {
            secret: Some(trimmed_secret(client_secret)),
            pkce: false,
            ..Self::public(client_id)
        }
    }

    /// Creates an application that cannot keep a secret: a program on people's machines, or one that uses the device
    /// flow.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// let oauth = OAuth::public("api-key");
    /// ```
    ///
    /// PKCE with S256 (RFC 7636) replaces the secret.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self {
            client_id: trimmed(client_id),
            secret: None,
            redirect_uri: None,
            endpoints: Endpoints::default(),
            pkce: true,
            wants_refresh: true,
            token_endpoint: TokenEndpoint::new(),
        }
    }

    /// Sets the address to which the browser is redirected.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// let oauth = OAuth::public("api-key").redirect_uri("http://localhost:8765/callback");
    /// ```
    ///
    /// It is sent as given, without white space around it, and must be registered in the portal in exactly this form.
    /// The device flow needs none.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(trimmed(uri));
        self
    }

    /// Replaces the addresses of the authorization server.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints, OAuth};
    /// # fn main() -> Result<(), AuthError> {
    /// let oauth = OAuth::public("api-key").endpoints(Endpoints::default().token("http://127.0.0.1:8080/token")?);
    /// # Ok(()) }
    /// ```
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// Adds PKCE to an application with a secret; public ones always use it.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// let oauth = OAuth::confidential("api-key", "secret").pkce();
    /// ```
    ///
    /// Whether the server accepts both together depends on the application's settings; it is not documented.
    pub fn pkce(mut self) -> Self {
        self.pkce = true;
        self
    }

    /// Permits flows without a refresh token, so that [`Scope::OfflineAccess`] may be left out.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, OAuth, Scope};
    /// # fn main() -> Result<(), AuthError> {
    /// let oauth = OAuth::public("api-key").redirect_uri("http://localhost:8765/").without_refresh_token();
    /// let request = oauth.authorize([Scope::ContactData])?;
    /// # Ok(()) }
    /// ```
    ///
    /// Access ends when the access token expires, after a day or less.
    pub fn without_refresh_token(mut self) -> Self {
        self.wants_refresh = false;
        self
    }

    /// Sets how requests to the authorization server are made: proxy, root certificates, user agent.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, OAuth};
    /// # fn main() -> Result<(), AuthError> {
    /// let oauth = OAuth::public("api-key").http(reqwest::Client::builder().user_agent("my-app/1.0"))?;
    /// # Ok(()) }
    /// ```
    ///
    /// Some settings of the builder are overridden: redirects are not followed, connections are not reused, and the
    /// time limits are 30 s for connecting and five minutes for a response, so that a response that arrives late, or
    /// while the process was stopped, is not lost. API calls use other connections:
    /// [`ClientBuilder::http`](crate::ClientBuilder::http) has an example that configures both. Fails if the client
    /// cannot be built.
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Result<Self, AuthError> {
        self.token_endpoint
            .set_http_client(http_client::from_builder(builder)?);
        Ok(self)
    }

    /// Sets the minimum time between two requests to the authorization server. Default: one second.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// # use std::time::Duration;
    /// let oauth = OAuth::public("api-key").token_interval(Duration::from_millis(10)); // a test server
    /// ```
    ///
    /// The provider's token endpoint answers 429 to more than one request a second. This is also the first wait before
    /// a retry.
    pub fn token_interval(mut self, interval: Duration) -> Self {
        self.token_endpoint.set_interval(interval);
        self
    }

    /// Sets a limiter that many processes share for requests to the authorization server. Default: none.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// # use constant_contact::Pacer;
    /// # fn main() -> constant_contact::Result<()> {
    /// let limiter = Pacer::per_second(1)?; // of this process; use one over Redis for many
    /// let oauth = OAuth::public("api-key").token_rate_limiter(limiter);
    /// # Ok(()) }
    /// ```
    ///
    /// The provider's token endpoint allows one request a second for all processes together. Every request acquires a
    /// permit: those of the flows, each poll of the device flow, renewals and revocations. Before that it waits for its
    /// turn in this process ([`token_interval`](Self::token_interval)), so only one request of a process waits for the
    /// limiter at a time; renewals that a call waits for come before those in the background. The limiter learns of each
    /// answer 429 by [`on_throttled`](RateLimiter::on_throttled).
    ///
    /// It must be another limiter than that of the API calls, which are counted separately. It is called on threads of
    /// this crate, as a [`TokenStore`](super::TokenStore) is. If it fails, the request fails with kind `Unavailable`.
    pub fn token_rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> Self {
        self.token_endpoint.set_limiter(Arc::new(limiter));
        self
    }

    /// Returns the scopes if they can be requested.
    pub(crate) fn checked(
        &self,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<Vec<Scope>, AuthError> {
        let scopes: Vec<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            return Err(AuthError::configuration("no scopes: name at least one"));
        }
        if self.wants_refresh && !asks_for_refresh(&scopes) {
            return Err(AuthError::configuration(
                "the scope offline_access is missing, so the server would return no refresh token: \
                 add Scope::OfflineAccess or call OAuth::without_refresh_token",
            ));
        }
        Ok(scopes)
    }

    /// Fails if a refresh token was requested but not returned, while the person is still there to help.
    ///
    /// `scopes` are those that were requested. After [`OAuth::without_refresh_token`] this never fails.
    pub(crate) fn renewable(&self, tokens: Tokens, scopes: &[Scope]) -> Result<Tokens, AuthError> {
        if !self.wants_refresh || !asks_for_refresh(scopes) || tokens.refresh_token().is_some() {
            return Ok(tokens);
        }
        Err(AuthError::new(
            AuthErrorKind::Refused,
            "the server returned no refresh token although offline_access was requested, so access would end \
             within a day: check the application's kind of refresh token in the portal and authorise again, or call \
             OAuth::without_refresh_token",
        ))
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(crate) fn client_secret(&self) -> Option<&SecretString> {
        self.secret.as_ref()
    }

    pub(crate) fn is_public(&self) -> bool {
        self.secret.is_none()
    }

    pub(crate) fn addresses(&self) -> &Endpoints {
        &self.endpoints
    }

    pub(crate) fn registered_redirect_uri(&self) -> Option<&str> {
        self.redirect_uri.as_deref()
    }

    pub(crate) fn uses_pkce(&self) -> bool {
        self.pkce
    }

    pub(crate) fn token_endpoint(&self) -> &TokenEndpoint {
        &self.token_endpoint
    }

    #[cfg(test)]
    pub(crate) fn with_http_client(mut self, http: http_client::HttpClient) -> Self {
        self.token_endpoint.set_http_client(http);
        self
    }
}

/// Whether `scopes` ask for a refresh token.
fn asks_for_refresh(scopes: &[Scope]) -> bool {
    let wanted = Scope::OfflineAccess.as_str();
    scopes.iter().any(|scope| scope.as_str() == wanted)
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .field("confidential", &self.secret.is_some())
            .field("redirect_uri", &self.redirect_uri)
            .field("endpoints", &self.endpoints)
            .finish_non_exhaustive()
    }
}
