//! The TLS backend of this crate's HTTP clients: that of reqwest, selected by the Cargo feature of the same
//! name.
//!
//! The feature `rustls` includes a crypto provider, aws-lc-rs. Features of reqwest apply to the whole
//! application: with a feature that has no crypto provider, the application's own
//! `reqwest::Client::new()` would panic. If a library installed a provider for the process instead, the
//! application could no longer install its own. An application that wants another provider enables the
//! feature `rustls-no-provider` and installs it.

use super::origin::is_loopback;
use crate::error::innermost;
use reqwest::{ClientBuilder, Proxy, Url};

/// The message if a URL is https and there is no TLS.
pub(crate) const MISSING: &str = "https needs one of the Cargo features `rustls` and `native-tls` of \
     constant-contact, or the application's own reqwest with TLS: see `ClientBuilder::http`";

/// Whether a request failed because its client, which the caller has configured, has no TLS.
pub(crate) fn is_missing(error: &reqwest::Error) -> bool {
    // hyper has no type for this error, only its text.
    error.is_connect() && innermost(error).to_string().ends_with("scheme is not http")
}

/// A client builder for the host of `url`. The caller only adds its own settings.
///
/// # Errors
///
/// Fails if TLS is needed for the scheme of `url` and is missing; the error says what is missing.
pub(crate) fn client_builder(url: &Url) -> Result<ClientBuilder, &'static str> {
    let builder = reqwest::Client::builder().http1_only();
    let builder = with_tls(builder, url.scheme() == "https")?;
    Ok(match is_loopback(url) {
        true => without_env_proxies(builder),
        false => builder,
    })
}

/// Ignores the proxies in environment variables; those that were set on the builder stay.
pub(crate) fn without_env_proxies(builder: ClientBuilder) -> ClientBuilder {
    builder.proxy(Proxy::custom(|_| None::<Url>))
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn with_tls(builder: ClientBuilder, is_used: bool) -> Result<ClientBuilder, &'static str> {
    #[cfg(not(feature = "rustls"))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(
            "no crypto provider is installed, which the Cargo feature `rustls-no-provider` leaves to \
             the application: call `install_default` of a rustls provider first",
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

/// Loads the system's certificates only if TLS is used: a machine may have none.
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

/// Why a client cannot be built, in one line.
pub(crate) fn reason(error: reqwest::Error) -> String {
    let reason = innermost(&error).to_string();
    match reason.contains("CA certificates") {
        true => format!(
            "{reason}: install them (for example, the package `ca-certificates`), or set \
             `SSL_CERT_FILE` or `SSL_CERT_DIR`"
        ),
        false => reason,
    }
}
