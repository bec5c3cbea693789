//! The addresses of the authorization server.
//!
//! [`Endpoints`] starts with the documented ones; a test server or a proxy replaces them one by one. Each is
//! checked when it is set, so that a secret never leaves over plain http, except to this machine.

use super::AuthError;
use oauth2::url::{Host, Url};

/// Where tokens come from.
///
/// ```
/// # use constant_contact::auth::{AuthError, Endpoints};
/// # fn main() -> Result<(), AuthError> {
/// let endpoints = Endpoints::default().token("http://127.0.0.1:8080/token")?;
/// # Ok(()) }
/// ```
///
/// Keep one token host for the life of a refresh token: tokens of one host are not known to be good at another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    pub(crate) authorize: String,
    pub(crate) token: String,
    pub(crate) device: String,
    pub(crate) partner_token: String,
}

impl Default for Endpoints {
    /// The documented addresses on `authz.constantcontact.com`.
    fn default() -> Self {
        Self {
            authorize: "https://authz.constantcontact.com/oauth2/default/v1/authorize".to_owned(),
            token: "https://authz.constantcontact.com/oauth2/default/v1/token".to_owned(),
            device: "https://authz.constantcontact.com/oauth2/default/v1/device/authorize"
                .to_owned(),
            partner_token: "https://authz.constantcontact.com/partners/oauth2/default/v1/token"
                .to_owned(),
        }
    }
}

impl Endpoints {
    /// Sets the page at which a person allows the application.
    ///
    /// ```
    /// # use constant_contact::auth::{AuthError, Endpoints};
    /// # fn main() -> Result<(), AuthError> {
    /// let endpoints = Endpoints::default().authorize("https://login.example.com/authorize")?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails unless `url` is https, or http to a loopback address; it must carry no user, password or fragment.
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
}

/// The address, if secrets may be sent to it.
fn safe(address: &str) -> Result<String, AuthError> {
    let url = Url::parse(address)
        .map_err(|_| AuthError::configuration("an endpoint is not a valid URL"))?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match url.scheme() {
        _ if !plain => Err(AuthError::configuration(
            "an endpoint must have no user, password or fragment",
        )),
        "https" => Ok(address.to_owned()),
        "http" if is_loopback(&url) => Ok(address.to_owned()),
        _ => Err(AuthError::configuration(
            "an endpoint must be https (http only for 127.0.0.1, [::1] and localhost)",
        )),
    }
}

/// Whether the URL's host is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn secrets_travel_over_https_or_stay_on_this_machine() {
        for good in [
            "https://a.example/t",
            "http://127.0.0.1:1/t",
            "http://[::1]:1/t",
            "http://localhost/t",
        ] {
            assert!(safe(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example/t",
            "http://localhost.example/t",
            "http://127.0.0.1.example/",
            "ftp://localhost/",
            "x",
            "https://u:p@a.example/",
            "https://a.example/#f",
            "file:///etc/passwd",
            "http://10.0.0.1/",
        ] {
            assert!(safe(bad).is_err(), "{bad}");
        }
    }
}
