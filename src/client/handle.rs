//! The client that callers hold, and the clients that are derived from it.

#[cfg(feature = "oauth")]
use crate::auth::Session;
use crate::auth::{AuthError, Credentials};
use crate::error::Result;
use crate::transport::call::{Call, Target};
use crate::transport::exchange::Transport;
use crate::transport::pacing::{Requester, Usage};
use crate::transport::retry::RetryPolicy;
use crate::transport::token::AccessToken;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

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
/// Cloning is cheap, and clones share connections, tokens and pacing. Each method returns a builder whose
/// `send` method makes the call. The methods are grouped by area below. Bulk operations come after them.
///
#[doc = include_str!(concat!(env!("OUT_DIR"), "/areas.md"))]
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Transport<Credentials>>);

/// Shows the settings, without credentials and without the path of the base URL, which may have a key.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = &*self.0;
        f.debug_struct("Client")
            .field("server", &transport.base.origin().ascii_serialization())
            .field("retry", &transport.retry)
            .field("timeouts", &transport.timeouts)
            .field("call_timeout", &transport.call_timeout)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// How many of today's requests this client has used, as counted by its rate limiter.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client) {
    /// if client.usage().and_then(|usage| usage.remaining()).is_some_and(|left| left < 500) {
    ///     println!("not enough for the whole list: wait for the next day");
    /// }
    /// # }
    /// ```
    ///
    /// The server counts all requests with the API key, so its count can be higher.
    pub fn usage(&self) -> Option<Usage> {
        self.0.limiter.usage()
    }

    /// Waits for a token renewal in progress and makes sure that the newest tokens are saved.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// client.flush().await?; // before the program ends
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Call this last before the program ends: the end of the process would interrupt the renewal, and the
    /// successor of a rotating refresh token that was just used would be lost. Returns at once if there is nothing
    /// to wait for, as with a plain access token. Fails if the tokens cannot be saved: they are then only in the
    /// memory of this process. Dropping the future does not stop the renewal.
    pub async fn flush(&self) -> Result<()> {
        for credentials in [&self.0.account, &self.0.partner].into_iter().flatten() {
            credentials.flush().await?;
        }
        Ok(())
    }

    /// The error of the session's token store, if its last use failed.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client) {
    /// if let Some(error) = client.store_error() {
    ///     eprintln!("repair the token store while this process runs: {error}");
    /// }
    /// # }
    /// ```
    ///
    /// Calls succeed while there is a valid token, even if it cannot be saved, so a long-running job should check
    /// this now and then. The tokens are saved automatically when the store can be written again.
    pub fn store_error(&self) -> Option<AuthError> {
        let credentials = [&self.0.account, &self.0.partner];
        credentials
            .into_iter()
            .flatten()
            .find_map(Credentials::store_error)
    }

    /// Returns a client with another [time limit](crate::ClientBuilder::call_timeout) for a call as a whole.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contacts")]
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use std::time::Duration;
    ///
    /// let hurried = client.with_call_timeout(Duration::from_secs(3));
    /// let contact = hurried.get_contact_by_id("…").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Use it for individual calls: both clients share connections, tokens and pacing.
    #[doc(alias = "deadline")]
    #[must_use = "this does not change the limit of the client itself"]
    pub fn with_call_timeout(&self, limit: Duration) -> Self {
        Self(Arc::new(Transport {
            call_timeout: Some(limit),
            ..(*self.0).clone()
        }))
    }

    /// A client for one task, whose calls end at `deadline` even if their own limit is longer.
    pub(crate) fn with_deadline(&self, deadline: Option<Instant>) -> Self {
        let deadlines = deadline.into_iter().chain(self.0.deadline);
        Self(Arc::new(Transport {
            deadline: deadlines.min(),
            ..(*self.0).clone()
        }))
    }

    /// Returns a client with another retry policy.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contacts")]
    /// # use constant_contact::{Client, Result, RetryPolicy, types::ContactCreateOrUpdateInput};
    /// # #[cfg(feature = "contacts")]
    /// # async fn f(client: &Client, form: ContactCreateOrUpdateInput) -> Result<()> {
    /// // Signing up twice does no harm.
    /// let eager = client.with_retry(RetryPolicy::default().retry_ambiguous(true));
    /// eager.create_or_update_contact(form).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Use it for individual calls: both clients share connections, tokens and pacing.
    #[must_use = "this does not change the policy of the client itself"]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self(Arc::new(Transport {
            retry,
            ..(*self.0).clone()
        }))
    }

    /// Returns a client for another account, with its credentials.
    ///
    /// ```no_run
    /// # use constant_contact::{Client, auth::TokenSource};
    /// # fn f(client: &Client, vault: impl TokenSource) {
    /// let other = client.with_credentials(vault);
    /// # drop(other);
    /// # }
    /// ```
    ///
    /// Both clients share everything else: the connections, the retry policy, the credentials of a partner, and
    /// the limiter, since the server counts the requests of all accounts of an application by its API key. A
    /// derived client takes hardly any time and memory: for each further account, derive one rather than build one.
    ///
    /// Called on a client from `on_behalf_of`, this returns a client for the account of `credentials`.
    #[must_use = "this does not change the credentials of the client itself"]
    pub fn with_credentials(&self, credentials: impl Into<Credentials>) -> Self {
        Self(Arc::new(Transport {
            account: Some(credentials.into()),
            managed: None,
            requester: Requester::new(),
            ..(*self.0).clone()
        }))
    }

    /// Returns a client for another account, with its session.
    ///
    /// ```no_run
    /// use constant_contact::Client;
    /// use constant_contact::auth::{FileStore, OAuth, Session};
    ///
    /// # fn f(client: &Client, oauth: &OAuth, accounts: &[String]) {
    /// for account in accounts {
    ///     let store = FileStore::new(format!("tokens-{account}.json"));
    ///     let client = client.with_session(Session::new(oauth.clone(), store));
    ///     # drop(client);
    /// }
    /// # }
    /// ```
    ///
    /// The short form of [`with_credentials`](Self::with_credentials): both clients share connections, pacing and
    /// retry policy. The guide `guide::many_accounts` has more.
    #[cfg(feature = "oauth")]
    #[must_use = "this does not change the session of the client itself"]
    pub fn with_session(&self, session: Session) -> Self {
        self.with_credentials(session)
    }

    /// Returns a client that makes ordinary calls for one of the partner's client accounts.
    ///
    /// ```no_run
    /// # async fn f(partner: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut accounts = partner.get_accounts().stream();
    /// while let Some(account) = accounts.try_next().await? {
    ///     let Some(account_id) = account.encoded_account_id else { continue };
    ///     let client = partner.on_behalf_of(account_id);
    ///     # #[cfg(feature = "contacts")]
    ///     match client.get_contact_counts().send().await {
    ///         Ok(counts) => println!("{:?} contacts", counts.total),
    ///         Err(error) => println!("{error}"), // for example, a cancelled account
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It can call every operation except file uploads and those under `/partner`, with their types,
    /// pages, retries and errors. The credentials are the partner's
    /// (`ClientBuilder::partner`, feature `oauth`); both clients share tokens, connections and pacing.
    ///
    /// Each call is sent as a document to
    /// [`send_request_using_managed_account`](Self::send_request_using_managed_account), whose answer
    /// is that of the inner call. Retries also depend on the inner call: a GET is retried, a POST is not.
    /// A 404 means either that there is no such account, or that the inner
    /// call found nothing.
    ///
    /// Only approved technology partners can use it. Other applications authorise each account separately
    /// and [derive a client](Self::with_credentials) for each: see [several accounts](crate::auth#several-accounts).
    #[cfg(feature = "technology-partners")]
    #[doc(alias = "managed_account")]
    #[must_use = "the client itself still makes the partner's calls"]
    pub fn on_behalf_of(&self, encoded_account_id: impl Into<String>) -> Self {
        Self(Arc::new(Transport {
            managed: Some(encoded_account_id.into()),
            ..(*self.0).clone()
        }))
    }

    pub(crate) fn retry(&self) -> &RetryPolicy {
        &self.0.retry
    }

    /// The URL of a call.
    pub(crate) fn url(&self, target: &Target) -> Result<Url> {
        self.0.url(target)
    }

    /// The token for a call.
    pub(crate) async fn token(&self, call: &Call) -> Result<AccessToken> {
        self.0.token(call).await
    }
}
