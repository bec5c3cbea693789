//! The journal of an import in Redis, from which another machine can resume it.
//!
//! The lines are a list. One script appends a line, and only if this journal still has the lock and the list has the
//! length that it had after the last line. So neither a process that lost the lock nor a request that arrives late can
//! add a line.

use crate::Connection;
use crate::failure::failure;
use crate::lease::RedisLock;
use constant_contact::{BoxError, BoxFuture, Journal, Lease, LockGuard};
use redis::{Script, cmd};
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::sleep;

const DEFAULT_LEASE: Duration = Duration::from_secs(60);
/// How much longer than the lease to wait for the lock.
const LOCK_MARGIN: Duration = Duration::from_secs(10);
/// The waits before a line is appended again, in seconds.
const RETRIES: [f64; 3] = [0.2, 1.0, 3.0];

const BUSY: &str = "another import is using this journal";

/// Appends a line; returns the number of lines, or `NOT_OWNER` or `OTHER_LENGTH`.
static APPEND: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
         local length, expected = redis.call('LLEN', KEYS[1]), tonumber(ARGV[2])
         if length == expected then return redis.call('RPUSH', KEYS[1], ARGV[3]) end
         local is_appended = length == expected + 1 and redis.call('LINDEX', KEYS[1], -1) == ARGV[3]
         return is_appended and length or -2",
    )
});

const NOT_OWNER: i64 = -1;
const OTHER_LENGTH: i64 = -2;

/// Removes the lines if this owner has the lock.
static DELETE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
         redis.call('DEL', KEYS[1])
         return 1",
    )
});

/// A [`Journal`] in Redis, from which any machine can resume the import.
///
/// ```no_run
/// use constant_contact::CsvSource;
/// use constant_contact_redis::{Connection, RedisJournal};
///
/// # async fn f(client: &constant_contact::Client) -> Result<(), constant_contact::BoxError> {
/// // The same code starts and resumes the import.
/// let connection = Connection::open("redis://redis.internal:6379")?;
/// let journal = RedisJournal::new(connection, "contacts-2026-11-27");
/// let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
/// let report = import.journal(journal.clone()).send().await?.finish().await?;
/// journal.delete().await?;
/// # Ok(()) }
/// ```
///
/// Use a name for one import only, and [delete](Self::delete) the journal when you have the report, clean or not. Give
/// all machines the same source: the import compares it with what was sent.
///
/// # Several machines
///
/// One import at a time has the lock, a [lease](Self::lease) of 60 seconds, which it renews until it ends. Another import
/// waits for ten seconds longer than that. So it resumes the import of a process that was killed, and fails with
/// "another import is using this journal" if that process is alive. A process that was stopped for longer than its lease
/// cannot append a line any more, so its import fails.
///
/// # Keys and durability
///
/// `{prefix}:journal:<name>:lines` is a list of the lines, which have no data of the rows. It does not expire.
/// `{prefix}:journal:<name>:lock` is the lock, which expires.
///
/// Redis must not lose lines that it has confirmed: set `appendonly yes`, `appendfsync always` and
/// `maxmemory-policy noeviction`. If the last lines are lost, for example in a failover, a running import stops. An import
/// that is resumed then does not know that it has sent the parts of these lines: it sends them again, and the server has
/// their rows twice.
///
/// # Errors
///
/// An append that fails is repeated for about four seconds; the line is appended once, even if an answer was lost. After
/// that, the import fails with kind [`Store`](constant_contact::ErrorKind::Store), and can be resumed.
#[derive(Clone)]
pub struct RedisJournal {
    connection: Connection,
    key: String,
    lock: RedisLock,
    position: Arc<Mutex<Position>>,
}

/// Where the next line goes.
#[derive(Default)]
struct Position {
    /// The owner of the lock, once it was granted.
    owner: Option<String>,
    /// The number of lines; unknown before the first load, and after an append that did not complete.
    length: Option<i64>,
}

impl RedisJournal {
    /// Creates the journal of the import with this name.
    ///
    /// ```
    /// use constant_contact_redis::{Connection, RedisJournal};
    ///
    /// # fn run() -> Result<(), constant_contact_redis::redis::RedisError> {
    /// let connection = Connection::open("redis://127.0.0.1:6379")?;
    /// let journal = RedisJournal::new(connection, "contacts-2026-11-27");
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// Reads and writes nothing. Clones are the same journal, and an import locks it.
    pub fn new(connection: Connection, name: impl AsRef<str>) -> Self {
        let key = |what| connection.key(&format!("journal:{}:{what}", name.as_ref()));
        Self {
            key: key("lines"),
            lock: RedisLock {
                connection: connection.clone(),
                key: key("lock"),
                duration: DEFAULT_LEASE,
                timeout: DEFAULT_LEASE + LOCK_MARGIN,
            },
            connection,
            position: Arc::default(),
        }
    }

    /// Sets for how long the lock is held unless it is renewed. Default: 60 seconds.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisJournal, redis};
    /// # use std::time::Duration;
    /// # fn run() -> redis::RedisResult<()> {
    /// # let connection = Connection::open("redis://127.0.0.1:6379")?;
    /// let journal = RedisJournal::new(connection, "contacts").lease(Duration::from_secs(20));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// If a process is killed, another one can resume its import after this time. It should be longer than a process is
    /// ever stopped: one that is stopped for longer just before a request sends its part although another process may
    /// have sent it too. An import waits for the lock for ten seconds longer than this.
    #[must_use]
    pub fn lease(mut self, duration: Duration) -> Self {
        self.lock.duration = duration;
        self.lock.timeout = duration.saturating_add(LOCK_MARGIN);
        self
    }

    /// Removes the lines, after the import has returned its report.
    ///
    /// ```no_run
    /// # use constant_contact::BoxError;
    /// # use constant_contact_redis::RedisJournal;
    /// # async fn f(journal: RedisJournal) -> Result<(), BoxError> {
    /// journal.delete().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if another import uses the journal, or if Redis fails. Deleting it again succeeds.
    pub async fn delete(&self) -> Result<(), BoxError> {
        let lease = self.lock.acquire(BUSY).await?;
        let is_deleted: bool = DELETE
            .key(&self.key)
            .key(&self.lock.key)
            .arg(lease.owner())
            .invoke_async(&mut self.connection.clone())
            .await
            .map_err(|error| failure("delete the journal", &error))?;
        Box::new(lease).release().await?;
        match is_deleted {
            true => Ok(()),
            false => Err(BUSY.into()),
        }
    }

    async fn append(&self, line: &str) -> Result<(), BoxError> {
        let mut position = self.position.lock().await;
        let Some(owner) = position.owner.clone() else {
            return Err("the journal has to be locked before a line is appended".into());
        };
        // If this future is dropped or fails, the line may have been appended or not.
        let length = match position.length.take() {
            Some(length) => length,
            None => self.count().await?,
        };
        let mut retries = RETRIES.into_iter();
        let appended = loop {
            let error = match self.try_append(&owner, length, line).await {
                Ok(appended) => break appended,
                Err(error) => error,
            };
            match retries.next() {
                Some(wait) => sleep(Duration::from_secs_f64(wait)).await,
                None => return Err(failure("append a line to the journal", &error)),
            }
        };
        match appended {
            NOT_OWNER => Err("another process has the lock of this journal by now".into()),
            OTHER_LENGTH => Err("the journal has other lines than this import has written".into()),
            length => {
                position.length = Some(length);
                Ok(())
            }
        }
    }

    async fn try_append(&self, owner: &str, length: i64, line: &str) -> redis::RedisResult<i64> {
        APPEND
            .key(&self.key)
            .key(&self.lock.key)
            .arg(owner)
            .arg(length)
            .arg(line)
            .invoke_async(&mut self.connection.clone())
            .await
    }

    async fn count(&self) -> Result<i64, BoxError> {
        cmd("LLEN")
            .arg(&self.key)
            .query_async(&mut self.connection.clone())
            .await
            .map_err(|error| failure("read the journal", &error))
    }
}

impl Journal for RedisJournal {
    fn lock(&self) -> BoxFuture<'_, Result<LockGuard, BoxError>> {
        Box::pin(async {
            let lease = self.lock.acquire(BUSY).await?;
            self.position.lock().await.owner = Some(lease.owner().to_owned());
            Ok(LockGuard::lease(lease))
        })
    }

    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
        Box::pin(async {
            let mut position = self.position.lock().await;
            let lines: Vec<String> = cmd("LRANGE")
                .arg(&self.key)
                .arg(0)
                .arg(-1)
                .query_async(&mut self.connection.clone())
                .await
                .map_err(|error| failure("read the journal", &error))?;
            position.length = i64::try_from(lines.len()).ok();
            Ok(lines)
        })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.append(line))
    }
}

impl fmt::Debug for RedisJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisJournal")
            .field("connection", &self.connection)
            .field("lease", &self.lock.duration)
            .finish_non_exhaustive()
    }
}
