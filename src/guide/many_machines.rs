//! Many processes, containers or machines on one API key.
//!
//! The API counts requests by API key, wherever they are sent from, and a refresh token is valid once. So processes that
//! use one key have to agree on three things. Each is a trait of this crate, with an implementation for one machine
//! and one over Redis:
//!
//! | what they share | trait | one process or machine | many machines |
//! |---|---|---|---|
//! | 4 requests a second, 10,000 a day | [`RateLimiter`] | [`Pacer`] (one process) | `RedisLimiter` |
//! | one request a second to the token endpoint | [`RateLimiter`] by [`OAuth::token_rate_limiter`] | built in (one process) | `RedisLimiter::token_endpoint` |
//! | the tokens of an account | [`TokenStore`] | [`FileStore`] | `RedisTokenStore`, or your database |
//! | an import that another process can resume | [`Journal`] | [`FileJournal`] | `RedisJournal` |
//!
//! The types over Redis are in the crate [`constant-contact-redis`], whose README has an example of each. Its example `fleet`
//! runs eight processes on one key and prints how they share it.
//!
//! # Without shared state
//!
//! A fixed number of processes can divide the rate: three of them pace 2, 1 and 1 requests a second with
//! [`Pacer::per_second`]. They can also divide the day, with [`Pacer::daily`] and [`Pacer::enforce_daily`]. A share that
//! one process does not need is lost to the others. That is the reason for a shared limiter, not correctness: a
//! process that exceeds the limit gets 429, and its client waits and tries again.
//!
//! # What fails, and how
//!
//! | what happens | consequence |
//! |---|---|
//! | a process is killed while it waits for its turn | none: waiting processes reserve nothing |
//! | a process is killed between its turn and its request | that turn is lost, and counts towards the day |
//! | a process is stopped for some time between its turn and its request | the request is late: the server may see one more in that second and answer 429, after which all processes pause for a second |
//! | the limiter's Redis is away | requests fail with [`ErrorKind::RateLimiter`], or continue at a local share if you have set one |
//! | the day's quota is used up | calls fail with [`ErrorKind::QuotaExceeded`], in all processes. With [`RetryPolicy::wait_for_quota`] they wait for the next day |
//! | a process is killed while it renews tokens | the others wait until its lock expires, at most a minute by default; calls use the old access token in the meantime. If the server had already answered, the new tokens are lost and a person has to authorise again |
//! | a process is stopped for longer than its lock lasts while it renews tokens | it notices before it uses the refresh token, and starts again. If it was stopped after that, another process uses the same refresh token, and a server that detects the re-use ends the grant |
//! | the token store is away | calls continue until the access token expires; no refresh token is used that could not be replaced |
//! | the store loses its last write, as in a failover to a replica that is behind | the refresh token that is left was used before: a person has to authorise again |
//! | two machines start one import | the second fails while the first one runs |
//! | the machine of an import is lost | another machine resumes it, when the lock has expired |
//!
//! Two rows end a grant that no program can repair. They are the reason to keep grants in a database that confirms a write
//! only when it is on disk, and to leave Redis to what can be lost: turns and counts.
//!
//! # A store of your own
//!
//! [`TokenStore`] says what a store over another database has to do. The module `conformance` (feature `test-util`) has test
//! suites for stores, limiters and journals, which find what is easily overlooked: two saves from the same
//! predecessor, a lock whose holder died, a save whose answer was lost. The repository's example `sqlite_store` is a
//! complete store over SQLite that passes.
//!
//! # Renewals
//!
//! All processes agree on when a token is renewed: between 12 and 18 hours after it was issued, at a moment that depends
//! on the token. The first process to notice takes the store's lock and renews; the others load the new tokens when they
//! need them. [Many accounts](super::many_accounts) has more about the spread.
//!
//! [`constant-contact-redis`]: https://docs.rs/constant-contact-redis
//! [`ErrorKind::QuotaExceeded`]: crate::ErrorKind::QuotaExceeded
//! [`ErrorKind::RateLimiter`]: crate::ErrorKind::RateLimiter
//! [`FileJournal`]: crate::FileJournal
//! [`FileStore`]: crate::auth::FileStore
//! [`Journal`]: crate::Journal
//! [`OAuth::token_rate_limiter`]: crate::auth::OAuth::token_rate_limiter
//! [`Pacer`]: crate::Pacer
//! [`Pacer::daily`]: crate::Pacer::daily
//! [`Pacer::enforce_daily`]: crate::Pacer::enforce_daily
//! [`Pacer::per_second`]: crate::Pacer::per_second
//! [`RateLimiter`]: crate::RateLimiter
//! [`RetryPolicy::wait_for_quota`]: crate::RetryPolicy::wait_for_quota
//! [`TokenStore`]: crate::auth::TokenStore
