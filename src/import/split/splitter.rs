//! The splitter itself: chunks in, parts out.
//!
//! It decides, byte-exactly and without regard to how the source was cut into chunks, what comes
//! next: a byte-order mark, a blank line, more of the record in hand, or the end of the part
//! because that record does not fit. Finding the records is left to [`Filling`], which never
//! gets more than the part has room for. The first record becomes the header, with which every
//! part starts.

use super::error::{CsvError, CsvErrorKind, Position};
use super::filling::{Filling, State, WINDOW};
use super::{Limits, Part, headings};
use bytes::Bytes;

const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Cuts a CSV into parts within [`Limits`], each with the header.
///
/// ```
/// use constant_contact::csv::{Limits, Splitter};
///
/// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
/// let mut parts = Vec::new();
/// // The chunks may be cut anywhere.
/// for mut chunk in [&b"email\na@b.exam"[..], b"ple\nc@d.example\n", b"e@f.example"] {
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
/// - Fields are separated by commas. A quote opens a quoted field only as the field's first
///   character; elsewhere in an unquoted field it is a character like others. Within quotes, two
///   quotes stand for one, and commas and line ends are text.
/// - LF, CRLF or a CR alone ends a record, also mixed. The last record needs none, and gets none.
/// - A UTF-8 byte-order mark at the very beginning is dropped.
/// - Blank lines (no character at all) are dropped and are no rows: a server may count them
///   among its lines. A line of spaces or commas is a row.
/// - A row with more or fewer fields than the header is passed on as it is; what to make of it is
///   the server's decision.
///
/// Everything else goes out byte for byte. A part is as full as it can be: it ends where the next
/// record would exceed a limit.
///
/// Memory is that of the part in hand, whatever the length of the source. After an error every
/// further call gives the same error.
pub struct Splitter {
    limits: Limits,
    /// How many bytes of a byte-order mark were seen; `None` once that is settled.
    mark: Option<usize>,
    /// `None` until the header is complete.
    headings: Option<Vec<String>>,
    header: Vec<u8>,
    header_lines: u64,
    filling: Filling,
    rows_done: u64,
    parts_done: u32,
    failed: Option<CsvError>,
}

impl std::fmt::Debug for Splitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splitter")
            .field("limits", &self.limits)
            .field("rows_done", &self.rows_done)
            .field("parts_done", &self.parts_done)
            .finish_non_exhaustive()
    }
}

impl Splitter {
    /// A splitter at the beginning of a source.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            mark: Some(0),
            headings: None,
            header: Vec::new(),
            header_lines: 0,
            // The header has to leave room for a row.
            filling: Filling::new(Limits {
                max_bytes: limits.max_bytes.saturating_sub(1),
                max_lines: limits.max_lines.saturating_sub(1),
            }),
            rows_done: 0,
            parts_done: 0,
            failed: None,
        }
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
    /// parts that the caller holds.
    pub fn feed(&mut self, chunk: &mut &[u8]) -> Result<Option<Part>, CsvError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = self.advance(chunk);
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    /// The last part, at the end of the source.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
    /// splitter.feed(&mut &b"email\na@b.example"[..])?;
    /// let last = splitter.finish()?;
    /// assert_eq!(last.map(|part| part.rows), Some(1..2));
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    ///
    /// `None` only if the source has a header and no row. The end can show errors that were not
    /// to be seen before: no header, a quote that is not closed, half a character.
    pub fn finish(mut self) -> Result<Option<Part>, CsvError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.settle_mark();
        if let Err((kind, place)) = self.filling.end() {
            return Err(self.error(kind, place));
        }
        if self.filling.in_record() {
            self.end_record()?;
        }
        if self.headings.is_none() {
            return Err(self.error(CsvErrorKind::NoHeader, self.filling.start()));
        }
        if self.filling.rows == 0 {
            return Ok(None);
        }
        let bytes = std::mem::take(&mut self.filling.bytes);
        Ok(Some(self.hand_out(bytes)))
    }

    /// The names of the columns, without quotes and the space around them, once the header is complete.
    ///
    /// ```
    /// # use constant_contact::csv::{Limits, Splitter};
    /// # let mut splitter = Splitter::new(Limits { max_bytes: 1_000, max_lines: 3 });
    /// splitter.feed(&mut &b"\"Email\" ,city\n"[..])?;
    /// assert_eq!(splitter.headings(), Some(&["Email".to_owned(), "city".to_owned()][..]));
    /// # Ok::<(), constant_contact::csv::CsvError>(())
    /// ```
    pub fn headings(&self) -> Option<&[String]> {
        self.headings.as_deref()
    }

    fn advance(&mut self, chunk: &mut &[u8]) -> Result<Option<Part>, CsvError> {
        self.skip_mark(chunk);
        while let Some(&next) = chunk.first() {
            if self.filling.state == State::CrSeen && next != b'\n' {
                self.end_record()?;
            } else if !self.filling.in_record() && matches!(next, b'\n' | b'\r') {
                self.filling.skip_blank_lines(chunk);
            } else if self.filling.is_full() {
                return self.cut().map(Some);
            } else {
                let header = self.headings.is_none();
                match self.filling.take(chunk, header) {
                    Ok(true) => self.end_record()?,
                    Ok(false) => {}
                    Err((kind, place)) => return Err(self.error(kind, place)),
                }
            }
        }
        Ok(None)
    }

    /// The record in hand is complete: it may be the header.
    fn end_record(&mut self) -> Result<(), CsvError> {
        let filling = &mut self.filling;
        let start = filling.start();
        filling.end_record(filling.bytes.len());
        filling.state = State::Plain;
        if self.headings.is_none() {
            filling.limits = self.limits;
            filling.rows = 0;
            self.header.clone_from(&filling.bytes);
            self.header_lines = filling.lines;
            let headings = headings::read(&self.header, start.line);
            self.headings = Some(headings.map_err(|(kind, place)| self.error(kind, place))?);
        }
        Ok(())
    }

    /// Ends the part, since the record in hand does not fit into it.
    fn cut(&mut self) -> Result<Part, CsvError> {
        let limits = self.limits;
        if self.headings.is_none() {
            let kind = CsvErrorKind::HeaderTooLarge { limits };
            return Err(self.error(kind, self.filling.start()));
        }
        if self.filling.rows == 0 {
            let open_quote = self.filling.open_quote();
            let kind = CsvErrorKind::RecordTooLarge { limits, open_quote };
            return Err(self.error(kind, self.filling.start()));
        }
        // The next part will be about as long as this one.
        let likely = self
            .filling
            .bytes
            .len()
            .saturating_add(WINDOW)
            .min(limits.max_bytes);
        let mut next = Vec::with_capacity(likely);
        next.extend_from_slice(&self.header);
        let bytes = self.filling.move_record_to(next);
        let part = self.hand_out(bytes);
        self.filling.rows = 0;
        self.filling.lines = self.header_lines;
        Ok(part)
    }

    fn hand_out(&mut self, bytes: Vec<u8>) -> Part {
        let rows = self.rows_done + 1..self.rows_done + self.filling.rows + 1;
        self.rows_done += self.filling.rows;
        self.parts_done = self.parts_done.saturating_add(1);
        Part {
            number: self.parts_done,
            bytes: Bytes::from(bytes),
            rows,
            lines: self.filling.covered.clone(),
        }
    }

    fn skip_mark(&mut self, chunk: &mut &[u8]) {
        while let Some(seen) = self.mark
            && let Some((first, rest)) = chunk.split_first()
        {
            if MARK.get(seen) == Some(first) {
                self.mark = Some(seen + 1).filter(|seen| *seen < MARK.len());
                *chunk = rest;
            } else {
                self.settle_mark();
            }
        }
    }

    /// What looked like the beginning of a byte-order mark was none.
    fn settle_mark(&mut self) {
        let seen = self.mark.take().unwrap_or_default();
        self.filling
            .bytes
            .extend_from_slice(MARK.get(..seen).unwrap_or_default());
    }

    fn error(&self, kind: CsvErrorKind, position: Position) -> CsvError {
        CsvError {
            kind,
            position,
            rows: self.rows_done,
            parts: self.parts_done,
        }
    }
}
