//! How a client is put together.

use super::base_url::base_url;
use super::handle::Client;
use crate::auth::Credentials;
#[cfg(feature = "oauth")]
use crate::auth::{PartnerCredentials, Session};
use crate::error::{Error, Result};
use crate::transport::address;
use crate::transport::connections::{Connections, HttpSettings, http_client};
use crate::transport::exchange::Transport;
use crate::transport::origin;
use crate::transport::pacing::{Pacer, RateLimiter};
use crate::transport::retry::RetryPolicy;
use crate::transport::timeouts::Timeouts;
use crate::transport::tls;
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
/// Those of an account ([`access_token`](Self::access_token) or `session`, of which the last one counts)
/// and those of a partner (`partner`) can be set side by side. Operations under `/partner` use
/// the partner's, and so does every call of a client from `Client::on_behalf_of`; all others use the
/// account's. [`build`](Self::build) succeeds without any: a call that lacks the ones it needs fails with the kind
/// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), and nothing is sent.
///
/// # Time limits
///
/// | what | limited by | default |
/// |---|---|---|
/// | the connection; each pause within a request or its answer | [`Timeouts`] | 10 s; 60 s |
/// | an upload or a download that hardly makes progress | [`Timeouts::low_speed_limit`] | 240 bytes a second |
/// | the time in which attempts begin | [`RetryPolicy::total_time`] | 60 s |
/// | the whole call, with its waits | [`call_timeout`](Self::call_timeout), or [`Client::with_call_timeout`] for single ones | none |
///
/// A call that times out fails with an error that says whether the request may have been carried
/// out; that of a `tokio::time::timeout` around it does not. Dropping a call is safe for the client: its turn goes to the next, and a renewal of tokens that it caused
/// goes on. But a POST or PATCH that was under way may have been carried out, as after an error that
/// [`is_ambiguous`](crate::Error::is_ambiguous): look at the account before sending it again.
///
/// # Runtimes
///
/// Calls need a tokio runtime with time and I/O (`enable_all`); outside one they are an error. A client can be
/// used from several runtimes. Its kept connections belong to all multi-thread runtimes, or to the first
/// current-thread runtime that makes a call; calls from another one make a connection each, since the
/// first may not be running. Give each current-thread runtime a client of its own, with clones of one
/// rate limiter. With [`http`](Self::http) this is necessary: calls from a second runtime are an error while
/// the first exists.
#[must_use = "nothing happens before `build`"]
pub struct ClientBuilder {
    base_url: String,
    account: Option<Credentials>,
    partner: Option<Credentials>,
    limiter: Option<Arc<dyn RateLimiter>>,
    retry: RetryPolicy,
    http: Option<reqwest::ClientBuilder>,
    user_agent: Option<String>,
    timeouts: Option<Timeouts>,
    call_timeout: Option<Duration>,
}

crate::opaque_debug!(ClientBuilder, "ClientBuilder");

/// # The client itself
impl Client {
    /// Starts putting a client together.
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
            retry: RetryPolicy::default(),
            http: None,
            user_agent: None,
            timeouts: None,
            call_timeout: None,
        }
    }

    /// An access token of an account, sent until the server refuses it.
    ///
    /// For tools and tests, and for tokens that another service renews; what runs longer than the token
    /// lives uses a session (feature `oauth`).
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        let token: String = token.into();
        self.account = Some(Credentials::token(token));
        self
    }

    /// The session of an account, which renews its tokens by itself.
    ///
    /// It takes the place of an [`access_token`](Self::access_token), and that of a session.
    #[cfg(feature = "oauth")]
    pub fn session(mut self, session: Session) -> Self {
        self.account = Some(session.into());
        self
    }

    /// The credentials of a technology partner, for the operations under `/partner` and for clients
    /// from `Client::on_behalf_of`.
    ///
    /// They can stand beside those of an account, which all other calls use.
    #[cfg(feature = "oauth")]
    pub fn partner(mut self, partner: PartnerCredentials) -> Self {
        self.partner = Some(partner.into());
        self
    }

    /// How often and how long a failed request is retried. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Decides when a request may be sent. Default: [`Pacer::default`], 4 a second.
    ///
    /// Give clients of one API key clones of one limiter, since the server counts by key.
    #[doc(alias = "throttle")]
    pub fn rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// Another address of the API: that of a test server, or of a gateway in front of it.
    ///
    /// ```no_run
    /// # fn main() -> constant_contact::Result<()> {
    /// let client = constant_contact::Client::builder()
    ///     .access_token("…")
    ///     .base_url("https://gateway.example.com/constant-contact/v3")
    ///     .build()?;
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    ///
    /// Everything is sent below this URL. The links by which the API names the next page begin with
    /// `/v3` or `https://api.cc.email/v3`: the rest of them is appended to this URL, so that a gateway
    /// needs no rule for them. A link that leads elsewhere is an error of the kind
    /// [`Decode`](crate::ErrorKind::Decode).
    ///
    /// Default: `https://api.cc.email/v3`. The scheme has to be `https`; plain `http` is accepted for
    /// loopback addresses only, so that no token crosses a network unencrypted. An HTTP proxy is set by
    /// [`http`](Self::http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// How connections are made: proxy, certificates, TLS.
    ///
    /// Takes the `ClientBuilder` of the crate `reqwest`, on which the application has to depend too:
    /// `reqwest = { version = "0.13", default-features = false }`.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "oauth", any(feature = "rustls", feature = "native-tls")))]
    /// # fn f() -> Result<(), Box<dyn std::error::Error>> {
    /// use constant_contact::{Client, Timeouts};
    /// use constant_contact::auth::{FileStore, OAuth, Session};
    ///
    /// /// Through the company's proxy, whose certificates the company signs.
    /// fn http() -> Result<reqwest::ClientBuilder, Box<dyn std::error::Error>> {
    ///     let company = reqwest::Certificate::from_pem(&std::fs::read("company-ca.pem")?)?;
    ///     Ok(reqwest::Client::builder()
    ///         .proxy(reqwest::Proxy::all("http://proxy.example.com:3128")?)
    ///         .tls_certs_merge([company]))
    /// }
    ///
    /// let oauth = OAuth::public("api-key").http(http()?)?;
    /// let session = Session::new(oauth, FileStore::new("tokens.json"));
    /// let client = Client::builder()
    ///     .session(session)
    ///     .http(http()?)
    ///     .timeouts(Timeouts::default())
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// This is for the calls. A session or a partner asks for tokens over connections of its own: set them
    /// with `OAuth::http` or `PartnerCredentials::http`, as above.
    ///
    /// [`user_agent`](Self::user_agent), [`timeouts`](Self::timeouts) and
    /// [`call_timeout`](Self::call_timeout) are applied if they are set, in any order. If they are not,
    /// those of the builder count: it begins without a user agent and without any time limit, and does not
    /// end what stalls. Redirects are followed below the base URL only, and as the same request (307 and
    /// 308), whatever the builder says: the token, the API key and the body are for one place.
    ///
    /// # Proxies of the environment
    ///
    /// For a proxy alone, none of this is needed: calls and token requests follow the environment variables
    /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, unless the builder has a proxy of its own.
    /// They do not hold for loopback addresses (`localhost`, `127.0.0.0/8`, `::1`). The proxy settings of
    /// the system are read with the feature `system-proxy` of reqwest only.
    ///
    /// # TLS
    ///
    /// The Cargo features `rustls` and `native-tls` of this crate are those of reqwest, so that they hold for
    /// the application's own reqwest too, and the other way round:
    ///
    /// | feature | cryptography |
    /// |---|---|
    /// | `rustls` (default) | aws-lc-rs, or the provider that the application has installed for its process |
    /// | `rustls-no-provider` | the provider that the application has installed; it builds faster with ring |
    /// | `native-tls` | that of the system |
    ///
    /// This crate never installs a provider for the process. With `rustls-no-provider`, and without
    /// `rustls`, the application does, before the first client is built: this crate's own client is an
    /// error until then, while reqwest panics, also in `reqwest::Client::new()` and for the builder that
    /// is given here.
    ///
    /// ```ignore
    /// // rustls = { version = "0.23", default-features = false, features = ["ring"] }
    /// rustls::crypto::ring::default_provider().install_default().expect("it is the first one");
    /// ```
    ///
    /// Without any of these features, https works through this method only, if the application gives TLS
    /// to its reqwest.
    #[doc(alias = "proxy")]
    #[doc(alias = "certificate")]
    #[doc(alias = "tls")]
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// What the application calls itself in the HTTP header `User-Agent`.
    ///
    /// Default: the name and version of this crate.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// How long to wait for the server, in single steps; for a call as a whole see
    /// [`call_timeout`](Self::call_timeout).
    #[doc(alias = "timeout")]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = Some(timeouts);
        self
    }

    /// How long a call may take as a whole: its wait for a turn and for a token, every attempt, the
    /// waits between them, and its answer.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contact-lists")]
    /// # async fn f() -> constant_contact::Result<()> {
    /// use std::time::Duration;
    ///
    /// let client = constant_contact::Client::builder()
    ///     .access_token("…")
    ///     .call_timeout(Duration::from_secs(10))
    ///     .build()?;
    /// match client.create_list().send().await {
    ///     Err(error) if error.is_ambiguous() => println!("it may be there: look first"),
    ///     Err(error) if error.is_retryable() => println!("nothing was done: try later"),
    ///     other => drop(other?),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Default: none. Each page of a list and each request of a bulk job is a call; of a download,
    /// the limit holds until its first piece is there. A call that timed out fails with the
    /// kind [`Timeout`](crate::ErrorKind::Timeout). The error [`is_ambiguous`](crate::Error::is_ambiguous)
    /// if a request that is not safe to repeat was sent, and otherwise
    /// [`is_retryable`](crate::Error::is_retryable).
    #[doc(alias = "timeout")]
    #[doc(alias = "deadline")]
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = Some(limit);
        self
    }

    /// Puts the client together.
    ///
    /// Nothing is sent, and credentials are not asked for: a client without any fails with its first
    /// call.
    ///
    /// # Errors
    ///
    /// Of the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest): the base URL is not one that
    /// tokens are sent to ([`BaseUrlError`](crate::BaseUrlError) as source), it is https and no Cargo feature for TLS is on,
    /// the user agent has characters that no header can carry, or the system has no certificates,
    /// which only https needs.
    pub fn build(self) -> Result<Client> {
        let base = base_url(&self.base_url)
            .map_err(|error| Error::invalid_request(error.to_string()).with_source(error))?;
        let (connections, timeouts) = match self.http {
            None => {
                let timeouts = self.timeouts.unwrap_or_default();
                let settings = HttpSettings {
                    base: base.clone(),
                    user_agent: self.user_agent,
                    connect: timeouts.connect,
                };
                (Connections::of_settings(settings)?, Some(timeouts))
            }
            Some(mut http) => {
                if origin::is_loopback(&base) {
                    http = tls::direct(http);
                }
                if let Some(name) = self.user_agent {
                    http = http.user_agent(name);
                }
                if let Some(timeouts) = self.timeouts {
                    http = http.connect_timeout(timeouts.connect);
                }
                (Connections::of_client(http_client(http)?), self.timeouts)
            }
        };
        Ok(Client(Arc::new(Transport {
            connections: Arc::new(connections),
            base,
            account: self.account,
            partner: self.partner,
            managed: None,
            limiter: self.limiter.unwrap_or_else(|| Arc::new(Pacer::default())),
            retry: self.retry,
            timeouts,
            call_timeout: self.call_timeout,
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
