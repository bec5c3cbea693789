//! The time limits of single steps: the connection, and each pause in a transfer.

use std::time::Duration;

/// How long to wait for the server, and how slow it may be.
///
/// ```
/// use constant_contact::Timeouts;
/// use std::time::Duration;
///
/// let hurried = Timeouts::default()
///     .connect(Duration::from_secs(2))
///     .read(Duration::from_secs(20))
///     .low_speed_limit(2_000);
/// # drop(hurried);
/// ```
///
/// They end what has stalled, not what is long: an upload or a download may take hours as long as it goes
/// on. What they end is a failed attempt, of the kind [`Timeout`](crate::ErrorKind::Timeout) in the end. The time
/// during which the caller does not read a download does not count. To limit a call as a whole, use
/// [`ClientBuilder::call_timeout`](crate::ClientBuilder::call_timeout).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a value for `ClientBuilder::timeouts`"]
pub struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
    pub(crate) low_speed_limit: u32,
}

impl Timeouts {
    /// For the connection to be made. Default: 10 seconds.
    pub fn connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// For the next piece of the request to be taken, for the answer to begin once all of it was taken, and for
    /// each further piece of the answer. Default: 60 seconds.
    pub fn read(mut self, limit: Duration) -> Self {
        self.read = limit;
        self
    }

    /// The least speed of an upload or a download, in bytes a second on the average of a
    /// [`read`](Self::read) time. Default: 240; 0 for none.
    ///
    /// A server that takes or sends a byte now and then is ended by this.
    #[doc(alias = "throughput")]
    pub fn low_speed_limit(mut self, bytes_per_second: u32) -> Self {
        self.low_speed_limit = bytes_per_second;
        self
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(60),
            low_speed_limit: 240,
        }
    }
}
