//! `cargo xtask regen` as a command, on trees in folders of their own: what it says of a document
//! that it can not take in, and that it then changes nothing; what it reports of one that it can.

#![allow(clippy::unwrap_used)]

mod builds;
mod fetching;
mod forms;
mod overlay;
mod refusals;
mod report;
mod tree;
