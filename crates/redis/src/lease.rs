//! A lock over Redis: a key that expires, with the random number of its owner.
//!
//! [`RedisLock`] waits for the lock, and [`RedisLease`] renews and releases it. Each is a script that compares the owner,
//! so a process whose lease has expired cannot change the lease of the next one. Redis measures the time.

use crate::Connection;
use crate::failure::failure;
use constant_contact::{BoxError, BoxFuture, Lease};
use redis::Script;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

const FIRST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// Takes the lock, also if this owner has it already because an answer was lost.
static ACQUIRE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
         if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('PEXPIRE', KEYS[1], ARGV[2])",
    )
});

static RENEW: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('PEXPIRE', KEYS[1], ARGV[2])",
    )
});

static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('DEL', KEYS[1])",
    )
});

/// A lock that can be taken.
#[derive(Clone)]
pub(crate) struct RedisLock {
    pub connection: Connection,
    pub key: String,
    /// For how long it is held unless it is renewed.
    pub duration: Duration,
    /// How long to wait while another owner has it.
    pub timeout: Duration,
}

impl RedisLock {
    /// Waits for the lock. Fails with the error `busy` if another owner keeps it for too long.
    pub async fn acquire(&self, busy: &str) -> Result<RedisLease, BoxError> {
        let begun = Instant::now();
        // Dropping it releases the lock, also if the answer to a request is lost or this future is dropped.
        let mut lease = RedisLease {
            connection: self.connection.clone(),
            key: self.key.clone(),
            owner: format!("{:032x}", fastrand::u128(..)),
            duration: self.duration.max(Duration::from_millis(1)),
            is_released: false,
        };
        let mut attempt = 1;
        while !lease.run(&ACQUIRE, "take a lock").await? {
            if begun.elapsed() >= self.timeout {
                return Err(busy.into());
            }
            sleep(wait(attempt, fastrand::f64())).await;
            attempt += 1;
        }
        Ok(lease)
    }
}

/// A lock that was requested or granted.
pub(crate) struct RedisLease {
    connection: Connection,
    key: String,
    owner: String,
    duration: Duration,
    is_released: bool,
}

impl RedisLease {
    /// The value of the key while this owner has the lock.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Runs one of the scripts; returns whether this owner has, or had, the lock.
    async fn run(&mut self, script: &Script, operation: &str) -> Result<bool, BoxError> {
        script
            .key(&self.key)
            .arg(&self.owner)
            .arg(u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX))
            .invoke_async(&mut self.connection)
            .await
            .map_err(|error| failure(operation, &error))
    }

    async fn release(mut self) -> Result<(), BoxError> {
        self.is_released = true;
        self.run(&RELEASE, "release a lock").await.map(drop)
    }
}

impl Lease for RedisLease {
    fn duration(&self) -> Duration {
        self.duration
    }

    fn renew(&mut self) -> BoxFuture<'_, Result<bool, BoxError>> {
        Box::pin(self.run(&RENEW, "renew a lock"))
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, Result<(), BoxError>> {
        Box::pin(RedisLease::release(*self))
    }
}

impl Drop for RedisLease {
    fn drop(&mut self) {
        if self.is_released {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let lease = Self {
                connection: self.connection.clone(),
                key: std::mem::take(&mut self.key),
                owner: std::mem::take(&mut self.owner),
                duration: self.duration,
                is_released: true,
            };
            runtime.spawn(async move { lease.release().await.ok() });
        }
    }
}

/// The wait after an attempt to take the lock, from 1: growing, and in part random.
fn wait(attempt: u32, random: f64) -> Duration {
    let wait = FIRST_WAIT.saturating_mul(1 << (attempt.clamp(1, 10) - 1));
    wait.min(LONGEST_WAIT).mul_f64(0.5 + random / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_fifth_of_a_second_and_are_random_in_part() {
        let waits = |random| [1, 2, 6, u32::MAX].map(|attempt| wait(attempt, random).as_millis());
        assert_eq!(waits(0.0), [5, 10, 100, 100]);
        assert_eq!(waits(1.0), [10, 20, 200, 200]);
    }
}
