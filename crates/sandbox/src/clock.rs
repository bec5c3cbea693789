//! The sandbox's time: that of tokio, so that it stands still in tests with paused time, plus what a
//! test has added.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// The clock of a [`Sandbox`](crate::Sandbox).
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    start: DateTime<Utc>,
    added: Mutex<Duration>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            start: Utc::now(),
            added: Mutex::default(),
        }
    }

    /// The time now, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        let passed = self.started.elapsed() + *self.added.lock().expect("no panic");
        self.start + TimeDelta::from_std(passed).unwrap_or(TimeDelta::MAX)
    }

    /// Moves the clock forward: tokens end, days end, activities complete.
    pub fn advance(&self, by: Duration) {
        *self.added.lock().expect("no panic") += by;
    }
}
