//! What can be wrong with a CSV, and where.
//!
//! The splitter returns a [`CsvError`] at the first thing that it cannot pass on. The error holds only
//! places and counts and never any text of the source, so that it is safe to log.

use super::part::Limits;
use std::fmt;

/// A place in a CSV.
///
/// ```
/// use constant_contact::csv::Position;
///
/// let place = Position::new(3, 7);
/// assert_eq!(place.to_string(), "line 3, column 7");
/// ```
///
/// Both count from 1. Lines are physical lines, as an editor shows them. Columns are counted in
/// characters (Unicode scalar values), without the byte-order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Position {
    /// The physical line: LF, CRLF and a CR alone end one, within quotes too.
    pub line: u64,
    /// The character in that line.
    pub column: u64,
}

impl Position {
    /// The place at a line and a column, both counted from 1.
    pub const fn new(line: u64, column: u64) -> Self {
        Self { line, column }
    }

    /// The place after `text`, which starts here.
    pub(super) fn after(self, text: &[u8]) -> Self {
        let mut place = self;
        let mut previous = 0;
        for &byte in text {
            match byte {
                b'\n' if previous == b'\r' => {}
                b'\n' | b'\r' => {
                    place = Self::new(place.line + 1, 1);
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
/// let mut splitter = Splitter::new(Limits::new(1_000, 100));
/// let error = splitter.feed(&mut &b"email,city\na@b.example,K\xF8ln\n"[..]).unwrap_err();
/// assert_eq!(error.kind(), CsvErrorKind::InvalidUtf8);
/// assert_eq!((error.position().line, error.position().column), (2, 14));
/// ```
///
/// Errors in the header are found before there is any part. The others may come after parts were
/// returned: see [`CsvError::rows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CsvErrorKind {
    /// The delimiter is a letter, a digit, a quote, a line end, or not ASCII.
    InvalidDelimiter,
    /// The source is empty, or all of its records are.
    NoHeader,
    /// The source is another format than CSV in UTF-8, by its first bytes or its first line.
    NotCsv {
        /// What it is, in words for a message.
        format: &'static str,
    },
    /// The first line is a hint for spreadsheets such as `sep=;`, and not the header.
    SeparatorLine,
    /// A column name begins or ends with an invisible character, such as a second byte-order mark
    /// (U+FEFF) or a zero-width space (U+200B).
    InvisibleCharacter {
        /// The character.
        character: char,
    },
    /// No column is headed `email` or `sms_number`.
    NoEmailHeading {
        /// What seems to separate the column names in place of the delimiter, if something does.
        separator: Option<char>,
    },
    /// Two headings name the same column. Letter case and surrounding space make no difference.
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
    /// The cause is often a quote that is never closed, so that the rest of the file looks like one field.
    RecordTooLarge {
        /// What a part may hold.
        limits: Limits,
        /// The opening quote of the field in which the limit was reached.
        open_quote: Option<Position>,
    },
    /// The header is repeated, as in files that were joined.
    RepeatedHeader,
    /// Another header follows, as in files that were joined: the rows after it have other columns.
    DifferentHeader,
    /// The text is not UTF-8.
    InvalidUtf8,
    /// The text does not have the encoding that was named.
    #[cfg(feature = "encodings")]
    InvalidEncoding {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// The text is UTF-8, although another encoding was named. This is known only at the end of the text.
    #[cfg(feature = "encodings")]
    UnexpectedUtf8 {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// There is a NUL character, as in text that is UTF-16 or not text at all.
    Nul,
    /// The source ends within quotes that were opened here.
    UnclosedQuote,
    /// The source changed while it was imported, or is shorter than when the import began.
    ///
    /// None of the changes was sent. The position is that of the first part that differs.
    SourceChanged,
}

/// The error of a source that cannot be split, or cannot be split to its end.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits::new(1_000, 2));
/// let mut chunk = &b"email,note\na@b.example,\nc@d.example,\ne@f.example,\"so\n"[..];
/// while splitter.feed(&mut chunk)?.is_some() {}
/// let error = splitter.finish().unwrap_err();
/// assert_eq!((error.position().line, error.position().column), (4, 13));
/// assert_eq!(error.rows(), 1); // the second was in a part that was not returned
/// # Ok::<(), constant_contact::csv::CsvError>(())
/// ```
///
/// Neither `Display` nor `Debug` shows anything of the source's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvError {
    pub(in crate::bulk) kind: CsvErrorKind,
    pub(in crate::bulk) position: Position,
    pub(in crate::bulk) rows: u64,
    pub(in crate::bulk) parts: u32,
}

impl CsvError {
    /// What is wrong.
    pub fn kind(&self) -> CsvErrorKind {
        self.kind
    }

    /// Where it is wrong.
    ///
    /// For a record or header that is too large, this is its first character; for a duplicate
    /// column name, the second of the two.
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many rows are in the parts that were returned before the error.
    ///
    /// These are rows 1 to this number. No row after them is in any part.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many parts were returned before the error.
    pub fn parts(&self) -> u32 {
        self.parts
    }
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.position)?;
        match self.kind {
            CsvErrorKind::InvalidDelimiter => f.write_str(
                "the delimiter has to be an ASCII character other than a letter, a digit, a quote \
                 or a line end",
            )?,
            CsvErrorKind::NoHeader => f.write_str("there is no header: the source is empty")?,
            CsvErrorKind::NotCsv { format } => {
                write!(f, "the source is {format}, not CSV in UTF-8")?;
            }
            CsvErrorKind::SeparatorLine => f.write_str(
                "the first line is a hint for spreadsheets (sep=), but the header has to come first",
            )?,
            CsvErrorKind::InvisibleCharacter { character } => write!(
                f,
                "the heading begins or ends with an invisible character, U+{:04X}{}",
                u32::from(character),
                match character {
                    '\u{FEFF}' => " (another byte-order mark)",
                    _ => "",
                }
            )?,
            CsvErrorKind::NoEmailHeading { separator } => {
                f.write_str("no column is headed \"email\" or \"sms_number\"")?;
                if let Some(separator) = separator {
                    write!(
                        f,
                        " (the headings seem to be separated by {separator:?}: set that delimiter)"
                    )?;
                }
            }
            CsvErrorKind::DuplicateHeading { first } => {
                write!(f, "the same column already has a heading at {first}")?;
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
            CsvErrorKind::RepeatedHeader => f.write_str(
                "the header is repeated here, as in files that were joined: remove it, or allow it \
                 to be dropped",
            )?,
            CsvErrorKind::DifferentHeader => f.write_str(
                "another header begins here, as in files that were joined: the rows after it have \
                 other columns",
            )?,
            CsvErrorKind::InvalidUtf8 => f.write_str(
                "the text is not UTF-8 (if it is Windows-1252 or Latin-1, set the encoding)",
            )?,
            #[cfg(feature = "encodings")]
            CsvErrorKind::InvalidEncoding { encoding } => write!(f, "the text is not {encoding}")?,
            #[cfg(feature = "encodings")]
            CsvErrorKind::UnexpectedUtf8 { encoding } => {
                write!(f, "the whole text is UTF-8, and not {encoding} as was set")?;
            }
            CsvErrorKind::Nul => {
                f.write_str("there is a NUL character (if the text is UTF-16, set the encoding)")?;
            }
            CsvErrorKind::UnclosedQuote => f.write_str("the quote that opens here is never closed")?,
            CsvErrorKind::SourceChanged => {
                f.write_str("from here on, the source is no longer what it was")?;
            }
        }
        if self.rows > 0 {
            write!(f, "; rows 1 to {} are in earlier parts", self.rows)?;
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

/// What is wrong, and where: an error without the counts of the splitter.
pub(crate) type Fault = (CsvErrorKind, Position);
