//! Where a client connects to, and how.

use super::ClientBuilder;
use crate::error::Result;
use crate::transport::connections::{Connections, HttpSettings, http_client};
use crate::transport::origin;
use crate::transport::timeouts::Timeouts;
use crate::transport::tls;
use url::Url;

/// # Connections
impl ClientBuilder {
    /// Sets the URL of the API: that of a test server, or of a gateway in front of the API.
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
    /// All requests are sent below this URL. The API's links to the next page begin with
    /// `/v3` or `https://api.cc.email/v3`. The client appends the rest of a link to this URL, so a gateway
    /// does not have to rewrite them. A link that leads elsewhere is an error of the kind
    /// [`Decode`](crate::ErrorKind::Decode).
    ///
    /// Default: `https://api.cc.email/v3`. The scheme must be `https`; plain `http` is accepted for
    /// loopback addresses only, so that no token crosses a network unencrypted. To use an HTTP proxy, see
    /// [`http`](Self::http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Sets how connections are made: proxy, certificates, TLS.
    ///
    /// Takes the `ClientBuilder` of the crate `reqwest`, which the application must also depend on:
    /// `reqwest = { version = "0.13", default-features = false }`.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "oauth", any(feature = "rustls", feature = "native-tls")))]
    /// # fn f() -> Result<(), Box<dyn std::error::Error>> {
    /// use constant_contact::{Client, Timeouts};
    /// use constant_contact::auth::{FileStore, OAuth, Session};
    ///
    /// /// Uses the company's proxy, whose certificates the company signs.
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
    /// These settings apply to calls only. A session or a partner requests tokens over its own connections:
    /// configure them with `OAuth::http` or `PartnerCredentials::http`, as above.
    ///
    /// [`user_agent`](Self::user_agent), [`timeouts`](Self::timeouts) and
    /// [`call_timeout`](Self::call_timeout) are applied if they are set, in any order. Otherwise the settings
    /// of the `reqwest` builder apply. By default, it has no user agent and no time limits, and does not end
    /// stalled transfers. Redirects are followed below the base URL only, and only with the same method and
    /// body (307 and 308), whatever the builder's policy: the token, the API key and the body must not be
    /// sent elsewhere.
    ///
    /// # Proxies from the environment
    ///
    /// To set only a proxy, use the environment instead: calls and token requests respect the
    /// variables `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, unless the builder has its own
    /// proxy. The variables do not apply to loopback addresses (`localhost`, `127.0.0.0/8`, `::1`). The
    /// system's proxy settings are read only with the feature `system-proxy` of reqwest.
    ///
    /// # TLS
    ///
    /// The Cargo features `rustls` and `native-tls` of this crate enable those of reqwest, so they also apply
    /// to the application's own reqwest, and the other way round:
    ///
    /// | feature | crypto provider |
    /// |---|---|
    /// | `rustls` (default) | aws-lc-rs, or the provider that the application has installed for its process |
    /// | `rustls-no-provider` | the provider that the application has installed; ring builds faster |
    /// | `native-tls` | the system's TLS library |
    ///
    /// This crate never installs a provider for the process. With `rustls-no-provider` and without `rustls`,
    /// the application must install one before it builds the first client. Until then, building this crate's
    /// own client fails, while reqwest panics, both in `reqwest::Client::new()` and with the builder that is
    /// passed to this method.
    ///
    /// ```ignore
    /// // rustls = { version = "0.23", default-features = false, features = ["ring"] }
    /// rustls::crypto::ring::default_provider().install_default().expect("it is the first one");
    /// ```
    ///
    /// Without any of these features, https works only with this method, and only if the application enables
    /// TLS for its own reqwest.
    #[doc(alias = "proxy")]
    #[doc(alias = "certificate")]
    #[doc(alias = "tls")]
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets the HTTP header `User-Agent`.
    ///
    /// Default: the name and version of this crate.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Sets the time limits of the individual steps of a call. To limit a call as a whole, use
    /// [`call_timeout`](Self::call_timeout).
    #[doc(alias = "timeout")]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = Some(timeouts);
        self
    }

    /// The connections of the client, and the time limits for their use.
    pub(super) fn connections(&mut self, base: &Url) -> Result<(Connections, Option<Timeouts>)> {
        let Some(mut http) = self.http.take() else {
            let timeouts = self.timeouts.unwrap_or_default();
            let settings = HttpSettings {
                base: base.clone(),
                user_agent: self.user_agent.take(),
                connect: timeouts.connect,
            };
            return Ok((Connections::from_settings(settings)?, Some(timeouts)));
        };
        if origin::is_loopback(base) {
            http = tls::without_env_proxies(http);
        }
        if let Some(name) = self.user_agent.take() {
            http = http.user_agent(name);
        }
        if let Some(timeouts) = self.timeouts {
            http = http.connect_timeout(timeouts.connect);
        }
        Ok((Connections::from_client(http_client(http)?), self.timeouts))
    }
}
