//! What a client identifies itself with.
//!
//! The request pipeline knows [`Credentials`] only: it asks for a token before a request and for a newer one
//! after a 401, whatever is behind it.

use super::{AuthError, Issued, PartnerCredentials, Session};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;

/// A plain token, a session or a partner.
///
/// ```no_run
/// use constant_contact::auth::{Credentials, Session};
/// # fn f(session: Session) {
/// let credentials = Credentials::from(session);
/// let plain = Credentials::token("an access token from elsewhere");
/// # }
/// ```
///
/// Clones are cheap and share the tokens.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Token(SecretString),
    Session(Session),
    Partner(Arc<PartnerCredentials>),
}

impl Credentials {
    /// One access token, used until the API refuses it.
    ///
    /// ```
    /// # use constant_contact::auth::Credentials;
    /// let credentials = Credentials::token("eyJ…");
    /// ```
    pub fn token(token: impl Into<SecretString>) -> Self {
        Self(Kind::Token(token.into()))
    }

    /// A token that is good now.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Credentials};
    /// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
    /// let issued = credentials.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// See [`Session::access_token`] and [`PartnerCredentials::access_token`]; dropping the future stops nothing.
    pub async fn access_token(&self) -> Result<Issued, AuthError> {
        match &self.0 {
            Kind::Token(token) => Ok(Issued::new(token.clone(), 0)),
            Kind::Session(session) => session.access_token().await,
            Kind::Partner(partner) => partner.access_token().await,
        }
    }

    /// A token newer than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Credentials};
    /// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
    /// let issued = credentials.access_token().await?;
    /// let issued = credentials.renew(issued.generation).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A plain token cannot be renewed: kind `Reauthorize`. Dropping the future stops nothing.
    pub async fn renew(&self, rejected: u64) -> Result<Issued, AuthError> {
        match &self.0 {
            Kind::Token(_) => Err(AuthError::reauthorize(
                "the API refuses the access token, and it came without a means to renew it: get a new one, or use a Session",
            )),
            Kind::Session(session) => session.renew(rejected).await,
            Kind::Partner(partner) => partner.renew(rejected).await,
        }
    }

    /// The key for the `x-api-key` header, which partner operations need.
    ///
    /// ```
    /// # use constant_contact::auth::Credentials;
    /// assert!(Credentials::token("eyJ…").api_key().is_none());
    /// ```
    pub fn api_key(&self) -> Option<&SecretString> {
        match &self.0 {
            Kind::Partner(partner) => Some(partner.api_key()),
            Kind::Token(_) | Kind::Session(_) => None,
        }
    }
}

impl From<Session> for Credentials {
    fn from(session: Session) -> Self {
        Self(Kind::Session(session))
    }
}

impl From<PartnerCredentials> for Credentials {
    fn from(partner: PartnerCredentials) -> Self {
        Self(Kind::Partner(Arc::new(partner)))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Token(_) => f.write_str("Credentials::Token([redacted])"),
            Kind::Session(session) => session.fmt(f),
            Kind::Partner(partner) => partner.fmt(f),
        }
    }
}
