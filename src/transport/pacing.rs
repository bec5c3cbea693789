//! How fast requests are sent, so that the API does not have to refuse them.
//!
//! The API permits 4 requests a second and 10,000 a day for each API key, counted over
//! all accounts and all machines that use the key. The exchange acquires a [`Permit`] from a
//! [`RateLimiter`] right before each attempt, and calls [`RateLimiter::on_throttled`] for each answer by which
//! the server reports too many requests. The built-in [`Pacer`] spaces the requests of one
//! process evenly; all clones of a client share one. Several processes that use one key divide the rate
//! among them, or implement the trait on top of shared state.

mod daily;
mod limit_error;
mod limiter;
mod pacer;
mod queue;
mod slots;
#[cfg(test)]
mod tests;
mod usage;

pub use limit_error::LimitError;
pub use limiter::{Permit, RateLimiter, Requester, Unlimited};
pub use pacer::{Pacer, RateError};
pub use usage::Usage;
