//! Reading the header.
//!
//! The splitter hands over the header record, terminator and all, once it is complete and known
//! to be UTF-8. What comes back is the headings, or what is wrong with them: everything that can
//! be known before the first row.

use super::error::{CsvErrorKind, Position};
use std::collections::HashMap;

/// The headings of the record that opens `line`, without quotes and the space around them.
pub(super) fn read(record: &[u8], line: u64) -> Result<Vec<String>, (CsvErrorKind, Position)> {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    let record = record.strip_suffix(b"\r").unwrap_or(record);
    let mut headings = Vec::new();
    let mut seen = HashMap::new();
    for (offset, text) in fields(record) {
        let heading = String::from_utf8_lossy(&text).trim().to_owned();
        // Columns without a heading name nothing, so they may be many.
        if !heading.is_empty()
            && let Some(first) = seen.insert(heading.to_lowercase(), offset)
        {
            let first = Position::within(record, first, line);
            let second = Position::within(record, offset, line);
            return Err((CsvErrorKind::DuplicateHeading { first }, second));
        }
        headings.push(heading);
    }
    if ["email", "sms_number"]
        .iter()
        .any(|name| seen.contains_key(*name))
    {
        return Ok(headings);
    }
    let separator = match headings.as_slice() {
        [only] => [';', '\t', '|']
            .into_iter()
            .find(|sign| only.contains(*sign)),
        _ => None,
    };
    Err((
        CsvErrorKind::NoEmailHeading { separator },
        Position { line, column: 1 },
    ))
}

/// The fields of a record without its terminator, each with the offset at which it starts.
fn fields(record: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let mut fields = Vec::new();
    let (mut start, mut text, mut quoted) = (0, Vec::new(), false);
    let mut bytes = record.iter().copied().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' if quoted => {
                if bytes.next_if(|(_, next)| *next == b'"').is_some() {
                    text.push(byte);
                } else {
                    quoted = false;
                }
            }
            b'"' if at == start => quoted = true,
            b',' if !quoted => {
                fields.push((start, std::mem::take(&mut text)));
                start = at + 1;
            }
            _ => text.push(byte),
        }
    }
    fields.push((start, text));
    fields
}
