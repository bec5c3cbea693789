//! How requests reach the authorization server.
//!
//! A [`Teller`] gives out turns (the server allows one request a second). Whoever has a [`Turn`] sends one request
//! through a [`Wire`], which reads the answer up to a bound. Redirects are not followed and connections are not
//! kept: a refresh token must not go to another host, and a stale connection must not swallow one.

use super::BoxFuture;
use super::answer::{Sent, TokenAnswer, classify, failure};
use super::error::AuthError;
use super::limit::limited;
use crate::error::BoxError;
use crate::transport::origin::is_loopback;
use crate::transport::retry::retry_after;
use crate::transport::tls;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use secrecy::SecretString;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;
use url::Url;

/// More than this much of an answer, in bytes, is not read: 8 MiB. Whatever a proxy adds to it, a pair at its
/// beginning must not be lost.
const LONGEST_ANSWER: usize = 8 << 20;
/// The same for an answer that is not a success.
const LONGEST_REFUSAL: usize = 256 << 10;
/// The longest time to connect, in which nothing is spent yet.
const CONNECT_LIMIT: Duration = Duration::from_secs(30);
/// How long the answer to a request may take to begin: long, for the refresh token may be spent already.
const ANSWER_LIMIT: Duration = Duration::from_secs(300);
/// How long the body of an answer may take. What has arrived by then is read.
const BODY_LIMIT: Duration = Duration::from_secs(60);
/// In place of the limits of the HTTP client, which would discard an answer that came while the process was stopped.
const UNLIMITED: Duration = Duration::from_secs(366 * 86_400);
/// The longest time for which a caller is made to wait because the server asked for it.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A longer wait than this is not believed: the server, or one of the two clocks, is wrong.
const LONGEST_CLOSURE: Duration = Duration::from_secs(3600);

/// What came back for one request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// Whether `body` is all that the server sent: the connection may break, or the answer be endless.
    pub(crate) complete: bool,
    /// How long the server asked to wait.
    pub(crate) retry_after: Option<Duration>,
}

impl Answer {
    /// A whole answer that asks for no wait.
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

/// What carries one request; replaced by unit tests.
pub(crate) type Wire =
    Arc<dyn Fn(HttpRequest) -> BoxFuture<'static, Result<Answer, AuthError>> + Send + Sync>;

/// Sends requests one after the other, with a distance.
#[derive(Clone)]
pub(crate) struct Teller {
    wire: Wire,
    /// Known here only to keep it out of errors.
    client_secret: Option<SecretString>,
    interval: Duration,
    pace: Arc<Mutex<Pace>>,
}

#[derive(Default)]
struct Pace {
    last: Option<Instant>,
    /// The server asked that nothing be sent before this moment.
    closed_until: Option<Instant>,
}

/// The right to send one request now.
pub(crate) struct Turn(Teller);

impl Teller {
    pub(crate) fn new() -> Self {
        Self {
            wire: default_wire(),
            client_secret: None,
            interval: Duration::from_secs(1),
            pace: Arc::default(),
        }
    }

    pub(crate) fn set_client_secret(&mut self, secret: SecretString) {
        self.client_secret = Some(secret);
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
        self.turn().await?.send(request).await
    }

    /// Waits until a request may leave.
    ///
    /// Nothing is held while waiting, so that a caller whose runtime stands still keeps nobody back. After an
    /// answer with `Retry-After` nothing is sent before that time; a caller who would have to wait for more than
    /// [`LONGEST_WAIT`] gets an error at once.
    pub(crate) async fn turn(&self) -> Result<Turn, AuthError> {
        while let Err(opens) = self.take_turn()? {
            tokio::time::sleep_until(opens).await;
        }
        Ok(Turn(self.clone()))
    }

    /// Takes the turn, or says when to ask again.
    fn take_turn(&self) -> Result<Result<(), Instant>, AuthError> {
        let now = Instant::now();
        let mut pace = self.pace();
        let closed = pace.closed_until.filter(|at| *at > now);
        if let Some(wait) = closed
            .map(|at| at - now)
            .filter(|wait| *wait > LONGEST_WAIT)
        {
            return Err(AuthError::transient(
                "the authorization server has asked to wait, and the time is not over: try again later",
            )
            .with_retry_after(Some(wait)));
        }
        // No turn is further away than an interval, even if the last one was taken on another, paused clock.
        let after = |at: Instant| at.checked_add(self.interval);
        let next = pace.last.and_then(after).min(after(now));
        match next.max(closed).filter(|at| *at > now) {
            Some(opens) => Ok(Err(opens)),
            None => {
                pace.last = Some(now);
                Ok(Ok(()))
            }
        }
    }

    fn close_for(&self, wait: Duration) {
        let until = Instant::now().checked_add(wait.min(LONGEST_CLOSURE));
        let mut pace = self.pace();
        pace.closed_until = pace.closed_until.max(until);
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<Answer, AuthError> {
        let Self(teller) = self;
        // The turn may have waited for something else, such as the lock of a store.
        teller.pace().last = Some(Instant::now());
        let result = (teller.wire)(request).await;
        match &result {
            Ok(answer) => {
                tracing::debug!(status = answer.status, "authorization server answered");
                if answer.status >= 400
                    && let Some(wait) = answer.retry_after
                {
                    teller.close_for(wait);
                }
            }
            Err(error) => tracing::debug!(%error, "authorization server did not answer"),
        }
        result
    }

    /// As [`Turn::send`], for a request that must be answered with tokens; the shape that the protocol crate wants.
    async fn granted(&self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let sent = Sent::of(&request, self.0.client_secret.as_ref());
        let answer = self.send(request).await?;
        let tokens = classify(&answer, |answer| TokenAnswer::read(answer, &sent))
            .map_err(|outcome| failure(&answer, outcome, &sent))?;
        // What was read leniently is handed on in the form of the standard.
        let body = serde_json::to_vec(&tokens).unwrap_or_default();
        Ok(HttpResponse::new(body))
    }
}

impl<'c> AsyncHttpClient<'c> for Turn {
    type Error = AuthError;
    type Future = BoxFuture<'c, Result<HttpResponse, AuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.granted(request))
    }
}

impl<'c> AsyncHttpClient<'c> for Teller {
    type Error = AuthError;
    type Future = BoxFuture<'c, Result<HttpResponse, AuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.turn().await?.granted(request).await })
    }
}

/// The client for the authorization server, from settings of the user's.
pub(crate) fn client(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, AuthError> {
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
    let answered = limited(ANSWER_LIMIT, client.execute(request)).await;
    let mut response = answered.ok_or_else(late)?.map_err(lost)?;
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers(), SystemTime::now());
    let longest = match response.status().is_success() {
        true => LONGEST_ANSWER,
        false => LONGEST_REFUSAL,
    };
    let mut body = Vec::new();
    let complete = match limited(BODY_LIMIT, read(&mut response, longest, &mut body)).await {
        Some(Ok(complete)) => complete,
        // The refresh token is spent by now: what has arrived may hold its successor.
        _ if !body.is_empty() => false,
        Some(Err(error)) => return Err(lost(error)),
        None => return Err(late()),
    };
    Ok(Answer {
        status,
        body,
        complete,
        retry_after,
    })
}

/// Reads the body; `false` if it is longer than `longest`.
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

fn late() -> AuthError {
    AuthError::transient("the authorization server did not answer in time: try again later")
}

fn lost(error: reqwest::Error) -> AuthError {
    let message = if error.is_connect() {
        "the authorization server cannot be reached: try again later"
    } else {
        "the connection to the authorization server broke: try again later"
    };
    AuthError::network(message, BoxError::from(error.without_url()))
}

#[cfg(test)]
mod tests;
