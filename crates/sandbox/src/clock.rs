//! The sandbox's time: that of tokio, so that it stands still in tests with paused time, plus what a
//! test has added.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// The clock of a [`Sandbox`](crate::Sandbox): that of tokio, plus what a test has added.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// use std::time::Duration;
/// sandbox.clock().advance(Duration::from_secs(86_400)); // the next day
/// # Ok(()) }
/// ```
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
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.clock().now() <= sandbox.clock().now());
    /// # Ok(()) }
    /// ```
    pub fn now(&self) -> DateTime<Utc> {
        let passed = self.started.elapsed() + *self.added.lock().expect("no panic");
        self.start + TimeDelta::from_std(passed).unwrap_or(TimeDelta::MAX)
    }

    /// Moves the clock forward: tokens end, days end, activities complete.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// use std::time::Duration;
    /// let before = sandbox.clock().now();
    /// sandbox.clock().advance(Duration::from_secs(60));
    /// assert!((sandbox.clock().now() - before).num_seconds() >= 60);
    /// # Ok(()) }
    /// ```
    pub fn advance(&self, by: Duration) {
        *self.added.lock().expect("no panic") += by;
    }
}
