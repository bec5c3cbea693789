//! Retries, rate and daily quota: what is sent again, and how fast.
//!
//! The API has no idempotency keys: if a request was carried out but its answer was lost, sending it again
//! carries it out twice. So two things decide whether a request is repeated: whether its method is idempotent,
//! and whether the server refused it before it began.
//!
//! | outcome of the request | GET, HEAD, DELETE, PUT (see below) | POST, PATCH |
//! |---|---|---|
//! | no connection | repeated | repeated |
//! | no answer, or an incomplete one | repeated | fails, [`is_ambiguous`] |
//! | 401 | token renewed, repeated once if an attempt is left; once more if a new token is refused within seconds | same |
//! | 429 `throttled` | repeated after a second or more, or as `Retry-After` says | same |
//! | 429 `quota_exceeded` | fails, [`is_quota_exceeded`]; or [waits](#when-the-day-is-used-up) for the next day | same |
//! | other 429 on `/activities` | GET: repeated twice at most; others: [`is_queue_full`] | fails, [`is_queue_full`] |
//! | other 429, such as a limit of the operation itself | repeated twice at most | same |
//! | 500 | repeated once | fails, [`is_ambiguous`] |
//! | 408, 502 to 504, 520 to 524, 529, 530 | repeated | fails, [`is_ambiguous`] |
//! | 425 | repeated | fails |
//! | any other 5xx | fails | fails, [`is_ambiguous`] |
//! | any other refusal | fails | fails |
//!
//! Some PUTs have a further effect when they are sent twice. Their pages say that they are not sent again;
//! the column for POST applies to them.
//!
//! Between attempts the client waits a random time below a bound that doubles. It makes at most four
//! attempts, and the last one begins within sixty seconds. [`RetryPolicy`] sets other values for a client
//! or, with [`Client::with_retry`], for single calls. Neither value limits the call as a whole: an attempt
//! may take longer, and the wait for the rate limiter does not count. [`ClientBuilder::call_timeout`]
//! limits the call with all its waits. If a call timed out, [`is_ambiguous`] says whether it may
//! have been carried out.
//!
//! An attempt ends if making a connection takes longer than 10 seconds, if nothing is transferred for 60
//! seconds, or if an upload or a download stays below 240 bytes a second for that long; [`Timeouts`] sets
//! other values. An upload or a download that makes progress may take hours.
//!
//! # After the last attempt
//!
//! Match on [`Error::kind`] to decide what to do. An error has one kind, and [`Ambiguous`] takes precedence over all
//! others, so no other arm below repeats a POST that may have been carried out:
//!
//! ```no_run
//! use constant_contact::{Error, ErrorKind};
//! use std::time::{Duration, SystemTime};
//!
//! /// What a worker does with a task whose call failed.
//! enum Next {
//!     Retry(Duration),
//!     /// Stop all tasks of this account until a person has connected it again.
//!     Reconnect,
//!     /// A person has to look at it, with this message.
//!     Report(String),
//!     Skip,
//! }
//!
//! fn next(error: &Error) -> Next {
//!     let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
//!     match error.kind() {
//!         ErrorKind::Ambiguous => Next::Report(format!("may have been carried out: {error}")),
//!         ErrorKind::NeedsAuthorization | ErrorKind::Unauthorized => Next::Reconnect,
//!         ErrorKind::NotFound => Next::Skip,
//!         ErrorKind::QuotaExceeded => {
//!             let resets_at = error.quota_resets_at().unwrap_or_else(SystemTime::now);
//!             let wait = resets_at.duration_since(SystemTime::now()).unwrap_or_default();
//!             Next::Retry(wait + minutes(1)) // clocks differ
//!         }
//!         ErrorKind::QueueFull => Next::Retry(minutes(10)),
//!         _ if error.is_retryable() => Next::Retry(error.retry_after().unwrap_or(minutes(1))),
//!         _ => Next::Report(error.to_string()),
//!     }
//! }
//! ```
//!
//! [`is_retryable`] covers temporary failures: [`Throttled`], [`Server`] with a status that the table repeats,
//! [`Connect`], [`Timeout`] and [`Transport`], and an authorization server that cannot be reached. A person has to correct the others:
//! an invalid request, a missing scope, or a store that fails.
//!
//! # A request whose outcome is unknown
//!
//! ```no_run
//! use constant_contact::types::ListInput;
//!
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! match client.create_list(ListInput::new("Readers")).send().await {
//!     Ok(list) => println!("created {:?}", list.list_id),
//!     Err(error) if error.is_ambiguous() => {
//!         // The list may exist: look for it before you create it again.
//!         let found = client.get_all_lists().name("Readers").send().await?;
//!         println!("it is there: {}", !found.lists.is_empty());
//!     }
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`find_or_create_list`] does all of this, and there are similar methods for tags and custom fields. With
//! [`RetryPolicy::retry_ambiguous`], the client sends such requests again; never set it for scheduling a
//! campaign.
//!
//! # How fast
//!
//! The server counts 4 requests a second and 10,000 a day for each API key, over all accounts and
//! all processes. A client sends requests evenly spaced, in the order of the calls; its clones share one
//! [`Pacer`], and so do the clients of other accounts that are derived from it. The accounts that have calls waiting
//! take turns, so that a large import of one account does not hold up a single call of another. Processes that use the same key divide the rate in whole numbers: two take 2 each, three take
//! 2, 1 and 1:
//!
//! ```
//! # fn main() -> constant_contact::Result<()> {
//! use constant_contact::{Client, Pacer};
//!
//! let client = Client::builder()
//!     .access_token("…")
//!     .rate_limiter(Pacer::per_second(2)?.daily(5_000))
//!     .build()?;
//! println!("{:?}", client.usage());
//! # Ok(())
//! # }
//! ```
//!
//! The requests of the day are counted and reported, but not limited, and a new process begins at zero. The
//! server's own count decides: a request beyond the quota fails with [`is_quota_exceeded`]. To leave a part of the
//! quota to other processes, let the pacer refuse what exceeds its share, with [`Pacer::enforce_daily`]. If all
//! processes share a counter (in Redis or in a database), implement [`RateLimiter`] with it; it can refuse
//! a request with [`LimitError::QuotaExceeded`].
//!
//! # When the day is used up
//!
//! Calls fail with [`is_quota_exceeded`] until [`quota_resets_at`]. The error is not
//! [retryable](crate::Error::is_retryable), since an earlier call would fail again.
//!
//! A program that runs through the night can let its calls wait: with [`RetryPolicy::wait_for_quota`], a call that
//! the server or the limiter refused for this reason waits for the next day, and then goes on. So do lists, imports
//! and other bulk work, whose requests are calls. Such a wait counts neither as an attempt nor towards the total time
//! of a call; a call whose [`ClientBuilder::call_timeout`] ends earlier fails at once.
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use constant_contact::{CsvSource, RetryPolicy};
//!
//! let patient = client.with_retry(RetryPolicy::default().wait_for_quota(true));
//! let import = patient.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
//! let report = import.send().await?.finish().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Otherwise, resume the work afterwards:
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use futures_util::TryStreamExt;
//! use std::time::{Duration, SystemTime};
//!
//! let call = client.get_all_contacts().limit(500);
//! let mut contacts = call.clone().stream();
//! loop {
//!     match contacts.try_next().await {
//!         Ok(Some(contact)) => println!("{:?}", contact.contact_id),
//!         Ok(None) => break,
//!         Err(error) => match (error.quota_resets_at(), contacts.continuation()) {
//!             (Some(resets_at), Some(rest)) => {
//!                 let wait = resets_at.duration_since(SystemTime::now()).unwrap_or_default();
//!                 tokio::time::sleep(wait + Duration::from_secs(60)).await; // clocks differ
//!                 contacts = call.clone().stream_from(rest);
//!             }
//!             _ => return Err(error),
//!         },
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! * A list resumes at its [`Continuation`], as above.
//! * An import with a journal: make the same call again.
//! * Other bulk work that was being sent: [`Error::report`] says which items the server has. Send the
//!   others, or all of them if sending twice does no harm ([`guide::bulk`](super::bulk)).
//! * Jobs that were being followed: call [`BulkJob::finish`] again. The server keeps working on them.
//!
//! Before a large job, [`Client::usage`] says how many requests this client has made today.
//!
//! [`Error::kind`]: crate::Error::kind
//! [`Ambiguous`]: crate::ErrorKind::Ambiguous
//! [`Throttled`]: crate::ErrorKind::Throttled
//! [`Server`]: crate::ErrorKind::Server
//! [`Connect`]: crate::ErrorKind::Connect
//! [`Timeout`]: crate::ErrorKind::Timeout
//! [`Transport`]: crate::ErrorKind::Transport
//! [`is_retryable`]: crate::Error::is_retryable
//! [`is_ambiguous`]: crate::Error::is_ambiguous
//! [`is_quota_exceeded`]: crate::Error::is_quota_exceeded
//! [`is_queue_full`]: crate::Error::is_queue_full
//! [`find_or_create_list`]: crate::Client::find_or_create_list
//! [`RetryPolicy`]: crate::RetryPolicy
//! [`RetryPolicy::wait_for_quota`]: crate::RetryPolicy::wait_for_quota
//! [`Pacer::enforce_daily`]: crate::Pacer::enforce_daily
//! [`RetryPolicy::retry_ambiguous`]: crate::RetryPolicy::retry_ambiguous
//! [`Client::with_retry`]: crate::Client::with_retry
//! [`ClientBuilder::call_timeout`]: crate::ClientBuilder::call_timeout
//! [`Timeouts`]: crate::Timeouts
//! [`Client::usage`]: crate::Client::usage
//! [`Continuation`]: crate::Continuation
//! [`BulkJob::finish`]: crate::BulkJob::finish
//! [`Error::report`]: crate::Error::report
//! [`quota_resets_at`]: crate::Error::quota_resets_at
//! [`LimitError::QuotaExceeded`]: crate::LimitError::QuotaExceeded
//! [`Pacer`]: crate::Pacer
//! [`RateLimiter`]: crate::RateLimiter
