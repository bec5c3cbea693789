//! The tokens in the form in which they are stored.
//!
//! A flow returns [`Tokens`], a [`TokenStore`](super::TokenStore) keeps them, and a [`Session`](super::Session) uses and
//! renews them. They outlive the process, so their expiry is a wall-clock time; the session converts it to its monotonic
//! clock when it loads them.

use super::{AccessToken, Scope, response::TokenResponse, stored_secret};
use crate::auth::credentials::{bare_token, trim};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An access token, and the refresh token that renews it.
///
/// ```
/// use constant_contact::auth::Tokens;
/// use std::time::{Duration, SystemTime};
/// let tokens = Tokens::new("access")
///     .with_refresh_token("refresh")
///     .with_expires_at(SystemTime::now() + Duration::from_secs(86_400));
/// assert!(!format!("{tokens:?}").contains("access\""));
/// ```
///
/// The serialised form has the secrets in clear text: write it only where secrets may be stored. Times are in whole
/// seconds since 1970. `Debug` shows neither token. Unknown fields are ignored when reading.
#[must_use = "tokens that are not kept are lost: start a session with them"]
#[derive(Clone, Deserialize, Serialize)]
pub struct Tokens {
    #[serde(
        serialize_with = "stored_secret::serialize",
        deserialize_with = "read_token"
    )]
    access_token: SecretString,
    #[serde(
        default,
        serialize_with = "stored_secret::optional::serialize",
        deserialize_with = "read_trimmed_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    refresh_token: Option<SecretString>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
    /// The lifetime of the access token in seconds when it was issued; limits the effect of a clock that jumps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lifetime: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<Scope>,
}

/// A text without white space around it.
pub(crate) fn trimmed(text: impl Into<String>) -> String {
    let text = text.into();
    match trim(&text) {
        trimmed if trimmed.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// Like [`trimmed`], for a secret.
pub(crate) fn trimmed_secret(secret: impl Into<SecretString>) -> SecretString {
    let secret = secret.into();
    match trim(secret.expose_secret()) {
        trimmed if trimmed.len() == secret.expose_secret().len() => secret,
        trimmed => trimmed.into(),
    }
}

fn read_token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    stored_secret::deserialize(deserializer).map(|token| bare_token(&token))
}

fn read_trimmed_if_any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SecretString>, D::Error> {
    let secret = stored_secret::optional::deserialize(deserializer)?;
    Ok(secret.map(trimmed_secret))
}

impl Tokens {
    /// Creates tokens from another source, such as another client library.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// # use std::time::UNIX_EPOCH;
    /// // The access token is unknown or has expired: the first call renews it.
    /// let tokens = Tokens::new("").with_refresh_token("refresh").with_expires_at(UNIX_EPOCH);
    /// ```
    ///
    /// Without an expiry, the access token is used until the API refuses it. White space around the token and a leading
    /// `Bearer` are removed.
    pub fn new(access_token: impl Into<SecretString>) -> Self {
        Self {
            access_token: bare_token(&access_token.into()),
            refresh_token: None,
            expires_at: None,
            lifetime: None,
            scopes: vec![],
        }
    }

    /// Sets the refresh token; an empty one counts as none.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// assert!(Tokens::new("a").with_refresh_token("").refresh_token().is_none());
    /// ```
    pub fn with_refresh_token(mut self, token: impl Into<SecretString>) -> Self {
        self.refresh_token =
            Some(trimmed_secret(token)).filter(|token| !token.expose_secret().is_empty());
        self
    }

    /// Sets when the access token expires.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// # use std::time::UNIX_EPOCH;
    /// assert_eq!(Tokens::new("a").with_expires_at(UNIX_EPOCH).expires_at(), Some(UNIX_EPOCH));
    /// ```
    ///
    /// Fractions of a second are dropped; a time before 1970 counts as 1970.
    pub fn with_expires_at(mut self, at: SystemTime) -> Self {
        self.expires_at = Some(seconds(at));
        self
    }

    /// Sets the lifetime that the access token had when it was issued.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// # use std::time::Duration;
    /// let day = Duration::from_secs(86_400);
    /// assert_eq!(Tokens::new("a").with_lifetime(day).lifetime(), Some(day));
    /// ```
    ///
    /// It limits the effect of a clock that is set back: a token is never used for longer. Fractions of a second are
    /// dropped.
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime.as_secs());
        self
    }

    /// Sets the scopes that were granted.
    ///
    /// ```
    /// # use constant_contact::auth::{Scope, Tokens};
    /// assert_eq!(Tokens::new("a").with_scopes([Scope::ContactData]).scopes(), [Scope::ContactData]);
    /// ```
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// The access token.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// use constant_contact::auth::ExposeSecret;
    /// assert_eq!(Tokens::new("a").access_token().expose_secret(), "a");
    /// ```
    pub fn access_token(&self) -> &SecretString {
        &self.access_token
    }

    /// The refresh token, if there is one; never empty.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// assert!(Tokens::new("a").refresh_token().is_none());
    /// ```
    ///
    /// There is none unless [`Scope::OfflineAccess`] was requested.
    pub fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh_token
            .as_ref()
            .filter(|token| !token.expose_secret().is_empty())
    }

    /// When the access token expires, by the wall clock, if known.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// assert!(Tokens::new("a").expires_at().is_none());
    /// ```
    pub fn expires_at(&self) -> Option<SystemTime> {
        UNIX_EPOCH.checked_add(Duration::from_secs(self.expires_at?))
    }

    /// The scopes that were granted, as far as known.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// assert!(Tokens::new("a").scopes().is_empty());
    /// ```
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The access token, with this generation.
    pub(crate) fn issue(&self, generation: u64) -> AccessToken {
        let token = AccessToken::new(self.access_token.clone()).numbered(generation);
        match self.expires_at() {
            Some(at) => token.with_expires_at(at),
            None => token,
        }
    }

    /// The lifetime of the access token when it was issued, if known.
    ///
    /// ```
    /// # use constant_contact::auth::Tokens;
    /// assert!(Tokens::new("a").lifetime().is_none());
    /// ```
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime.map(Duration::from_secs)
    }

    /// Tokens from the response to a request that was sent at `sent`; `scopes` apply if the server names none.
    pub(crate) fn from_response(
        response: TokenResponse,
        sent: SystemTime,
        scopes: &[Scope],
    ) -> Self {
        let lifetime = response.lifetime.map(|life| life.as_secs());
        Self {
            access_token: response.access_token,
            refresh_token: response.refresh_token,
            expires_at: lifetime.map(|life| seconds(sent).saturating_add(life)),
            lifetime,
            scopes: response.scopes.unwrap_or_else(|| scopes.to_vec()),
        }
    }

    /// These tokens, with the refresh token of the previous ones if the server has not replaced it.
    pub(crate) fn succeeding(mut self, previous: &Tokens) -> Self {
        if self.refresh_token().is_none() {
            self.refresh_token = previous.refresh_token.clone();
        }
        self
    }

    /// Whether both are the same pair.
    pub(crate) fn same_pair(&self, other: &Tokens) -> bool {
        let refresh = |tokens: &Tokens| {
            tokens
                .refresh_token()
                .map(|token| token.expose_secret().to_owned())
        };
        self.access_token.expose_secret() == other.access_token.expose_secret()
            && refresh(self) == refresh(other)
    }
}

fn seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("refresh_token", &self.refresh_token().map(|_| "[redacted]"))
            .field("expires_at", &self.expires_at)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
