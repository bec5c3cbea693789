//! Retries, rate and daily quota: what is sent again, and how fast.
//!
//! The API has no idempotency keys: a request that was carried out although its answer got lost is
//! carried out twice if it is sent twice. So what is repeated depends on two things only: what the
//! method promises, and whether the server refused before it began.
//!
//! | what came of the request | GET, PUT, DELETE | POST, PATCH |
//! |---|---|---|
//! | no connection | repeated | repeated |
//! | no answer, or one that broke off | repeated | fails, [`is_ambiguous`] |
//! | 401 | token renewed, repeated once | same |
//! | 429 `throttled` | repeated after a second or more | same |
//! | 429 `quota_exceeded` | fails, [`is_quota_exceeded`] | same |
//! | other 429 on `/activities` | repeated twice at most | fails, [`is_queue_full`] |
//! | 500 | repeated once | fails, [`is_ambiguous`] |
//! | 502, 503, 504 | repeated | fails, [`is_ambiguous`] |
//! | any other refusal | fails | fails |
//!
//! Between attempts the client waits a random time below a bound that doubles, four attempts and
//! sixty seconds in all; [`RetryPolicy`] sets other figures, for a client or, by
//! [`Client::with_retry`], for single calls. [`ClientBuilder::call_timeout`] limits a call as a whole, with
//! its waits; what ran out of time says by [`is_ambiguous`] whether it may have been carried out.
//!
//! # A request whose outcome is unknown
//!
//! ```no_run
//! # use constant_contact::{Client, Result, types::{ListInput, ContactList}};
//! # async fn f(client: &Client) -> Result<()> {
//! let wanted = ListInput { name: "Readers".into(), ..Default::default() };
//! match client.create_list().body(wanted).send().await {
//!     Ok(list) => println!("created {:?}", list.list_id),
//!     Err(error) if error.is_ambiguous() => {
//!         // It may be there: look before asking again.
//!         let found = client.get_all_lists().name("Readers").send().await?;
//!         println!("it is there: {}", !found.lists.is_empty());
//!     }
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Never set [`RetryPolicy::retry_ambiguous`] for scheduling a campaign: that can send it twice.
//!
//! # How fast
//!
//! The server counts 4 requests a second and 10,000 a day for each API key, over all accounts and
//! all processes. A client lets requests go evenly spaced, in the order in which they were asked
//! for; its clones share one [`Pacer`]. Two processes on one key take half the rate each:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
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
//! The figure of the day is counted and reported, not enforced, and a new process begins at none: the
//! server's own count decides, and what exceeds it fails with [`is_quota_exceeded`]. Who has something
//! that all processes share (Redis, a database) implements [`RateLimiter`] over it, and can refuse
//! there with [`LimitError::QuotaExceeded`].
//!
//! [`is_ambiguous`]: crate::Error::is_ambiguous
//! [`is_quota_exceeded`]: crate::Error::is_quota_exceeded
//! [`is_queue_full`]: crate::Error::is_queue_full
//! [`RetryPolicy`]: crate::RetryPolicy
//! [`RetryPolicy::retry_ambiguous`]: crate::RetryPolicy::retry_ambiguous
//! [`Client::with_retry`]: crate::Client::with_retry
//! [`ClientBuilder::call_timeout`]: crate::ClientBuilder::call_timeout
//! [`LimitError::QuotaExceeded`]: crate::LimitError::QuotaExceeded
//! [`Pacer`]: crate::Pacer
//! [`RateLimiter`]: crate::RateLimiter
