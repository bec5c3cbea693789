//! What the website knows about browsers, in SQLite: logins that have begun, and the accounts that visitors have
//! connected. A row has a random id, which only the cookie of one browser has too.
//!
//! In production: store a hash of the ids, so that nobody who reads the database can use them, or use the sessions of
//! your web framework.

use super::store::Database;
use constant_contact::auth::{AuthorizationRequest, StoreResult};
use rusqlite::{Connection, OptionalExtension, params};
use std::time::Duration;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS logins (
        id TEXT PRIMARY KEY, request TEXT NOT NULL, expires_at REAL NOT NULL
    );
    CREATE TABLE IF NOT EXISTS visitors (
        id TEXT PRIMARY KEY, account TEXT NOT NULL, expires_at REAL NOT NULL
    );";
const DAY: f64 = 86_400.0;

/// What the database has for the login of a browser that comes back.
pub(crate) enum Login {
    Valid(AuthorizationRequest),
    Expired,
    /// It was used already, or never begun.
    Unknown,
}

#[derive(Clone)]
pub(crate) struct Visitors(Database);

impl Visitors {
    pub(crate) async fn open(database: Database) -> StoreResult<Self> {
        let create = |connection: &mut Connection| Ok(connection.execute_batch(SCHEMA)?);
        database.run(create).await?;
        Ok(Self(database))
    }

    /// Keeps the state and the PKCE verifier until the browser comes back to any process; returns the id of the login.
    pub(crate) async fn begin(
        &self,
        request: &AuthorizationRequest,
        lifetime: Duration,
    ) -> StoreResult<String> {
        let id = random_id()?;
        // In production: encrypt it, like the tokens.
        let row = (id.clone(), serde_json::to_string(request)?);
        self.0
            .run(move |connection| {
                // Those that have just expired stay for a day, to say so.
                let old = "DELETE FROM logins WHERE expires_at <= unixepoch('subsec') - ?1";
                connection.execute(old, [DAY])?;
                let insert = "INSERT INTO logins VALUES (?1, ?2, unixepoch('subsec') + ?3)";
                connection.execute(insert, params![row.0, row.1, lifetime.as_secs_f64()])?;
                Ok(())
            })
            .await?;
        Ok(id)
    }

    /// Takes a login out of the database: each is used once, even if two requests come at the same time.
    pub(crate) async fn take(&self, id: String) -> StoreResult<Login> {
        self.0
            .run(move |connection| {
                let take = "DELETE FROM logins WHERE id = ?1
                    RETURNING request, expires_at <= unixepoch('subsec')";
                let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
                Ok(match connection.query_row(take, [id], row).optional()? {
                    None => Login::Unknown,
                    Some((_, true)) => Login::Expired,
                    // The error of the parser could quote the row.
                    Some((request, false)) => Login::Valid(
                        serde_json::from_str(&request).map_err(|_| "the row has no request")?,
                    ),
                })
            })
            .await
    }

    /// Remembers that a browser has connected an account; returns the id of the visitor, which is new with each login.
    pub(crate) async fn remember(&self, account: String) -> StoreResult<String> {
        let id = random_id()?;
        let row = (id.clone(), account);
        self.0
            .run(move |connection| {
                let old = "DELETE FROM visitors WHERE expires_at <= unixepoch('subsec')";
                connection.execute(old, [])?;
                let insert = "INSERT INTO visitors VALUES (?1, ?2, unixepoch('subsec') + ?3)";
                connection.execute(insert, params![row.0, row.1, 30.0 * DAY])?;
                Ok(())
            })
            .await?;
        Ok(id)
    }

    /// The account that a visitor has connected.
    pub(crate) async fn account(&self, id: String) -> StoreResult<Option<String>> {
        self.0
            .run(move |connection| {
                let select = "SELECT account FROM visitors
                    WHERE id = ?1 AND expires_at > unixepoch('subsec')";
                let account = connection.query_row(select, [id], |row| row.get(0));
                Ok(account.optional()?)
            })
            .await
    }

    /// Forgets all browsers that have connected an account.
    pub(crate) async fn forget(&self, account: String) -> StoreResult<()> {
        self.0
            .run(move |connection| {
                connection.execute("DELETE FROM visitors WHERE account = ?1", [account])?;
                Ok(())
            })
            .await
    }
}

/// 128 random bits from the operating system: ids that nobody can guess.
fn random_id() -> StoreResult<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
