//! The part that is being filled.

use super::header::Header;
use super::part::{Limits, Part};
use super::records::Records;
use bytes::Bytes;
use std::ops::Range;

#[derive(Default)]
pub(super) struct PartBuffer {
    /// The header and the rows.
    bytes: Vec<u8>,
    rows: u64,
    /// How many physical lines the part has, the header's included.
    lines: u64,
    /// The lines of the source from the first of the rows to the last.
    source_lines: Range<u64>,
}

/// How many rows and parts were returned so far.
#[derive(Default)]
pub(super) struct Emitted {
    pub rows: u64,
    pub parts: u32,
}

impl PartBuffer {
    /// A part that has only the header.
    pub fn new(header: &Header) -> Self {
        Self {
            bytes: header.text.clone(),
            rows: 0,
            lines: header.lines,
            source_lines: 0..0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub fn has_room(&self, row: &[u8], record: &Records, limits: Limits) -> bool {
        self.bytes.len() + row.len() <= limits.max_bytes
            && self.lines + record.lines() <= limits.max_lines
    }

    pub fn push(&mut self, row: &[u8], record: &Records) {
        if self.is_empty() {
            self.source_lines.start = record.line();
        }
        self.source_lines.end = record.line() + record.lines();
        self.bytes.extend_from_slice(row);
        self.rows += 1;
        self.lines += record.lines();
    }

    /// Leaves a new part here, and returns the one that is full.
    pub fn replace(&mut self, header: &Header, limits: Limits) -> Self {
        let full = std::mem::replace(self, Self::new(header));
        // The next part will be about as long as this one.
        let likely = full.bytes.len().min(limits.max_bytes);
        self.bytes.reserve(likely);
        full
    }
}

impl Emitted {
    pub fn emit(&mut self, part: PartBuffer) -> Part {
        let rows = self.rows + 1..self.rows + part.rows + 1;
        self.rows += part.rows;
        self.parts = self.parts.saturating_add(1);
        Part {
            number: self.parts,
            bytes: Bytes::from(part.bytes),
            rows,
            lines: part.source_lines,
        }
    }
}
