//! The contract and the names of its client, read once: everything that is generated is made from
//! this model alone.
//!
//! ```text
//! OpenAPI ─ progenitor ─ outline.rs ─► syn::File ─┐
//!    └────────────────────────────────────────────┴─ types.rs, operations.rs ─► Model
//! ```
//!
//! progenitor chooses the names and the Rust types, the OpenAPI document says everything else. A name
//! that is needed later is looked up here and never derived again.

mod attributes;
mod build;
mod elements;
mod facts;
mod operations;
mod outline;
mod pages;
mod progenitor;
mod read_only;
mod rows;
mod rust_type;
mod shapes;
mod types;

pub use build::model;
pub use elements::{
    Area, Body, Enumeration, Field, FieldForm, FormField, Model, NextPage, Operation, Pages,
    Parameter, Place, Struct, Type, TypeKind, Variant,
};
pub use facts::Facts;
pub use rust_type::RustType;

#[cfg(test)]
mod tests;
