//! The credentials of an approved technology partner.
//!
//! Partner operations take an access token of the partner itself and an API key. The token is valid for an hour and has
//! no refresh token; [`PartnerCredentials`] requests a new one when it expires, once, however many calls wait, and
//! retries when the server fails for now. Nothing is stored: the credentials suffice for another token.

use super::schedule::{Phase, Schedule, backoff};
use super::single_flight::{Progress, SingleFlight};
use super::token_endpoint::LONGEST_WAIT;
use super::tokens::trimmed_secret;
use super::{AuthError, BoxFuture, Endpoints, Issued, OAuth, Scope};
use crate::auth::AuthErrorKind;
use crate::auth::credentials::{Credentials, TokenSource};
use secrecy::SecretString;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long before its expiry a partner token is replaced.
const MARGIN: Duration = Duration::from_secs(300);
/// The documented lifetime of a partner token, for a response without one.
const LIFETIME: Duration = Duration::from_secs(3600);
/// How often a call checks the token again after a request that another call started.
const ROUNDS: usize = 3;
/// How long a token that replaced a refused one is not replaced for the same reason. A call on behalf of a client account
/// is also refused with 401 when the cause is that account, and then no token helps.
const RENEWAL_PAUSE: Duration = Duration::from_secs(600);
/// Attempts while callers wait. A request ahead of time makes one attempt and leaves the next to a later call.
const ATTEMPTS: u32 = 3;

/// The credentials for the partner operations.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, PartnerCredentials};
/// # async fn f(secret: String, api_key: String) -> Result<(), AuthError> {
/// let partner = PartnerCredentials::new("partner-client-id", secret, api_key);
/// let issued = partner.access_token().await?;
/// # Ok(()) }
/// ```
///
/// All other operations need a [`Session`](super::Session). Clones are cheap and share the token, unless they request
/// other scopes or use another address. `Debug` shows neither secret nor key.
#[derive(Clone)]
pub struct PartnerCredentials {
    oauth: OAuth,
    api_key: SecretString,
    scopes: Vec<Scope>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    flight: Arc<SingleFlight>,
}

#[derive(Default)]
struct State {
    current: Option<(Issued, Schedule)>,
    /// When the current token replaced one that the API had refused, if it did.
    replaced_refused: Option<Instant>,
    /// After failures no request ahead of time is sent before this moment.
    back_off_until: Option<Instant>,
    failures: u32,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The token and its phase, unless it has expired or was refused.
    fn usable(&self, rejected: Option<u64>, now: Instant) -> Option<(Issued, Phase)> {
        let (issued, schedule) = self
            .current
            .as_ref()
            .filter(|(issued, _)| rejected.is_none_or(|old| issued.generation > old))?;
        let phase = schedule.phase(now);
        (phase != Phase::Expired).then(|| (issued.clone(), phase))
    }

    fn backs_off(&self, now: Instant) -> bool {
        self.back_off_until.is_some_and(|until| now < until)
    }

    /// Whether the API refuses a token that replaced a refused one.
    fn is_refused_again(&self, rejected: Option<u64>, now: Instant) -> bool {
        let recently = self
            .replaced_refused
            .is_some_and(|at| now.saturating_duration_since(at) < RENEWAL_PAUSE);
        let current = self.current.as_ref().filter(|(issued, schedule)| {
            rejected == Some(issued.generation) && schedule.phase(now) != Phase::Expired
        });
        recently && current.is_some()
    }

    /// Stores a new token, for callers whose token was `rejected`.
    fn issue(
        &mut self,
        secret: SecretString,
        schedule: Schedule,
        rejected: Option<u64>,
        now: Instant,
    ) {
        let last = self.current.as_ref().map(|(issued, _)| issued.generation);
        let generation = last.map_or(1, |last| last + 1);
        *self = Self {
            current: Some((Issued::new(secret, generation), schedule)),
            replaced_refused: (last.is_some() && last == rejected).then_some(now),
            ..Self::default()
        };
    }

    fn back_off(&mut self, first: Duration, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        self.back_off_until = now.checked_add(backoff(first).random_wait(self.failures));
    }
}

impl PartnerCredentials {
    /// Takes the credentials that the provider's API support team issues, and the API key of one application.
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
            api_key: trimmed_secret(api_key),
            scopes: vec![],
            shared: Arc::default(),
        }
    }

    /// Sets the scopes to request; none if not set.
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
        self.shared = Arc::default();
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
        // Another server needs another token.
        self.shared = Arc::default();
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

    /// Sets the least time between two token requests; see [`OAuth::token_interval`].
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

    /// Returns a partner token that is valid now (RFC 6749, 4.4).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # async fn f(partner: PartnerCredentials) -> Result<(), AuthError> {
    /// let issued = partner.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Makes up to three attempts while the network or the server fails. Fails with kind `Refused` when the credentials
    /// are wrong, `Transient` when a later attempt may succeed. Dropping the future does not stop the request, and the
    /// next call uses its token.
    pub async fn access_token(&self) -> Result<Issued, AuthError> {
        self.issue(None).await
    }

    /// Returns a newer token than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, PartnerCredentials};
    /// # async fn f(partner: PartnerCredentials) -> Result<(), AuthError> {
    /// let issued = partner.access_token().await?;
    /// let issued = partner.renew(issued.generation).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Returns at once if there is a newer one already. Fails with kind `Refused`, for ten minutes, if the refused token
    /// replaced another refused one: then the token is not the cause, but for instance the account on whose behalf the
    /// call was made. Otherwise it fails, and may be dropped, as [`access_token`](Self::access_token).
    pub async fn renew(&self, rejected: u64) -> Result<Issued, AuthError> {
        self.issue(Some(rejected)).await
    }

    async fn issue(&self, rejected: Option<u64>) -> Result<Issued, AuthError> {
        for _ in 0..ROUNDS {
            let usable = {
                let (state, now) = (self.shared.state(), Instant::now());
                if state.is_refused_again(rejected, now) {
                    return Err(AuthError::new(
                        AuthErrorKind::Refused,
                        "the API refuses a partner token that was renewed a short time ago: check the API key and, \
                         for a call on behalf of an account, that account",
                    ));
                }
                match state.usable(rejected, now) {
                    Some((issued, phase)) if phase == Phase::Fresh || state.backs_off(now) => {
                        return Ok(issued);
                    }
                    usable => usable,
                }
            };
            let (oauth, scopes, shared) =
                (self.oauth.clone(), self.scopes.clone(), self.shared.clone());
            let joined = self
                .shared
                .flight
                .join(move |progress| obtain(oauth, scopes, shared, rejected, progress));
            if let Some((issued, _)) = usable {
                return Ok(issued);
            }
            joined?.finished().await?;
        }
        Err(AuthError::transient(
            "no partner token came in time: try again",
        ))
    }
}

/// Requests a token, unless there is one by now; retries as long as callers have no usable token.
async fn obtain(
    oauth: OAuth,
    scopes: Vec<Scope>,
    shared: Arc<Shared>,
    rejected: Option<u64>,
    progress: Progress,
) -> Result<(), AuthError> {
    let first = oauth.token_endpoint().interval();
    let mut attempt = 1;
    loop {
        let usable = shared.state().usable(rejected, progress.now());
        if matches!(usable, Some((_, Phase::Fresh))) {
            return Ok(());
        }
        let granted = async {
            let permit = progress.queue_for(oauth.token_endpoint().acquire()).await?;
            let sent = progress.now();
            let tokens = oauth.client_credentials(&scopes, permit).await?;
            Ok((tokens, sent))
        };
        let error: AuthError = match granted.await {
            Ok((tokens, sent)) => {
                let life = Some(tokens.lifetime().unwrap_or(LIFETIME));
                let schedule = Schedule::new(sent, life, life, MARGIN, fastrand::f64());
                shared.state().issue(
                    tokens.access_token().clone(),
                    schedule,
                    rejected,
                    progress.now(),
                );
                return Ok(());
            }
            Err(error) => error,
        };
        let urgent = shared.state().usable(rejected, progress.now()).is_none();
        let too_long = error.retry_after().is_some_and(|wait| wait > LONGEST_WAIT);
        if !error.is_transient() || !urgent || attempt == ATTEMPTS || too_long {
            tracing::warn!(attempt, %error, "no partner token");
            shared.state().back_off(first, progress.now());
            return Err(error);
        }
        tracing::debug!(attempt, %error, "no partner token, trying again");
        tokio::time::sleep(backoff(first).random_wait(attempt)).await;
        attempt += 1;
    }
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

#[cfg(test)]
mod tests;
