//! A token store over SQLite, with a lock that expires: a pattern for any database. The conformance suite checks it,
//! and then two sessions share it, as those of two processes would. A sandbox on this machine acts as the API.
//!
//! ```sh
//! cargo run --example sqlite_store --features test-util
//! ```

use constant_contact::auth::{
    Previous, SaveOutcome, Scope, Session, StoreResult, TokenStore, Tokens,
};
use constant_contact::{BoxError, BoxFuture, Client, Lease, LockGuard, conformance};
use constant_contact_sandbox::Sandbox;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Sessions renew a lease three times in its duration. If a process dies, others wait for the rest of it.
const LEASE: Duration = Duration::from_secs(60);
/// Longer than a holder usually takes.
const LOCK_LIMIT: Duration = Duration::from_secs(400);
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// `FULL` makes saved tokens survive a power failure.
const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS tokens (account TEXT PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS locks (
        account TEXT PRIMARY KEY, holder INTEGER NOT NULL, expires_at REAL NOT NULL
    );";
// `unixepoch` is the clock of the database, since the clocks of the machines that use one differ.
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
    account: &'static str,
    lease: Duration,
}

impl SqliteStore {
    fn open(path: &Path, account: &'static str, lease: Duration) -> StoreResult<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            account,
            lease,
        })
    }

    /// Runs `work` on a thread that may block. It ends even if the future is dropped.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &str) -> StoreResult<T> + Send + 'static,
    ) -> BoxFuture<'static, StoreResult<T>> {
        let store = self.clone();
        Box::pin(async move {
            let work = move || match store.connection.lock() {
                Ok(mut connection) => work(&mut connection, store.account),
                Err(_) => Err("an earlier call has panicked".into()),
            };
            tokio::task::spawn_blocking(work).await?
        })
    }
}

fn read(connection: &Connection, account: &str) -> StoreResult<Option<Tokens>> {
    let select = "SELECT json FROM tokens WHERE account = ?1";
    let json = connection.query_row(select, [account], |row| row.get::<_, String>(0));
    let Some(json) = json.optional()? else {
        return Ok(None);
    };
    // In production: decrypt them. The error of the parser could quote the tokens.
    Ok(serde_json::from_str(&json).map_err(|_| "the row has no tokens")?)
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
            // No other connection writes until it ends. Other databases have SELECT … FOR UPDATE.
            let behavior = TransactionBehavior::Immediate;
            let transaction = connection.transaction_with_behavior(behavior)?;
            if !previous.permits(read(&transaction, account)?.as_ref(), &new) {
                return Ok(SaveOutcome::Conflict);
            }
            // In production: encrypt them, with a key that is not in the database.
            let json = serde_json::to_string(&new)?;
            let replace = "REPLACE INTO tokens VALUES (?1, ?2)";
            transaction.execute(replace, params![account, json])?;
            transaction.commit()?;
            Ok(SaveOutcome::Saved)
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.run(|connection, account| {
            connection.execute("DELETE FROM tokens WHERE account = ?1", [account])?;
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        let row = Row(self.clone(), fastrand::i64(..));
        Box::pin(async move {
            let taken = async {
                while !row.change(LOCK).await? {
                    sleep(BETWEEN_TRIES).await;
                }
                Ok::<_, BoxError>(LockGuard::lease(row))
            };
            timeout(LOCK_LIMIT, taken).await?
        })
    }
}

/// The row of one holder, which has a random number.
struct Row(SqliteStore, i64);

impl Row {
    /// Executes a statement that changes one row; returns whether it did.
    fn change(&self, statement: &'static str) -> BoxFuture<'static, StoreResult<bool>> {
        let Self(store, holder) = self;
        let (holder, seconds) = (*holder, store.lease.as_secs_f64());
        store.run(move |connection, account| {
            Ok(1 == match statement {
                RELEASE => connection.execute(statement, params![account, holder])?,
                _ => connection.execute(statement, params![account, holder, seconds])?,
            })
        })
    }
}

impl Lease for Row {
    fn duration(&self) -> Duration {
        self.0.lease
    }

    fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>> {
        self.change(RENEW)
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>> {
        Box::pin(async move { self.change(RELEASE).await.map(|_| ()) })
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("tokens.db");
    println!("The conformance suite checks the store. This takes some seconds.");
    let open = async || SqliteStore::open(&path, "conformance", Duration::from_secs(1));
    conformance::token_store(open).await?;

    println!("The store keeps all rules. Now two sessions share it.");
    let sandbox = Sandbox::start().await?;
    sandbox.set_access_token_lifetime(Duration::from_secs(2));
    let oauth = sandbox.oauth();
    let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
    let redirected = sandbox.authorize(request.url())?;
    let tokens = oauth.exchange(&request, &redirected).await?;
    let store = SqliteStore::open(&path, "account", LEASE)?;
    Session::start(oauth.clone(), store, tokens).await?;

    let client = || -> Result<Client, BoxError> {
        let store = SqliteStore::open(&path, "account", LEASE)?;
        let client = Client::builder().base_url(sandbox.base_url());
        Ok(client.session(Session::new(oauth.clone(), store)).build()?)
    };
    let (one, two) = (client()?, client()?);
    sandbox.set_access_token_lifetime(Duration::from_secs(86_400));
    sleep(Duration::from_secs(2)).await;
    let (one, two) = (one.get_all_lists().send(), two.get_all_lists().send());
    futures_util::future::try_join(one, two).await?;
    let renewals: u64 = sandbox.grants().iter().map(|grant| grant.renewals).sum();
    assert_eq!(renewals, 1);
    println!("The access token expired. Both needed a new one, and it was renewed once.");
    Ok(())
}
