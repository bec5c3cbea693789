//! Bulk work on contacts or ids from memory, an iterator or a stream.
//!
//! `operations` and `contacts` have the methods of the client, `items` takes the contacts or ids as JSON,
//! `packer` puts as many of them into each body as the API allows, and `builder` sends the bodies.

// The reference lists the methods of `Client` in the order of these modules.
mod operations;

mod builder;
mod contacts;
mod items;
mod packer;

pub use builder::Batch;
pub use contacts::ImportContacts;
pub use items::BulkItems;
