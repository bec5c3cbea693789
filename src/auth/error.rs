//! The error of authorization.
//!
//! Every failure of this module is an [`AuthError`]: a kind for programs and one line for people. The line consists of
//! fixed text, error codes of the OAuth 2.0 standards, and those words of the server's message that cannot be a token or
//! an email address (`words`). The error of a token store or token source is kept as the `source`.

use super::words::{self, printable_code};
use crate::error::BoxError;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The kind of an [`AuthError`].
///
/// ```no_run
/// use constant_contact::auth::{AuthErrorKind, Credentials};
/// # async fn f(credentials: Credentials) {
/// if let Err(error) = credentials.access_token().await {
///     assert_ne!(error.kind(), AuthErrorKind::Configuration);
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// The configuration is wrong: a missing scope, redirect URI or runtime, or an unsafe endpoint.
    Configuration,
    /// The redirect does not belong to the authorization request.
    Redirect,
    /// The person, or the server on the person's behalf, refused.
    Denied,
    /// The person did not answer in time.
    Expired,
    /// There is no valid grant: a person has to authorise the application again.
    Reauthorize,
    /// The server refuses the application or the request, and waiting does not help.
    Refused,
    /// The network or the server failed temporarily; the stored tokens are unchanged.
    Transient,
    /// The token store failed.
    Store,
    /// The application's own [`TokenSource`](super::TokenSource) failed.
    Source,
}

/// A failure to get, keep or renew tokens.
///
/// ```no_run
/// # use constant_contact::auth::{AuthError, Credentials};
/// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
/// match credentials.access_token().await {
///     Err(error) if error.needs_authorization() => eprintln!("please authorise again: {error}"),
///     Err(error) if error.is_transient() => eprintln!("try again later: {error}"),
///     other => drop(other?),
/// }
/// # Ok(()) }
/// ```
///
/// An error has the size of a pointer and is cheap to clone. `Display` is one line without secrets or personal data. The
/// error of a token store or token source is the [`source`](std::error::Error::source), and is also printed by `Debug`.
#[derive(Clone)]
pub struct AuthError(Arc<Inner>);

struct Inner {
    kind: AuthErrorKind,
    message: Cow<'static, str>,
    code: Option<String>,
    description: Option<String>,
    retry_after: Option<Duration>,
    source: Option<BoxError>,
}

impl AuthError {
    /// Creates an error for a [`TokenSource`](super::TokenSource) to return, with a more specific kind than
    /// [`Source`](AuthErrorKind::Source).
    ///
    /// ```
    /// use constant_contact::auth::{AuthError, AuthErrorKind};
    /// let error = AuthError::from_source(AuthErrorKind::Transient, "the vault is restarting");
    /// assert!(error.is_transient());
    /// ```
    ///
    /// A source that fails with `Transient` is asked up to three times. With `Reauthorize`, the error of the call
    /// [`needs_authorization`](Self::needs_authorization).
    pub fn from_source(kind: AuthErrorKind, error: impl Into<BoxError>) -> Self {
        Self::build(kind, "the token source failed".into(), |inner| {
            inner.source = Some(error.into())
        })
    }

    pub(crate) fn new(kind: AuthErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self::build(kind, message.into(), |_| {})
    }

    pub(crate) fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(AuthErrorKind::Configuration, message)
    }

    pub(crate) fn transient(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(AuthErrorKind::Transient, message)
    }

    pub(crate) fn reauthorize(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(AuthErrorKind::Reauthorize, message)
    }

    /// The failure of a store; `doing` completes "the token store failed to …".
    pub(crate) fn store(doing: &str, advice: &str, error: BoxError) -> Self {
        let message = format!("the token store failed to {doing}: {advice}");
        Self::build(AuthErrorKind::Store, message.into(), |inner| {
            inner.source = Some(error)
        })
    }

    /// An OAuth error response; the message includes the words of the server's description that may be printed.
    pub(crate) fn answered(
        kind: AuthErrorKind,
        message: impl Into<Cow<'static, str>>,
        code: Option<String>,
        description: Option<String>,
    ) -> Self {
        let mut message = message.into();
        if let Some(words) = description.as_deref().and_then(words::printable) {
            message = format!("{message} (the server says: {words})").into();
        }
        Self::build(kind, message, |inner| {
            inner.code = code;
            inner.description = description;
        })
    }

    /// A failure of the network below the token request.
    pub(crate) fn network(message: &'static str, error: BoxError) -> Self {
        Self::build(AuthErrorKind::Transient, message.into(), |inner| {
            inner.source = Some(error)
        })
    }

    /// Adds the wait that the server asked for to a new error.
    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.retry_after = wait;
        }
        self
    }

    fn build(
        kind: AuthErrorKind,
        message: Cow<'static, str>,
        fill: impl FnOnce(&mut Inner),
    ) -> Self {
        let mut inner = Inner {
            kind,
            message,
            code: None,
            description: None,
            retry_after: None,
            source: None,
        };
        fill(&mut inner);
        Self(Arc::new(inner))
    }

    /// Whether the caller's store or source failed, whose own error has the reason.
    fn is_callers(&self) -> bool {
        matches!(self.0.kind, AuthErrorKind::Store | AuthErrorKind::Source)
    }

    /// The message, with the error that a store or a source returned, for a log or the line of another error.
    pub(crate) fn line(&self) -> Cow<'_, str> {
        match &self.0.source {
            Some(source) if self.is_callers() => format!("{self} ({source})").into(),
            _ => Cow::Borrowed(&self.0.message),
        }
    }

    /// The kind of the failure.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthErrorKind};
    /// # fn f(error: AuthError) {
    /// if error.kind() == AuthErrorKind::Expired { eprintln!("the code was not confirmed in time"); }
    /// # }
    /// ```
    pub fn kind(&self) -> AuthErrorKind {
        self.0.kind
    }

    /// Whether a person has to authorise the application again.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::auth::AuthError) {
    /// if error.needs_authorization() { /* run the authorization flow, then Session::restart */ }
    /// # }
    /// ```
    ///
    /// What to do: run one of the flows and pass its tokens to `Session::restart`, or to `Session::start` over the same
    /// store. While calls fail for this reason, each of them reads the store of its session and uses the tokens that it
    /// finds there, so neither the session nor its client has to be built again. If the client has a plain access token,
    /// derive a client with a new token by [`Client::with_credentials`](crate::Client::with_credentials).
    pub fn needs_authorization(&self) -> bool {
        self.0.kind == AuthErrorKind::Reauthorize
    }

    /// Whether the same call may succeed later without a change.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::auth::AuthError) {
    /// if error.is_transient() { /* try again later; the stored tokens are unchanged */ }
    /// # }
    /// ```
    pub fn is_transient(&self) -> bool {
        self.0.kind == AuthErrorKind::Transient
    }

    /// Whether the token store failed.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::auth::AuthError) {
    /// if error.is_store() { eprintln!("repair the store: {error}"); }
    /// # }
    /// ```
    ///
    /// What to do: repair the store while the process is running. A call fails this way if it needs tokens that could
    /// not be read, or a renewal that was not started because a new pair could not be saved: nothing is lost. If
    /// `Session::flush` fails this way, new tokens are in memory only; they are saved as soon as the store can be
    /// written, and lost if the process ends before that.
    pub fn is_store(&self) -> bool {
        self.0.kind == AuthErrorKind::Store
    }

    /// Whether the person, or the server on the person's behalf, refused.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::auth::AuthError) {
    /// if error.is_denied() { println!("access was denied"); }
    /// # }
    /// ```
    pub fn is_denied(&self) -> bool {
        self.0.kind == AuthErrorKind::Denied
    }

    /// The `error` code that the server sent, if any; for Okta's own errors, the `errorCode`.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::auth::AuthError) {
    /// if error.code() == Some("invalid_client") { eprintln!("has the client secret been renewed?"); }
    /// # }
    /// ```
    ///
    /// The code is untrusted input: compare it with known codes, but do not log an unknown one.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// How long the authorization server asked to wait (`Retry-After`), if it did.
    ///
    /// ```no_run
    /// # async fn f(error: constant_contact::auth::AuthError) {
    /// if let Some(wait) = error.retry_after() { tokio::time::sleep(wait).await; }
    /// # }
    /// ```
    ///
    /// Until then, no clone of the same `OAuth` sends anything to that server: calls wait for up to a minute, and fail at
    /// once if they would have to wait longer. A time of more than an hour counts as one hour.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The server's description of the error, if any; at most 1,000 characters.
    ///
    /// ```no_run
    /// # fn f(error: constant_contact::auth::AuthError) {
    /// if let Some(words) = error.description() { /* show them to the person, not to the log */ }
    /// # }
    /// ```
    ///
    /// The text may contain personal data: `Display` and `Debug` show only its ordinary words, with `[…]` in place of
    /// everything else. The secrets of the request are replaced here too.
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthError")
            .field("kind", &self.0.kind)
            .field("message", &self.line())
            .field("code", &self.0.code.as_deref().map(printable_code))
            .finish_non_exhaustive()
    }
}

/// The error of the token store, of the token source or of the network, which `Display` does not repeat.
impl Error for AuthError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.0.source.as_deref();
        source.map(|error| error as _)
    }
}
