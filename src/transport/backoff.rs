//! How long to wait before the next attempt.
//!
//! All growing waits of the crate use [`Backoff`], each with its own parameters. Its arithmetic
//! reads no clock and draws no random number; only [`random_wait`](Backoff::random_wait) draws one.

use std::time::Duration;

/// How much of a wait is random. The names are those of "Exponential Backoff And Jitter" in the AWS
/// Architecture Blog.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Jitter {
    None,
    /// Between half of the wait and all of it.
    Equal,
    /// Between zero and all of the wait.
    Full,
}

/// Waits that grow by a factor from the first one to the longest one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    pub first: Duration,
    pub factor: f64,
    pub longest: Duration,
    pub jitter: Jitter,
}

impl Backoff {
    /// Waits that double, unless another factor is set, without jitter.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self {
            first,
            factor: 2.0,
            longest,
            jitter: Jitter::None,
        }
    }

    pub const fn with_factor(self, factor: f64) -> Self {
        Self { factor, ..self }
    }

    pub const fn with_jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// The wait after the attempt with this number, from 1. `random` is uniformly distributed over `u64`.
    pub fn wait(self, number: u32, random: u64) -> Duration {
        // Any higher power exceeds every `Duration`; this one is not yet infinite.
        let power = number.saturating_sub(1).min(200);
        let wait = self.scaled(self.first, self.factor.powf(power.into()));
        match self.jitter {
            Jitter::None => wait,
            Jitter::Equal => wait / 2 + random_part(wait / 2, random),
            Jitter::Full => random_part(wait, random),
        }
    }

    /// The wait after the attempt with this number, with a new random number.
    pub fn random_wait(self, number: u32) -> Duration {
        self.wait(number, fastrand::u64(..))
    }

    /// The wait that follows `wait`, for waits that do not depend on the number of attempts alone.
    pub fn longer(self, wait: Duration) -> Duration {
        self.scaled(wait, self.factor)
    }

    fn scaled(self, wait: Duration, by: f64) -> Duration {
        Duration::try_from_secs_f64(wait.as_secs_f64() * by)
            .map_or(self.longest, |wait| wait.min(self.longest))
    }
}

/// A random part of `whole`, which is limited to 584 years: zero for 0, nearly all for `u64::MAX`.
fn random_part(whole: Duration, random: u64) -> Duration {
    let whole = u64::try_from(whole.as_nanos()).unwrap_or(u64::MAX);
    let part = (u128::from(whole) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(part).unwrap_or(whole))
}

#[cfg(test)]
mod tests;
