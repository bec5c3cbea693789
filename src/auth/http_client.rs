//! The HTTP client for the authorization server.
//!
//! Redirects are not followed and connections are not kept: a refresh token must not go to another host, and a stale
//! connection must not swallow one. The time limits are long, and a response that arrived while the process was
//! suspended is read: it may have the only copy of the next refresh token.

use super::error::AuthError;
use super::limit::limited;
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::origin::is_loopback;
use crate::transport::retry::retry_after;
use crate::transport::tls;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};
use url::Url;

/// The most bytes of a successful response that are read: 8 MiB. Whatever a proxy adds to it, a pair of tokens at its
/// beginning must not be lost.
const LONGEST_SUCCESS: usize = 8 << 20;
/// The same for a response that is not a success.
const LONGEST_FAILURE: usize = 256 << 10;
/// The longest time to connect, before which no token has been used.
const CONNECT_LIMIT: Duration = Duration::from_secs(30);
/// How long a response may take to begin. It is long, because the server may already have replaced the refresh token.
const RESPONSE_LIMIT: Duration = Duration::from_secs(300);
/// How long the body of a response may take. What has arrived by then is read.
const BODY_LIMIT: Duration = Duration::from_secs(60);
/// How long a response may take in all.
#[cfg(test)]
pub(crate) const LONGEST_RESPONSE: Duration = RESPONSE_LIMIT.saturating_add(BODY_LIMIT);
/// Replaces the limits of the HTTP client, which would discard a response that arrived while the process was stopped.
const UNLIMITED: Duration = Duration::from_secs(366 * 86_400);

pub(crate) type HttpRequest = http::Request<Vec<u8>>;

/// What came back for one request.
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// Whether `body` is all that the server sent: the connection may break, or the body be endless.
    pub(crate) complete: bool,
    /// How long the server asked to wait.
    pub(crate) retry_after: Option<Duration>,
}

impl HttpResponse {
    /// A complete response that asks for no wait.
    #[cfg(test)]
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            complete: true,
            retry_after: None,
        }
    }
}

/// Sends one request and reads its response; replaced by unit tests.
pub(crate) type HttpClient =
    Arc<dyn Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, AuthError>> + Send + Sync>;

/// A client with the settings of the user's `builder`.
pub(crate) fn from_builder(builder: reqwest::ClientBuilder) -> Result<HttpClient, AuthError> {
    let client = build(builder)?;
    Ok(Arc::new(move |request| {
        Box::pin(execute(client.clone(), request))
    }))
}

/// A client with the default settings, built at the first request. For endpoints on this machine it uses no proxies and
/// no certificates, which may not be there.
pub(crate) fn default_client() -> HttpClient {
    let clients: Arc<[OnceLock<reqwest::Client>; 4]> = Arc::default();
    Arc::new(move |request| {
        let clients = clients.clone();
        Box::pin(async move {
            let url = Url::parse(&request.uri().to_string()).map_err(|_| unsendable())?;
            let is_https = url.scheme() == "https";
            let slot = &clients[usize::from(is_loopback(&url)) + 2 * usize::from(is_https)];
            let client = match slot.get() {
                Some(client) => client.clone(),
                None => {
                    let client = build(tls::client_builder(&url).map_err(unbuildable)?)?;
                    slot.get_or_init(|| client).clone()
                }
            };
            execute(client, request).await
        })
    })
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, AuthError> {
    builder
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT_LIMIT)
        .read_timeout(UNLIMITED)
        .timeout(UNLIMITED)
        .build()
        .map_err(|error| unbuildable(&tls::reason(error)))
}

fn unbuildable(reason: &str) -> AuthError {
    AuthError::configuration(format!("the HTTP client cannot be built: {reason}"))
}

fn unsendable() -> AuthError {
    AuthError::configuration("the token request cannot be built: check endpoints and client id")
}

async fn execute(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, AuthError> {
    let mut request = reqwest::Request::try_from(request).map_err(|_| unsendable())?;
    if let Some(basic) = request
        .headers_mut()
        .get_mut(reqwest::header::AUTHORIZATION)
    {
        basic.set_sensitive(true);
    }
    let response = limited(RESPONSE_LIMIT, client.execute(request)).await;
    let mut response = response.ok_or_else(timed_out)?.map_err(failed)?;
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers(), SystemTime::now());
    let longest = match response.status().is_success() {
        true => LONGEST_SUCCESS,
        false => LONGEST_FAILURE,
    };
    let mut body = Vec::new();
    let complete = match limited(BODY_LIMIT, read(&mut response, longest, &mut body)).await {
        Some(Ok(complete)) => complete,
        // The refresh token was replaced: the part of the body that has arrived may have its successor.
        _ if !body.is_empty() => false,
        Some(Err(error)) => return Err(failed(error)),
        None => return Err(timed_out()),
    };
    Ok(HttpResponse {
        status,
        body,
        complete,
        retry_after,
    })
}

/// Reads the body; returns `false` if it is longer than `longest`.
async fn read(
    response: &mut reqwest::Response,
    longest: usize,
    body: &mut Vec<u8>,
) -> reqwest::Result<bool> {
    while let Some(chunk) = response.chunk().await? {
        let room = longest - body.len();
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() > room {
            return Ok(false);
        }
    }
    Ok(true)
}

fn timed_out() -> AuthError {
    AuthError::unavailable("the authorization server did not answer in time: try again later")
}

fn failed(error: reqwest::Error) -> AuthError {
    let message = if error.is_connect() {
        "the authorization server cannot be reached: check the network and the proxy settings, or try again later"
    } else {
        "the connection to the authorization server broke: try again later"
    };
    AuthError::network(message, BoxError::from(error.without_url()))
}
