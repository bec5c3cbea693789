//! The generated client against the contract that it was generated from.
//!
//! The calls and the expected results follow the contract, so a new build of it is covered too:
//! `cargo xtask regen` makes `generated/`, and `document` and `sample` read the expectations from
//! `spec/`, independently of the generator.
//!
//! Without some of the areas, their operations are missing, and some of the code here is unused.

#![cfg_attr(
    not(feature = "all-areas"),
    allow(dead_code, unreachable_code, unused_imports, unused_variables)
)]
// What the provider has deprecated is tested like the rest.
#![allow(deprecated)]

mod answers;
#[rustfmt::skip]
#[path = "generated/calls.rs"]
mod calls;
mod difference;
mod document;
mod fill;
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
mod pending;
mod printing;
mod prism;
mod readme;
mod sample;
mod schemas;
mod unknown_elements;
mod write_back;

use paging::count;
