//! Configuring and building a client.

mod connections;

use super::base_url::base_url;
use super::handle::Client;
use crate::auth::Credentials;
#[cfg(feature = "oauth")]
use crate::auth::{PartnerCredentials, Session};
use crate::error::{Error, Result};
use crate::transport::address;
use crate::transport::before_send::{BeforeSend, OutgoingRequest};
use crate::transport::exchange::Transport;
use crate::transport::pacing::{Pacer, RateLimiter, Requester};
use crate::transport::report::{CallReport, Observer};
use crate::transport::retry::RetryPolicy;
use crate::transport::timeouts::Timeouts;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// Configures and builds a [`Client`]; see [`Client::builder`].
///
/// ```no_run
/// use constant_contact::{Client, Pacer, RetryPolicy};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder()
///     .access_token("…")
///     .user_agent("library-sync/1.0")
///     .rate_limiter(Pacer::per_second(2)?) // another process has the other two
///     .retry(RetryPolicy::default().total_time(Duration::from_secs(300)))
///     .build()?;
/// # drop(client);
/// # Ok(()) }
/// ```
///
/// # Credentials
///
/// A client can have the credentials of an account, those of a partner (`partner`), or both. The account's are set
/// by [`credentials`](Self::credentials) or its short forms [`access_token`](Self::access_token) and `session`; the
/// last call wins. Operations under `/partner` use the partner's credentials, and so does every call of a client from
/// `Client::on_behalf_of`. All others use the account's. [`build`](Self::build) succeeds without any credentials. A
/// call without the credentials that it needs fails with the kind
/// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and nothing is sent.
///
/// # Time limits
///
/// | what | limited by | default |
/// |---|---|---|
/// | making a connection; each pause within a request or its answer | [`Timeouts`] | 10 s; 60 s |
/// | an upload or a download that makes hardly any progress | [`Timeouts::low_speed_limit`] | 240 bytes a second |
/// | the time in which attempts begin | [`RetryPolicy::total_time`] | 60 s |
/// | the wait for the next day, if [`RetryPolicy::wait_for_quota`] is set | `call_timeout` | none |
/// | the whole call, with its waits | [`call_timeout`](Self::call_timeout), or [`Client::with_call_timeout`] for individual calls | none |
///
/// A call that times out fails with an error that says whether the request may have been carried out; the
/// error of a `tokio::time::timeout` around the call does not. Dropping the future of a call is safe for the
/// client: its turn goes to the next call, and a token renewal that it started continues. But a POST or PATCH
/// that was in progress may have been carried out, as after an error for which
/// [`is_ambiguous`](crate::Error::is_ambiguous) is true: check the account before sending it again.
///
/// # Runtimes
///
/// Calls need a tokio runtime with time and I/O (`enable_all`); outside a runtime they fail. A client can be
/// used from several runtimes. Its pooled connections belong to all multi-thread runtimes, or to the first
/// current-thread runtime that makes a call. Each call from another runtime makes a new connection, since the
/// first runtime may not be running. Build a separate client for each current-thread runtime, with clones of
/// one rate limiter. With [`http`](Self::http), this is required: calls from a second runtime fail while the
/// first exists.
#[must_use = "nothing happens before `build`"]
pub struct ClientBuilder {
    base_url: String,
    account: Option<Credentials>,
    partner: Option<Credentials>,
    limiter: Option<Arc<dyn RateLimiter>>,
    observers: Vec<Observer>,
    retry: RetryPolicy,
    http: Option<reqwest::ClientBuilder>,
    user_agent: Option<String>,
    timeouts: Option<Timeouts>,
    call_timeout: Option<Duration>,
    before_send: Vec<BeforeSend>,
}

crate::opaque_debug!(ClientBuilder, "ClientBuilder");

/// # The client itself
impl Client {
    /// Returns a builder for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

impl ClientBuilder {
    fn new() -> Self {
        Self {
            base_url: address::API.to_owned(),
            account: None,
            partner: None,
            limiter: None,
            observers: Vec::new(),
            retry: RetryPolicy::default(),
            http: None,
            user_agent: None,
            timeouts: None,
            call_timeout: None,
            before_send: Vec::new(),
        }
    }

    /// Sets the credentials of an account: a session, an access token, or your own source of tokens.
    ///
    /// ```no_run
    /// # fn f(vault: impl constant_contact::auth::TokenSource) -> constant_contact::Result<()> {
    /// let client = constant_contact::Client::builder().credentials(vault).build()?;
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    ///
    /// For tokens that a vault or another service keeps, implement
    /// [`TokenSource`](crate::auth::TokenSource): the client fetches and renews them when needed.
    /// [`access_token`](Self::access_token) and `session` are short forms; the last call wins.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.account = Some(credentials.into());
        self
    }

    /// Sets an access token of an account, which is used until the server refuses it.
    ///
    /// Use it for tools and tests. A program that runs longer than the token is valid needs a session
    /// (feature `oauth`) or [`credentials`](Self::credentials) that fetch new tokens.
    pub fn access_token(self, token: impl Into<SecretString>) -> Self {
        self.credentials(Credentials::token(token))
    }

    /// Sets the session of an account, which renews its tokens automatically.
    ///
    /// This replaces an [`access_token`](Self::access_token) that was set before, and the reverse. For many
    /// accounts, build one client and derive one for each session with `Client::with_session`.
    #[cfg(feature = "oauth")]
    pub fn session(self, session: Session) -> Self {
        self.credentials(session)
    }

    /// Sets the credentials of a technology partner, for the operations under `/partner` and for clients
    /// from `Client::on_behalf_of`.
    ///
    /// All other calls use the credentials of an account, which can be set as well.
    #[cfg(feature = "oauth")]
    pub fn partner(mut self, partner: PartnerCredentials) -> Self {
        self.partner = Some(partner.into());
        self
    }

    /// Sets how often and for how long a failed request is retried. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the limiter that decides when a request may be sent. Default: [`Pacer::default`], 4 a second.
    ///
    /// Give all clients that use one API key clones of one limiter, since the server counts by key. The accounts of
    /// these clients take turns.
    #[doc(alias = "throttle")]
    pub fn rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// Adds a function that gets a [`CallReport`] at the end of each call.
    ///
    /// ```no_run
    /// # fn main() -> constant_contact::Result<()> {
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    ///
    /// let failed = Arc::new(AtomicU64::new(0));
    /// let count = failed.clone();
    /// let client = constant_contact::Client::builder()
    ///     .access_token("…")
    ///     .observe(|call| println!("{} took {:?}", call.operation, call.duration))
    ///     .observe(move |call| {
    ///         if call.outcome.as_str() != "success" {
    ///             count.fetch_add(1, Relaxed);
    ///         }
    ///     })
    ///     .build()?;
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    ///
    /// Each call is reported once, including each page of a list, each request of a bulk job, and calls whose future
    /// is dropped. A call with invalid parameters fails before it begins, and is not reported. For a download, the
    /// report covers the time until its first piece.
    ///
    /// Several observers can be added; they are called in the order in which they were added. Clients that are derived
    /// from this one have the same. The task that ends the call runs the observer, so it must return quickly: send the
    /// report to a channel if more work is needed. If an observer panics, the panic is logged, and the call and the
    /// other observers continue. The guide `guide::observing` counts calls for Prometheus.
    #[doc(alias = "metrics")]
    #[doc(alias = "hook")]
    pub fn observe(mut self, observer: impl Fn(&CallReport) + Send + Sync + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Sets how long a call may take as a whole: the waits for a turn and for a token, every attempt, the
    /// waits between the attempts, and the answer.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contact-lists")]
    /// # async fn f() -> constant_contact::Result<()> {
    /// use constant_contact::types::ListInput;
    /// use std::time::Duration;
    ///
    /// let client = constant_contact::Client::builder()
    ///     .access_token("…")
    ///     .call_timeout(Duration::from_secs(10))
    ///     .build()?;
    /// match client.create_list(ListInput::new("Readers")).send().await {
    ///     Err(error) if error.is_ambiguous() => println!("the list may exist: check first"),
    ///     Err(error) if error.is_retryable() => println!("nothing was done: try later"),
    ///     other => drop(other?),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Default: none. Each page of a list and each request of a bulk job is a separate call. For a download,
    /// the limit applies until its first piece arrives. A call that times out fails with the
    /// kind [`Ambiguous`](crate::ErrorKind::Ambiguous) if a request that is not safe to repeat was sent. Otherwise
    /// the kind is [`Timeout`](crate::ErrorKind::Timeout), and the error
    /// [`is_retryable`](crate::Error::is_retryable).
    #[doc(alias = "timeout")]
    #[doc(alias = "deadline")]
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = Some(limit);
        self
    }

    /// Adds a hook that is called before each attempt is sent, and can set headers of your own.
    ///
    /// ```no_run
    /// # fn main() -> constant_contact::Result<()> {
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let next_id = AtomicU64::new(1);
    /// let client = constant_contact::Client::builder()
    ///     .access_token("…")
    ///     .before_send(move |request| {
    ///         let id = next_id.fetch_add(1, Ordering::Relaxed);
    ///         request.insert_header("x-request-id", &format!("library-sync-{id}"))
    ///     })
    ///     .build()?;
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    ///
    /// The page `guide::observing` has an example with the context of a trace (`traceparent`).
    ///
    /// Several hooks are called in the order in which they were added, and clients that are derived from this one share
    /// them. A hook is called after the wait for a turn, on the task that makes the call, so it must be quick. It can
    /// neither see nor change the authorization. A redirect below the base URL is followed with the same headers,
    /// without another call of the hook; nothing is sent elsewhere. Requests to the authorization server and for the
    /// keys of webhooks have no hook.
    ///
    /// If a hook panics or returns an error, such as one from [`insert_header`](OutgoingRequest::insert_header), the call
    /// fails: the attempt is not sent, and no other is made.
    #[doc(alias = "header")]
    #[doc(alias = "middleware")]
    #[doc(alias = "interceptor")]
    pub fn before_send(
        mut self,
        hook: impl Fn(&mut OutgoingRequest<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.before_send.push(Box::new(hook));
        self
    }

    /// Builds the client.
    ///
    /// Nothing is sent, and credentials are not required: without them, the first call fails.
    ///
    /// # Errors
    ///
    /// Fails with the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if
    ///
    /// * tokens may not be sent to the base URL (the source is a [`BaseUrlError`](crate::BaseUrlError)),
    /// * the base URL is https and no Cargo feature for TLS is enabled, or the system has no certificates,
    /// * the user agent has characters that are not valid in a header.
    pub fn build(mut self) -> Result<Client> {
        let base = base_url(&self.base_url)
            .map_err(|error| Error::invalid_request(error.to_string()).with_source(error))?;
        let (connections, timeouts) = self.connections(&base)?;
        Ok(Client(Arc::new(Transport {
            connections: Arc::new(connections),
            base,
            account: self.account,
            partner: self.partner,
            managed: None,
            requester: Requester::new(),
            observers: self.observers.into(),
            limiter: self.limiter.unwrap_or_else(|| Arc::new(Pacer::default())),
            retry: self.retry,
            timeouts,
            call_timeout: self.call_timeout,
            deadline: None,
            before_send: self.before_send.into(),
        })))
    }
}

#[cfg(all(
    test,
    not(any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ))
))]
mod tests;
