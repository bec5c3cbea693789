//! The addresses of the authorization server.
//!
//! [`Endpoints`] starts with the documented addresses; each can be replaced for a test server or a proxy. An address is
//! checked when it is set, so that a secret is never sent over plain http, except to this machine.

use super::error::AuthError;
use crate::transport::origin;
use url::Url;

/// The addresses of the authorization server.
///
/// ```
/// # use constant_contact::auth::{AuthError, Endpoints};
/// # fn main() -> Result<(), AuthError> {
/// let endpoints = Endpoints::default().token("http://127.0.0.1:8080/token")?;
/// # Ok(()) }
/// ```
///
/// Use the same token host for the lifetime of a refresh token: another host may not accept it.
#[must_use = "addresses for `OAuth::endpoints`"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    pub(crate) authorize: String,
    pub(crate) token: String,
    pub(crate) device: String,
    pub(crate) partner_token: String,
    pub(crate) revocation: String,
}

impl Default for Endpoints {
    /// The documented addresses on `authz.constantcontact.com`. The one for revocation is not documented; it is the usual
    /// one of such servers.
    fn default() -> Self {
        Self {
            authorize: "https://authz.constantcontact.com/oauth2/default/v1/authorize".to_owned(),
            token: "https://authz.constantcontact.com/oauth2/default/v1/token".to_owned(),
            device: "https://authz.constantcontact.com/oauth2/default/v1/device/authorize"
                .to_owned(),
            partner_token: "https://authz.constantcontact.com/partners/oauth2/default/v1/token"
                .to_owned(),
            revocation: "https://authz.constantcontact.com/oauth2/default/v1/revoke".to_owned(),
        }
    }
}

impl Endpoints {
    /// Sets the page on which a person authorises the application.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().authorize("https://login.example.com/authorize")?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails unless `url` is https, or http to a loopback address; it must have no user, password or fragment.
    pub fn authorize(mut self, url: &str) -> Result<Self, AuthError> {
        self.authorize = safe(url)?;
        Ok(self)
    }

    /// Sets the address for codes, refresh tokens and device codes.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().token("https://login.example.com/token")?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails as [`Endpoints::authorize`] does.
    pub fn token(mut self, url: &str) -> Result<Self, AuthError> {
        self.token = safe(url)?;
        Ok(self)
    }

    /// Sets the address that starts the device flow.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().device("https://login.example.com/device/authorize")?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails as [`Endpoints::authorize`] does.
    pub fn device(mut self, url: &str) -> Result<Self, AuthError> {
        self.device = safe(url)?;
        Ok(self)
    }

    /// Sets the address for partner tokens.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().partner_token("https://login.example.com/partners/token")?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails as [`Endpoints::authorize`] does.
    pub fn partner_token(mut self, url: &str) -> Result<Self, AuthError> {
        self.partner_token = safe(url)?;
        Ok(self)
    }

    /// Sets the address at which tokens are revoked.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().revocation("https://login.example.com/revoke")?;
    /// # Ok(()) }
    /// ```
    ///
    /// The provider documents no such address; the default is the usual one of such servers. Fails as
    /// [`Endpoints::authorize`] does.
    pub fn revocation(mut self, url: &str) -> Result<Self, AuthError> {
        self.revocation = safe(url)?;
        Ok(self)
    }
}

/// Returns the address if secrets may be sent to it.
fn safe(address: &str) -> Result<String, AuthError> {
    let url = Url::parse(address)
        .map_err(|_| AuthError::configuration("an endpoint is not a valid URL"))?;
    match origin::refusal(&url) {
        Some(reason) => Err(AuthError::configuration(format!("an endpoint {reason}"))),
        None => Ok(address.to_owned()),
    }
}

#[cfg(test)]
mod tests;
