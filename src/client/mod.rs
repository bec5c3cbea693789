//! The client: what all calls share.

mod builder;

pub use builder::{BaseUrlError, ClientBuilder, Timeouts};

use crate::auth::{Credentials, Issued};
use crate::call::{Call, Target};
use crate::error::{Error, ErrorKind, Result};
use crate::pacing::{RateLimiter, Usage};
use crate::retry::RetryPolicy;
use reqwest::Url;
use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;
use std::sync::Arc;

/// A client of the Constant Contact V3 API.
///
/// ```no_run
/// use constant_contact::Client;
///
/// # #[cfg(feature = "contact-lists")]
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

/// # The client itself
impl Client {
    /// Starts putting a client together.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
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
    /// # #[cfg(feature = "contacts")]
    /// # use constant_contact::{Client, Result, RetryPolicy, types::ContactCreateOrUpdateInput};
    /// # #[cfg(feature = "contacts")]
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
                client with `.partner(…)` (feature `oauth`)",
            ),
            false => (
                &self.0.account,
                "no credentials: build the client with `.session(…)` (feature `oauth`) or \
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

    /// Renews a token that the server has refused, and returns the refusal: as an error, with the
    /// reason, if there is no newer token.
    pub(crate) async fn renew(
        &self,
        call: &Call,
        refused: &Issued,
        refusal: Error,
    ) -> Result<Error> {
        match self.credentials(call)?.renew(refused.generation).await {
            Ok(_) => Ok(refusal),
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

#[cfg(test)]
mod tests {
    use super::*;

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
