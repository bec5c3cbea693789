//! A rate limiter that all processes share which use an API key.
//!
//! `scripts` is what Redis decides, `worker` the task of each process that asks it, and `queue` the order of the
//! waiters within the process.

mod queue;
mod scripts;
mod settings;
#[cfg(test)]
mod tests;
mod worker;

pub use settings::Unavailable;

use crate::Connection;
use constant_contact::{
    BoxFuture, LimitError, Pacer, Permit, RateError, RateLimiter, Requester, Usage,
};
use scripts::Scripts;
use settings::Settings;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;
use tokio::time::Instant;
use worker::Worker;

/// The names of the keys of the two kinds of limiters.
const API: &str = "limiter";
const TOKEN_ENDPOINT: &str = "token-limiter";

/// Spaces the requests of all processes that share an API key, and counts them.
///
/// ```no_run
/// use constant_contact::Client;
/// use constant_contact_redis::{Connection, RedisLimiter};
///
/// # fn run(access_token: String) -> Result<(), Box<dyn std::error::Error>> {
/// let connection = Connection::open("redis://redis.internal:6379")?.with_prefix("my-api-key");
/// let client = Client::builder()
///     .access_token(access_token)
///     .rate_limiter(RedisLimiter::new(connection))
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// All processes must use the same rate, daily limit, database and prefix. Clones share one place in the queue of
/// processes; create one limiter in each process and clone it.
///
/// # Rate
///
/// At a rate of N, turns begin at even intervals of 1.02/N seconds (3.9 a second for N = 4) by the clock of Redis,
/// whichever process gets them. The processes that wait take turns in a round robin, and so do the requesters within a
/// process. No turn is reserved: if a process is killed or stopped while it waits, the next one takes its turn 15 ms
/// later. A dropped future gives its turn to the next one.
///
/// A turn has to be used within 15 ms. If Redis takes longer to answer, the process gives the turn back and asks
/// again; after three seconds of that, Redis counts as unavailable. So Redis must be near: up to 5 ms for a round trip
/// cost nothing.
///
/// The limiter cannot see what happens to a request after its turn. If it is delayed by more than 20 ms, because a
/// connection has to be opened, or because its process is stopped in this instant and goes on later, the server can see
/// one request too many within a second. It then refuses it as throttled, and the client repeats it.
///
/// After [`on_throttled`](RateLimiter::on_throttled), no process sends anything for a second.
///
/// # Daily limit
///
/// At the daily limit, [`acquire`](RateLimiter::acquire) fails with [`LimitError::QuotaExceeded`] until 00:00:00 UTC by
/// the clock of Redis. The count is exact over all processes; only a turn whose process dies counts without a request.
/// The server can count a request that is sent at midnight on the other day, and knows requests that did not go through
/// this limiter. If it answers that the limit is used up, all processes refuse requests until the time that it named,
/// at most a day.
///
/// # Without Redis
///
/// By default, requests fail while Redis cannot be reached, which takes up to the
/// [timeout](Connection::with_timeout) of the connection to find out. [`Unavailable`] has the alternative. The limiter
/// works again as soon as Redis does.
///
/// If Redis loses its data, for example because it has no persistence or a failover came before the last writes were
/// copied, the next turn may begin one interval too early. The day's count is then the highest that
/// a process knows which asks again, and starts at 0 if none does. Use the eviction policy `noeviction`.
#[derive(Clone)]
pub struct RedisLimiter {
    worker: Arc<Worker>,
}

impl RedisLimiter {
    /// A limiter with the limits of every API key: 4 requests a second and 10,000 a day.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisLimiter};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let limiter = RedisLimiter::new(Connection::open("redis://127.0.0.1:6379")?);
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    pub fn new(connection: Connection) -> Self {
        Self::with_limits(connection, API, 4, Some(10_000))
    }

    /// A limiter with the limits of technology partners: 10 requests a second and 250,000 a day.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisLimiter};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let limiter = RedisLimiter::partner(Connection::open("redis://127.0.0.1:6379")?);
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// The provider's support raises the limits of an API key to these on request, never automatically.
    pub fn partner(connection: Connection) -> Self {
        Self::with_limits(connection, API, 10, Some(250_000))
    }

    /// A limiter for the token endpoint: one request a second, and no daily limit.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisLimiter};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// use constant_contact::auth::OAuth;
    ///
    /// let connection = Connection::open("redis://127.0.0.1:6379")?.with_prefix("my-api-key");
    /// let oauth = OAuth::public("api-key")
    ///     .token_rate_limiter(RedisLimiter::token_endpoint(connection.clone()));
    /// let api = RedisLimiter::new(connection); // they count separately
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// The authorization server counts its requests separately from those of the API, so this limiter and one of
    /// [`new`](Self::new) with the same connection do not affect each other.
    pub fn token_endpoint(connection: Connection) -> Self {
        Self::with_limits(connection, TOKEN_ENDPOINT, 1, None)
    }

    /// Sets how many requests a second all processes send together.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisLimiter};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let connection = Connection::open("redis://127.0.0.1:6379")?;
    /// let limiter = RedisLimiter::new(connection).rate(3)?;
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    ///
    /// Clones that exist keep their settings. The same is true of the other setters.
    ///
    /// # Errors
    ///
    /// Fails for 0, and for rates above 100.
    pub fn rate(self, rate: u32) -> Result<Self, RateError> {
        Pacer::per_second(rate)?;
        let (scripts, settings) = self.into_settings();
        Ok(Self::build(scripts, Settings { rate, ..settings }))
    }

    /// Sets how many requests all processes send on a day of UTC.
    ///
    /// ```
    /// # use constant_contact_redis::{Connection, RedisLimiter};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// // Leaves 500 requests for another program.
    /// let limiter = RedisLimiter::new(Connection::open("redis://127.0.0.1:6379")?).daily(9_500);
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    #[must_use]
    pub fn daily(self, daily: u64) -> Self {
        let (scripts, settings) = self.into_settings();
        let daily = Some(daily);
        Self::build(scripts, Settings { daily, ..settings })
    }

    /// Sets what happens while Redis cannot be reached; requests fail unless it is set.
    ///
    /// ```
    /// # use constant_contact::Pacer;
    /// # use constant_contact_redis::{Connection, RedisLimiter, Unavailable};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let limiter = RedisLimiter::new(Connection::open("redis://127.0.0.1:6379")?)
    ///     .when_unavailable(Unavailable::LocalShare(Pacer::per_second(1)?));
    /// # Ok(())
    /// # }
    /// # assert!(run().is_ok());
    /// ```
    #[must_use]
    pub fn when_unavailable(self, unavailable: Unavailable) -> Self {
        let (scripts, settings) = self.into_settings();
        Self::build(
            scripts,
            Settings {
                unavailable,
                ..settings
            },
        )
    }

    fn with_limits(connection: Connection, name: &str, rate: u32, daily: Option<u64>) -> Self {
        let settings = Settings {
            rate,
            daily,
            unavailable: Unavailable::default(),
        };
        Self::build(Scripts::new(connection, name), settings)
    }

    fn build(scripts: Scripts, settings: Settings) -> Self {
        Self {
            worker: Arc::new(Worker::new(scripts, settings)),
        }
    }

    fn into_settings(self) -> (Scripts, Settings) {
        (self.worker.scripts.clone(), self.worker.settings.clone())
    }

    /// The limiter that grants turns while Redis cannot be reached.
    fn local_share(&self) -> Option<&Pacer> {
        match &self.worker.settings.unavailable {
            Unavailable::Fail => None,
            Unavailable::LocalShare(pacer) => Some(pacer),
        }
    }
}

impl RateLimiter for RedisLimiter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, LimitError>> {
        self.acquire_for(Requester::default())
    }

    fn acquire_for(&self, requester: Requester) -> BoxFuture<'_, Result<Permit, LimitError>> {
        Box::pin(async move {
            let started = Instant::now();
            self.worker.acquire(requester).await?;
            Ok(Permit::new().with_waited(started.elapsed()))
        })
    }

    /// Pauses all processes for a second. If Redis cannot be reached, it pauses the local share of this process.
    fn on_throttled(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            if let Some(pacer) = self.local_share() {
                pacer.on_throttled().await;
            }
            // Without Redis, nobody else can be told.
            self.worker.scripts.pause().await.ok();
        })
    }

    fn on_quota_exceeded(&self, resets_at: SystemTime) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(pacer) = self.local_share() {
                pacer.on_quota_exceeded(resets_at).await;
            }
            self.worker.scripts.refuse(resets_at).await.ok();
        })
    }

    /// The count of all processes as of this process's last turn or wait; `None` before the first.
    fn usage(&self) -> Option<Usage> {
        let today = self.worker.today()?;
        let daily = self.worker.settings.daily;
        Some(match SystemTime::now() < today.ends() {
            true => Usage::new(today.used(), daily, today.ends()),
            false => Usage::new(0, daily, scripts::DayCount::of(SystemTime::now()).ends()),
        })
    }
}

impl fmt::Debug for RedisLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.worker.settings;
        f.debug_struct("RedisLimiter")
            .field("rate", &settings.rate)
            .field("daily", &settings.daily)
            .field("unavailable", &settings.unavailable)
            .finish_non_exhaustive()
    }
}
