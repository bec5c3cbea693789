//! The names of the uploaded files.
//!
//! A name consists of the id of the import and the number of the part, by which both the program and people
//! recognise a part in the list of jobs. So the id begins with the name of the source's file,
//! unless the caller sets one. An import that is resumed has the id from its journal, even if the file has
//! been renamed.

use crate::error::{Error, Result};

/// The longest import id: it becomes part of file names.
pub(super) const LONGEST_ID: usize = 64;

/// How many random digits make an id unique.
const RANDOM_DIGITS: usize = 24;

/// The id that the caller or the journal gives, or else a new one.
pub(super) fn import_id(
    given: Option<String>,
    begun: Option<&str>,
    stem: Option<&str>,
) -> Result<String> {
    match (given, begun) {
        (Some(given), Some(begun)) if given != begun => Err(Error::invalid_request(
            "the journal belongs to another import: it has another id",
        )),
        (Some(given), None) => match (1..=LONGEST_ID).contains(&given.len()) {
            true if given.bytes().all(is_allowed) => Ok(given),
            _ => Err(Error::invalid_request(
                "an import id has 1 to 64 letters, digits, `-` and `_`",
            )),
        },
        (_, Some(begun)) => Ok(begun.to_owned()),
        (None, None) => Ok(format!(
            "{}-{:016x}{:08x}",
            stem.and_then(sanitized).as_deref().unwrap_or("import"),
            fastrand::u64(..),
            fastrand::u32(..)
        )),
    }
}

pub(super) fn part_name(id: &str, number: u32) -> String {
    format!("{id}-{number}.csv")
}

/// The name with a hyphen in place of each run of characters that are not allowed. `None` if nothing else
/// remains.
fn sanitized(name: &str) -> Option<String> {
    let words = name.split(|c: char| !u8::try_from(c).is_ok_and(is_allowed));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut name = words.join("-");
    name.truncate(LONGEST_ID - RANDOM_DIGITS - 1);
    (!name.is_empty()).then_some(name)
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests;
