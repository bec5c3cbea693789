//! The splitter: chunks in, parts out.
//!
//! It takes the records one by one, whatever the chunks. The first record becomes the header, with which
//! every part starts. Records without content are dropped, and headers further down are dropped or
//! refused. Every other record is a row. A row goes into the current part, or begins the next part if
//! it does not fit there.

use super::error::{CsvError, CsvErrorKind, Fault, Position};
use super::header::{Header, Repeat};
#[cfg(feature = "contacts-custom-fields")]
use super::headings::{UnknownHeading, unknown_headings};
use super::part::{Limits, Part};
use super::part_buffer::{Emitted, PartBuffer};
use super::records::{ReadResult, Records};
use super::signature::{Signature, signature, text_format};
use super::write::{line_end, write_record};
#[cfg(feature = "contacts-custom-fields")]
use crate::custom_fields::CustomFieldSet;

/// Splits a CSV into parts within [`Limits`], each with the header.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits::new(1_000, 3));
/// let mut parts = Vec::new();
/// // The chunks may begin and end anywhere.
/// for mut chunk in [&b"Email address\na@b.exam"[..], b"ple\nc@d.example\n", b"e@f.example"] {
///     while let Some(part) = splitter.feed(&mut chunk)? {
///         parts.push(part);
///     }
/// }
/// parts.extend(splitter.finish()?);
///
/// assert_eq!(parts[0].bytes, "email\na@b.example\nc@d.example\n");
/// assert_eq!(parts[1].bytes, "email\ne@f.example");
/// assert_eq!(parts[1].rows, 3..4);
/// # Ok::<(), constant_contact::csv::CsvError>(())
/// ```
///
/// Records are those of RFC 4180, and those of `csv-core` where the RFC is silent:
///
/// - Fields are separated by commas, or by the [delimiter](Self::delimiter). A quote opens a quoted
///   field only as the first character of the field; elsewhere in an unquoted field it is an ordinary
///   character. Within quotes, two quotes mean one, and delimiters and line ends are text.
/// - LF, CRLF or a CR alone ends a record, also mixed. The last record may do without, and is passed on
///   as it is.
/// - A UTF-8 byte-order mark at the beginning of a record is dropped.
/// - Blank lines are dropped and are not rows. So are records whose fields are all empty or blank, such
///   as the `,,` of spreadsheets: see [`empty_rows`](Self::empty_rows).
/// - A header further down, as in files that were joined, is an error, unless
///   [repeated headers are dropped](Self::drop_repeated_headers).
/// - A row with more or fewer fields than the header is passed on as it is; the server decides what to
///   do with it.
///
/// The header is sent with the names that the API documents. Letter case, spaces around and within a
/// name, and the headings of the provider's exports ("Email address", "City - Home") make no
/// difference. Other headings are sent as they are, without spaces around them. Rows are sent byte for
/// byte; with another delimiter than the comma they are rewritten with commas.
///
/// A part ends only where the next row would exceed a limit.
///
/// The splitter holds one part and one record in memory, whatever the length of the source. After an
/// error, every further call returns the same error.
#[must_use = "a splitter returns the parts as it is fed"]
pub struct Splitter {
    limits: Limits,
    delimiter: u8,
    drops_headers: bool,
    /// The first bytes, while they may be those of a file that is not text.
    held_back: Option<Vec<u8>>,
    records: Records,
    /// `None` until the header is complete.
    header: Option<Header>,
    part: PartBuffer,
    emitted: Emitted,
    empty_rows: u64,
    repeated_headers: u64,
    failed: Option<CsvError>,
}

impl std::fmt::Debug for Splitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splitter")
            .field("limits", &self.limits)
            .field("rows", &self.emitted.rows)
            .field("parts", &self.emitted.parts)
            .finish_non_exhaustive()
    }
}

impl Splitter {
    /// A splitter at the beginning of a source.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            delimiter: b',',
            drops_headers: false,
            held_back: Some(Vec::new()),
            records: Records::new(b','),
            header: None,
            part: PartBuffer::default(),
            emitted: Emitted::default(),
            empty_rows: 0,
            repeated_headers: 0,
            failed: None,
        }
    }

    /// The delimiter between the fields of the source. Set it before the first chunk. Default: a comma.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let limits = Limits::new(1_000, 3);
    /// let mut splitter = Splitter::new(limits).delimiter(b';');
    /// splitter.feed(&mut &b"email;city\na@b.example;Bonn, D\n"[..])?;
    /// assert_eq!(splitter.finish()?[0].bytes, "email,city\na@b.example,\"Bonn, D\"\n");
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self.records = Records::new(delimiter);
        self
    }

    /// Whether a repetition of the header is dropped. Set it before the first chunk. Default: no, it is
    /// an error.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let limits = Limits::new(1_000, 3);
    /// let mut splitter = Splitter::new(limits).drop_repeated_headers(true);
    /// splitter.feed(&mut &b"email\na@b.example\nEmail\nc@d.example\n"[..])?;
    /// assert_eq!(splitter.finish()?[0].bytes, "email\na@b.example\nc@d.example\n");
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// A header with other columns, or with the same columns in another order, is always an error.
    pub fn drop_repeated_headers(mut self, yes: bool) -> Self {
        self.drops_headers = yes;
        self
    }

    /// Takes bytes off the front of `chunk` until a part is complete or the chunk is used up.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let mut splitter = Splitter::new(Limits::new(1_000, 3));
    /// let mut chunk = &b"email\na@b.example\n"[..];
    /// while let Some(part) = splitter.feed(&mut chunk)? {
    ///     println!("part {} has rows {:?}", part.number, part.rows);
    /// }
    /// assert!(chunk.is_empty());
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// `None` means that the chunk is used up. After a part, call this again with the same chunk, which
    /// now starts with the bytes that were not taken. So a chunk of any length takes no more memory than
    /// the parts that the caller holds. A part that this method returns is never the last one.
    pub fn feed(&mut self, chunk: &mut &[u8]) -> Result<Option<Part>, CsvError> {
        self.attempt(|splitter| splitter.advance(chunk))
    }

    /// The remaining parts at the end of the source: none, one or two.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// let mut splitter = Splitter::new(Limits::new(1_000, 3));
    /// splitter.feed(&mut &b"email\na@b.example"[..])?;
    /// assert_eq!(splitter.finish()?[0].rows, 1..2);
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// There is none only if the source has a header and no row. There are two if the last record has no
    /// line end and does not fit into the current part. Some errors show only here: a missing header, a
    /// quote that is never closed, an incomplete character.
    pub fn finish(&mut self) -> Result<Vec<Part>, CsvError> {
        self.attempt(Self::end)
    }

    /// Takes bytes off the front of `chunk` until the header is complete or the chunk is used up.
    pub(crate) fn feed_header(&mut self, chunk: &mut &[u8]) -> Result<(), CsvError> {
        self.attempt(|splitter| {
            splitter.check_signature(chunk)?;
            while splitter.header.is_none() && splitter.read_record(chunk)? {
                splitter.take_record()?;
            }
            Ok(())
        })
    }

    /// The headings that name no column of an import, after the header was read.
    #[cfg(feature = "contacts-custom-fields")]
    pub(crate) fn unknown_headings(&self, fields: &CustomFieldSet) -> Vec<UnknownHeading> {
        let header = self.header.as_ref();
        header.map_or_else(Vec::new, |header| unknown_headings(header, fields))
    }

    /// Runs `action`, unless there was an error before.
    fn attempt<T>(
        &mut self,
        action: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, CsvError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        action(self).map_err(|(kind, position)| self.fail(kind, position))
    }

    /// Ends the splitting with an error.
    pub(crate) fn fail(&mut self, kind: CsvErrorKind, position: Position) -> CsvError {
        let error = CsvError {
            kind,
            position,
            rows: self.emitted.rows,
            parts: self.emitted.parts,
        };
        self.failed = Some(error.clone());
        error
    }

    /// The position of the next byte.
    pub(crate) fn position(&self) -> Position {
        self.records.position()
    }

    /// The names of the columns as they are sent, after the header was read.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let mut splitter = Splitter::new(Limits::new(1_000, 3));
    /// splitter.feed(&mut &b"\"Email address\" , Shoe size\n"[..])?;
    /// assert_eq!(splitter.headings(), Some(&["email".to_owned(), "Shoe size".to_owned()][..]));
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    pub fn headings(&self) -> Option<&[String]> {
        self.header.as_ref().map(|header| &*header.names)
    }

    /// How many records were dropped so far because all of their fields were empty or blank. Blank
    /// lines are not counted.
    pub fn empty_rows(&self) -> u64 {
        self.empty_rows
    }

    /// How many repetitions of the header were dropped so far.
    pub fn repeated_headers(&self) -> u64 {
        self.repeated_headers
    }

    fn advance(&mut self, chunk: &mut &[u8]) -> Result<Option<Part>, Fault> {
        self.check_signature(chunk)?;
        while self.read_record(chunk)? {
            if let Some(part) = self.take_record()? {
                return Ok(Some(part));
            }
        }
        Ok(None)
    }

    /// Reads up to the end of a record. `false` if the chunk ends before.
    fn read_record(&mut self, chunk: &mut &[u8]) -> Result<bool, Fault> {
        match self.records.read(chunk, self.record_limits())? {
            ReadResult::InputEmpty => Ok(false),
            ReadResult::TooLarge => Err(self.too_large()),
            ReadResult::Record => Ok(true),
        }
    }

    fn end(&mut self) -> Result<Vec<Part>, Fault> {
        let mut parts = Vec::new();
        self.release()?;
        if self.records.finish()? {
            parts.extend(self.take_record()?);
        }
        if self.header.is_none() {
            return Err((CsvErrorKind::NoHeader, self.records.start()));
        }
        if !self.part.is_empty() {
            parts.push(self.emitted.emit(std::mem::take(&mut self.part)));
        }
        Ok(parts)
    }

    /// Holds the first bytes back until they are known to be text.
    fn check_signature(&mut self, chunk: &mut &[u8]) -> Result<(), Fault> {
        while let Some(held_back) = &mut self.held_back
            && let Some((first, rest)) = chunk.split_first()
        {
            if !is_delimiter(self.delimiter) {
                return Err((CsvErrorKind::InvalidDelimiter, self.records.start()));
            }
            held_back.push(*first);
            match signature(held_back) {
                Signature::Undecided => *chunk = rest,
                Signature::Format(format) => {
                    return Err((CsvErrorKind::NotCsv { format }, self.records.start()));
                }
                Signature::Unknown => {
                    held_back.pop();
                    self.release()?;
                }
            }
        }
        Ok(())
    }

    /// Reads the bytes that were held back. They contain no line end, so that they complete no record.
    fn release(&mut self) -> Result<(), Fault> {
        let held_back = self.held_back.take().unwrap_or_default();
        self.read_record(&mut &*held_back).map(drop)
    }

    /// How large a record may be next to the header, and the header next to the shortest row.
    fn record_limits(&self) -> Limits {
        let (bytes, lines) = match &self.header {
            Some(header) => (header.text.len(), header.lines),
            None => (1, 1),
        };
        Limits::new(
            self.limits.max_bytes.saturating_sub(bytes),
            self.limits.max_lines.saturating_sub(lines),
        )
    }

    fn too_large(&self) -> Fault {
        let limits = self.limits;
        let kind = match &self.header {
            Some(_) => CsvErrorKind::RecordTooLarge {
                limits,
                open_quote: self.records.open_quote(),
            },
            None => match text_format(self.records.raw()) {
                Some(format) => CsvErrorKind::NotCsv { format },
                None => CsvErrorKind::HeaderTooLarge { limits },
            },
        };
        (kind, self.records.start())
    }

    /// Takes the complete record. Returns the part that ends before it, if one does.
    fn take_record(&mut self) -> Result<Option<Part>, Fault> {
        let record = &self.records;
        if record.is_blank() {
            self.empty_rows += 1;
            return Ok(None);
        }
        let Some(header) = &self.header else {
            let header = Header::read(record, self.delimiter)?;
            if header.text.len() >= self.limits.max_bytes || header.lines >= self.limits.max_lines {
                return Err(self.too_large());
            }
            self.part = PartBuffer::new(&header);
            self.header = Some(header);
            return Ok(None);
        };
        match header.is_repeated_in(record) {
            None => {}
            Some(Repeat::Same) if self.drops_headers => {
                self.repeated_headers += 1;
                return Ok(None);
            }
            Some(Repeat::Same) => return Err((CsvErrorKind::RepeatedHeader, record.start())),
            Some(Repeat::Other) => return Err((CsvErrorKind::DifferentHeader, record.start())),
        }
        let mut written = Vec::new();
        let row = match self.delimiter {
            b',' => record.raw(),
            _ => {
                write_record(record.fields(), line_end(record.raw()), &mut written);
                &written
            }
        };
        if header.text.len() + row.len() > self.limits.max_bytes {
            return Err(self.too_large());
        }
        let mut full = None;
        if !self.part.has_room(row, record, self.limits) {
            let part = self.part.replace(header, self.limits);
            full = Some(self.emitted.emit(part));
        }
        self.part.push(row, record);
        Ok(full)
    }
}

fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n' | 0)
}
