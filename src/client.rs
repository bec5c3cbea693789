//! The client: what all calls share, and how it is put together.

use crate::error::{Error, Result};
use reqwest::Url;
use reqwest::header::HeaderValue;
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
/// Cloning is cheap, and clones share connections. Its methods are grouped by area below; each
/// returns a builder whose `send` makes the call.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    base: Url,
    token: Option<HeaderValue>,
}

crate::opaque_debug!(Client, "Client");

impl Client {
    /// Starts putting a client together.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: BASE_URL.to_owned(),
            token: None,
            http: None,
            user_agent: None,
            timeouts: Timeouts::default(),
        }
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// A path and query below the base URL.
    pub(crate) fn url(&self, path: &str, query: &str) -> Result<Url> {
        let mut url = self.0.base.clone();
        let path = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.set_query((!query.is_empty()).then_some(query));
        Ok(url)
    }

    pub(crate) fn bearer(&self) -> Result<Option<HeaderValue>> {
        Ok(self.0.token.clone())
    }
}

/// Puts a [`Client`] together; see [`Client::builder`].
#[must_use = "nothing happens before `build`"]
pub struct ClientBuilder {
    base_url: String,
    token: Option<String>,
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
    /// The access token of an account, sent with every call.
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
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
    /// The base URL is not one that tokens are sent to ([`BaseUrlError`] as source), the token or
    /// the user agent has characters that no header can carry, or the system's certificates
    /// cannot be loaded.
    pub fn build(self) -> Result<Client> {
        let base = base_url(&self.base_url).map_err(|error| {
            Error::invalid_request(error.to_string()).with_source(error)
        })?;
        let token = self.token.as_deref().map(bearer).transpose()?;
        let http = match self.http {
            Some(http) => http,
            None => http_client(self.user_agent.as_deref(), self.timeouts)?,
        };
        Ok(Client(Arc::new(Inner { http, base, token })))
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
        _ => Err(BaseUrlError("has to be https, or http on a loopback address")),
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
pub(crate) fn bearer(token: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.trim())).map_err(|_| {
        Error::invalid_request("the access token has characters that no header can carry")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn http_client(user_agent: Option<&str>, timeouts: Timeouts) -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent(user_agent.unwrap_or(concat!("constant-contact-rust/", env!("CARGO_PKG_VERSION"))))
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read)
        .build()
        .map_err(Error::transport)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_to_https_or_loopback_only() {
        for good in ["https://api.cc.email/v3", "http://127.0.0.1:8080", "http://[::1]/v3",
            "http://localhost:1/v3/"] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        for bad in ["http://api.cc.email/v3", "ftp://localhost", "api.cc.email", "",
            "http://localhost.example.com", "https://user@api.cc.email", "https://api.cc.email?x=1"] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths_go_below_the_base() {
        for base in ["http://localhost/v3", "http://localhost/v3/"] {
            let client = Client::builder().base_url(base).build().unwrap();
            let url = client.url("/contacts/a%2Fb", "x=1").unwrap();
            assert_eq!(url.as_str(), "http://localhost/v3/contacts/a%2Fb?x=1");
        }
    }

    #[test]
    fn nothing_prints_the_token() {
        let builder = Client::builder().access_token("t0ken");
        let mut printed = format!("{builder:?}");
        printed.push_str(&format!("{:?}", builder.build().unwrap()));
        printed.push_str(&format!("{:?}", bearer("t0ken").unwrap()));
        printed.push_str(&format!("{:?}", bearer("t0ken\n\u{1}").unwrap_err()));
        assert!(!printed.contains("t0ken"), "{printed}");
    }
}
