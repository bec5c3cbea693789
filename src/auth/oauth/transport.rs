//! How requests reach the authorization server.
//!
//! A [`Teller`] takes a ready request, waits for its turn (the server allows one request a second), sends it
//! through a [`Wire`], and reads the answer up to a bound. Redirects are not followed and connections are not
//! kept: a refresh token must not go to another host, and a stale connection must not swallow one.

use super::BoxFuture;
use super::answer::{Verdict, failure, judge};
use super::error::{AuthError, BoxError};
use crate::origin::is_loopback;
use crate::tls;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

/// More than this much of an answer, in bytes, is not read.
const LONGEST_ANSWER: usize = 256 * 1024;
/// The longest time for one request to the authorization server.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Status and body, as they came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// What carries one request; replaced by unit tests.
pub(crate) type Wire =
    Arc<dyn Fn(HttpRequest) -> BoxFuture<'static, Result<Answer, AuthError>> + Send + Sync>;

/// Sends requests one after the other, with a distance.
#[derive(Clone)]
pub(crate) struct Teller {
    wire: Wire,
    interval: Duration,
    last: Arc<Mutex<Option<Instant>>>,
}

impl Teller {
    pub(crate) fn new() -> Self {
        Self {
            wire: default_wire(),
            interval: Duration::from_secs(1),
            last: Arc::default(),
        }
    }

    pub(crate) fn set_wire(&mut self, wire: Wire) {
        self.wire = wire;
    }

    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// The distance between two requests.
    pub(crate) fn interval(&self) -> Duration {
        self.interval
    }

    /// Sends one request in its turn. A caller that goes away while it waits gives its turn back.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<Answer, AuthError> {
        {
            let mut last = self.last.lock().await;
            if let Some(at) = last.and_then(|last| last.checked_add(self.interval)) {
                tokio::time::sleep_until(at).await;
            }
            *last = Some(Instant::now());
        }
        let result = (self.wire)(request).await;
        match &result {
            Ok(answer) => tracing::debug!(status = answer.status, "authorization server answered"),
            Err(error) => tracing::debug!(%error, "authorization server did not answer"),
        }
        result
    }

    /// As [`Teller::send`], for a request that must be granted; the shape that the protocol crate wants.
    async fn granted(&self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let Answer { status, body } = self.send(request).await?;
        match judge(status, &body) {
            Verdict::Granted => Ok(HttpResponse::new(body)),
            verdict => Err(failure(status, &body, verdict)),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Teller {
    type Error = AuthError;
    type Future = BoxFuture<'c, Result<HttpResponse, AuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.granted(request))
    }
}

/// The client for the authorization server, from settings of the user's.
pub(crate) fn client(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, AuthError> {
    builder
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .timeout(TIME_LIMIT)
        .build()
        .map_err(|error| unbuildable(&tls::reason(error)))
}

fn unbuildable(reason: &str) -> AuthError {
    AuthError::configuration(format!("the HTTP client cannot be built: {reason}"))
}

/// A wire over a given client.
pub(crate) fn wire(client: reqwest::Client) -> Wire {
    Arc::new(move |request| Box::pin(carry(client.clone(), request)))
}

/// A wire over clients of our own, made at their first request: endpoints on this machine have one without
/// proxies and certificates, which may not be there.
fn default_wire() -> Wire {
    let made: Arc<[OnceLock<reqwest::Client>; 4]> = Arc::default();
    Arc::new(move |request| {
        let made = made.clone();
        Box::pin(async move {
            let url = Url::parse(&request.uri().to_string()).map_err(|_| unsendable())?;
            let is_https = url.scheme() == "https";
            let place = &made[usize::from(is_loopback(&url)) + 2 * usize::from(is_https)];
            let ready = match place.get() {
                Some(ready) => ready.clone(),
                None => {
                    let fresh = client(tls::client_builder(&url).map_err(unbuildable)?)?;
                    place.get_or_init(|| fresh).clone()
                }
            };
            carry(ready, request).await
        })
    })
}

fn unsendable() -> AuthError {
    AuthError::configuration("the token request cannot be built: check endpoints and client id")
}

async fn carry(client: reqwest::Client, request: HttpRequest) -> Result<Answer, AuthError> {
    let mut request = reqwest::Request::try_from(request).map_err(|_| unsendable())?;
    if let Some(basic) = request
        .headers_mut()
        .get_mut(reqwest::header::AUTHORIZATION)
    {
        basic.set_sensitive(true);
    }
    let mut response = client.execute(request).await.map_err(lost)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(AuthError::transient(
                "the authorization server's answer is too long: try again later",
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

fn lost(error: reqwest::Error) -> AuthError {
    let message = if error.is_connect() {
        "the authorization server cannot be reached: try again later"
    } else if error.is_timeout() {
        "the authorization server did not answer in time: try again later"
    } else {
        "the connection to the authorization server broke: try again later"
    };
    AuthError::network(message, BoxError::from(error.without_url()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_keep_their_distance_and_dropped_ones_give_their_turn_back() {
        let times = Arc::new(std::sync::Mutex::new(vec![]));
        let (noted, begin) = (times.clone(), Instant::now());
        let mut teller = Teller::new();
        teller.set_wire(Arc::new(move |_| {
            noted.lock().unwrap().push(begin.elapsed().as_millis());
            Box::pin(async { Err(AuthError::transient("broken")) })
        }));
        let calls: Vec<_> = (0..6)
            .map(|turn| {
                let teller = teller.clone();
                let patience = Duration::from_millis(if turn % 2 == 1 { 500 } else { 60_000 });
                tokio::spawn(async move {
                    let request = HttpRequest::new(vec![]);
                    tokio::time::timeout(patience, teller.send(request))
                        .await
                        .ok();
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(*times.lock().unwrap(), [0, 1000, 2000]);
    }
}
