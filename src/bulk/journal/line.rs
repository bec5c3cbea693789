//! A line of the journal: an event as JSON, the number of the line, and a checksum over both.
//!
//! ```text
//! {"event":"accepted","part":3,"activity":"04fe9a97"} 8 5f1c0b9a72d3e640
//! ```
//!
//! The checksum shows that a line is whole and unchanged, even if its line end was lost. The numbers show
//! that no line is missing, that the lines are in order, and that only one import wrote them.

use crate::bulk::sha256::sha256_hex;

/// How many hexadecimal digits of the SHA-256 a line has.
const CHECKSUM_DIGITS: usize = 16;

/// The longest line. The longest lines have up to 50 list ids.
const LONGEST: usize = 8 * 1024;

pub(super) fn write(number: u64, json: &str) -> String {
    let text = format!("{json} {number}");
    let checksum = checksum(&text);
    format!("{text} {checksum}")
}

/// The number and the event; `None` if [`write`] did not write this line.
pub(super) fn read(line: &str) -> Option<(u64, &str)> {
    let (text, _) = line.rsplit_once(' ').filter(|_| is_valid(line))?;
    let (json, number) = text.rsplit_once(' ')?;
    Some((number.parse().ok()?, json))
}

/// The whole line with which these bytes begin, if they do. Other bytes may be in place of its line end.
pub(super) fn whole(bytes: &[u8]) -> Option<&str> {
    let spaces = memchr::memchr_iter(b' ', &bytes[..bytes.len().min(LONGEST)]);
    let mut lines = spaces.filter_map(|space| {
        let line = bytes.get(..space + 1 + CHECKSUM_DIGITS)?;
        std::str::from_utf8(line).ok()
    });
    lines.find(|line| is_valid(line))
}

fn is_valid(line: &str) -> bool {
    let halves = line.rsplit_once(' ');
    halves.is_some_and(|(text, found)| found == checksum(text))
}

fn checksum(text: &str) -> String {
    let mut digits = sha256_hex(text.as_bytes());
    digits.truncate(CHECKSUM_DIGITS);
    digits
}

#[cfg(test)]
mod tests;
