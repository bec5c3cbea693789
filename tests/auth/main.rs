//! Authorization against an in-process server that takes the OAuth RFCs at their word.

#![cfg(feature = "oauth")]

mod answers;
mod connecting;
mod file_store;
mod file_store_disks;
mod file_store_kills;
mod flows;
#[cfg(feature = "loopback")]
mod loopback;
mod processes;
mod renewals;
mod rotations;
mod secrets;
mod session;
mod session_store;
mod support;
