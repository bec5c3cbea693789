//! Splitting a CSV of any size into parts that the API reads to their end.
//!
//! ```
//! use constant_contact::csv::{CsvError, Limits, Splitter};
//!
//! # fn main() -> Result<(), CsvError> {
//! let mut splitter = Splitter::new(Limits::new(1_000, 2));
//! let mut chunk = &b"email\na@b.example\nc@d.example\n"[..];
//! let mut parts = Vec::new();
//! while let Some(part) = splitter.feed(&mut chunk)? {
//!     parts.push(part);
//! }
//! parts.extend(splitter.finish()?);
//! assert_eq!(parts[1].bytes, "email\nc@d.example\n");
//! # Ok(()) }
//! ```
//!
//! [`Client::import_csv`](crate::Client::import_csv) does this by itself. This module is for other uses,
//! such as finding the rows of a part that was imported with errors.
//!
//! The API silently drops whatever exceeds 4 MB of an upload's body or 40,000 lines. So a source is split
//! between records into parts within both limits, and each part repeats the header.
//! Nothing here reads files or waits: [`Splitter::feed`] takes the source in chunks of any length and
//! returns a part as soon as the next row does not fit into it, and [`Splitter::finish`] returns the rest.
//! The same source, limits and options give the same parts, whatever the chunks.
//!
//! An import uses a little less than its limits for the CSV itself, since the form around it counts
//! too. So a source that is split here with the limits of an import does not give the same parts.

// `records` finds the records, `splitter` decides what is a row and where a part ends, `header` knows
// the columns, `headings` finds the headings that name none, `signature` recognises files that are not CSV,
// `error` says where in the source something is wrong. A resumed import relies on splitting being
// repeatable: it splits the source again and skips the parts that were sent.

#[cfg(feature = "encodings")]
mod encoding;
mod error;
mod header;
#[cfg(feature = "contacts-custom-fields")]
mod headings;
mod part;
mod part_buffer;
pub(super) mod records;
mod signature;
mod splitter;
mod write;

#[cfg(feature = "encodings")]
pub(super) use encoding::Decoder;
#[cfg(feature = "encodings")]
pub use encoding::Encoding;
#[cfg(feature = "csv-rows")]
pub(super) use error::Fault;
pub use error::{CsvError, CsvErrorKind, Position};
#[cfg(feature = "contacts-custom-fields")]
pub(super) use headings::names_a_custom_field;
#[cfg(feature = "contacts-custom-fields")]
pub use headings::{UnknownHeading, UnknownHeadingKind, UnknownHeadingsError};
pub use part::{Limits, Part};
pub use splitter::Splitter;
