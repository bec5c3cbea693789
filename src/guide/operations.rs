//! Every operation: what it does, how it is requested, and what the provider calls it.
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/operations.md"))]
