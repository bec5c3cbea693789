//! The splitter itself: chunks in, parts out.
//!
//! It takes the records one by one, whatever chunks the source came in. The first one becomes the
//! header, with which every part starts. Records without content, and headers further down, are left
//! out or refused; every other one is a row, and goes into the part in hand or, if it does not fit
//! there, opens the next.

use super::error::{CsvError, CsvErrorKind, Position};
use super::header::{Header, Repeat, line_end, write_record};
use super::records::{Fault, Found, Records, Room};
use super::signature::{Signature, signature, text_format};
use super::{Limits, Part};
use bytes::Bytes;
use std::ops::Range;

/// Cuts a CSV into parts within [`Limits`], each with the header.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
/// let mut parts = Vec::new();
/// // The chunks may be cut anywhere.
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
/// Records are those of RFC 4180, and of `csv-core` where that leaves room:
///
/// - Fields are separated by commas, or by the [delimiter](Self::delimiter). A quote opens a quoted
///   field only as the field's first character; elsewhere in an unquoted field it is a character like
///   others. Within quotes, two quotes stand for one, and delimiters and line ends are text.
/// - LF, CRLF or a CR alone ends a record, also mixed. The last record needs none, and gets none.
/// - A UTF-8 byte-order mark at the beginning of a record is dropped.
/// - Blank lines are dropped and are no rows, and so are records whose fields are all empty or blank,
///   as spreadsheets write them (`,,`): see [`empty_rows`](Self::empty_rows).
/// - A header further down, as in files that were joined, is an error, unless it
///   [is to be dropped](Self::drop_repeated_headers).
/// - A row with more or fewer fields than the header is passed on as it is; what to make of it is
///   the server's decision.
///
/// The header goes out with the names that the API documents: letter case, space around and within a
/// name, and the headings of the provider's exports ("Email address", "City - Home") make no
/// difference. Other headings go out as they are, without space around them. Rows go out byte for byte;
/// with another delimiter than the comma they are written anew, with commas.
///
/// A part is as full as it can be: it ends where the next row would exceed a limit.
///
/// Memory is that of the part in hand and of one record, whatever the length of the source. After an
/// error every further call gives the same error.
pub struct Splitter {
    limits: Limits,
    delimiter: u8,
    drops_headers: bool,
    /// The first bytes, as long as they may be those of a file that is no text.
    begin: Option<Vec<u8>>,
    records: Records,
    /// `None` until the header is complete.
    header: Option<Header>,
    part: PartInHand,
    done: HandedOut,
    empty_rows: u64,
    repeated_headers: u64,
    failed: Option<CsvError>,
}

/// The rows of the part in hand.
#[derive(Default)]
struct PartInHand {
    /// The header and the rows.
    bytes: Vec<u8>,
    rows: u64,
    /// Its physical lines, the header's included.
    lines: u64,
    /// The source's lines on which the rows are.
    covered: Range<u64>,
}

/// What was handed out so far.
#[derive(Default)]
struct HandedOut {
    rows: u64,
    parts: u32,
}

impl std::fmt::Debug for Splitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splitter")
            .field("limits", &self.limits)
            .field("rows", &self.done.rows)
            .field("parts", &self.done.parts)
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
            begin: Some(Vec::new()),
            records: Records::new(b','),
            header: None,
            part: PartInHand::default(),
            done: HandedOut::default(),
            empty_rows: 0,
            repeated_headers: 0,
            failed: None,
        }
    }

    /// What separates the fields of the source, to be set before the first chunk. Default: a comma.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let limits = Limits { max_bytes: 1_000, max_lines: 3 };
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

    /// Whether a repetition of the header is dropped instead of an error, to be set before the first
    /// chunk. Default: it is an error.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let limits = Limits { max_bytes: 1_000, max_lines: 3 };
    /// let mut splitter = Splitter::new(limits).drop_repeated_headers(true);
    /// splitter.feed(&mut &b"email\na@b.example\nEmail\nc@d.example\n"[..])?;
    /// assert_eq!(splitter.finish()?[0].bytes, "email\na@b.example\nc@d.example\n");
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// A header with other columns, or with the same in another order, is always an error.
    pub fn drop_repeated_headers(mut self, yes: bool) -> Self {
        self.drops_headers = yes;
        self
    }

    /// Takes bytes off the front of `chunk` until a part is complete or the chunk is used up.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
    /// let mut chunk = &b"email\na@b.example\n"[..];
    /// while let Some(part) = splitter.feed(&mut chunk)? {
    ///     println!("part {} has rows {:?}", part.number, part.rows);
    /// }
    /// assert!(chunk.is_empty());
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// `None` means that the chunk is used up. After a part, call again with the same chunk: it
    /// now starts with what was not taken. So a chunk of any length takes no more memory than the
    /// parts that the caller holds. A part that comes from here is never the last one.
    pub fn feed(&mut self, chunk: &mut &[u8]) -> Result<Option<Part>, CsvError> {
        self.attempt(|splitter| splitter.advance(chunk))
    }

    /// The rest, at the end of the source: none, one or two parts.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
    /// splitter.feed(&mut &b"email\na@b.example"[..])?;
    /// assert_eq!(splitter.finish()?[0].rows, 1..2);
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// None only if the source has a header and no row. Two if the last record has no line end and does
    /// not fit into the part in hand. The end can show errors that were not to be seen before: no
    /// header, a quote that is not closed, half a character.
    pub fn finish(&mut self) -> Result<Vec<Part>, CsvError> {
        self.attempt(Self::end)
    }

    /// Does something unless there was an error before.
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
    pub(in crate::bulk) fn fail(&mut self, kind: CsvErrorKind, position: Position) -> CsvError {
        let error = CsvError {
            kind,
            position,
            rows: self.done.rows,
            parts: self.done.parts,
        };
        self.failed = Some(error.clone());
        error
    }

    /// The place of the byte that would be the next.
    pub(in crate::bulk) fn position(&self) -> Position {
        self.records.position()
    }

    /// The names of the columns as they are sent, once the header is complete.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
    /// splitter.feed(&mut &b"\"Email address\" , Shoe size\n"[..])?;
    /// assert_eq!(splitter.headings(), Some(&["email".to_owned(), "Shoe size".to_owned()][..]));
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    pub fn headings(&self) -> Option<&[String]> {
        self.header.as_ref().map(|header| &*header.names)
    }

    /// How many records were dropped so far because all of their fields were empty or blank. Blank
    /// lines do not count.
    pub fn empty_rows(&self) -> u64 {
        self.empty_rows
    }

    /// How many repetitions of the header were dropped so far.
    pub fn repeated_headers(&self) -> u64 {
        self.repeated_headers
    }

    fn advance(&mut self, chunk: &mut &[u8]) -> Result<Option<Part>, Fault> {
        self.recognise(chunk)?;
        loop {
            match self.records.read(chunk, self.room())? {
                Found::Nothing => return Ok(None),
                Found::TooLarge => return Err(self.too_large()),
                Found::Record => {
                    if let Some(part) = self.take_record()? {
                        return Ok(Some(part));
                    }
                }
            }
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
        if self.part.rows > 0 {
            parts.push(self.done.hand_out(std::mem::take(&mut self.part)));
        }
        Ok(parts)
    }

    /// Holds the first bytes back until they are known to be text.
    fn recognise(&mut self, chunk: &mut &[u8]) -> Result<(), Fault> {
        while let Some(begin) = &mut self.begin
            && let Some((first, rest)) = chunk.split_first()
        {
            if !is_delimiter(self.delimiter) {
                return Err((CsvErrorKind::InvalidDelimiter, self.records.start()));
            }
            begin.push(*first);
            match signature(begin) {
                Signature::Undecided => *chunk = rest,
                Signature::Format(format) => {
                    return Err((CsvErrorKind::NotCsv { format }, self.records.start()));
                }
                Signature::Unknown => {
                    begin.pop();
                    self.release()?;
                }
            }
        }
        Ok(())
    }

    /// What was held back is text. It has no line end, so that it completes no record.
    fn release(&mut self) -> Result<(), Fault> {
        let begin = self.begin.take().unwrap_or_default();
        match self.records.read(&mut &*begin, self.room())? {
            Found::TooLarge => Err(self.too_large()),
            Found::Record | Found::Nothing => Ok(()),
        }
    }

    /// What a record may be, together with the header. The header has to leave room for a row.
    fn room(&self) -> Room {
        let (bytes, lines) = match &self.header {
            Some(header) => (header.text.len(), header.lines),
            None => (1, 1),
        };
        Room {
            bytes: self.limits.max_bytes.saturating_sub(bytes),
            lines: self.limits.max_lines.saturating_sub(lines),
        }
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

    /// Does with the complete record what it is there for. Returns the part that it ends.
    fn take_record(&mut self) -> Result<Option<Part>, Fault> {
        let record = &self.records;
        if is_blank(record) {
            self.empty_rows += 1;
            return Ok(None);
        }
        let Some(header) = &self.header else {
            let header = Header::read(record, self.delimiter)?;
            if header.text.len() >= self.limits.max_bytes || header.lines >= self.limits.max_lines {
                return Err(self.too_large());
            }
            self.part = PartInHand::begin(&header);
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
            Some(Repeat::Other) => return Err((CsvErrorKind::AnotherHeader, record.start())),
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
            let part = std::mem::replace(&mut self.part, PartInHand::begin(header));
            // The next part will be about as long as this one.
            let likely = part.bytes.len().min(self.limits.max_bytes);
            self.part.bytes.reserve(likely);
            full = Some(self.done.hand_out(part));
        }
        self.part.push(row, record);
        Ok(full)
    }
}

impl HandedOut {
    fn hand_out(&mut self, part: PartInHand) -> Part {
        let rows = self.rows + 1..self.rows + part.rows + 1;
        self.rows += part.rows;
        self.parts = self.parts.saturating_add(1);
        Part {
            number: self.parts,
            bytes: Bytes::from(part.bytes),
            rows,
            lines: part.covered,
        }
    }
}

impl PartInHand {
    fn begin(header: &Header) -> Self {
        Self {
            bytes: header.text.clone(),
            rows: 0,
            lines: header.lines,
            covered: 0..0,
        }
    }

    fn has_room(&self, row: &[u8], record: &Records, limits: Limits) -> bool {
        self.bytes.len() + row.len() <= limits.max_bytes
            && self.lines + record.lines() <= limits.max_lines
    }

    fn push(&mut self, row: &[u8], record: &Records) {
        if self.rows == 0 {
            self.covered.start = record.line();
        }
        self.covered.end = record.line() + record.lines();
        self.bytes.extend_from_slice(row);
        self.rows += 1;
        self.lines += record.lines();
    }
}

/// Whether all fields are empty or blank.
fn is_blank(record: &Records) -> bool {
    // Mostly the first character tells.
    let first = record
        .text()
        .iter()
        .find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(byte) if byte.is_ascii() => false,
        _ => record.fields().all(|field| field.trim().is_empty()),
    }
}

fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n' | 0)
}
