//! How fast, how many, and what to do without Redis.

use constant_contact::Pacer;
use std::time::Duration;

/// The time that as many turns take as the rate permits in a second: the margin is for requests that arrive late.
const SPAN: Duration = Duration::from_millis(1_020);

/// How early the process at the front may ask: the time of a round trip, so that the turn does not begin late.
const LEAD: Duration = Duration::from_millis(5);
/// How long the process at the front may leave its turn unused before the next one may take it, and so on.
const GRACE: Duration = Duration::from_millis(15);

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub rate: u32,
    pub daily: Option<u64>,
    pub unavailable: Unavailable,
}

impl Settings {
    pub fn interval(&self) -> Duration {
        SPAN.checked_div(self.rate).unwrap_or(SPAN)
    }

    pub fn lead(&self) -> Duration {
        LEAD.min(self.interval() / 4)
    }

    pub fn grace(&self) -> Duration {
        GRACE.min(self.interval() / 4)
    }
}

/// What a [`RedisLimiter`](crate::RedisLimiter) does while it cannot reach Redis.
///
/// ```
/// use constant_contact::Pacer;
/// use constant_contact_redis::{Connection, RedisLimiter, Unavailable};
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// // Four machines: each may send one request a second, and a quarter of the day's requests.
/// let share = Pacer::per_second(1)?.daily(2_500).enforce_daily();
/// let limiter = RedisLimiter::new(Connection::open("redis://127.0.0.1:6379")?)
///     .when_unavailable(Unavailable::LocalShare(share));
/// # Ok(())
/// # }
/// # assert!(run().is_ok());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Unavailable {
    /// Fails requests with [`LimitError::Unavailable`](constant_contact::LimitError::Unavailable).
    #[default]
    Fail,
    /// Grants turns by this limiter, which knows nothing of the other processes.
    ///
    /// If only some of the processes cannot reach Redis, all together can exceed the limit. The API then refuses
    /// requests as throttled, and the client retries them. The count of the day in Redis does not include these turns.
    LocalShare(Pacer),
}
