//! What can be wrong with a CSV, and where.
//!
//! The splitter makes one of these at the first thing that it cannot pass on. It holds places and
//! counts only, never a piece of the source, so that it can go into any log.

use super::Limits;
use std::fmt;

/// A place in a CSV; that of a page in a list is [`crate::Position`].
///
/// ```
/// use constant_contact::csv::Position;
///
/// let place = Position { line: 3, column: 7 };
/// assert_eq!(place.to_string(), "line 3, column 7");
/// ```
///
/// Both count from 1. Lines are physical ones, as an editor shows them; columns are counted in
/// characters (Unicode scalar values), without the byte-order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// The physical line: LF, CRLF and a CR alone end one, within quotes too.
    pub line: u64,
    /// The character in that line.
    pub column: u64,
}

impl Position {
    /// The place of the byte at `offset` of `text`, whose first byte opens `line`.
    pub(super) fn within(text: &[u8], offset: usize, line: u64) -> Self {
        let mut place = Self { line, column: 1 };
        let mut previous = 0;
        for &byte in text.iter().take(offset) {
            match byte {
                b'\n' if previous == b'\r' => {}
                b'\n' | b'\r' => {
                    place = Self {
                        line: place.line + 1,
                        column: 1,
                    }
                }
                // A later byte of a character.
                0x80..=0xBF => {}
                _ => place.column += 1,
            }
            previous = byte;
        }
        place
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a source cannot be split.
///
/// ```
/// use constant_contact::csv::{CsvErrorKind, Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 100 });
/// let error = splitter.feed(&mut &b"email,city\na@b.example,K\xF8ln\n"[..]).unwrap_err();
/// assert_eq!(error.kind(), CsvErrorKind::InvalidUtf8);
/// assert_eq!(error.to_string(), "line 2, column 14: the text is not UTF-8");
/// ```
///
/// The first four are found before there is any part; the others may come after parts were
/// handed out, see [`CsvError::rows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsvErrorKind {
    /// The source is empty or holds blank lines only.
    NoHeader,
    /// No column is headed `email` or `sms_number`.
    NoEmailHeading {
        /// What seems to separate the column names in place of a comma, if something does.
        separator: Option<char>,
    },
    /// A column name occurs twice; letter case and space around it make no difference.
    DuplicateHeading {
        /// Where the first of the two is.
        first: Position,
    },
    /// The header leaves no room in a part for a row.
    HeaderTooLarge {
        /// What a part may hold.
        limits: Limits,
    },
    /// A record does not fit into a part together with the header.
    ///
    /// Often a quote that nobody closed, so that the rest of the file looks like one field.
    RecordTooLarge {
        /// What a part may hold.
        limits: Limits,
        /// The opening quote of the field in which the limit was reached.
        open_quote: Option<Position>,
    },
    /// The text is not UTF-8.
    InvalidUtf8,
    /// There is a NUL character, as in text that is UTF-16 or not text at all.
    Nul,
    /// The source ends within quotes that were opened here.
    UnclosedQuote,
}

/// A source that cannot be split, or cannot be split to its end.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 2 });
/// let mut chunk = &b"email,note\na@b.example,\nc@d.example,\"so\n"[..];
/// while splitter.feed(&mut chunk)?.is_some() {}
/// let error = splitter.finish().unwrap_err();
/// assert_eq!((error.position().line, error.position().column), (3, 13));
/// assert_eq!(error.rows(), 1);
/// # Ok::<(), constant_contact::csv::CsvError>(())
/// ```
///
/// Neither `Display` nor `Debug` shows anything of the source's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvError {
    pub(super) kind: CsvErrorKind,
    pub(super) position: Position,
    pub(super) rows: u64,
    pub(super) parts: u32,
}

impl CsvError {
    /// What is wrong.
    pub fn kind(&self) -> CsvErrorKind {
        self.kind
    }

    /// Where it is wrong.
    ///
    /// For a record or header that is too large this is its first character; for a duplicate
    /// column name the second of the two.
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many rows are in the parts that were handed out before.
    ///
    /// These are rows 1 to this number. No row after them is in any part.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many parts were handed out before.
    pub fn parts(&self) -> u32 {
        self.parts
    }
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.position)?;
        match self.kind {
            CsvErrorKind::NoHeader => f.write_str("there is no header, the source is empty")?,
            CsvErrorKind::NoEmailHeading { separator } => {
                f.write_str("no column is headed \"email\" or \"sms_number\"")?;
                if let Some(separator) = separator {
                    write!(
                        f,
                        " (the headings seem to be separated by {separator:?}, not by commas)"
                    )?;
                }
            }
            CsvErrorKind::DuplicateHeading { first } => {
                write!(f, "the same heading is already at {first}")?;
            }
            CsvErrorKind::HeaderTooLarge { limits } => {
                f.write_str("the header leaves no room for a row in a part of ")?;
                show(limits, f)?;
            }
            CsvErrorKind::RecordTooLarge { limits, open_quote } => {
                f.write_str("the record that starts here does not fit into a part of ")?;
                show(limits, f)?;
                if let Some(quote) = open_quote {
                    write!(f, " (the quote at {quote} may not have been closed)")?;
                }
            }
            CsvErrorKind::InvalidUtf8 => f.write_str("the text is not UTF-8")?,
            CsvErrorKind::Nul => f.write_str("there is a NUL character (is the text UTF-16?)")?,
            CsvErrorKind::UnclosedQuote => f.write_str("the quote opened here is never closed")?,
        }
        if self.rows > 0 {
            write!(
                f,
                "; rows 1 to {} are in parts handed out before",
                self.rows
            )?;
        }
        Ok(())
    }
}

fn show(limits: Limits, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "at most {} bytes and {} lines",
        limits.max_bytes, limits.max_lines
    )
}

impl std::error::Error for CsvError {}
