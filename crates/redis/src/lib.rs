//! Several machines that share one Constant Contact API key, with what they share in Redis.
//!
//! The limits of the API apply to the API key, wherever its requests are sent from, and a refresh token works once. The
//! types of [`constant_contact`] that keep to this work within one machine. These do the same for many:
//!
//! | type | instead of | shares |
//! |---|---|---|
//! | [`RedisTokenStore`] | `FileStore` | the tokens of an account |
//! | [`RedisJournal`] | `FileJournal` | an import that another machine can resume |
//!
//! All take a [`Connection`], which also has the prefix of the keys.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod connection;
mod failure;
mod journal;
mod lease;
mod token_store;

pub use connection::Connection;
pub use journal::RedisJournal;
pub use redis;
pub use token_store::RedisTokenStore;
