//! The identity of an approved technology partner.
//!
//! Partner operations take a token of the partner itself and an API key. The token lives for an hour and has no
//! refresh token; [`PartnerCredentials`] gets a new one when it ends, once however many calls wait. Nothing is
//! stored: the credentials are enough to begin anew.

use super::flight::Flights;
use super::schedule::{Phase, Schedule, jitter};
use super::{AuthError, BoxFuture, Endpoints, Issued, OAuth, Scope};
use crate::auth::credentials::{Credentials, TokenSource};
use secrecy::SecretString;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long before its end a partner token is replaced.
const MARGIN: Duration = Duration::from_secs(300);
/// The documented life of a partner token, if the answer does not say.
const LIFE: Duration = Duration::from_secs(3600);
/// How often a call looks again after somebody else's request.
const ROUNDS: usize = 3;

/// What a partner needs for the partner operations.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, PartnerCredentials};
/// # async fn f(secret: String, api_key: String) -> Result<(), AuthError> {
/// let partner = PartnerCredentials::new("partner-client-id", secret, api_key);
/// let issued = partner.access_token().await?;
/// # Ok(()) }
/// ```
///
/// Ordinary operations need a [`Session`](super::Session). Clones are cheap and share the token. `Debug` shows
/// neither secret nor key.
#[derive(Clone)]
pub struct PartnerCredentials {
    oauth: OAuth,
    api_key: SecretString,
    scopes: Vec<Scope>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    current: Mutex<Option<(Issued, Schedule)>>,
    flights: Arc<Flights>,
}

impl Shared {
    fn current(&self) -> MutexGuard<'_, Option<(Issued, Schedule)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token with what it is good for, unless it was refused.
    fn good(&self, rejected: Option<u64>) -> Option<(Issued, Phase)> {
        let current = self.current();
        let (issued, schedule) = current
            .as_ref()
            .filter(|(issued, _)| rejected.is_none_or(|old| issued.generation > old))?;
        let phase = schedule.phase(Instant::now());
        (phase != Phase::Ended).then(|| (issued.clone(), phase))
    }
}

impl PartnerCredentials {
    /// The credentials that the provider's API support team issues, with the API key of one application.
    ///
    /// ```
    /// # use constant_contact::auth::PartnerCredentials;
    /// let partner = PartnerCredentials::new("partner-client-id", "partner-secret", "api-key");
    /// ```
    pub fn new(
        client_id: impl Into<String>,
        secret: impl Into<SecretString>,
        api_key: impl Into<SecretString>,
    ) -> Self {
        let oauth = OAuth::confidential(client_id, secret);
        Self {
            oauth,
            api_key: api_key.into(),
            scopes: vec![],
            shared: Arc::default(),
        }
    }

    /// Sets scopes to ask for; none if not set.
    ///
    /// ```
    /// # use constant_contact::auth::{PartnerCredentials, Scope};
    /// let partner = PartnerCredentials::new("id", "secret", "key").scopes([Scope::from("v3api/general.partner")]);
    /// ```
    ///
    /// The contract names the one above; whether it has to be asked for is not documented.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// Replaces the addresses; only [`Endpoints::partner_token`] is used.
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

    /// Sets the least distance between two token requests; see [`OAuth::token_interval`].
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

    /// A partner token that is good now (RFC 6749, 4.4).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # async fn f(partner: PartnerCredentials) -> Result<(), AuthError> {
    /// let issued = partner.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails with kind `Refused` when the credentials are wrong, `Transient` when asking later may help.
    /// Dropping the future stops nothing: the request goes on, and its token serves the next call.
    pub async fn access_token(&self) -> Result<Issued, AuthError> {
        self.issue(None).await
    }

    /// A token newer than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # async fn f(partner: PartnerCredentials) -> Result<(), AuthError> {
    /// let issued = partner.access_token().await?;
    /// let issued = partner.renew(issued.generation).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Returns at once if there is a newer one already. Fails and may be dropped as [`Self::access_token`].
    pub async fn renew(&self, rejected: u64) -> Result<Issued, AuthError> {
        self.issue(Some(rejected)).await
    }

    async fn issue(&self, rejected: Option<u64>) -> Result<Issued, AuthError> {
        for _ in 0..ROUNDS {
            let good = self.shared.good(rejected);
            if let Some((issued, Phase::Fresh)) = good {
                return Ok(issued);
            }
            let (oauth, scopes, shared) =
                (self.oauth.clone(), self.scopes.clone(), self.shared.clone());
            let boarded = self
                .shared
                .flights
                .board(|| obtain(oauth, scopes, shared, rejected));
            if let Some((issued, _)) = good {
                return Ok(issued);
            }
            if let Some(Err(error)) = boarded?.landed().await {
                return Err(error);
            }
        }
        Err(AuthError::transient(
            "no partner token came in time: try again",
        ))
    }
}

async fn obtain(
    oauth: OAuth,
    scopes: Vec<Scope>,
    shared: Arc<Shared>,
    rejected: Option<u64>,
) -> Result<(), AuthError> {
    if matches!(shared.good(rejected), Some((_, Phase::Fresh))) {
        return Ok(());
    }
    let asked = Instant::now();
    let tokens = oauth
        .client_credentials(&scopes)
        .await
        .inspect_err(|error| tracing::warn!(%error, "no partner token"))?;
    let life = Some(tokens.lifetime().unwrap_or(LIFE));
    let schedule = Schedule::new(asked, life, life, MARGIN, jitter());
    let mut current = shared.current();
    let generation = current
        .as_ref()
        .map_or(1, |(issued, _)| issued.generation + 1);
    *current = Some((
        Issued::new(tokens.access_token().clone(), generation),
        schedule,
    ));
    Ok(())
}

impl TokenSource for PartnerCredentials {
    fn access_token(&self) -> BoxFuture<'_, Result<Issued, AuthError>> {
        Box::pin(self.access_token())
    }

    fn renew(&self, rejected: u64) -> BoxFuture<'_, Result<Issued, AuthError>> {
        Box::pin(self.renew(rejected))
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
