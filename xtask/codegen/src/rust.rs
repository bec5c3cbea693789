//! Generates Rust from the model; prettyplease formats it.
//!
//! ```text
//! Model ─► types.rs       structs and open enumerations
//!      ├─► construction.rs  `new` and the setters of what is sent
//!      ├─► tracking.rs      what the rows of the reports have in common
//!      ├─► operations.rs  builders, `send`, the methods of `Client`
//!      ├─► paging.rs      streams of the answers that come in pages
//!      └─► write_back.rs  from what GET answers to what PUT takes
//! Model, docs.yaml ─► scopes.rs    the permissions, a file of its own
//! Model, docs.yaml ─► words.rs, links.rs, facts.rs, example.rs, aliases.rs, deprecation.rs ─► the documentation of all
//! ```
//!
//! Three parts of progenitor's output are not used: a second builder for every struct (more than
//! half of all lines), the derived serde code (strict, and slow to compile), and the body of
//! `send` (it would send `api-version`, repeat every list, and drop failure bodies). Names, types,
//! parameters and their order are progenitor's.

mod aliases;
mod client;
mod construction;
mod context;
mod deprecation;
mod example;
mod facts;
mod links;
mod operations;
mod paging;
mod scopes;
mod shown;
mod spelling;
mod tracking;
mod types;
mod words;
mod write_back;

pub use client::generate;
pub use scopes::scopes;
pub(crate) use words::fact_list;

#[cfg(test)]
mod tests;
