//! How fast requests are sent, so that the API does not have to refuse them.
//!
//! The API permits 4 requests a second and 10,000 a day for each API key, counted over
//! all accounts and all machines that use the key. Every attempt of every request asks a
//! [`RateLimiter`] for a [`Permit`] right before it is sent, and reports each answer by which the
//! server says that there were too many. The built-in [`Pacer`] spaces the requests of one
//! process evenly; all clones of a client share one. Several processes on one key divide the rate
//! among them, or implement the trait over something they share.

mod daily;
mod limit_error;
mod limiter;
mod pacer;
mod slots;
#[cfg(test)]
mod tests;
mod usage;

pub use limit_error::LimitError;
pub use limiter::{Acquire, Permit, RateLimiter, Unlimited};
pub use pacer::{Pacer, RateError};
pub use usage::Usage;
