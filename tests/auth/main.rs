//! Authorization against an in-process server that enforces the OAuth RFCs.

#![cfg(feature = "oauth")]

mod connecting;
mod file_store;
mod file_store_disks;
mod file_store_kills;
mod file_store_users;
mod flows;
#[cfg(feature = "loopback")]
mod loopback;
mod processes;
mod renewals;
mod responses;
mod rotations;
mod secrets;
mod session;
mod session_store;
mod support;
mod token_limiter;
