//! Which addresses secrets may be sent to.
//!
//! Tokens, client secrets and people's data are sent over https only. Plain http is accepted for loopback
//! addresses only, where tests and local proxies run.

use url::{Host, Url};

/// Why secrets may not be sent to `url`; `None` if they may. Completes "the base URL …" and "an endpoint …".
///
/// A user or a password in the URL would be sent together with the token.
pub(crate) fn refusal(url: &Url) -> Option<&'static str> {
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match url.scheme() {
        _ if !is_bare => Some("must not have a user, a password or a fragment"),
        "https" => None,
        "http" if is_loopback(url) => None,
        _ => Some("must use https, or http on a loopback address"),
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
