//! Finding the records of a text that arrives in chunks.
//!
//! `csv-core` decides where fields and records end. [`Records`] adds what `csv-core` does not tell: the
//! line on which a record starts, whether the text is UTF-8, and whether a quote is left open at the end.
//! It keeps each record both as it is in the source and as fields. It never holds more of a record than
//! the caller allows, so that "too large" is found at the same byte, whatever the chunks.

use super::error::{CsvErrorKind, Fault, Position};
use super::part::Limits;
use csv_core::{ReadFieldResult, ReadRecordResult};
use memchr::{memchr, memchr2_iter};

/// The most that `csv-core` reads at once: little enough to stay in the first cache.
const WINDOW: usize = 16 * 1024;

/// The byte-order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// For records of any size.
pub(crate) const UNLIMITED: Limits = Limits::new(usize::MAX, u64::MAX);

/// The result of [`Records::read`].
pub(crate) enum ReadResult {
    /// A record is complete. It can be read until the next call.
    Record,
    /// The chunk is used up.
    InputEmpty,
    /// The record exceeds the limits.
    TooLarge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BetweenRecords,
    /// After a CR that is a blank line: a following LF belongs to it.
    BlankCr,
    InRecord,
    /// After a CR that ends the record: a following LF belongs to it.
    RecordCr,
    Complete,
}

pub(crate) struct Records {
    reader: csv_core::Reader,
    delimiter: u8,
    state: State,
    /// How many bytes of a byte-order mark were seen before the record; `None` after the mark.
    mark: Option<usize>,
    /// The record as it is in the source. The first `valid` bytes are known to be UTF-8.
    raw: Vec<u8>,
    valid: usize,
    /// Its unquoted fields one after the other, and where each ends. Both buffers only grow;
    /// `length` and `fields` say how much of them is in use.
    text: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    fields: usize,
    /// The line of the source on which it starts, and the number of line ends within it.
    line: u64,
    breaks: u64,
    allows_nul: bool,
}

impl Records {
    pub fn new(delimiter: u8) -> Self {
        Self {
            reader: reader(delimiter),
            delimiter,
            state: State::BetweenRecords,
            mark: Some(0),
            raw: Vec::new(),
            valid: 0,
            text: vec![0; 256],
            length: 0,
            ends: vec![0; 32],
            fields: 0,
            line: 1,
            breaks: 0,
            allows_nul: false,
        }
    }

    /// A record that is complete in `text`, which was found to be good before.
    pub fn single(text: &[u8], delimiter: u8) -> Self {
        let mut records = Self::new(delimiter);
        if !matches!(records.read(&mut &*text, UNLIMITED), Ok(ReadResult::Record)) {
            // It has no line end, or ends with a CR after which an LF could follow.
            let _ = records.finish();
        }
        records
    }

    /// Accepts NUL like any other character, instead of as a sign that the source is not text.
    #[cfg(feature = "csv-rows")]
    pub fn allow_nul(mut self) -> Self {
        self.allows_nul = true;
        self
    }

    /// Takes bytes off the front of `chunk` until a record is complete.
    pub fn read(&mut self, chunk: &mut &[u8], limits: Limits) -> Result<ReadResult, Fault> {
        self.leave_complete();
        while let Some((&next, rest)) = chunk.split_first() {
            match self.state {
                State::RecordCr => {
                    if next == b'\n' {
                        self.raw.push(next);
                        *chunk = rest;
                    }
                    self.state = State::Complete;
                    return Ok(ReadResult::Record);
                }
                State::BetweenRecords | State::BlankCr => match self.mark {
                    Some(seen) if MARK.get(seen) == Some(&next) => {
                        self.mark = Some(seen + 1).filter(|seen| *seen < MARK.len());
                        self.state = State::BetweenRecords;
                        *chunk = rest;
                    }
                    None | Some(0) if matches!(next, b'\n' | b'\r') => {
                        self.skip_line_end(next);
                        *chunk = rest;
                    }
                    _ => self.enter(),
                },
                State::InRecord | State::Complete => {
                    if self.raw.len() >= limits.max_bytes || self.breaks >= limits.max_lines {
                        return Ok(ReadResult::TooLarge);
                    }
                    self.take(chunk, limits)?;
                    if self.state == State::Complete {
                        return Ok(ReadResult::Record);
                    }
                }
            }
        }
        Ok(ReadResult::InputEmpty)
    }

    /// Completes the last record at the end of the source. False if there is none.
    pub fn finish(&mut self) -> Result<bool, Fault> {
        self.leave_complete();
        if self.mark.is_some_and(|seen| seen > 0) {
            self.enter();
        }
        match self.state {
            State::BetweenRecords | State::BlankCr | State::Complete => return Ok(false),
            State::RecordCr => {}
            State::InRecord => {
                if self.valid < self.raw.len() {
                    return Err((CsvErrorKind::InvalidUtf8, self.place(self.valid)));
                }
                if let Some(place) = self.open_quote() {
                    return Err((CsvErrorKind::UnclosedQuote, place));
                }
                // `csv-core` needs a line end to complete the record. It is not part of the record.
                self.parse(b"\n");
            }
        }
        self.state = State::Complete;
        Ok(true)
    }

    fn leave_complete(&mut self) {
        if self.state == State::Complete {
            self.line += self.lines();
            self.raw.clear();
            (self.valid, self.length, self.fields, self.breaks) = (0, 0, 0, 0);
            self.mark = Some(0);
            self.state = State::BetweenRecords;
        }
    }

    fn skip_line_end(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\r' || self.state != State::BlankCr);
        self.state = match byte {
            b'\r' => State::BlankCr,
            _ => State::BetweenRecords,
        };
    }

    /// A record starts here, with any bytes that looked like the beginning of a byte-order mark.
    fn enter(&mut self) {
        self.state = State::InRecord;
        if let Some(seen) = self.mark.take() {
            let begun = MARK.get(..seen).unwrap_or_default();
            self.raw.extend_from_slice(begun);
            self.parse(begun);
        }
    }

    /// Takes bytes of the chunk, at most up to the end of the record.
    fn take(&mut self, chunk: &mut &[u8], limits: Limits) -> Result<(), Fault> {
        let most = limits.max_bytes.saturating_sub(self.raw.len()).min(WINDOW);
        let window = chunk.get(..most).unwrap_or(chunk);
        let (mut taken, mut ended) = self.parse(window);
        let within = window.get(..taken - usize::from(ended)).unwrap_or_default();
        for at in memchr2_iter(b'\n', b'\r', within) {
            let before = match at.checked_sub(1) {
                Some(before) => within.get(before),
                None => self.raw.last(),
            };
            if within.get(at) == Some(&b'\r') || before != Some(&b'\r') {
                self.breaks += 1;
                if self.breaks >= limits.max_lines {
                    (taken, ended) = (at + 1, false);
                    break;
                }
            }
        }
        let base = self.raw.len();
        let (taken, rest) = chunk.split_at_checked(taken).unwrap_or((chunk, &[]));
        self.raw.extend_from_slice(taken);
        *chunk = rest;
        self.check(base)?;
        if ended {
            self.state = match self.raw.last() {
                Some(b'\r') => State::RecordCr,
                _ => State::Complete,
            };
        }
        Ok(())
    }

    /// Passes bytes to `csv-core`. Returns how many it took, and whether the last one ends the record.
    fn parse(&mut self, window: &[u8]) -> (usize, bool) {
        let mut rest = window;
        while !rest.is_empty() {
            let text = self.text.get_mut(self.length..).unwrap_or_default();
            let ends = self.ends.get_mut(self.fields..).unwrap_or_default();
            let (result, read, wrote, ended) = self.reader.read_record(rest, text, ends);
            rest = rest.get(read..).unwrap_or_default();
            self.length += wrote;
            self.fields += ended;
            match result {
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return (window.len() - rest.len(), true),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
        }
        (window.len(), false)
    }

    /// Checks the bytes from `base` on, and the character that began before them.
    fn check(&mut self, base: usize) -> Result<(), Fault> {
        let nul = match self.allows_nul {
            true => None,
            false => memchr(0, self.raw.get(base..).unwrap_or_default()).map(|at| base + at),
        };
        match std::str::from_utf8(self.raw.get(self.valid..).unwrap_or_default()) {
            Ok(_) => self.valid = self.raw.len(),
            Err(error) => {
                self.valid += error.valid_up_to();
                // Without a length, the rest of the character may follow in the next chunk.
                if error.error_len().is_some() && nul.is_none_or(|at| self.valid < at) {
                    return Err((CsvErrorKind::InvalidUtf8, self.place(self.valid)));
                }
            }
        }
        nul.map_or(Ok(()), |at| Err((CsvErrorKind::Nul, self.place(at))))
    }

    /// The record as it is in the source, with its line end.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// How many physical lines it has.
    pub fn lines(&self) -> u64 {
        self.breaks + 1
    }

    /// The line on which it starts, or on which the next record would start.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The unquoted fields, one directly after the other.
    pub fn text(&self) -> &[u8] {
        self.text.get(..self.length).unwrap_or_default()
    }

    /// The unquoted fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let ends = self.ends.get(..self.fields).unwrap_or_default();
        let starts = std::iter::once(&0).chain(ends);
        starts.zip(ends).map(|(start, end)| {
            let field = self.text.get(*start..*end).unwrap_or_default();
            // A complete record is UTF-8, and a field begins and ends next to an ASCII character.
            std::str::from_utf8(field).unwrap_or_default()
        })
    }

    /// Whether all fields are empty or blank.
    pub fn is_blank(&self) -> bool {
        // Mostly the first character decides.
        let mut text = self.text().iter();
        match text.find(|byte| !byte.is_ascii_whitespace()) {
            Some(byte) if byte.is_ascii() => false,
            _ => self.fields().all(|field| field.trim().is_empty()),
        }
    }

    /// Where the record starts.
    pub fn start(&self) -> Position {
        self.place(0)
    }

    /// Where a field starts. The first one has the number 0.
    pub fn field_start(&self, number: usize) -> Position {
        let positions = self.field_positions();
        positions
            .get(number)
            .copied()
            .unwrap_or_else(|| self.start())
    }

    /// Where each field starts.
    pub fn field_positions(&self) -> Vec<Position> {
        let (starts, _) = self.field_starts();
        let mut position = self.start();
        let mut positions = Vec::with_capacity(starts.len());
        let mut from = 0;
        for start in starts {
            // Each field but the first follows a delimiter, so that no line end is cut in two.
            position = position.after(self.raw.get(from..start).unwrap_or_default());
            positions.push(position);
            from = start;
        }
        positions
    }

    /// Where the next byte would be.
    pub fn position(&self) -> Position {
        match self.state {
            State::Complete | State::RecordCr => Position::new(self.line + self.lines(), 1),
            _ => self.place(self.raw.len()),
        }
    }

    /// The position of the byte at `offset` of the record.
    fn place(&self, offset: usize) -> Position {
        Position::new(self.line, 1).after(self.raw.get(..offset).unwrap_or(&self.raw))
    }

    /// The opening quote of the field in which the record breaks off, if that field is quoted.
    pub fn open_quote(&self) -> Option<Position> {
        let (starts, is_open) = self.field_starts();
        let last = starts.last().copied().unwrap_or_default();
        is_open.then(|| self.place(last))
    }

    /// The offsets at which the fields start, and whether the record breaks off within quotes.
    fn field_starts(&self) -> (Vec<usize>, bool) {
        let mut reader = reader(self.delimiter);
        let mut starts = vec![0];
        let (mut rest, mut scratch) = (&*self.raw, [0; 256]);
        while !rest.is_empty() {
            let (result, read, _) = reader.read_field(rest, &mut scratch);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                ReadFieldResult::Field { record_end: true } => return (starts, false),
                ReadFieldResult::Field { record_end: false } => {
                    starts.push(self.raw.len() - rest.len());
                }
                _ => {}
            }
        }
        // Outside of quotes, a line end ends the record.
        let (result, ..) = reader.read_field(b"\n", &mut scratch);
        let is_open = result == ReadFieldResult::InputEmpty && !self.raw.is_empty();
        (starts, is_open)
    }
}

/// A reader that takes a byte-order mark for text, since [`Records`] drops marks before.
fn reader(delimiter: u8) -> csv_core::Reader {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    // `csv-core` drops a mark only at the beginning of its first input, which is this blank line.
    reader.read_record(b"\n", &mut [0], &mut [0]);
    reader
}
