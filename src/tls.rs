//! Which TLS an HTTP client of ours speaks.
//!
//! The feature `rustls` brings its cryptography from ring: reqwest's own choice, aws-lc, costs every
//! user's build half as much again. An application that has installed a provider of its own for the
//! process gets that one. Certificates are judged by the system in any case.

use reqwest::ClientBuilder;

/// Settings of a client to which only the caller's own are to be added.
#[cfg(feature = "rustls")]
pub(crate) fn client_builder() -> Result<ClientBuilder, rustls::Error> {
    use rustls::ClientConfig;
    use rustls::crypto::{CryptoProvider, ring};
    use rustls_platform_verifier::BuilderVerifierExt;
    use std::sync::Arc;

    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(ring::default_provider()));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(reqwest::Client::builder().tls_backend_preconfigured(config))
}

/// Settings of a client to which only the caller's own are to be added.
#[cfg(not(feature = "rustls"))]
pub(crate) fn client_builder() -> Result<ClientBuilder, std::convert::Infallible> {
    Ok(reqwest::Client::builder())
}

/// Lets settings that the caller began be built: without a provider reqwest would panic.
pub(crate) fn ensure_provider() {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may be first; either provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
