//! The conformance suites: the implementations of this crate pass, and each rule catches one that is broken.

#![cfg(feature = "test-util")]

mod daily_limits;
#[cfg(feature = "bulk-activities")]
mod journals;
mod lease;
mod limiters;
#[cfg(feature = "oauth")]
mod stores;
