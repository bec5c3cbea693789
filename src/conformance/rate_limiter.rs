//! The suites for rate limiters.

mod daily_limit;
mod fair_turns;
mod handles;
mod rate;

pub use daily_limit::daily_limit;
pub use fair_turns::fair_turns;
pub use rate::rate_limiter;
