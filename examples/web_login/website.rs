//! What the handlers of the website share: the client, the sessions of the accounts, and how a login ends.

use super::failure::Failure;
use super::store::{Database, LEASE, SqliteStore};
use super::visitors::{Login, Visitors};
use constant_contact::auth::{Credentials, OAuth, Session};
use constant_contact::{BoxError, Client};
use futures_util::future::join_all;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One process of the website.
#[derive(Clone)]
pub(crate) struct Website {
    /// Has no credentials: the client of each account is derived from it, and shares its connections and its pace.
    pub(crate) client: Client,
    pub(crate) oauth: OAuth,
    database: Database,
    pub(crate) visitors: Visitors,
    /// One session for each account that this process has used.
    sessions: Arc<Mutex<HashMap<String, Session>>>,
    pub(crate) login_lifetime: Duration,
    pub(crate) is_https: bool,
}

impl Website {
    pub(crate) async fn open(
        client: Client,
        oauth: OAuth,
        database: &Path,
        is_https: bool,
        login_lifetime: Duration,
    ) -> Result<Self, BoxError> {
        let database = Database::open(database)?;
        Ok(Self {
            client,
            oauth,
            visitors: Visitors::open(database.clone()).await?,
            database,
            sessions: Arc::default(),
            login_lifetime,
            is_https,
        })
    }

    /// The session of an account. Its tokens are loaded by the first call.
    pub(crate) fn session(&self, account: &str) -> Session {
        let mut sessions = self.sessions();
        let session = sessions.entry(account.to_owned()).or_insert_with(|| {
            let row = SqliteStore::new(self.database.clone(), account, LEASE);
            Session::new(self.oauth.clone(), row)
        });
        session.clone()
    }

    /// Waits for renewals that are in progress. The last call before the program ends.
    pub(crate) async fn flush(&self) -> Result<(), BoxError> {
        let sessions: Vec<Session> = self.sessions().values().cloned().collect();
        let flushed = join_all(sessions.iter().map(Session::flush)).await;
        Ok(flushed.into_iter().collect::<Result<(), _>>()?)
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects the account of a visitor who came back from the provider; returns the id of the visitor.
    pub(crate) async fn finish(self, login: String, redirected: String) -> Result<String, Failure> {
        let request = match self.visitors.take(login).await? {
            Login::Valid(request) => request,
            Login::Expired => return Err(Failure::EXPIRED_LOGIN),
            Login::Unknown => return Err(Failure::NO_LOGIN),
        };
        let tokens = self.oauth.exchange(&request, redirected).await?;
        let token = Credentials::token(tokens.access_token().clone());
        let details = self.client.with_credentials(token);
        let details = details.get_account_details().send().await?;
        let account = details.into_inner().encoded_account_id;
        let account = account.ok_or(Failure::NO_ACCOUNT)?;
        // The tokens of an earlier login are replaced, in the database and in the session.
        self.session(&account).restart(tokens).await?;
        Ok(self.visitors.remember(account).await?)
    }
}
