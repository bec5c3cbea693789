//! The tokens of an account in Redis, for sessions on several machines.
//!
//! The tokens are one JSON value. A save reads it, lets [`Previous::permits`] decide, and writes only if the value is
//! still the one that was read; otherwise it starts over. So the decision is that of the client crate, and a save needs
//! no lock.

use crate::Connection;
use crate::failure::failure;
use crate::lease::RedisLock;
use constant_contact::auth::{Previous, SaveOutcome, StoreResult, TokenStore, Tokens};
use constant_contact::{BoxFuture, LockGuard};
use redis::{Script, cmd};
use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

const DEFAULT_LEASE: Duration = Duration::from_secs(60);
const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(240);
/// How often a save starts over because another one was faster. Each time, that one has succeeded.
const ROUNDS: u32 = 100;

/// Writes the first argument if the value is the second one, or if there is neither a value nor a second argument.
static SWAP: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= (ARGV[2] or false) then return 0 end
         redis.call('SET', KEYS[1], ARGV[1])
         return 1",
    )
});

/// The tokens of one account in Redis, for sessions on several machines.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, OAuth, Session};
/// use constant_contact_redis::{Connection, RedisTokenStore};
///
/// # async fn f() -> Result<(), Box<dyn std::error::Error>> {
/// let connection = Connection::open("redis://redis.internal:6379")?;
/// let session = Session::new(OAuth::public("api-key"), RedisTokenStore::new(connection, "shop-17"));
/// let token = session.access_token().await?;
/// # Ok(()) }
/// ```
///
/// One session at a time renews the tokens, whatever machine it runs on, and all of them use the new ones.
///
/// # Keys
///
/// `{prefix}:account:<account>:tokens` has the tokens as JSON, **in clear text**: restrict who can read this Redis (ACL,
/// TLS). It does not expire. A value that this crate did not write is an error and is never overwritten.
/// `{prefix}:account:<account>:lock` is the lock, which expires.
///
/// # Processes that are killed or stopped
///
/// The lock is a [lease](Self::lease) of 60 seconds, which the session renews while it works. If its process is killed,
/// the other sessions wait for at most that time. Their calls do not: a renewal begins hours before the access token
/// expires. A process that is killed between the response of the authorization server and the save takes
/// the only copy of the new tokens with it, whatever the store: then a person has to authorise the application again.
///
/// A process that is stopped for longer than its lease loses the lock. It can still save tokens that only it has, but
/// cannot replace newer ones.
///
/// # Durability
///
/// Redis must not lose tokens that it has confirmed. If it returns to the previous pair, a session that has used the newer
/// one saves it again. But a process that starts before that uses the previous refresh token: the authorization server
/// refuses it and may revoke the grant, and a person has to authorise the application again. With its defaults, Redis can
/// lose writes:
///
/// * In a restart: set `appendonly yes` and `appendfsync always`. The default, `everysec`, loses about a second, and
///   snapshots (RDB) alone lose minutes.
/// * In a failover: a replica may lack the last writes, tokens and locks alike, even if both machines write to their
///   disks. `min-replicas-to-write 1` limits how far a replica can be behind, but does not exclude it.
/// * When the memory is full: set `maxmemory-policy noeviction`. Then Redis refuses writes and removes no tokens.
///
/// So **a database that commits synchronously is the safer home for grants**. [`TokenStore`] explains what a store over
/// one needs. The [limiter](crate::RedisLimiter) can use Redis while the tokens are in a database.
///
/// # Errors
///
/// Errors name the operation and the code of Redis' error. They contain neither tokens nor the URL. If the answer to a
/// save is lost, the save fails, although the tokens may be stored. The session then saves the same pair again, which
/// succeeds.
#[must_use = "a store for a session"]
#[derive(Clone)]
pub struct RedisTokenStore {
    connection: Connection,
    key: String,
    lock: RedisLock,
}

impl RedisTokenStore {
    /// Creates a store for the tokens of `account`, a name of your choice.
    ///
    /// ```
    /// use constant_contact_redis::{Connection, RedisTokenStore};
    ///
    /// # fn run() -> Result<(), constant_contact_redis::redis::RedisError> {
    /// let connection = Connection::open("redis://127.0.0.1:6379")?.with_prefix("my-api-key");
    /// let (first, second) = (
    ///     RedisTokenStore::new(connection.clone(), "shop-17"),
    ///     RedisTokenStore::new(connection, "shop-18"),
    /// );
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// Reads and writes nothing. The name is part of the keys, which Redis may log: use an id of your own rather than an
    /// e-mail address.
    pub fn new(connection: Connection, account: impl AsRef<str>) -> Self {
        let key = |what| connection.key(&format!("account:{}:{what}", account.as_ref()));
        Self {
            key: key("tokens"),
            lock: RedisLock {
                connection: connection.clone(),
                key: key("lock"),
                duration: DEFAULT_LEASE,
                timeout: DEFAULT_LOCK_TIMEOUT,
            },
            connection,
        }
    }

    /// Sets for how long the lock is held unless it is renewed. Default: 60 seconds.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisTokenStore, redis};
    /// # use std::time::Duration;
    /// # fn run() -> redis::RedisResult<()> {
    /// # let connection = Connection::open("redis://127.0.0.1:6379")?;
    /// let store = RedisTokenStore::new(connection, "shop-17").lease(Duration::from_secs(30));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// It should be longer than a process is ever stopped (a virtual machine that is moved, a machine that swaps) and than
    /// Redis is ever away (a restart, a failover). If the lease ends while its session waits for the response of the
    /// authorization server, another session may use the same refresh token, and the grant may be revoked. And it should
    /// be shorter than five minutes, for which the other sessions wait for the lock.
    pub fn lease(mut self, duration: Duration) -> Self {
        self.lock.duration = duration;
        self
    }

    /// Sets how long to wait for the lock while another session has it. Default: 4 minutes.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisTokenStore, redis};
    /// # use std::time::Duration;
    /// # fn run() -> redis::RedisResult<()> {
    /// # let connection = Connection::open("redis://127.0.0.1:6379")?;
    /// let store = RedisTokenStore::new(connection, "shop-17").lock_timeout(Duration::from_secs(90));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// After that, the renewal fails, and a later call begins another one. Use a longer time than the
    /// [lease](Self::lease), so that renewals succeed after a process was killed.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock.timeout = timeout;
        self
    }

    /// The stored value.
    async fn read(&self) -> StoreResult<Option<String>> {
        cmd("GET")
            .arg(&self.key)
            .query_async(&mut self.connection.clone())
            .await
            .map_err(|error| failure("read the tokens", &error))
    }

    /// Replaces the value `stored` if it is still there.
    async fn swap(&self, stored: Option<&str>, new: &str) -> StoreResult<bool> {
        SWAP.key(&self.key)
            .arg(new)
            .arg(stored)
            .invoke_async(&mut self.connection.clone())
            .await
            .map_err(|error| failure("save the tokens", &error))
    }

    async fn save(&self, previous: Previous, new: &Tokens) -> StoreResult<SaveOutcome> {
        let content = serde_json::to_string(new)?;
        for _ in 0..ROUNDS {
            let stored = self.read().await?;
            if !previous.permits(parse(stored.as_deref())?.as_ref(), new) {
                return Ok(SaveOutcome::Conflict);
            }
            if self.swap(stored.as_deref(), &content).await? {
                return Ok(SaveOutcome::Saved);
            }
        }
        Err("the tokens were not saved, since other processes replace them all the time".into())
    }
}

/// The tokens in a stored value. The error does not quote the value.
fn parse(stored: Option<&str>) -> StoreResult<Option<Tokens>> {
    let tokens = stored.map(serde_json::from_str).transpose();
    tokens.map_err(|_| {
        "the value in Redis is not one of a token store: check the prefix and the name of the account".into()
    })
}

impl TokenStore for RedisTokenStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        Box::pin(async { parse(self.read().await?.as_deref()) })
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(self.save(previous, new))
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async {
            cmd("DEL")
                .arg(&self.key)
                .query_async(&mut self.connection.clone())
                .await
                .map_err(|error| failure("remove the tokens", &error))
        })
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async {
            let busy = "another session has had the lock for too long";
            self.lock.acquire(busy).await.map(LockGuard::lease)
        })
    }
}

impl fmt::Debug for RedisTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokenStore")
            .field("connection", &self.connection)
            .field("lease", &self.lock.duration)
            .field("lock_timeout", &self.lock.timeout)
            .finish_non_exhaustive()
    }
}
