//! The client: what all calls share, and how it is put together.

use crate::auth::{Credentials, Issued, PartnerCredentials, Session};
use crate::call::{Call, Target};
use crate::error::{Error, ErrorKind, Result};
use crate::pacing::{Pacer, RateLimiter, Usage};
use crate::retry::RetryPolicy;
use reqwest::Url;
use reqwest::header::HeaderValue;
use reqwest::redirect::{self, Policy};
use secrecy::ExposeSecret;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Where the API lives.
const BASE_URL: &str = "https://api.cc.email/v3";

/// A client of the Constant Contact V3 API.
///
/// ```no_run
/// use constant_contact::Client;
///
/// # async fn f() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder().access_token("…").build()?;
/// let lists = client.get_all_lists().limit(500).send().await?;
/// for list in &lists.lists {
///     println!("{}", list.name.as_deref().unwrap_or("(no name)"));
/// }
/// # Ok(())
/// # }
/// ```
///
/// Cloning is cheap, and clones share connections, tokens and pacing. Its methods are grouped by area below; each
/// returns a builder whose `send` makes the call.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    base: Url,
    account: Option<Credentials>,
    partner: Option<Credentials>,
    limiter: Arc<dyn RateLimiter>,
    retry: RetryPolicy,
}

crate::opaque_debug!(Client, "Client");

impl Client {
    /// Starts putting a client together.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: BASE_URL.to_owned(),
            account: None,
            partner: None,
            limiter: None,
            retry: RetryPolicy::default(),
            http: None,
            user_agent: None,
            timeouts: Timeouts::default(),
        }
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Where a call goes: below the base URL, or along a link of the API on the same host.
    pub(crate) fn url(&self, target: &Target) -> Result<Url> {
        let mut url = self.0.base.clone();
        match target {
            Target::Path { path, query } => {
                let path = format!("{}{path}", url.path().trim_end_matches('/'));
                url.set_path(&path);
                url.set_query((!query.is_empty()).then_some(query));
                Ok(url)
            }
            Target::Link(link) => match url.join(link) {
                Ok(linked) if linked.origin() == url.origin() => Ok(linked),
                _ => Err(Error::new(
                    ErrorKind::Decode,
                    "a link of the answer leads to another host",
                )),
            },
        }
    }

    pub(crate) fn limiter(&self) -> &dyn RateLimiter {
        &*self.0.limiter
    }

    pub(crate) fn retry(&self) -> &RetryPolicy {
        &self.0.retry
    }

    /// What the calls of this client have used of the day's requests, as far as its limiter counts.
    pub fn usage(&self) -> Option<Usage> {
        self.0.limiter.usage()
    }

    /// The same client with another retry policy, for single calls.
    ///
    /// ```no_run
    /// # use constant_contact::{Client, Result, RetryPolicy, types::ContactCreateOrUpdateInput};
    /// # async fn f(client: &Client, form: ContactCreateOrUpdateInput) -> Result<()> {
    /// // Signing up twice does no harm.
    /// let eager = client.with_retry(RetryPolicy::default().retry_ambiguous(true));
    /// eager.create_or_update_contact().body(form).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Connections, tokens and pacing are shared.
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        let Inner {
            http,
            base,
            account,
            partner,
            limiter,
            ..
        } = &*self.0;
        Self(Arc::new(Inner {
            http: http.clone(),
            base: base.clone(),
            account: account.clone(),
            partner: partner.clone(),
            limiter: Arc::clone(limiter),
            retry,
        }))
    }

    fn credentials(&self, call: &Call) -> Result<&Credentials> {
        let (credentials, missing) = match call.partner {
            true => (
                &self.0.partner,
                "this operation needs the partner's credentials: build the \
                client with `.partner(…)`",
            ),
            false => (
                &self.0.account,
                "no credentials: build the client with `.session(…)` or \
                `.access_token(…)`",
            ),
        };
        credentials
            .as_ref()
            .ok_or_else(|| Error::invalid_request(missing))
    }

    /// The token for a call.
    pub(crate) async fn token(&self, call: &Call) -> Result<Issued> {
        self.credentials(call)?
            .access_token()
            .await
            .map_err(Error::unauthorised)
    }

    /// Renews a token that the server has refused; fails with the refusal if it cannot be renewed.
    pub(crate) async fn renew(&self, call: &Call, refused: &Issued, refusal: Error) -> Result<()> {
        match self.credentials(call)?.renew(refused.generation).await {
            Ok(_) => Ok(()),
            Err(error) => Err(refusal.with_source(error)),
        }
    }

    /// The key that partner operations need beside the token.
    pub(crate) fn api_key(&self, call: &Call) -> Result<Option<HeaderValue>> {
        let key = self.credentials(call)?.api_key();
        key.map(|key| secret_header(key.expose_secret(), "the API key"))
            .transpose()
    }
}

/// Puts a [`Client`] together; see [`Client::builder`].
#[must_use = "nothing happens before `build`"]
pub struct ClientBuilder {
    base_url: String,
    account: Option<Credentials>,
    partner: Option<Credentials>,
    limiter: Option<Arc<dyn RateLimiter>>,
    retry: RetryPolicy,
    http: Option<reqwest::Client>,
    user_agent: Option<String>,
    timeouts: Timeouts,
}

crate::opaque_debug!(ClientBuilder, "ClientBuilder");

/// How long to wait for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For the connection to be made. Default: 10 seconds.
    pub connect: Duration,
    /// Between two pieces of an answer, and for its first one. Default: 60 seconds.
    pub read: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(60),
        }
    }
}

/// A base URL that the client does not send tokens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrlError(&'static str);

impl fmt::Display for BaseUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the base URL {}", self.0)
    }
}

impl std::error::Error for BaseUrlError {}

impl ClientBuilder {
    /// An access token of an account, sent until the server refuses it.
    ///
    /// For tools and tests; what runs longer than the token lives uses [`session`](Self::session).
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        let token: String = token.into();
        self.account = Some(Credentials::token(token.trim()));
        self
    }

    /// The session of an account, which renews its tokens by itself.
    pub fn session(mut self, session: Session) -> Self {
        self.account = Some(session.into());
        self
    }

    /// The credentials of a technology partner, for the operations under `/partner`.
    pub fn partner(mut self, partner: PartnerCredentials) -> Self {
        self.partner = Some(partner.into());
        self
    }

    /// How often and how long a failed request is repeated. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Who decides when a request may leave. Default: [`Pacer::default`], 4 a second.
    ///
    /// Give clients of one API key clones of one limiter, since the server counts by key.
    pub fn rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// Another place of the API: a proxy, or a server of one's own in tests.
    ///
    /// Default: `https://api.cc.email/v3`. The scheme has to be `https`; plain `http` is taken for
    /// loopback addresses only, so that no token crosses a network in the clear.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// A client of the caller's making, with its own TLS, proxy and time limits.
    ///
    /// [`user_agent`](Self::user_agent) and [`timeouts`](Self::timeouts) then have no effect.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// What the application calls itself in the header `User-Agent`.
    ///
    /// Default: the name and version of this crate.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// How long to wait for the server.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Puts the client together.
    ///
    /// # Errors
    ///
    /// The base URL is not one that tokens are sent to ([`BaseUrlError`] as source), the user agent
    /// has characters that no header can carry, or the system's certificates cannot be loaded.
    pub fn build(self) -> Result<Client> {
        let base = base_url(&self.base_url)
            .map_err(|error| Error::invalid_request(error.to_string()).with_source(error))?;
        let http = match self.http {
            Some(http) => http,
            None => http_client(self.user_agent.as_deref(), self.timeouts)?,
        };
        Ok(Client(Arc::new(Inner {
            http,
            base,
            account: self.account,
            partner: self.partner,
            limiter: self.limiter.unwrap_or_else(|| Arc::new(Pacer::default())),
            retry: self.retry,
        })))
    }
}

fn base_url(text: &str) -> Result<Url, BaseUrlError> {
    let url = Url::parse(text).map_err(|_| BaseUrlError("cannot be read as a URL"))?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(BaseUrlError("may have neither user, query nor fragment"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(BaseUrlError(
            "has to be https, or http on a loopback address",
        )),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The header of a token, marked so that nothing prints it.
pub(crate) fn bearer(token: &Issued) -> Result<HeaderValue> {
    secret_header(
        &format!("Bearer {}", token.secret.expose_secret()),
        "the access token",
    )
}

fn secret_header(text: &str, what: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Error::invalid_request(format!("{what} has characters that no header can carry"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn http_client(user_agent: Option<&str>, timeouts: Timeouts) -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent(
            user_agent.unwrap_or(concat!("constant-contact-rust/", env!("CARGO_PKG_VERSION"))),
        )
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read)
        .redirect(Policy::custom(within_origin))
        .build()
        .map_err(Error::transport)
}

/// Redirects are followed within the origin only: a token, a key or a body is for one host.
fn within_origin(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let first = attempt.previous().first().map(Url::origin);
    if first.is_some_and(|first| first == attempt.url().origin()) && attempt.previous().len() < 5 {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_to_https_or_loopback_only() {
        for good in [
            "https://api.cc.email/v3",
            "http://127.0.0.1:8080",
            "http://[::1]/v3",
            "http://localhost:1/v3/",
        ] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.cc.email/v3",
            "ftp://localhost",
            "api.cc.email",
            "",
            "http://localhost.example.com",
            "https://user@api.cc.email",
            "https://api.cc.email?x=1",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths_go_below_the_base() {
        let target = Target::Path {
            path: "/contacts/a%2Fb".to_owned(),
            query: "x=1".to_owned(),
        };
        for base in ["http://localhost/v3", "http://localhost/v3/"] {
            let client = Client::builder().base_url(base).build().unwrap();
            let url = client.url(&target).unwrap();
            assert_eq!(url.as_str(), "http://localhost/v3/contacts/a%2Fb?x=1");
        }
    }

    #[test]
    fn links_stay_on_the_host() {
        let client = Client::builder()
            .base_url("http://localhost:8080/v3")
            .build()
            .unwrap();
        let url = |link: &str| client.url(&Target::Link(link.to_owned())).map(String::from);
        let followed = "http://localhost:8080/v3/contacts?cursor=bGltaXQ9NQ==";
        assert_eq!(url("/v3/contacts?cursor=bGltaXQ9NQ==").unwrap(), followed);
        assert_eq!(url(followed).unwrap(), followed);
        for astray in [
            "//example.com/v3",
            "https://example.com/v3",
            "http://localhost/v3",
            "https://localhost:8080/v3",
            "javascript:alert(1)",
            "http://localhost:8080@example.com/",
        ] {
            assert!(url(astray).is_err(), "{astray}");
        }
    }

    #[test]
    fn nothing_prints_the_token() {
        let builder = Client::builder().access_token("t0ken");
        let mut printed = format!("{builder:?}");
        printed.push_str(&format!("{:?}", builder.build().unwrap()));
        printed.push_str(&format!(
            "{:?}",
            secret_header("t0ken", "the token").unwrap()
        ));
        printed.push_str(&format!(
            "{:?}",
            secret_header("t0ken\n", "the token").unwrap_err()
        ));
        assert!(!printed.contains("t0ken"), "{printed}");
    }
}
