//! Which TLS the HTTP clients of this crate speak: reqwest's, by the Cargo feature of the same name.
//!
//! The feature `rustls` comes with its cryptography, aws-lc-rs. Features of reqwest hold for all of an
//! application: with one that leaves the cryptography out, the application's own
//! `reqwest::Client::new()` would panic. If a library installs it for the process instead, the
//! application cannot install its own any more. An application that wants another one takes the
//! feature `rustls-no-provider` and installs it.

use super::origin::is_loopback;
use crate::error::innermost;
use reqwest::{ClientBuilder, Proxy, Url};

/// What is said where https was wanted and there is no TLS.
pub(crate) const MISSING: &str = "https needs one of the Cargo features `rustls` and `native-tls` of constant-contact, or a reqwest \
     with TLS of the application's: see `ClientBuilder::http`";

/// Whether a request failed because its client, one of the caller's, has no TLS.
pub(crate) fn is_missing(error: &reqwest::Error) -> bool {
    // hyper has no other name for it.
    error.is_connect() && innermost(error).to_string().ends_with("scheme is not http")
}

/// Settings of a client for the host of `url`, to which only the caller's own are to be added.
///
/// # Errors
///
/// Says what is missing for the scheme of `url`.
pub(crate) fn client_builder(url: &Url) -> Result<ClientBuilder, &'static str> {
    let builder = reqwest::Client::builder().http1_only();
    let builder = with_tls(builder, url.scheme() == "https")?;
    Ok(match is_loopback(url) {
        true => direct(builder),
        false => builder,
    })
}

/// Leaves the proxies that environment variables name out; those that the builder was given stay.
pub(crate) fn direct(builder: ClientBuilder) -> ClientBuilder {
    builder.proxy(Proxy::custom(|_| None::<Url>))
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn with_tls(builder: ClientBuilder, is_used: bool) -> Result<ClientBuilder, &'static str> {
    #[cfg(not(feature = "rustls"))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(
            "no cryptography is installed, which the Cargo feature `rustls-no-provider` leaves to \
             the application: call `install_default` of a provider of rustls first",
        );
    }
    Ok(with_certificates(builder.tls_backend_rustls(), is_used))
}

#[cfg(all(
    feature = "native-tls",
    not(any(feature = "rustls", feature = "rustls-no-provider"))
))]
fn with_tls(builder: ClientBuilder, is_used: bool) -> Result<ClientBuilder, &'static str> {
    Ok(with_certificates(builder.tls_backend_native(), is_used))
}

#[cfg(not(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
)))]
fn with_tls(builder: ClientBuilder, is_used: bool) -> Result<ClientBuilder, &'static str> {
    match is_used {
        false => Ok(builder),
        true => Err(MISSING),
    }
}

/// Without TLS no certificates are looked for: a machine may have none.
#[cfg(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
))]
fn with_certificates(builder: ClientBuilder, is_used: bool) -> ClientBuilder {
    match is_used {
        true => builder,
        false => builder.tls_certs_only([]),
    }
}

/// Why a client cannot be built, in a line.
pub(crate) fn reason(error: reqwest::Error) -> String {
    let reason = innermost(&error).to_string();
    match reason.contains("CA certificates") {
        true => format!(
            "{reason}: install them (the package `ca-certificates`, say), or name them in \
             `SSL_CERT_FILE` or `SSL_CERT_DIR`"
        ),
        false => reason,
    }
}
