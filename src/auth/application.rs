//! The application, as the authorization server knows it, and the flows it can run.
//!
//! An [`OAuth`] holds client id, secret, redirect URI and endpoints. Its flows end in [`Tokens`]; a
//! [`Session`](super::Session) keeps them alive with the same value.

use super::answer::TokenAnswer;
use super::error::{AuthError, AuthErrorKind};
use super::tokens::{trimmed, trimmed_secret};
use super::transport::{self, Teller, Turn};
use super::{AuthorizationRequest, Endpoints, Scope, Tokens};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};
use url::Url;

type Protocol = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

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
#[derive(Clone)]
pub struct OAuth {
    client_id: String,
    secret: Option<SecretString>,
    redirect_uri: Option<String>,
    endpoints: Endpoints,
    pkce: bool,
    refreshing: bool,
    teller: Teller,
}

impl OAuth {
    /// An application with a secret, such as a web server.
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
        let secret = trimmed_secret(client_secret);
        let mut oauth = Self::public(client_id);
        oauth.teller.set_client_secret(secret.clone());
        (oauth.secret, oauth.pkce) = (Some(secret), false);
        oauth
    }

    /// An application that cannot keep a secret: a program on people's machines, or one of the device flow.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// let oauth = OAuth::public("api-key");
    /// ```
    ///
    /// PKCE with S256 (RFC 7636) takes the place of the secret.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self {
            client_id: trimmed(client_id),
            secret: None,
            redirect_uri: None,
            endpoints: Endpoints::default(),
            pkce: true,
            refreshing: true,
            teller: Teller::new(),
        }
    }

    /// Sets where the browser comes back to.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// let oauth = OAuth::public("api-key").redirect_uri("http://localhost:8765/callback");
    /// ```
    ///
    /// It is sent to the letter (but for white space around it) and has to be registered in the portal to the letter. The device flow needs none.
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
    /// Whether the server accepts both together depends on the application's settings and is not documented.
    pub fn pkce(mut self) -> Self {
        self.pkce = true;
        self
    }

    /// Says that no refresh token is wanted, so that [`Scope::OfflineAccess`] may be left out.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, OAuth, Scope};
    /// # fn main() -> Result<(), AuthError> {
    /// let oauth = OAuth::public("api-key").redirect_uri("http://localhost:8765/").without_refresh();
    /// let request = oauth.authorize([Scope::ContactData])?;
    /// # Ok(()) }
    /// ```
    ///
    /// The access ends with the access token, after a day or less.
    pub fn without_refresh(mut self) -> Self {
        self.refreshing = false;
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
    /// Redirects stay off, connections are not kept, connecting takes 30 s at most and an answer five minutes,
    /// whatever the builder says: an answer that comes late, or while the process was stopped, is not thrown away.
    /// The calls themselves have connections of their own: see
    /// [`ClientBuilder::http`](crate::ClientBuilder::http), which shows both behind a proxy.
    /// Fails if the client cannot be built.
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Result<Self, AuthError> {
        self.teller
            .set_wire(transport::wire(transport::client(builder)?));
        Ok(self)
    }

    /// Sets the least distance between two requests to the authorization server; one second if not set.
    ///
    /// ```
    /// # use constant_contact::auth::OAuth;
    /// # use std::time::Duration;
    /// let oauth = OAuth::public("api-key").token_interval(Duration::from_millis(10)); // a test server
    /// ```
    ///
    /// The real token endpoint answers 429 to more than one request a second. Retries start at this distance too.
    pub fn token_interval(mut self, interval: Duration) -> Self {
        self.teller.set_interval(interval);
        self
    }

    /// Starts the authorization code flow (RFC 6749, 4.1).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, OAuth, Scope};
    /// # fn f(oauth: OAuth) -> Result<(), AuthError> {
    /// let request = oauth.authorize([Scope::ContactData, Scope::CampaignData, Scope::OfflineAccess])?;
    /// # Ok(()) }
    /// ```
    ///
    /// Nothing is sent. Fails with kind `Configuration` without a redirect URI, without scopes, and without
    /// [`Scope::OfflineAccess`] unless [`OAuth::without_refresh`] was called: the server would leave out the
    /// refresh token without a word.
    pub fn authorize(
        &self,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<AuthorizationRequest, AuthError> {
        let scopes = self.checked(scopes)?;
        let redirect_uri = self.redirect_uri.clone().ok_or_else(|| {
            AuthError::configuration(
                "no redirect URI: set the one registered in the portal with OAuth::redirect_uri",
            )
        })?;
        let client = self
            .protocol()?
            .set_redirect_uri(redirect(redirect_uri.clone())?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client.authorize_url(CsrfToken::new_random).add_scopes(
            scopes
                .iter()
                .map(|scope| oauth2::Scope::new(scope.as_str().to_owned())),
        );
        if self.pkce {
            request = request.set_pkce_challenge(challenge);
        }
        let (url, state) = request.url();
        let verifier = self.pkce.then(|| verifier.secret().as_str().into());
        Ok(AuthorizationRequest::new(
            url.into(),
            redirect_uri,
            state.secret().as_str().into(),
            verifier,
            scopes,
        ))
    }

    /// Trades the code of a redirect for tokens (RFC 6749, 4.1.3).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthorizationRequest, OAuth};
    /// # async fn f(oauth: OAuth, request: AuthorizationRequest) -> Result<(), AuthError> {
    /// let tokens = oauth.exchange(&request, "https://app.example.com/callback?code=...&state=...").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `callback` is the whole redirected address, or its path and query. Fails with kind `Redirect` when it does
    /// not answer this request, `Denied` when the person refused, `Reauthorize` when the code is used or older
    /// than five minutes, `Refused` when offline access was asked for and no refresh token came (unless
    /// [`OAuth::without_refresh`] was called), `Transient` when asking again with the same arguments may help.
    /// Dropping the future after the request has left loses the tokens; the person then authorises again.
    pub async fn exchange(
        &self,
        request: &AuthorizationRequest,
        callback: impl AsRef<str>,
    ) -> Result<Tokens, AuthError> {
        let code = request.read(callback.as_ref())?;
        let client = self.protocol()?;
        let mut exchange = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_redirect_uri(Cow::Owned(redirect(request.redirect_uri().to_owned())?));
        if let Some(verifier) = request.verifier() {
            exchange = exchange
                .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()));
        }
        let asked = SystemTime::now();
        let answer = exchange
            .request_async(&self.teller)
            .await
            .map_err(read_failure)?;
        let tokens = Tokens::from_answer(&answer, asked, request.scopes());
        self.renewable(tokens, request.scopes())
    }

    /// Trades a refresh token for a new pair (RFC 6749, 6). What is not replaced stays as it was.
    pub(crate) async fn refresh(&self, tokens: &Tokens, turn: &Turn) -> Result<Tokens, AuthError> {
        let Some(refresh) = tokens.refresh_token() else {
            return Err(AuthError::reauthorize(
                "there is no refresh token: authorise again, with offline_access",
            ));
        };
        let client = self.protocol()?;
        let refresh = RefreshToken::new(refresh.expose_secret().to_owned());
        let asked = SystemTime::now();
        let answer = client
            .exchange_refresh_token(&refresh)
            .request_async(turn)
            .await
            .map_err(read_failure)?;
        Ok(Tokens::from_answer(&answer, asked, tokens.scopes()).succeeding(tokens))
    }

    /// A token for the application itself (RFC 6749, 4.4), from the partner endpoint.
    pub(crate) async fn client_credentials(
        &self,
        scopes: &[Scope],
        turn: &Turn,
    ) -> Result<Tokens, AuthError> {
        let client = self
            .protocol()?
            .set_token_uri(address(&self.endpoints.partner_token, TokenUrl::new)?);
        let asked = SystemTime::now();
        let answer = client
            .exchange_client_credentials()
            .add_scopes(
                scopes
                    .iter()
                    .map(|scope| oauth2::Scope::new(scope.as_str().to_owned())),
            )
            .request_async(turn)
            .await
            .map_err(read_failure)?;
        let tokens = Tokens::from_answer(&answer, asked, scopes);
        if tokens.access_token().expose_secret().is_empty() {
            return Err(no_tokens());
        }
        Ok(tokens)
    }

    /// The scopes, if they can be asked for.
    pub(crate) fn checked(
        &self,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<Vec<Scope>, AuthError> {
        let scopes: Vec<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            return Err(AuthError::configuration("no scopes: name at least one"));
        }
        if self.refreshing && !asks_for_refresh(&scopes) {
            return Err(AuthError::configuration(
                "the scope offline_access is missing, so no refresh token would come: add Scope::OfflineAccess or \
                 call OAuth::without_refresh",
            ));
        }
        Ok(scopes)
    }

    /// Fails where a refresh token was asked for and none came, while the person is still there to help.
    ///
    /// `scopes` are those asked for. Nothing is missed after [`OAuth::without_refresh`].
    pub(crate) fn renewable(&self, tokens: Tokens, scopes: &[Scope]) -> Result<Tokens, AuthError> {
        if !self.refreshing || !asks_for_refresh(scopes) || tokens.refresh_token().is_some() {
            return Ok(tokens);
        }
        Err(AuthError::new(
            AuthErrorKind::Refused,
            "no refresh token came although offline_access was asked for, so the access would end within a day: \
             check the application's kind of refresh token in the portal and authorise again, or call \
             OAuth::without_refresh",
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

    pub(crate) fn teller(&self) -> &Teller {
        &self.teller
    }

    #[cfg(test)]
    pub(crate) fn over(mut self, wire: transport::Wire) -> Self {
        self.teller.set_wire(wire);
        self
    }

    fn protocol(&self) -> Result<Protocol, AuthError> {
        let client = oauth2::Client::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(address(&self.endpoints.authorize, AuthUrl::new)?)
            .set_token_uri(address(&self.endpoints.token, TokenUrl::new)?);
        Ok(match &self.secret {
            Some(secret) => {
                client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
            }
            None => client,
        })
    }
}

/// Whether a refresh token is among what `scopes` ask for.
fn asks_for_refresh(scopes: &[Scope]) -> bool {
    let wanted = Scope::OfflineAccess.as_str();
    scopes.iter().any(|scope| scope.as_str() == wanted)
}

fn address<T, E>(url: &str, parse: impl FnOnce(String) -> Result<T, E>) -> Result<T, AuthError> {
    parse(url.to_owned()).map_err(|_| AuthError::configuration("an endpoint is not a valid URL"))
}

fn redirect(uri: String) -> Result<RedirectUrl, AuthError> {
    let url = Url::parse(&uri).ok().filter(|url| url.fragment().is_none());
    match (url, RedirectUrl::new(uri)) {
        (Some(_), Ok(uri)) => Ok(uri),
        _ => Err(AuthError::configuration(
            "the redirect URI must be a whole URL without a fragment",
        )),
    }
}

/// What the protocol crate reports, without the bytes that it quotes.
fn read_failure(error: RequestTokenError<AuthError, BasicErrorResponse>) -> AuthError {
    match error {
        RequestTokenError::Request(error) => error,
        _ => no_tokens(),
    }
}

fn no_tokens() -> AuthError {
    AuthError::transient("the authorization server's answer holds no token: try again later")
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
