//! The names of the files that are uploaded.
//!
//! A name is the import's id and the number of the part. By it a part is recognised in the list of jobs,
//! by the program and by the people of the account; so the id begins with the name of the user's file,
//! unless the caller gives one. It is made once: a resumed import has it from its journal, also if the
//! file has another name by then.

use crate::error::{Error, Result};

/// The longest import id: it becomes part of file names.
pub(super) const LONGEST_ID: usize = 64;

/// How many random digits make an id unlike all others.
const RANDOM_DIGITS: usize = 24;

/// The id as given, as begun, or a new one.
pub(super) fn import_id(
    given: Option<String>,
    begun: Option<&str>,
    stem: Option<&str>,
) -> Result<String> {
    match (given, begun) {
        (Some(given), Some(begun)) if given != begun => Err(Error::invalid_request(
            "the journal belongs to another import: its id is not the given one",
        )),
        (Some(given), None) => match (1..=LONGEST_ID).contains(&given.len()) {
            true if given.bytes().all(is_plain) => Ok(given),
            _ => Err(Error::invalid_request(
                "an import id has 1 to 64 letters, digits, `-` and `_`",
            )),
        },
        (_, Some(begun)) => Ok(begun.to_owned()),
        (None, None) => Ok(format!(
            "{}-{:016x}{:08x}",
            stem.and_then(plain).as_deref().unwrap_or("import"),
            fastrand::u64(..),
            fastrand::u32(..)
        )),
    }
}

pub(super) fn part_name(id: &str, number: u32) -> String {
    format!("{id}-{number}.csv")
}

/// What is left of a name if every run of other characters becomes a hyphen. None if that is nothing.
fn plain(name: &str) -> Option<String> {
    let words = name.split(|c: char| !u8::try_from(c).is_ok_and(is_plain));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut plain = words.join("-");
    plain.truncate(LONGEST_ID - RANDOM_DIGITS - 1);
    (!plain.is_empty()).then_some(plain)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests;
