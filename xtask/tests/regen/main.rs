//! `cargo xtask regen` as a command, in temporary workspaces: its report on a document that it takes
//! in, and the message on one that it refuses, after which no file has changed.

#![allow(clippy::unwrap_used)]

mod builds;
mod chain;
mod check_source;
mod fetching;
mod forms;
mod overlay;
mod refusals;
mod report;
mod semver;
mod shapes;
mod workspace;
