//! The two limits of an API key: requests within a second, and requests within a day of UTC.

#[cfg(test)]
mod tests;

use crate::answer::Answer;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::collections::{HashMap, VecDeque};

/// How many requests an API key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub per_second: usize,
    pub per_day: u64,
}

impl Default for Limits {
    /// The documented limits of an application.
    fn default() -> Self {
        Self {
            per_second: 4,
            per_day: 10_000,
        }
    }
}

/// The limit that a request would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Second,
    Day,
}

impl Exceeded {
    /// The answer of the gateway.
    pub fn answer(self) -> Answer {
        let (key, message) = match self {
            Self::Second => ("throttled", "Too Many Requests"),
            Self::Day => ("quota_exceeded", "Limit Exceeded"),
        };
        Answer::gateway_error(429, key, message)
    }
}

/// What each API key has used.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    keys: HashMap<String, KeyUsage>,
}

#[derive(Debug, Default)]
struct KeyUsage {
    /// When the requests of the last second came.
    last_second: VecDeque<DateTime<Utc>>,
    day: NaiveDate,
    today: u64,
}

impl Usage {
    /// Counts a request. One that exceeds a limit is refused and not counted: the documentation does not
    /// say whether refused requests count.
    pub fn take(&mut self, key: &str, limits: Limits, now: DateTime<Utc>) -> Result<(), Exceeded> {
        if !self.keys.contains_key(key) {
            self.keys.insert(key.to_owned(), KeyUsage::default());
        }
        match self.keys.get_mut(key) {
            Some(usage) => usage.take(limits, now),
            None => Ok(()),
        }
    }
}

impl KeyUsage {
    fn take(&mut self, limits: Limits, now: DateTime<Utc>) -> Result<(), Exceeded> {
        if self.day != now.date_naive() {
            (self.day, self.today) = (now.date_naive(), 0);
        }
        let is_over = |at: &DateTime<Utc>| now - *at >= TimeDelta::seconds(1);
        while self.last_second.front().is_some_and(is_over) {
            self.last_second.pop_front();
        }
        if self.today >= limits.per_day {
            return Err(Exceeded::Day);
        }
        if self.last_second.len() >= limits.per_second {
            return Err(Exceeded::Second);
        }
        self.today += 1;
        self.last_second.push_back(now);
        Ok(())
    }
}
