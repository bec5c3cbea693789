//! One request for the provider's keys.
//!
//! The keys decide what is believed, so they come over https from a fixed host, redirects are not followed, and the
//! answer has a time limit and a size limit.

use super::error::{WebhookError, WebhookErrorKind};
use super::public_keys::PublicKeys;
use crate::error::BoxError;
use crate::transport::connections::USER_AGENT;
use crate::transport::origin::is_loopback;
use crate::transport::tls;
use std::borrow::Cow;
use std::time::Duration;
use url::Url;

/// Where the provider publishes its keys.
const ADDRESS: &str = "https://developer.constantcontact.com/.well-known/jwks.json";
/// The most bytes of a key set that are read.
const MAX_BYTES: usize = 256 << 10;
/// The longest time to connect.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// The longest time for the whole request: notifications wait for it.
const LIMIT: Duration = Duration::from_secs(10);

/// The address of the keys, or the one that replaces it in a test.
pub(super) fn address(test_address: Option<&str>) -> Result<Url, WebhookError> {
    let url = Url::parse(test_address.unwrap_or(ADDRESS))
        .map_err(|_| configuration("the address of the keys is not a URL"))?;
    match test_address.is_none() || is_loopback(&url) {
        true => Ok(url),
        false => Err(configuration(
            "the address of the keys is fixed: only a test may replace it, by a loopback address",
        )),
    }
}

/// The HTTP client, with the settings of the caller's `builder` if there is one.
pub(super) fn client(
    url: &Url,
    builder: Option<reqwest::ClientBuilder>,
) -> Result<reqwest::Client, WebhookError> {
    let unbuildable =
        |reason: &str| configuration(format!("the HTTP client cannot be built: {reason}"));
    let builder = match builder {
        Some(builder) => builder,
        None => tls::client_builder(url)
            .map_err(unbuildable)?
            .user_agent(USER_AGENT),
    };
    builder
        .redirect(reqwest::redirect::Policy::none())
        // A connection that is used once an hour would be stale.
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT_LIMIT)
        .timeout(LIMIT)
        .build()
        .map_err(|error| unbuildable(&tls::reason(error)))
}

/// Fetches the keys.
pub(super) async fn fetch(client: reqwest::Client, url: Url) -> Result<PublicKeys, WebhookError> {
    let mut response = client.get(url).send().await.map_err(failed)?;
    let status = response.status();
    if status != reqwest::StatusCode::OK {
        return Err(unavailable(format!(
            "the request for the provider's keys was answered with {status}"
        )));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(unavailable("the provider's key set is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    PublicKeys::read(&body)
        .map_err(|error| unavailable(format!("the provider's keys cannot be used: {error}")))
}

fn failed(error: reqwest::Error) -> WebhookError {
    WebhookError::with_source(
        WebhookErrorKind::KeysUnavailable,
        "the provider's keys cannot be fetched: try again later",
        BoxError::from(error.without_url()),
    )
}

fn unavailable(message: impl Into<Cow<'static, str>>) -> WebhookError {
    WebhookError::new(WebhookErrorKind::KeysUnavailable, message)
}

fn configuration(message: impl Into<Cow<'static, str>>) -> WebhookError {
    WebhookError::new(WebhookErrorKind::Configuration, message)
}

#[cfg(test)]
mod tests;
