//! Conformance suites: they show whether your store, limiter or journal keeps the rules that this crate relies on.
//!
//! ```toml
//! [dev-dependencies]
//! constant-contact = { version = "0.1", features = ["test-util"] }
//! ```
//!
#![cfg_attr(
    all(feature = "oauth", feature = "bulk-activities"),
    doc = include_str!("conformance/overview.md")
)]

#[cfg(feature = "bulk-activities")]
mod journal;
mod lock;
mod rate_limiter;
#[cfg(feature = "oauth")]
mod token_store;
mod violation;
mod work;

#[cfg(feature = "bulk-activities")]
pub use journal::journal;
pub use rate_limiter::{daily_limit, fair_turns, rate_limiter};
#[cfg(feature = "oauth")]
pub use token_store::token_store;
pub use violation::Violation;
