//! The verification of a notification.

use super::error::{WebhookError, WebhookErrorKind};
use super::key_set::KeySet;
use super::notification::Notification;
use super::signature::Signature;
use http::HeaderMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How far `ts` may be from the clock of this machine by default.
const TOLERANCE: Duration = Duration::from_secs(300);
/// The longest body that is verified. A notification has about 150 bytes.
const MAX_BODY: usize = 64 << 10;

/// Verifies that notifications come from the provider and are for this application.
///
/// ```no_run
/// use constant_contact::http::HeaderMap;
/// use constant_contact::webhook::{KeySet, Notification, Verifier, WebhookError};
/// use std::time::SystemTime;
///
/// # async fn f(headers: &HeaderMap, body: &[u8]) -> Result<Notification, WebhookError> {
/// // When the server starts:
/// let verifier = Verifier::new(KeySet::fetch().on_demand()?, ["the API key of the application"]);
///
/// // For each request, with its body as it came:
/// let notification = verifier.verify_or_fetch(headers, body, SystemTime::now()).await?;
/// # Ok(notification) }
/// ```
///
/// Clones are cheap and share the keys. `Debug` does not show the API keys.
#[derive(Clone)]
pub struct Verifier {
    keys: KeySet,
    api_keys: Arc<[String]>,
    tolerance: Duration,
}

impl Verifier {
    /// Creates a verifier for the applications with these API keys.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::{KeySet, Verifier, WebhookError};
    /// # fn f(keys: KeySet) {
    /// let verifier = Verifier::new(keys, ["the API key of the application"]);
    /// # }
    /// ```
    ///
    /// The provider signs the notifications of all partners with the same keys. Only the API key in the body shows for
    /// whom one is, so one with another API key is refused: another partner could pass on its own. White space around an
    /// API key is dropped.
    pub fn new<K: Into<String>>(keys: KeySet, api_keys: impl IntoIterator<Item = K>) -> Self {
        let api_keys = api_keys.into_iter().map(Into::into);
        Self {
            keys,
            api_keys: api_keys.map(|key: String| key.trim().to_owned()).collect(),
            tolerance: TOLERANCE,
        }
    }

    /// Sets how long before or after `now` a notification may have been signed: five minutes by default.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::Verifier;
    /// # use std::time::Duration;
    /// # fn f(verifier: Verifier) {
    /// let verifier = verifier.tolerance(Duration::from_secs(60));
    /// # }
    /// ```
    ///
    /// Within this time, somebody who has recorded a request can send it again: see
    /// [`Notification::id`](super::Notification::id).
    #[must_use = "it returns the changed verifier"]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Verifies a notification with the keys that are there, without I/O.
    ///
    /// ```no_run
    /// # use constant_contact::http::HeaderMap;
    /// # use constant_contact::webhook::{Notification, Verifier, WebhookError};
    /// # use std::time::SystemTime;
    /// # fn f(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<Notification, WebhookError> {
    /// let notification = verifier.verify(headers, body, SystemTime::now())?;
    /// # Ok(notification) }
    /// ```
    ///
    /// `body` is the body of the request, byte for byte: JSON that was read and written again does not fit the
    /// signature. `now` is the current time. Fetched keys are used whatever their age.
    pub fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Notification, WebhookError> {
        let signature = self.signature(headers, body, now)?;
        let keys = self.keys.known()?;
        match keys.verify(&signature.signed_bytes(body), signature.bytes()) {
            true => self.read(body, &signature),
            false => Err(invalid_signature()),
        }
    }

    /// Verifies a notification, and fetches the provider's keys when necessary.
    ///
    /// ```no_run
    /// # use constant_contact::http::HeaderMap;
    /// # use constant_contact::webhook::{Notification, Verifier, WebhookError};
    /// # use std::time::SystemTime;
    /// # async fn f(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<Notification, WebhookError> {
    /// let notification = verifier.verify_or_fetch(headers, body, SystemTime::now()).await?;
    /// # Ok(notification) }
    /// ```
    ///
    /// It makes the same checks as [`verify`](Self::verify). Keys are fetched if there are none, if they are older than
    /// [their time to live](super::FetchKeys::time_to_live), and once more if none of them fits; never more often than
    /// once a minute, or every five seconds while there are none. A request that fails another check fetches nothing.
    /// With keys [of the caller](KeySet::from_jwks), it does the same as `verify`.
    pub async fn verify_or_fetch(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Notification, WebhookError> {
        let signature = self.signature(headers, body, now)?;
        let signed = signature.signed_bytes(body);
        let current = self.keys.current().await?;
        if !current.keys.verify(&signed, signature.bytes()) {
            let newer = self.keys.newer_than(current.version).await?;
            if !newer.is_some_and(|keys| keys.verify(&signed, signature.bytes())) {
                return Err(invalid_signature());
            }
        }
        self.read(body, &signature)
    }

    /// Makes the checks that need no key.
    fn signature<'a>(
        &self,
        headers: &'a HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Signature<'a>, WebhookError> {
        let signature = Signature::read(headers)?;
        signature.check_time(now, self.tolerance)?;
        match body.len() {
            0..=MAX_BODY => Ok(signature),
            _ => Err(WebhookError::new(
                WebhookErrorKind::InvalidBody,
                "the body is too long for a notification",
            )),
        }
    }

    /// Reads a body whose signature is right.
    fn read(&self, body: &[u8], signature: &Signature<'_>) -> Result<Notification, WebhookError> {
        let notification = Notification::read(body, signature.signed_at)?;
        match self.api_keys.contains(&notification.api_key) {
            true => Ok(notification),
            false => Err(WebhookError::new(
                WebhookErrorKind::ForeignApiKey,
                "the notification has the API key of another application",
            )),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("keys", &self.keys)
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

fn invalid_signature() -> WebhookError {
    WebhookError::new(
        WebhookErrorKind::InvalidSignature,
        "no key fits the signature and the body",
    )
}
