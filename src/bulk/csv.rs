//! Cutting a CSV of any size into parts that the API reads to their end.
//!
//! ```
//! use constant_contact::csv::{CsvError, Limits, Splitter};
//!
//! # fn main() -> Result<(), CsvError> {
//! let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 2 });
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
//! [`Client::import_csv`](crate::Client::import_csv) does this by itself; here it is for other uses,
//! such as finding the rows of a part that was imported with errors.
//!
//! The API drops, without a word, what exceeds 4 MB of an upload's body or 40,000 lines. So a
//! source is cut between records into parts within both limits, each with the header repeated.
//! Nothing here reads files or waits: bytes come in as chunks of any length through
//! [`Splitter::feed`], parts go out as soon as the next row does not fit into them, and
//! [`Splitter::finish`] gives the rest. The same source, limits and options give the same parts however
//! the source is cut into chunks.
//!
//! An import takes a little less than its limits for the CSV itself, since the form around it counts
//! too: to split a source here with the limits of an import does not give the same parts.

// `records` finds the records, `splitter` decides what is a row and where a part ends, `header` knows
// the columns, `signature` recognises files that are no CSV, `error` says where in the source something
// is wrong. That splitting is repeatable is what a resumed import rests on: it splits anew and passes
// over the parts that were sent.

#[cfg(feature = "encodings")]
mod encoding;
mod error;
mod header;
pub(crate) mod records;
mod signature;
mod splitter;

#[cfg(feature = "encodings")]
pub(in crate::bulk) use encoding::Decoder;
#[cfg(feature = "encodings")]
pub use encoding::Encoding;
pub use error::{CsvError, CsvErrorKind, Position};
pub use splitter::Splitter;

use bytes::Bytes;
use std::fmt;
use std::ops::Range;

/// How large a part may be.
///
/// ```
/// use constant_contact::csv::Limits;
///
/// // 4 MB for the whole form, of which boundaries and part headers take less than 1 kB.
/// let limits = Limits { max_bytes: 4_000_000 - 1_024, max_lines: 40_000 };
/// ```
///
/// Both count the repeated header. What else the request's body holds is for the caller to
/// subtract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The most bytes of CSV text in one part, the header's included.
    pub max_bytes: usize,
    /// The most physical lines in one part, the header's and those within quotes included.
    ///
    /// A line ends with LF, CRLF or a CR alone.
    pub max_lines: u64,
}

/// A piece of the source that is a CSV of its own.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 2 });
/// let part = splitter.feed(&mut &b"email\na@b.example\nc@d.example\n"[..])?;
/// let part = part.ok_or("the second row opens a second part")?;
/// assert_eq!(part.bytes, "email\na@b.example\n");
/// assert_eq!((part.number, part.rows, part.lines), (1, 1..2, 2..3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `Debug` shows the length of the text in place of the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// The part's number, from 1.
    pub number: u32,
    /// The header and the part's rows. Cloning it is cheap.
    pub bytes: Bytes,
    /// The rows in it, counted from 1 over the whole source. What was left out does not count: the
    /// header and its repetitions, blank lines and records without content. Never empty, and without a
    /// gap from part to part.
    pub rows: Range<u64>,
    /// The physical lines of the source from the first of these rows to the last, counted from 1.
    ///
    /// What was left out between two parts is in neither.
    pub lines: Range<u64>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("number", &self.number)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("rows", &self.rows)
            .field("lines", &self.lines)
            .finish()
    }
}
