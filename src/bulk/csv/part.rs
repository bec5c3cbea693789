//! What a part is, and how large it may be.

use bytes::Bytes;
use std::fmt;
use std::ops::Range;

/// How large a part may be.
///
/// ```
/// use constant_contact::csv::Limits;
///
/// // 4 MB for the whole form, of which boundaries and part headers take less than 1 kB.
/// let limits = Limits::new(4_000_000 - 1_024, 40_000);
/// ```
///
/// Both count the repeated header. The caller has to subtract what else the body of the request holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes of CSV text in one part, the header's included.
    pub max_bytes: usize,
    /// The most physical lines in one part, the header's and those within quotes included.
    ///
    /// A line ends with LF, CRLF or a CR alone.
    pub max_lines: u64,
}

impl Limits {
    /// Limits of this many bytes and lines.
    pub const fn new(max_bytes: usize, max_lines: u64) -> Self {
        Self {
            max_bytes,
            max_lines,
        }
    }
}

/// A piece of the source that is a CSV of its own.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits::new(1_000, 2));
/// let part = splitter.feed(&mut &b"email\na@b.example\nc@d.example\n"[..])?;
/// let part = part.ok_or("the second row opens a second part")?;
/// assert_eq!(part.bytes, "email\na@b.example\n");
/// assert_eq!((part.number, part.rows, part.lines), (1, 1..2, 2..3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `Debug` shows the length of the text in place of the text.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The part's number, from 1.
    pub number: u32,
    /// The header and the part's rows. Cloning it is cheap.
    pub bytes: Bytes,
    /// The rows in it, counted from 1 over the whole source. The header and its repetitions, blank lines
    /// and records without content do not count. Never empty, and without a gap from part to part.
    pub rows: Range<u64>,
    /// The physical lines of the source from the first of these rows to the last, counted from 1.
    ///
    /// Lines that were left out between two parts are in neither.
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
