//! The tokens of calls: the interface to credentials that the exchange of a call needs.

use crate::error::Result;
use secrecy::SecretString;

/// An access token for one call.
///
/// ```no_run
/// # use constant_contact::auth::{AuthError, Credentials};
/// # async fn f(credentials: Credentials) -> Result<(), AuthError> {
/// let issued = credentials.access_token().await?;
/// // … the API answers 401 …
/// let issued = credentials.renew(issued.generation).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Issued {
    /// The token, for the `Authorization: Bearer` header.
    pub secret: SecretString,
    /// The number of the token among those of its source. It grows with each new token.
    pub generation: u64,
}

impl Issued {
    pub(crate) fn new(secret: SecretString, generation: u64) -> Self {
        Self { secret, generation }
    }
}

/// Authorizes the requests of a client: with an access token, and for a partner also with an API key.
pub(crate) trait Authorize: Send + Sync {
    /// Returns a token that is valid now.
    fn access_token(&self) -> impl Future<Output = Result<Issued>> + Send;

    /// Returns a token that is newer than the generation that the API has refused.
    fn renew(&self, rejected: u64) -> impl Future<Output = Result<Issued>> + Send;

    /// The key for the `x-api-key` header.
    fn api_key(&self) -> Option<&SecretString>;

    /// Whether this generation was issued a moment ago and was not refused before.
    fn is_just_issued(&self, generation: u64) -> bool;
}
