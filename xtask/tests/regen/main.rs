//! `cargo xtask regen` as a command, on a copy of the tree: what it says of a document that it can
//! not take in, and that it then changes nothing; what it reports of one that it can.

#![allow(clippy::unwrap_used)]

mod builds;
mod fetching;
mod forms;
mod refusals;
mod report;
mod tree;
