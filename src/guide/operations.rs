//! Every operation: what it does, its method and path, and the provider's name for it.
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/operations.md"))]
