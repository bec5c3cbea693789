//! Which addresses secrets may be sent to.
//!
//! A token, a client secret or a person's data is sent over https only; plain http is accepted for this
//! machine, where tests and local proxies are.

use url::{Host, Url};

/// Why nothing secret goes to `url`, if so; completes "the base URL …" and "an endpoint …".
///
/// A user or a password in it would be sent beside the token.
pub(crate) fn refusal(url: &Url) -> Option<&'static str> {
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match url.scheme() {
        _ if !is_bare => Some("may have neither user, password nor fragment"),
        "https" => None,
        "http" if is_loopback(url) => None,
        _ => Some("has to be https, or http on a loopback address"),
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
mod tests;
