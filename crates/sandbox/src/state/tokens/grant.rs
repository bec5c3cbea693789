//! What others see of a grant and of new tokens.

use super::scopes::Scopes;
use chrono::TimeDelta;
use std::fmt;

/// What a person has allowed an application, and the newest tokens of it.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let grant = sandbox.grant(&sandbox.application(), &["contact_data"]);
/// assert!(!grant.is_revoked && grant.refresh_token.is_none());
/// # Ok(()) }
/// ```
///
/// [`Sandbox::grants`](crate::Sandbox::grants) returns them. `Debug` hides the tokens.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// The application.
    pub client_id: String,
    /// The account of the person.
    pub account: String,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// The newest access token.
    pub access_token: String,
    /// The newest refresh token, if one was requested.
    pub refresh_token: Option<String>,
    /// How often the tokens were renewed.
    pub renewals: u64,
    /// How often a refresh token was sent that had been used before.
    pub reuses: u64,
    /// Whether the grant has been revoked.
    pub is_revoked: bool,
}

/// The tokens of an answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Issued {
    pub access_token: String,
    pub refresh_token: Option<String>,
    pub lifetime: TimeDelta,
    pub scopes: Scopes,
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("client_id", &self.client_id)
            .field("account", &self.account)
            .field("scopes", &self.scopes)
            .field("renewals", &self.renewals)
            .field("reuses", &self.reuses)
            .field("is_revoked", &self.is_revoked)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("lifetime", &self.lifetime)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
