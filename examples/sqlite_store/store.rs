//! Tokens in SQLite: a store for each account, with a lock that expires.

use constant_contact::auth::{Previous, SaveOutcome, StoreResult, TokenStore, Tokens};
use constant_contact::{BoxError, BoxFuture, Lease, LockGuard};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::fs::OpenOptions;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Sessions renew a lease three times in its duration. If a process dies, others wait for the rest of it.
pub(crate) const LEASE: Duration = Duration::from_secs(60);
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

/// A connection to the database, which its clones share.
#[derive(Clone)]
pub(crate) struct Database(Arc<Mutex<Connection>>);

impl Database {
    pub(crate) fn open(path: &Path) -> StoreResult<Self> {
        create_private(path)?;
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs `work` on a thread that may block. It ends even if the future is dropped.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> BoxFuture<'static, StoreResult<T>> {
        let connection = Arc::clone(&self.0);
        Box::pin(async move {
            let work = move || match connection.lock() {
                Ok(mut connection) => work(&mut connection),
                Err(_) => Err("an earlier call has panicked".into()),
            };
            tokio::task::spawn_blocking(work).await?
        })
    }
}

/// Creates the file so that only its owner can read it. SQLite gives its other files the same mode.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// The tokens of one account.
#[derive(Clone)]
pub(crate) struct SqliteStore {
    database: Database,
    account: Arc<str>,
    lease: Duration,
}

impl SqliteStore {
    pub(crate) fn new(database: Database, account: &str, lease: Duration) -> Self {
        Self {
            database,
            account: account.into(),
            lease,
        }
    }

    /// Runs `work`, which gets the name of the account too.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &str) -> StoreResult<T> + Send + 'static,
    ) -> BoxFuture<'static, StoreResult<T>> {
        let account = Arc::clone(&self.account);
        self.database
            .run(move |connection| work(connection, &account))
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
