//! The generated client against the contract that it was generated from.
//!
//! What is called and expected follows the contract, so that a new build of it is covered too:
//! `generated/` is made by `cargo xtask regen`, the expectations are read from `spec/` by
//! `document` and `sample`, independently of the generator.
//!
//! Where areas are left out, so are the operations that some of what stands here is for.

#![cfg_attr(
    not(feature = "all-areas"),
    allow(dead_code, unreachable_code, unused_imports, unused_variables)
)]

mod answers;
#[rustfmt::skip]
#[path = "generated/calls.rs"]
mod calls;
mod document;
mod forms;
#[rustfmt::skip]
#[path = "generated/schemas.rs"]
mod generated_schemas;
mod operations;
#[rustfmt::skip]
#[path = "generated/pages.rs"]
mod pages;
mod paging;
mod path_values;
mod printing;
mod prism;
mod readme;
mod sample;
mod schemas;
#[allow(dead_code, reason = "the pipeline's tests use all of it")]
#[path = "../pipeline/server.rs"]
mod server;
mod write_back;

use paging::count;
