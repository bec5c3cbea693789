//! Finding the records of a text that arrives in chunks.
//!
//! `csv-core` decides where fields and records end. [`Records`] adds what it does not say: the line on
//! which a record starts, whether the text is UTF-8, and whether a quote is left open at the end. It
//! keeps each record both as it stands in the source and as fields, and never holds more of it than the
//! caller allows, so that "too large" is known at the same byte however the source was cut into chunks.

use super::error::{CsvErrorKind, Position};
use csv_core::{ReadFieldResult, ReadRecordResult};
use memchr::{memchr, memchr2_iter};

/// The most that is handed to `csv-core` at once: little enough to stay in the first cache.
const WINDOW: usize = 16 * 1024;

/// The byte-order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

pub(crate) type Fault = (CsvErrorKind, Position);

/// How much of a record fits.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub bytes: usize,
    pub lines: u64,
}

impl Room {
    /// For whatever comes.
    pub const MOST: Self = Self {
        bytes: usize::MAX,
        lines: u64::MAX,
    };
}

/// What came of reading on.
pub(crate) enum Found {
    /// A record is complete. It is there until the next call.
    Record,
    /// The chunk is used up.
    Nothing,
    /// The record does not fit.
    TooLarge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a record.
    Between,
    /// After a CR that is a blank line: an LF would still be part of it.
    BlankCr,
    Inside,
    /// After a CR that ends the record: an LF would still be part of it.
    CrSeen,
    Complete,
}

pub(crate) struct Records {
    reader: csv_core::Reader,
    delimiter: u8,
    state: State,
    /// How much of a byte-order mark was seen before the record; none once that is settled.
    mark: Option<usize>,
    /// The record as it stands in the source, up to here known to be UTF-8 as far as `valid`.
    raw: Vec<u8>,
    valid: usize,
    /// Its fields one after the other, unquoted, and where each ends. Both are as long as was ever
    /// needed; `length` and `fields` say how much is in use.
    text: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    fields: usize,
    /// The source's line on which it starts, and the line ends within it.
    line: u64,
    breaks: u64,
    allows_nul: bool,
}

impl Records {
    pub fn new(delimiter: u8) -> Self {
        Self {
            reader: reader(delimiter),
            delimiter,
            state: State::Between,
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

    /// Takes NUL for a character like others, and not for a sign that the source is no text.
    #[cfg(feature = "csv-rows")]
    pub fn allow_nul(mut self) -> Self {
        self.allows_nul = true;
        self
    }

    /// Takes bytes off the front of `chunk` until a record is complete.
    pub fn read(&mut self, chunk: &mut &[u8], room: Room) -> Result<Found, Fault> {
        self.leave_complete();
        while let Some((&next, rest)) = chunk.split_first() {
            match self.state {
                State::CrSeen => {
                    if next == b'\n' {
                        self.raw.push(next);
                        *chunk = rest;
                    }
                    self.state = State::Complete;
                    return Ok(Found::Record);
                }
                State::Between | State::BlankCr => match self.mark {
                    Some(seen) if MARK.get(seen) == Some(&next) => {
                        self.mark = Some(seen + 1).filter(|seen| *seen < MARK.len());
                        self.state = State::Between;
                        *chunk = rest;
                    }
                    None | Some(0) if matches!(next, b'\n' | b'\r') => {
                        self.skip_line_end(next);
                        *chunk = rest;
                    }
                    _ => self.enter(),
                },
                State::Inside | State::Complete => {
                    if self.raw.len() >= room.bytes || self.breaks >= room.lines {
                        return Ok(Found::TooLarge);
                    }
                    self.take(chunk, room)?;
                    if self.state == State::Complete {
                        return Ok(Found::Record);
                    }
                }
            }
        }
        Ok(Found::Nothing)
    }

    /// The last record, at the end of the source. True if there is one.
    pub fn finish(&mut self) -> Result<bool, Fault> {
        self.leave_complete();
        if self.mark.is_some_and(|seen| seen > 0) {
            self.enter();
        }
        match self.state {
            State::Between | State::BlankCr | State::Complete => return Ok(false),
            State::CrSeen => {}
            State::Inside => {
                if self.valid < self.raw.len() {
                    return Err((CsvErrorKind::InvalidUtf8, self.place(self.valid)));
                }
                if let Some(place) = self.open_quote() {
                    return Err((CsvErrorKind::UnclosedQuote, place));
                }
                // A line end completes the record, and is no part of it.
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
            self.state = State::Between;
        }
    }

    fn skip_line_end(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\r' || self.state != State::BlankCr);
        self.state = match byte {
            b'\r' => State::BlankCr,
            _ => State::Between,
        };
    }

    /// A record starts here, with what looked like the beginning of a byte-order mark and was none.
    fn enter(&mut self) {
        self.state = State::Inside;
        if let Some(seen) = self.mark.take() {
            let begun = MARK.get(..seen).unwrap_or_default();
            self.raw.extend_from_slice(begun);
            self.parse(begun);
        }
    }

    /// Takes some of the chunk, at most to the end of the record.
    fn take(&mut self, chunk: &mut &[u8], room: Room) -> Result<(), Fault> {
        let most = room.bytes.saturating_sub(self.raw.len()).min(WINDOW);
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
                if self.breaks >= room.lines {
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
                Some(b'\r') => State::CrSeen,
                _ => State::Complete,
            };
        }
        Ok(())
    }

    /// Lets `csv-core` read on. Returns how much it took, and whether that ends the record.
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

    /// What is wrong in the bytes from `base` on, or with a character that was cut there.
    fn check(&mut self, base: usize) -> Result<(), Fault> {
        let nul = match self.allows_nul {
            true => None,
            false => memchr(0, self.raw.get(base..).unwrap_or_default()).map(|at| base + at),
        };
        match std::str::from_utf8(self.raw.get(self.valid..).unwrap_or_default()) {
            Ok(_) => self.valid = self.raw.len(),
            Err(error) => {
                self.valid += error.valid_up_to();
                // Without a length, the rest of the character may still come.
                if error.error_len().is_some() && nul.is_none_or(|at| self.valid < at) {
                    return Err((CsvErrorKind::InvalidUtf8, self.place(self.valid)));
                }
            }
        }
        nul.map_or(Ok(()), |at| Err((CsvErrorKind::Nul, self.place(at))))
    }

    /// The record as it stands in the source, with its line end.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// How many physical lines it takes.
    pub fn lines(&self) -> u64 {
        self.breaks + 1
    }

    /// The line on which it starts, or on which the next one would.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The texts of its fields, one directly after the other.
    pub fn text(&self) -> &[u8] {
        self.text.get(..self.length).unwrap_or_default()
    }

    /// Its fields, unquoted.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let ends = self.ends.get(..self.fields).unwrap_or_default();
        let starts = std::iter::once(&0).chain(ends);
        starts.zip(ends).map(|(start, end)| {
            let field = self.text.get(*start..*end).unwrap_or_default();
            // The record is UTF-8 by now, and fields begin and end at ASCII characters of it.
            std::str::from_utf8(field).unwrap_or_default()
        })
    }

    /// Where the record starts.
    pub fn start(&self) -> Position {
        self.place(0)
    }

    /// Where the field with this number starts, from 0.
    pub fn field_start(&self, number: usize) -> Position {
        let (starts, _) = self.field_starts();
        self.place(starts.get(number).copied().unwrap_or_default())
    }

    /// Where the next byte would be.
    pub fn position(&self) -> Position {
        match self.state {
            State::Complete | State::CrSeen => Position {
                line: self.line + self.lines(),
                column: 1,
            },
            _ => self.place(self.raw.len()),
        }
    }

    /// The place of the byte at `offset` of the record.
    fn place(&self, offset: usize) -> Position {
        Position::within(&self.raw, offset, self.line)
    }

    /// Where the quotes start within which the record breaks off.
    pub fn open_quote(&self) -> Option<Position> {
        let (starts, is_open) = self.field_starts();
        let last = starts.last().copied().unwrap_or_default();
        is_open.then(|| self.place(last))
    }

    /// The offsets at which the fields start, and whether the record breaks off in quotes.
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

/// A reader that takes a byte-order mark for text: marks are dropped before, also cut ones.
fn reader(delimiter: u8) -> csv_core::Reader {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    // It drops a mark at the beginning of its first input only. This is a blank line.
    reader.read_record(b"\n", &mut [0], &mut [0]);
    reader
}
