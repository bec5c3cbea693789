//! The suites for rate limiters.

mod day;
mod fairness;
mod handles;
mod rate;

pub use day::daily_limit;
pub use fairness::fair_turns;
pub use rate::rate_limiter;
