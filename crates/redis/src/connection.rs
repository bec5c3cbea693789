//! The connection to Redis that the limiter, the token store and the journal use.
//!
//! One rule decides when a connection is replaced, whatever kind it is: after every error that the script or command did
//! not cause. `redis::aio::ConnectionManager` keeps a connection after a timeout and after `READONLY`. So it would wait
//! for a machine that is gone until the system gives up, and would stay with a primary that has become a replica.

use redis::aio::ConnectionLike;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, IntoConnectionInfo, Pipeline, RedisError,
    RedisFuture, RedisResult, ServerErrorKind, Value,
};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

const DEFAULT_PREFIX: &str = "constant-contact";
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection to Redis, and the prefix of the keys.
///
/// ```
/// use constant_contact_redis::Connection;
///
/// # fn run() -> Result<(), constant_contact_redis::redis::RedisError> {
/// let connection = Connection::open("redis://127.0.0.1:6379")?.with_prefix("my-api-key");
/// # Ok(())
/// # }
/// # assert!(run().is_ok());
/// ```
///
/// It is opened when it is first used, and opened again after it failed. Clones share it.
///
/// All machines that share an API key must use the same database of the same Redis and the same prefix. All keys have
/// the form `{prefix}:name`, with the prefix as their hash tag, so a cluster keeps them in one slot.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
    prefix: Arc<str>,
    timeout: Duration,
}

struct Shared {
    open: Box<Open>,
    opened: Mutex<Opened>,
}

type Open = dyn Fn(Duration) -> RedisFuture<'static, Arc<dyn Handle>> + Send + Sync;

#[derive(Default)]
struct Opened {
    handle: Option<Arc<dyn Handle>>,
    /// How many connections were opened before this one.
    number: u64,
}

/// A connection of the `redis` crate of which a command uses a clone.
trait Handle: Send + Sync {
    fn cloned(&self) -> Box<dyn ConnectionLike + Send>;
}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> Handle for C {
    fn cloned(&self) -> Box<dyn ConnectionLike + Send> {
        Box::new(self.clone())
    }
}

impl Connection {
    /// Connects to the Redis at a URL, such as `redis://:password@redis.internal:6379/0`.
    ///
    /// ```
    /// # use constant_contact_redis::Connection;
    /// assert!(Connection::open("redis://127.0.0.1:6379").is_ok());
    /// assert!(Connection::open("127.0.0.1:6379").is_err());
    /// ```
    ///
    /// `rediss://` needs one of the features `rustls` and `native-tls`.
    ///
    /// # Errors
    ///
    /// Fails if the URL is invalid. Redis is not asked before the first use.
    pub fn open(url: impl IntoConnectionInfo) -> RedisResult<Self> {
        Client::open(url).map(Self::client)
    }

    /// Connects with a configured client.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, redis};
    /// # fn run() -> redis::RedisResult<()> {
    /// let client = redis::Client::open("redis://127.0.0.1:6379")?;
    /// let connection = Connection::client(client);
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    pub fn client(client: Client) -> Self {
        Self::new(move |timeout| {
            let client = client.clone();
            async move {
                let config = config(timeout);
                client
                    .get_multiplexed_async_connection_with_config(&config)
                    .await
            }
        })
    }

    /// Connects to the primary that sentinels name.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, redis};
    /// use redis::sentinel::{SentinelClient, SentinelServerType};
    ///
    /// # fn run() -> redis::RedisResult<()> {
    /// let sentinels = vec!["redis://10.0.0.1:26379", "redis://10.0.0.2:26379"];
    /// let client = SentinelClient::build(sentinels, "primary".into(), None, SentinelServerType::Master)?;
    /// let connection = Connection::sentinel(client);
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// A failover can lose what was written last. Each type says what that means for it.
    #[cfg(feature = "sentinel")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sentinel")))]
    pub fn sentinel(client: redis::sentinel::SentinelClient) -> Self {
        let client = Arc::new(tokio::sync::Mutex::new(client));
        Self::new(move |timeout| {
            let client = client.clone();
            async move {
                let primary = client.lock().await.async_get_client().await?;
                let config = config(timeout);
                primary
                    .get_multiplexed_async_connection_with_config(&config)
                    .await
            }
        })
    }

    /// Connects to a cluster.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, redis};
    /// # fn run() -> redis::RedisResult<()> {
    /// let client = redis::cluster::ClusterClient::new(["redis://10.0.0.1:6379"])?;
    /// let connection = Connection::cluster(client);
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// All keys are in one slot, so on one primary. A failover can lose what was written last.
    #[cfg(feature = "cluster")]
    #[cfg_attr(docsrs, doc(cfg(feature = "cluster")))]
    pub fn cluster(client: redis::cluster::ClusterClient) -> Self {
        Self::new(move |timeout| {
            let client = client.clone();
            async move {
                let config = redis::cluster::ClusterConfig::new()
                    .set_connection_timeout(timeout)
                    .set_response_timeout(timeout);
                client.get_async_connection_with_config(config).await
            }
        })
    }

    fn new<C, F>(open: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        C: ConnectionLike + Clone + Send + Sync + 'static,
        F: Future<Output = RedisResult<C>> + Send + 'static,
    {
        let open = move |timeout| -> RedisFuture<'static, Arc<dyn Handle>> {
            let opened = open(timeout);
            Box::pin(async move { Ok(Arc::new(opened.await?) as Arc<dyn Handle>) })
        };
        Self {
            shared: Arc::new(Shared {
                open: Box::new(open),
                opened: Mutex::default(),
            }),
            prefix: hash_tag(DEFAULT_PREFIX),
            timeout: DEFAULT_TIMEOUT,
        }
    }

    /// Sets the prefix of the keys; `constant-contact` unless it is set.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, redis};
    /// # fn run() -> redis::RedisResult<()> {
    /// let connection = Connection::open("redis://127.0.0.1:6379")?;
    /// let (first, second) = (connection.clone().with_prefix("key-1"), connection.with_prefix("key-2"));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// Use one prefix for each API key. Braces, which would change the hash tag, are escaped.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl AsRef<str>) -> Self {
        self.prefix = hash_tag(prefix.as_ref());
        self
    }

    /// Sets the time limit for connecting, and for each answer; one second unless it is set.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, redis};
    /// # use std::time::Duration;
    /// # fn run() -> redis::RedisResult<()> {
    /// let connection = Connection::open("redis://127.0.0.1:6379")?.with_timeout(Duration::from_millis(300));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The key with this name.
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}:{name}", self.prefix)
    }

    async fn acquire(&self) -> RedisResult<(Box<dyn ConnectionLike + Send>, u64)> {
        if let Opened {
            handle: Some(handle),
            number,
        } = &*self.opened()
        {
            return Ok((handle.cloned(), *number));
        }
        let handle = limit(self.timeout, (self.shared.open)(self.timeout)).await?;
        let connection = handle.cloned();
        let mut opened = self.opened();
        opened.handle = Some(handle);
        opened.number += 1;
        Ok((connection, opened.number))
    }

    /// Discards the connection with this number if the error is one of the connection.
    fn discard_after(&self, error: &RedisError, number: u64) {
        let mut opened = self.opened();
        if is_of_connection(error) && opened.number == number {
            opened.handle = None;
        }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.shared
            .opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move {
            let (mut connection, number) = self.acquire().await?;
            limit(self.timeout, connection.req_packed_command(cmd))
                .await
                .inspect_err(|error| self.discard_after(error, number))
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move {
            let (mut connection, number) = self.acquire().await?;
            limit(
                self.timeout,
                connection.req_packed_commands(pipeline, offset, count),
            )
            .await
            .inspect_err(|error| self.discard_after(error, number))
        })
    }

    fn get_db(&self) -> i64 {
        0
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// Whether the connection is to be replaced after this error: not if the server ran the command and refused it.
fn is_of_connection(error: &RedisError) -> bool {
    match error.kind() {
        ErrorKind::Server(kind) => matches!(
            kind,
            ServerErrorKind::ReadOnly
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::BusyLoading
        ),
        _ => true,
    }
}

/// Fails if the future takes longer.
pub(crate) async fn limit<T>(
    time: Duration,
    future: impl Future<Output = RedisResult<T>>,
) -> RedisResult<T> {
    match timeout(time, future).await {
        Ok(result) => result,
        Err(_) => Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()),
    }
}

fn config(timeout: Duration) -> AsyncConnectionConfig {
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(timeout))
        .set_response_timeout(Some(timeout))
}

/// The prefix in the braces of a hash tag. An empty one is not a hash tag for Redis.
fn hash_tag(prefix: &str) -> Arc<str> {
    let escaped = prefix
        .replace('%', "%25")
        .replace('{', "%7B")
        .replace('}', "%7D");
    match escaped.as_str() {
        "" => "{%}".into(),
        escaped => format!("{{{escaped}}}").into(),
    }
}
