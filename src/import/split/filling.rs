//! The part in hand: finding the records and taking them in.
//!
//! A window of the chunk is scanned first: `memchr` leaps from one quote or line end to the next,
//! and only those bytes are looked at. What was scanned is then copied to the part, once, and
//! checked there for UTF-8 and NUL while it is still in the cache. The part holds the header, the
//! complete records (up to `kept`) and the beginning of the record in hand, which moves to the
//! next part if it does not fit. A window never reaches beyond what the part may hold, so that
//! "does not fit" is known at the same byte however the source was cut into chunks.

use super::Limits;
use super::error::{CsvErrorKind, Position};
use memchr::{memchr, memchr3};
use std::ops::Range;

/// The most that is scanned before it is copied: little enough to stay in the first cache.
pub(super) const WINDOW: usize = 16 * 1024;

type Wrong = (CsvErrorKind, Position);

/// What the last byte that was scanned means for the next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Plain,
    Quoted,
    /// After a quote within quotes: the end of the field, or the first of two quotes.
    QuoteSeen,
    /// After a CR that ends the record: an LF would still be part of it.
    CrSeen,
    /// After a CR that is a blank line: an LF would still be part of that.
    BlankCr,
}

/// The part in hand.
pub(super) struct Filling {
    pub(super) limits: Limits,
    pub(super) bytes: Vec<u8>,
    /// Where the complete records end.
    kept: usize,
    /// Up to where the bytes are known to be UTF-8. A character may be cut, so this can be short
    /// of the end by three bytes, but never before `kept`.
    valid: usize,
    /// The complete records, and their physical lines with the header's.
    pub(super) rows: u64,
    pub(super) lines: u64,
    /// The source's lines on which the complete records are.
    pub(super) covered: Range<u64>,
    /// The record in hand: the source's line on which it starts, the line ends within its quotes,
    /// and where its last quoted field starts.
    line: u64,
    breaks: u64,
    quote: usize,
    pub(super) state: State,
}

impl Filling {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            bytes: Vec::new(),
            kept: 0,
            valid: 0,
            rows: 0,
            lines: 0,
            covered: 1..1,
            line: 1,
            breaks: 0,
            quote: 0,
            state: State::Plain,
        }
    }

    /// Whether there are bytes of a record that is not complete.
    pub(super) fn in_record(&self) -> bool {
        self.kept < self.bytes.len()
    }

    /// Whether another byte of the record in hand, or of a new one, does not fit.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= self.limits.max_bytes || self.lines_are_full()
    }

    /// A record is on one line more than it has line ends within quotes.
    fn lines_are_full(&self) -> bool {
        self.lines + self.breaks >= self.limits.max_lines
    }

    /// Takes some of the chunk, at least a byte. The part is not full, and between two records
    /// the chunk does not start with a line end.
    ///
    /// With `header`, `true` means that the record in hand is complete and still to be ended.
    pub(super) fn take(&mut self, chunk: &mut &[u8], header: bool) -> Result<bool, Wrong> {
        let (base, kept, line) = (self.bytes.len(), self.kept, self.line);
        let room = self.limits.max_bytes.saturating_sub(base).min(WINDOW);
        let (length, complete) = self.scan(chunk.get(..room).unwrap_or(chunk), header);
        let (taken, rest) = chunk.split_at_checked(length).unwrap_or((chunk, &[]));
        self.bytes.extend_from_slice(taken);
        *chunk = rest;
        match self.check(base) {
            None => Ok(complete),
            Some((kind, at)) => {
                let text = self.bytes.get(kept..).unwrap_or_default();
                Err((kind, Position::within(text, at.saturating_sub(kept), line)))
            }
        }
    }

    /// Counts what is in `window`, which follows the part in hand, and says how much of it to
    /// take and whether that completes the header.
    ///
    /// It stops at a blank line, after the header, and where the part has no room for a line.
    fn scan(&mut self, window: &[u8], header: bool) -> (usize, bool) {
        let base = self.bytes.len();
        let before = |at: usize, bytes: &[u8]| match at.checked_sub(1) {
            Some(previous) => window.get(previous).copied(),
            None => bytes.last().copied(),
        };
        let opens = window.first() == Some(&b'"');
        // Where to look next, and what was decided by the byte before.
        let mut at = usize::from(self.state == State::QuoteSeen && opens);
        let mut quoted = self.state == State::Quoted || at == 1;
        self.state = State::Plain;
        let mut length = window.len();
        while let Some(found) = find(window.get(at..).unwrap_or_default(), quoted) {
            let here = at + found;
            let next = window.get(here + 1).copied();
            at = here + 1;
            match window[here] {
                b'"' if quoted => match next {
                    None => {
                        self.state = State::QuoteSeen;
                        return (length, false);
                    }
                    Some(b'"') => at += 1,
                    Some(b',') if window.get(here + 2) == Some(&b'"') => {
                        self.quote = base + here + 2;
                        at = here + 3;
                    }
                    Some(_) => quoted = false,
                },
                b'"' => {
                    if base + here == self.kept || before(here, &self.bytes) == Some(b',') {
                        self.quote = base + here;
                        quoted = true;
                    }
                }
                byte if quoted => {
                    if byte == b'\r' || before(here, &self.bytes) != Some(b'\r') {
                        self.breaks += 1;
                        if self.lines_are_full() {
                            length = at;
                            break;
                        }
                    }
                }
                _ if base + here == self.kept => {
                    length = here;
                    break;
                }
                b'\r' if next.is_none() => {
                    self.state = State::CrSeen;
                    return (length, false);
                }
                byte => {
                    at += usize::from(byte == b'\r' && next == Some(b'\n'));
                    if header {
                        return (at, true);
                    }
                    self.end_record(base + at);
                    if self.lines_are_full() {
                        length = at;
                        break;
                    }
                }
            }
        }
        if quoted {
            self.state = State::Quoted;
        }
        (length, false)
    }

    pub(super) fn end_record(&mut self, end: usize) {
        if self.rows == 0 {
            self.covered.start = self.line;
        }
        self.kept = end;
        self.rows += 1;
        self.lines += self.breaks + 1;
        self.line += self.breaks + 1;
        self.covered.end = self.line;
        self.breaks = 0;
    }

    /// What is wrong, and where, in the bytes from `base` on and a character cut there.
    fn check(&mut self, base: usize) -> Option<(CsvErrorKind, usize)> {
        let nul = memchr(0, self.bytes.get(base..).unwrap_or_default()).map(|at| base + at);
        let nul = nul.map(|at| (CsvErrorKind::Nul, at));
        match std::str::from_utf8(self.bytes.get(self.valid..).unwrap_or_default()) {
            Ok(_) => self.valid = self.bytes.len(),
            Err(error) => {
                self.valid += error.valid_up_to();
                // Without a length, the rest of the character may still come.
                if error.error_len().is_some() && nul.is_none_or(|(_, at)| self.valid < at) {
                    return Some((CsvErrorKind::InvalidUtf8, self.valid));
                }
            }
        }
        nul
    }

    /// What is wrong if the source ends here.
    pub(super) fn end(&self) -> Result<(), Wrong> {
        if self.valid < self.bytes.len() {
            return Err((CsvErrorKind::InvalidUtf8, self.place(self.valid)));
        }
        self.open_quote()
            .map_or(Ok(()), |place| Err((CsvErrorKind::UnclosedQuote, place)))
    }

    /// Goes on with `next`, a part that starts with the record in hand. Returns the complete one.
    pub(super) fn move_record_to(&mut self, mut next: Vec<u8>) -> Vec<u8> {
        let kept = next.len();
        let moved = self.kept - kept;
        next.extend_from_slice(self.bytes.get(self.kept..).unwrap_or_default());
        let mut complete = std::mem::replace(&mut self.bytes, next);
        complete.truncate(self.kept);
        self.kept = kept;
        self.valid = self.valid.saturating_sub(moved);
        self.quote = self.quote.saturating_sub(moved);
        complete
    }

    /// Drops the line ends at the front of the chunk.
    pub(super) fn skip_blank_lines(&mut self, chunk: &mut &[u8]) {
        while let Some((&byte @ (b'\n' | b'\r'), rest)) = chunk.split_first() {
            self.line += u64::from(byte == b'\r' || self.state != State::BlankCr);
            self.state = if byte == b'\r' {
                State::BlankCr
            } else {
                State::Plain
            };
            *chunk = rest;
        }
    }

    /// Where the record in hand starts.
    pub(super) fn start(&self) -> Position {
        self.place(self.kept)
    }

    /// Where the quotes start within which the record in hand breaks off.
    pub(super) fn open_quote(&self) -> Option<Position> {
        (self.state == State::Quoted).then(|| self.place(self.quote))
    }

    fn place(&self, at: usize) -> Position {
        let record = self.bytes.get(self.kept..).unwrap_or_default();
        Position::within(record, at.saturating_sub(self.kept), self.line)
    }
}

/// The next quote or line end.
///
/// Within quotes the next one is mostly a few bytes away, where a call of `memchr` does not pay.
fn find(text: &[u8], near: bool) -> Option<usize> {
    if near && let Some(first) = text.first_chunk() {
        const ONES: u64 = u64::from_le_bytes([0x01; 8]);
        const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
        let word = u64::from_le_bytes(*first);
        // The high bit of each byte that is zero; above the lowest of them also of some others.
        let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
        let equal = |byte: u8| zeros(word ^ u64::from_le_bytes([byte; 8]));
        let found = equal(b'"') | equal(b'\n') | equal(b'\r');
        if found != 0 {
            return Some(found.trailing_zeros() as usize / 8);
        }
    }
    // Often the next one is right here: a row's first quote, the line end after its last.
    match text.first() {
        Some(b'"' | b'\n' | b'\r') => Some(0),
        _ => memchr3(b'"', b'\n', b'\r', text),
    }
}
