//! The error of webhooks: a kind for programs and one line for people, without anything that was received.

use crate::error::BoxError;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The kind of a [`WebhookError`].
///
/// ```no_run
/// use constant_contact::webhook::{WebhookError, WebhookErrorKind};
/// # fn f(error: WebhookError) {
/// if error.kind() == WebhookErrorKind::OutsideTolerance { eprintln!("is the clock of this machine right?"); }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookErrorKind {
    /// The request has no signature.
    MissingSignature,
    /// The signature does not have the form of a detached JWS, or there are several.
    MalformedSignature,
    /// The JWS header names another algorithm, or an extension that is not supported.
    UnsupportedSignature,
    /// The notification was signed too long ago, or in the future.
    OutsideTolerance,
    /// No key fits the signature and the body.
    InvalidSignature,
    /// The signature is right, but the body is not a notification.
    InvalidBody,
    /// The signature is right, but the notification is for another application.
    ForeignApiKey,
    /// The key set that the caller supplied has no usable key.
    InvalidKeys,
    /// The provider's keys could not be fetched, and there are no earlier ones.
    KeysUnavailable,
    /// The configuration is wrong: the HTTP client, the address, or no runtime.
    Configuration,
}

impl WebhookErrorKind {
    /// The name of the kind, for logs and metrics: stable, and in snake case, such as `invalid_signature`.
    ///
    /// ```
    /// # use constant_contact::webhook::WebhookErrorKind;
    /// assert_eq!(WebhookErrorKind::InvalidSignature.as_str(), "invalid_signature");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingSignature => "missing_signature",
            Self::MalformedSignature => "malformed_signature",
            Self::UnsupportedSignature => "unsupported_signature",
            Self::OutsideTolerance => "outside_tolerance",
            Self::InvalidSignature => "invalid_signature",
            Self::InvalidBody => "invalid_body",
            Self::ForeignApiKey => "foreign_api_key",
            Self::InvalidKeys => "invalid_keys",
            Self::KeysUnavailable => "keys_unavailable",
            Self::Configuration => "configuration",
        }
    }
}

/// The same as [`as_str`](WebhookErrorKind::as_str).
impl fmt::Display for WebhookErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a notification was refused, or why there are no keys.
///
/// ```no_run
/// use constant_contact::webhook::{Notification, WebhookError};
/// # fn f(verified: Result<Notification, WebhookError>) -> u16 {
/// match verified {
///     Ok(notification) => 204,
///     Err(error) if error.is_retryable() => 503,
///     Err(error) => {
///         eprintln!("refused a notification ({}): {error}", error.kind());
///         401
///     }
/// }
/// # }
/// ```
///
/// `Display` and `Debug` show nothing that was received. Do not tell the sender of a refused request which check failed:
/// it may be an attacker. An error is cheap to clone.
#[derive(Clone)]
pub struct WebhookError(Arc<Inner>);

struct Inner {
    kind: WebhookErrorKind,
    message: Cow<'static, str>,
    source: Option<BoxError>,
}

impl WebhookError {
    pub(super) fn new(kind: WebhookErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            source: None,
        }))
    }

    pub(super) fn with_source(
        kind: WebhookErrorKind,
        message: impl Into<Cow<'static, str>>,
        source: BoxError,
    ) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            source: Some(source),
        }))
    }

    /// The kind of the failure.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::{WebhookError, WebhookErrorKind};
    /// # fn f(error: WebhookError) {
    /// if error.kind() == WebhookErrorKind::ForeignApiKey { eprintln!("a notification for another application"); }
    /// # }
    /// ```
    pub fn kind(&self) -> WebhookErrorKind {
        self.0.kind
    }

    /// Whether the same notification may be accepted later, because only the keys are missing.
    ///
    /// ```no_run
    /// # use constant_contact::webhook::WebhookError;
    /// # fn f(error: WebhookError) -> u16 {
    /// if error.is_retryable() { 503 } else { 401 }
    /// # }
    /// ```
    ///
    /// The provider sends a notification again after any answer that is not a success.
    pub fn is_retryable(&self) -> bool {
        self.0.kind == WebhookErrorKind::KeysUnavailable
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .finish_non_exhaustive()
    }
}

/// The error of the network, which `Display` does not repeat.
impl Error for WebhookError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.0.source.as_deref();
        source.map(|error| error as _)
    }
}
