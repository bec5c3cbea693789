//! The caller's settings for retries.

use std::time::Duration;

/// How often and for how long a failed request is retried, and whether that may carry it out twice.
///
/// ```
/// use constant_contact::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default()
///     .max_attempts(8)
///     .total_time(Duration::from_secs(300));
/// let never = RetryPolicy::none();
/// assert_ne!(patient, never);
/// ```
///
/// The default makes at most 4 attempts within 60 seconds. Between them it waits a random time
/// (full jitter) below a bound that begins at 500 milliseconds and doubles each time, up to
/// 20 seconds; after a `throttled` answer, a second is added. Whether a request is retried at all
/// depends on the method and the failure, not on the policy. Requests that the server refused before
/// it began any work are retried, and so are GET, HEAD, PUT and DELETE after lost answers and temporary
/// server errors. POST, PATCH, and the few PUTs whose documentation says so, are not sent again once the
/// server may have acted on them; see [`retry_ambiguous`](Self::retry_ambiguous).
///
/// The answer to a retried DELETE can be 404 because the first attempt succeeded.
#[doc(alias = "backoff")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(super) max_attempts: u32,
    pub(super) total_time: Duration,
    pub(super) base_delay: Duration,
    pub(super) max_delay: Duration,
    pub(super) retry_ambiguous: bool,
    pub(super) wait_for_quota: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            total_time: Duration::from_secs(60),
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            retry_ambiguous: false,
            wait_for_quota: false,
        }
    }
}

impl RetryPolicy {
    /// Sends every request exactly once.
    ///
    /// ```
    /// # use constant_contact::RetryPolicy;
    /// let policy = RetryPolicy::none();
    /// assert_eq!(policy, RetryPolicy::default().max_attempts(1));
    /// ```
    ///
    /// That includes a request whose access token is refused (401): it fails, and the
    /// next request uses the renewed token.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the maximum number of times that a request is sent, the first time included.
    ///
    /// ```
    /// # use constant_contact::RetryPolicy;
    /// let two_retries = RetryPolicy::default().max_attempts(3);
    /// ```
    ///
    /// The default is 4. Zero counts as 1: a request is always sent at least once. The retry after
    /// a token renewal counts like any other.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the time, measured from the first attempt, within which the last attempt has to begin.
    ///
    /// ```
    /// # use constant_contact::RetryPolicy;
    /// # use std::time::Duration;
    /// let policy = RetryPolicy::default().total_time(Duration::from_secs(10));
    /// ```
    ///
    /// The default is 60 seconds; zero permits no retry. Time spent waiting for a turn
    /// under the rate limit does not count, and a running attempt is not cut off:
    /// [`ClientBuilder::call_timeout`](crate::ClientBuilder::call_timeout) limits a call as a whole.
    pub fn total_time(mut self, time: Duration) -> Self {
        self.total_time = time;
        self
    }

    /// Sets the bound of the random wait after the first attempt; it doubles with each further one.
    ///
    /// ```
    /// # use constant_contact::RetryPolicy;
    /// # use std::time::Duration;
    /// let policy = RetryPolicy::default().base_delay(Duration::from_millis(200));
    /// ```
    ///
    /// The default is 500 milliseconds.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the longest wait between two attempts.
    ///
    /// ```
    /// # use constant_contact::RetryPolicy;
    /// # use std::time::Duration;
    /// let policy = RetryPolicy::default().max_delay(Duration::from_secs(5));
    /// ```
    ///
    /// The default is 20 seconds. A wait is longer only if the server asks for more with
    /// `Retry-After`, and as far as the total time permits. A value below a second also shortens
    /// the wait after a `throttled` answer.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets whether POST, PATCH and unsafe PUTs are retried although the first attempt may have succeeded.
    ///
    /// ```
    /// # use constant_contact::RetryPolicy;
    /// let harmless_twice = RetryPolicy::default().retry_ambiguous(true);
    /// ```
    ///
    /// The default is `false`. Set it for individual calls that do no harm when they are carried out twice,
    /// such as `POST /contacts/sign_up_form`, which creates or updates a contact. Never use it for
    /// scheduling a campaign: that can send the email twice. If such a call finally fails
    /// after an attempt whose outcome is unknown, its error is ambiguous.
    pub fn retry_ambiguous(mut self, yes: bool) -> Self {
        self.retry_ambiguous = yes;
        self
    }

    /// Sets whether a call waits for the next day when the requests of the day are used up.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::RetryPolicy;
    /// use futures_util::TryStreamExt;
    ///
    /// // A night job: it goes on after 00:00 UTC if the quota ends before the list.
    /// let patient = client.with_retry(RetryPolicy::default().wait_for_quota(true));
    /// let mut contacts = patient.get_all_contacts().limit(500).stream();
    /// while let Some(contact) = contacts.try_next().await? {
    ///     println!("{:?}", contact.contact_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The default is `false`: the call fails with the kind [`QuotaExceeded`](crate::ErrorKind::QuotaExceeded).
    ///
    /// With `true`, a call that the server or the limiter refused for this reason waits until the quota resets, plus
    /// a random time between 1 and 61 seconds, so that waiting calls do not all start at once. The wait, and the
    /// request that was refused, count neither towards [`max_attempts`](Self::max_attempts) nor towards
    /// [`total_time`](Self::total_time). A call that would still be waiting at the end of its
    /// [`call_timeout`](crate::ClientBuilder::call_timeout) fails at once, with the kind `QuotaExceeded`.
    ///
    /// The clock is read every minute, so that the wait also ends in time after the machine was suspended or its
    /// clock was set. After 25 hours, the request is sent in any case. Each wait is logged at the level `info`.
    /// Dropping the future ends the wait.
    pub fn wait_for_quota(mut self, yes: bool) -> Self {
        self.wait_for_quota = yes;
        self
    }

    /// Whether a call waits for the next day.
    pub(crate) fn waits_for_quota(&self) -> bool {
        self.wait_for_quota
    }
}
