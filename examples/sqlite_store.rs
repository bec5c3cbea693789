//! A token store over SQLite, with a lock that expires: a pattern for any database. The conformance suite checks it,
//! and then two sessions share it, as those of two processes would. A sandbox on this machine acts as the API.
//!
//! ```sh
//! cargo run --example sqlite_store --features test-util
//! ```

use constant_contact::auth::{
    ExposeSecret, Previous, SaveOutcome, Scope, Session, StoreResult, TokenStore, Tokens,
};
use constant_contact::{BoxError, BoxFuture, Client, Lease, LockGuard, conformance};
use constant_contact_sandbox::Sandbox;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::error::Error;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};
use tokio::time::{sleep, timeout};

/// Sessions renew a lease three times in its duration. If a process dies, others wait for the rest of it.
const LEASE: Duration = Duration::from_secs(60);
/// Longer than a holder usually takes.
const LOCK_LIMIT: Duration = Duration::from_secs(400);
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// `unixepoch` is the clock of the database: the clocks of several machines differ.
const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL; -- saved tokens survive a power failure
    CREATE TABLE IF NOT EXISTS tokens (
        account TEXT PRIMARY KEY, access_token TEXT NOT NULL, refresh_token TEXT,
        expires_at INTEGER, lifetime INTEGER, scopes TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS locks (
        account TEXT PRIMARY KEY, holder INTEGER NOT NULL, expires_at REAL NOT NULL
    );";
const SELECT: &str = "SELECT access_token, refresh_token, expires_at, lifetime, scopes
    FROM tokens WHERE account = ?1";
const REPLACE: &str = "REPLACE INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const CLEAR: &str = "DELETE FROM tokens WHERE account = ?1";
const LOCK: &str = "INSERT INTO locks VALUES (?1, ?2, unixepoch('subsec') + ?3)
    ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE locks.expires_at <= unixepoch('subsec')";
const RENEW: &str = "UPDATE locks SET expires_at = unixepoch('subsec') + ?3
    WHERE account = ?1 AND holder = ?2";
const RELEASE: &str = "DELETE FROM locks WHERE account = ?1 AND holder = ?2";

/// The tokens of one account.
#[derive(Clone)]
struct SqliteStore {
    connection: Arc<Mutex<Connection>>,
    account: String,
    lease: Duration,
}

impl SqliteStore {
    async fn open(path: &Path, account: &str, lease: Duration) -> StoreResult<Self> {
        let path = path.to_owned();
        let connection = tokio::task::spawn_blocking(move || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.execute_batch(SCHEMA)?;
            Ok::<_, rusqlite::Error>(connection)
        });
        Ok(Self {
            connection: Arc::new(Mutex::new(connection.await??)),
            account: account.to_owned(),
            lease,
        })
    }

    /// Runs `work` on a thread that may block. It is completed even if the future is dropped.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &str) -> rusqlite::Result<T> + Send + 'static,
    ) -> BoxFuture<'static, StoreResult<T>> {
        let Self {
            connection,
            account,
            ..
        } = self.clone();
        Box::pin(async move {
            let work = move || {
                let mut connection = connection.lock().map_err(|_| "an earlier call panicked")?;
                Ok(work(&mut connection, &account)?)
            };
            tokio::task::spawn_blocking(work).await?
        })
    }
}

// In production, encrypt both tokens in `write` and decrypt them in `read`, with a key that the database does not have.

fn read(connection: &Connection, account: &str) -> rusqlite::Result<Option<Tokens>> {
    let read = connection.query_row(SELECT, [account], |row| {
        let mut tokens = Tokens::new(row.get::<_, String>(0)?);
        if let Some(refresh_token) = row.get::<_, Option<String>>(1)? {
            tokens = tokens.with_refresh_token(refresh_token);
        }
        if let Some(at) = row.get(2)? {
            tokens = tokens.with_expires_at(UNIX_EPOCH + Duration::from_secs(at));
        }
        if let Some(lifetime) = row.get(3)? {
            tokens = tokens.with_lifetime(Duration::from_secs(lifetime));
        }
        let scopes: String = row.get(4)?;
        Ok(tokens.with_scopes(scopes.split_whitespace().map(Scope::from)))
    });
    read.optional()
}

fn write(connection: &Connection, account: &str, tokens: &Tokens) -> rusqlite::Result<()> {
    let expires_at = tokens
        .expires_at()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let scopes: Vec<&str> = tokens.scopes().iter().map(Scope::as_str).collect();
    let columns = params![
        account,
        tokens.access_token().expose_secret(),
        tokens.refresh_token().map(ExposeSecret::expose_secret),
        expires_at.map(|at| at.as_secs()),
        tokens.lifetime().map(|lifetime| lifetime.as_secs()),
        scopes.join(" "),
    ];
    connection.execute(REPLACE, columns).map(|_| ())
}

impl TokenStore for SqliteStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        self.run(|connection, account| read(connection, account))
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        let new = new.clone();
        self.run(move |connection, account| {
            // Only one transaction writes at a time, from its beginning. With another database: SELECT … FOR UPDATE.
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if !previous.permits(read(&transaction, account)?.as_ref(), &new) {
                return Ok(SaveOutcome::Conflict);
            }
            write(&transaction, account, &new)?;
            transaction.commit()?;
            Ok(SaveOutcome::Saved)
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.run(|connection, account| connection.execute(CLEAR, [account]).map(|_| ()))
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        let row = Row {
            store: self.clone(),
            holder: fastrand::i64(..),
        };
        Box::pin(async move {
            let taken = async {
                while !row.execute(LOCK).await? {
                    sleep(BETWEEN_TRIES).await;
                }
                Ok::<_, BoxError>(())
            };
            timeout(LOCK_LIMIT, taken)
                .await
                .map_err(|_| "another process keeps the lock")??;
            Ok(LockGuard::lease(row))
        })
    }
}

/// The lock of one holder, who is known by a random number.
struct Row {
    store: SqliteStore,
    holder: i64,
}

impl Row {
    /// Executes a statement; returns whether it changed the row.
    fn execute(&self, statement: &'static str) -> BoxFuture<'static, StoreResult<bool>> {
        let (holder, seconds) = (self.holder, self.store.lease.as_secs_f64());
        self.store.run(move |connection, account| {
            let changed = match statement {
                RELEASE => connection.execute(statement, params![account, holder])?,
                _ => connection.execute(statement, params![account, holder, seconds])?,
            };
            Ok(changed > 0)
        })
    }
}

impl Lease for Row {
    fn duration(&self) -> Duration {
        self.store.lease
    }

    fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>> {
        self.execute(RENEW)
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>> {
        Box::pin(async move { self.execute(RELEASE).await.map(|_| ()) })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("tokens.db");
    println!("The conformance suite checks the store, which takes half a minute.");
    let lease = Duration::from_secs(1);
    conformance::token_store(async || SqliteStore::open(&path, "conformance", lease).await).await?;
    println!("  it keeps all rules");

    let sandbox = Sandbox::start().await?;
    let oauth = sandbox.oauth();
    let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
    let tokens = oauth
        .exchange(&request, &sandbox.authorize(request.url())?)
        .await?;
    Session::start(
        oauth,
        SqliteStore::open(&path, "account", LEASE).await?,
        tokens,
    )
    .await?;
    println!("The account was authorised, and its tokens are in the database.");

    let mut clients = vec![];
    for _ in 0..2 {
        let store = SqliteStore::open(&path, "account", LEASE).await?;
        let client = Client::builder().base_url(sandbox.base_url());
        clients.push(
            client
                .session(Session::new(sandbox.oauth(), store))
                .build()?,
        );
    }
    sandbox.expire_tokens();
    let calls = clients.iter().map(|client| client.get_all_lists().send());
    futures_util::future::try_join_all(calls).await?;
    let renewals: u64 = sandbox.grants().iter().map(|grant| grant.renewals).sum();
    println!("The access token expired. Two sessions needed a new one: {renewals} renewal.");
    assert_eq!(renewals, 1);
    for client in clients {
        client.flush().await?;
    }
    Ok(())
}
