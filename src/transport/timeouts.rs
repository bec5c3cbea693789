//! The time limits of individual steps: making the connection, and each pause in a transfer.

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
/// These limits end a transfer that has stalled, not a long one: an upload or a download that makes progress may
/// take hours. A transfer that is ended counts as a failed attempt. If it is not retried, the call fails with the kind
/// [`Timeout`](crate::ErrorKind::Timeout), or [`Ambiguous`](crate::ErrorKind::Ambiguous) if it may have been carried
/// out. Time during which the caller does not read a download does not count. To limit a call as a whole, use
/// [`ClientBuilder::call_timeout`](crate::ClientBuilder::call_timeout).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a value for `ClientBuilder::timeouts`"]
pub struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
    pub(crate) low_speed_limit: u32,
}

impl Timeouts {
    /// Sets the time limit for making the connection. Default: 10 seconds.
    pub fn connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// Sets the time limit for sending each piece of the request, for the start of the answer after the whole
    /// request was sent, and for each further piece of the answer. Default: 60 seconds.
    pub fn read(mut self, limit: Duration) -> Self {
        self.read = limit;
        self
    }

    /// Sets the minimum speed of an upload or a download, in bytes a second, averaged over the
    /// [`read`](Self::read) time limit. Default: 240; 0 for none.
    ///
    /// This ends a transfer in which the server accepts or sends only a byte now and then.
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
