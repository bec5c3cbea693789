//! Tokens that another system keeps: a vault, or a service of the application.
//!
//! A [`TokenSource`] only fetches. As for the tokens of a partner, a [`TokenCache`] decides when to fetch, and fetches
//! only once if many calls wait.

use super::cache::{Fetch, MARGIN, TokenCache};
use super::credentials::{Credentials, Provider, bare_token};
use super::error::{AuthError, AuthErrorKind};
use super::limit::limited;
use super::schedule::{Lead, Schedule, remaining};
use super::single_flight::Progress;
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::task::Task;
use crate::transport::token::AccessToken;
use secrecy::ExposeSecret;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;
use tokio::time::Instant;

/// How long a source may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Fetches access tokens from another system, such as a vault.
///
/// ```no_run
/// use constant_contact::auth::{AccessToken, TokenSource};
/// use constant_contact::{BoxError, BoxFuture, Client};
///
/// struct Vault(/* its client */);
/// # impl Vault { async fn read(&self, _: &str) -> Result<(String, std::time::SystemTime), BoxError> { unimplemented!() } }
///
/// impl TokenSource for Vault {
///     fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
///         Box::pin(async {
///             let (secret, expires_at) = self.read("constant-contact").await?;
///             Ok(AccessToken::new(secret).with_expires_at(expires_at))
///         })
///     }
/// }
///
/// # fn main() -> constant_contact::Result<()> {
/// let client = Client::builder().credentials(Vault()).build()?;
/// # drop(client);
/// # Ok(()) }
/// ```
///
/// The client asks the source for a token at the first call, about five minutes before the token expires (at most a
/// quarter of its remaining lifetime when it was fetched), and after a 401. It asks only once if many calls wait, and a
/// call that is dropped does not interrupt the source. Clones of [`Credentials`] share the token.
///
/// The source may return an error of any type, which becomes the source of an [`AuthError`] of kind
/// [`TokenSource`](AuthErrorKind::TokenSource). An `AuthError`, such as that of another session or of
/// [`AuthError::from_source`], is returned unchanged. A panic counts as an error, and so does a future that takes
/// longer than a minute, which is dropped. Error messages must not quote the token.
///
/// The source is called on threads of this crate, in a tokio runtime (multi-thread, with I/O and timers) that is never
/// shut down. A connection that was opened on another runtime works only while that runtime is running.
#[doc(alias = "TokenProvider")]
pub trait TokenSource: Send + Sync + 'static {
    /// Fetches a token that is valid now.
    ///
    /// White space around the token and a leading `Bearer` are removed. Without an
    /// [expiry](AccessToken::with_expires_at), the token is used until the API refuses it.
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>>;

    /// Fetches a token to replace `rejected`, which the API has refused with 401.
    ///
    /// Implement this if the source has a cache, which would return the same token again. The default implementation
    /// calls [`access_token`](Self::access_token). If the token is the same, the call fails with kind
    /// [`Refused`](AuthErrorKind::Refused).
    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, BoxError>> {
        let _ = rejected;
        self.access_token()
    }
}

impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        (**self).access_token()
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, BoxError>> {
        (**self).renew(rejected)
    }
}

impl<S: TokenSource> From<S> for Credentials {
    fn from(source: S) -> Self {
        Self::over(Cached {
            source: Source(Arc::new(source)),
            cache: Arc::default(),
        })
    }
}

/// A source, and a cache of the token that it returned last.
struct Cached {
    source: Source,
    cache: Arc<TokenCache>,
}

impl Provider for Cached {
    fn issue(&self, rejected: Option<u64>) -> BoxFuture<'_, Result<AccessToken, AuthError>> {
        Box::pin(self.cache.issue(&self.source, rejected))
    }
}

impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials::Source")
    }
}

#[derive(Clone)]
struct Source(Arc<dyn TokenSource>);

impl Fetch for Source {
    fn shared(&self) -> Arc<dyn Fetch> {
        Arc::new(self.clone())
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn fetch<'a>(
        &'a self,
        refused: Option<AccessToken>,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<(AccessToken, Schedule), AuthError>> {
        Box::pin(async move {
            let (source, rejected) = (self.0.clone(), refused.clone());
            // A separate task, so that a panic is an error; it ends when this future is dropped.
            let fetching = async move {
                match &rejected {
                    Some(rejected) => source.renew(rejected).await,
                    None => source.access_token().await,
                }
            };
            let task = Task::start(&Handle::current(), Box::pin(fetching));
            let token = match limited(LIMIT, task).await {
                Some(Some(fetched)) => fetched.map_err(failed)?,
                Some(None) => return Err(failed("it panicked".into())),
                None => return Err(failed("it did not answer within a minute".into())),
            };
            scheduled(token, refused.as_ref(), SystemTime::now(), progress.now())
        })
    }
}

/// Checks a token that a source returned, and schedules its replacement.
fn scheduled(
    token: AccessToken,
    refused: Option<&AccessToken>,
    now: SystemTime,
    from: Instant,
) -> Result<(AccessToken, Schedule), AuthError> {
    let secret = bare_token(token.secret());
    if secret.expose_secret().is_empty() {
        return Err(failed("it returned an empty token".into()));
    }
    let left = remaining(token.expires_at(), None, now);
    if left.is_some_and(|left| left.is_zero()) {
        return Err(failed("it returned a token that has expired".into()));
    }
    if refused.is_some_and(|refused| refused.secret().expose_secret() == secret.expose_secret()) {
        return Err(AuthError::new(
            AuthErrorKind::Refused,
            "the API refuses the access token, and the token source returned the same one again",
        ));
    }
    let schedule = Schedule::new(from, left, None, Lead::near(MARGIN), fastrand::f64());
    let mut bare = AccessToken::new(secret);
    if let Some(at) = token.expires_at() {
        bare = bare.with_expires_at(at);
    }
    Ok((bare, schedule))
}

/// The error of a source, unless it returned an [`AuthError`].
fn failed(error: BoxError) -> AuthError {
    match error.downcast::<AuthError>() {
        Ok(error) => *error,
        Err(error) => AuthError::from_source(AuthErrorKind::TokenSource, error),
    }
}

#[cfg(test)]
mod tests;
