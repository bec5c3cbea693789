//! Several machines that share one Constant Contact API key, with what they share in Redis.
//!
//! The limits of the API apply to the API key, wherever its requests are sent from, and a refresh token works once. The
//! types of [`constant_contact`] that keep to this work within one machine. These do the same for many:
//!
//! | type | instead of | shares |
//! |---|---|---|
//! | [`RedisLimiter`] | [`Pacer`](constant_contact::Pacer) | the limits of the API key |
//! | [`RedisTokenStore`] | [`FileStore`](constant_contact::auth::FileStore) | the tokens of an account |
//! | [`RedisJournal`] | [`FileJournal`](constant_contact::FileJournal) | an import that another machine can resume |
//!
//! All take a [`Connection`], which also has the prefix of the keys.

#![cfg_attr(docsrs, feature(doc_cfg))]

/// The README, whose examples are tested with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
extern crate self as constant_contact_redis;

mod connection;
mod failure;
mod journal;
mod lease;
mod limiter;
mod token_store;

pub use connection::Connection;
pub use journal::RedisJournal;
pub use limiter::{RedisLimiter, Unavailable};
pub use redis;
pub use token_store::RedisTokenStore;
