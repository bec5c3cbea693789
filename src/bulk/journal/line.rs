//! A line of the journal: an event as JSON, the number of the line, and a checksum over both.
//!
//! ```text
//! {"event":"accepted","part":3,"activity":"04fe9a97"} 8 5f1c0b9a72d3e640
//! ```
//!
//! The checksum tells a line that was changed or cut from a good one, as well as lines whose end
//! was lost and pieces of one that was torn apart. The numbers show that no line is missing, that all
//! are in their order, and that only one import wrote them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// How many bytes of the SHA-256 a line carries.
const SUM_BYTES: usize = 8;

/// No line is longer than this: most of it are list ids, of which an import has 50.
const LONGEST: usize = 8 * 1024;

pub(super) fn write<E: Serialize>(number: u64, event: &E) -> serde_json::Result<String> {
    let text = format!("{} {number}", serde_json::to_string(event)?);
    let sum = sum(&text);
    Ok(format!("{text} {sum}"))
}

/// The number and the event; none if the line is not one that was written here.
pub(super) fn read<E: DeserializeOwned>(line: &str) -> Option<(u64, E)> {
    let (text, _) = line.rsplit_once(' ').filter(|_| is_good(line))?;
    let (json, number) = text.rsplit_once(' ')?;
    Some((number.parse().ok()?, serde_json::from_str(json).ok()?))
}

/// The whole line with which these bytes begin, if they do: something can stand in the place of its end.
pub fn whole(bytes: &[u8]) -> Option<&str> {
    let spaces = memchr::memchr_iter(b' ', &bytes[..bytes.len().min(LONGEST)]);
    let mut lines = spaces.filter_map(|space| {
        let line = bytes.get(..space + 1 + 2 * SUM_BYTES)?;
        std::str::from_utf8(line).ok()
    });
    lines.find(|line| is_good(line))
}

fn is_good(line: &str) -> bool {
    let halves = line.rsplit_once(' ');
    halves.is_some_and(|(text, found)| found.len() == 2 * SUM_BYTES && found == sum(text))
}

fn sum(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter()
        .take(SUM_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
