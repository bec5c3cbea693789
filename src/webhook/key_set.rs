//! The keys that a verifier uses: the caller's, or the provider's.

use super::error::{WebhookError, WebhookErrorKind};
use super::fetch;
use super::public_keys::PublicKeys;
use super::remote_keys::{RemoteKeys, Versioned};
use crate::transport::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long fetched keys are used by default.
const TIME_TO_LIVE: Duration = Duration::from_secs(3600);

/// The public keys with which notifications are verified.
///
/// ```no_run
/// use constant_contact::webhook::{KeySet, WebhookError};
/// # async fn f() -> Result<(), WebhookError> {
/// let keys = KeySet::fetch().await?;
/// # Ok(()) }
/// ```
///
/// Clones are cheap and share the keys. RSA keys of 2048 to 8192 bits for RS256 are used. Others in the set are
/// ignored; a set without a usable key, or with more than 16, is an error.
#[derive(Clone)]
pub struct KeySet(Source);

#[derive(Clone)]
enum Source {
    Fixed(Arc<PublicKeys>),
    Remote(Arc<RemoteKeys>),
}

impl KeySet {
    /// Creates a key set from a JWKS that the caller has, and never fetches another.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::KeySet;
    /// # fn f() -> Result<(), Box<dyn std::error::Error>> {
    /// let keys = KeySet::from_jwks(std::fs::read("jwks.json")?)?;
    /// # Ok(()) }
    /// ```
    ///
    /// When the provider replaces its keys, notifications are refused until the verifier gets the new ones. In tests, this
    /// is the way to use keys of your own.
    pub fn from_jwks(jwks: impl AsRef<[u8]>) -> Result<Self, WebhookError> {
        let keys = PublicKeys::read(jwks.as_ref())?;
        Ok(Self(Source::Fixed(Arc::new(keys))))
    }

    /// Fetches the provider's keys, and keeps them up to date.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::{KeySet, WebhookError};
    /// # async fn f() -> Result<(), WebhookError> {
    /// let keys = KeySet::fetch().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// [`FetchKeys`] has the settings. A server that is to start even if the keys cannot be fetched at that moment uses
    /// [`FetchKeys::on_demand`].
    pub fn fetch() -> FetchKeys {
        FetchKeys {
            http: None,
            test_address: None,
            time_to_live: TIME_TO_LIVE,
        }
    }

    /// The keys that are there, without I/O.
    pub(super) fn known(&self) -> Result<Arc<PublicKeys>, WebhookError> {
        match &self.0 {
            Source::Fixed(keys) => Ok(keys.clone()),
            Source::Remote(remote) => remote.known().ok_or_else(|| {
                WebhookError::new(
                    WebhookErrorKind::KeysUnavailable,
                    "the provider's keys were not fetched yet: use `Verifier::verify_or_fetch`",
                )
            }),
        }
    }

    /// The keys, fetched if there are none or if they are too old.
    pub(super) async fn current(&self) -> Result<Versioned, WebhookError> {
        match &self.0 {
            Source::Fixed(keys) => Ok(Versioned {
                keys: keys.clone(),
                version: 0,
            }),
            Source::Remote(remote) => remote.current().await,
        }
    }

    /// Newer keys than those of `version`, none of which fits; `None` if there are none now.
    pub(super) async fn newer_than(
        &self,
        version: u64,
    ) -> Result<Option<Arc<PublicKeys>>, WebhookError> {
        match &self.0 {
            Source::Fixed(_) => Ok(None),
            Source::Remote(remote) => {
                let newer = remote.newer_than(version).await?;
                Ok(newer.map(|newer| newer.keys))
            }
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known().map_or(0, |keys| keys.len());
        f.debug_struct("KeySet")
            .field("keys", &known)
            .field("is_fetched", &matches!(self.0, Source::Remote(_)))
            .finish_non_exhaustive()
    }
}

/// How the provider's keys are fetched; made by [`KeySet::fetch`].
///
/// ```no_run
/// use constant_contact::webhook::{KeySet, WebhookError};
/// use std::time::Duration;
/// # async fn f() -> Result<(), WebhookError> {
/// let keys = KeySet::fetch().time_to_live(Duration::from_secs(600)).send().await?;
/// # Ok(()) }
/// ```
///
/// The keys come from `https://developer.constantcontact.com/.well-known/jwks.json` and nowhere else; redirects are not
/// followed. A fetch takes ten seconds at most, and all notifications that wait for keys share it. If it fails, the
/// earlier keys stay in use.
#[must_use = "nothing is fetched before `.await`, `send` or `on_demand`"]
pub struct FetchKeys {
    http: Option<reqwest::ClientBuilder>,
    test_address: Option<String>,
    time_to_live: Duration,
}

impl FetchKeys {
    /// Sets the HTTP client, for a proxy or certificates of your own.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::{KeySet, WebhookError};
    /// # async fn f() -> Result<(), Box<dyn std::error::Error>> {
    /// let proxy = reqwest::Proxy::https("http://proxy.example.com:3128")?;
    /// let keys = KeySet::fetch().http(reqwest::Client::builder().proxy(proxy)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The time limits and the handling of redirects are replaced by those of this crate.
    pub fn http(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Some(builder);
        self
    }

    /// Sets how long the keys are used before they are fetched again: an hour by default.
    ///
    /// ```
    /// # use constant_contact::webhook::KeySet;
    /// # use std::time::Duration;
    /// let fetch = KeySet::fetch().time_to_live(Duration::from_secs(600));
    /// ```
    ///
    /// A key that the provider has withdrawn is accepted for this time, or longer while the keys cannot be fetched. Keys
    /// are fetched at most once a minute, even if the time is shorter.
    pub fn time_to_live(mut self, time: Duration) -> Self {
        self.time_to_live = time;
        self
    }

    /// Replaces the provider's address by that of a server on this machine, in tests.
    ///
    /// ```
    /// # use constant_contact::webhook::KeySet;
    /// let fetch = KeySet::fetch().test_address("http://127.0.0.1:8080/jwks.json");
    /// ```
    ///
    /// With any other address than a loopback address, the fetch fails.
    pub fn test_address(mut self, address: impl Into<String>) -> Self {
        self.test_address = Some(address.into());
        self
    }

    /// Fetches the keys; `.await` does the same.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::{KeySet, WebhookError};
    /// # async fn f() -> Result<(), WebhookError> {
    /// let keys = KeySet::fetch().send().await?;
    /// # Ok(()) }
    /// ```
    pub fn send(self) -> impl Future<Output = Result<KeySet, WebhookError>> + Send {
        self.into_future()
    }

    async fn execute(self) -> Result<KeySet, WebhookError> {
        let keys = self.on_demand()?;
        keys.current().await?;
        Ok(keys)
    }

    /// Returns a key set that fetches the keys when the first notification needs them.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::{KeySet, WebhookError};
    /// # fn f() -> Result<(), WebhookError> {
    /// let keys = KeySet::fetch().on_demand()?;
    /// # Ok(()) }
    /// ```
    ///
    /// Only [`Verifier::verify_or_fetch`](super::Verifier::verify_or_fetch) fetches keys. It fails only if the HTTP
    /// client cannot be built or the address is not allowed.
    pub fn on_demand(self) -> Result<KeySet, WebhookError> {
        let address = fetch::address(self.test_address.as_deref())?;
        let client = fetch::client(&address, self.http)?;
        let remote = RemoteKeys::new(client, address, self.time_to_live);
        Ok(KeySet(Source::Remote(Arc::new(remote))))
    }
}

impl IntoFuture for FetchKeys {
    type Output = Result<KeySet, WebhookError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

crate::opaque_debug!(FetchKeys, "FetchKeys");
