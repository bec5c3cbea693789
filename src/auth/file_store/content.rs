//! The content of a token file.
//!
//! A file has one record: JSON with the tokens, a number that grows with each save, and a checksum. A file that cannot
//! be replaced is overwritten in place, and then has two records for a moment, the second of them whole: the last whole
//! record counts. Nothing here does I/O.

use crate::auth::Tokens;
use hmac_sha256::Hash;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write;
use std::time::SystemTime;

/// What marks a file as a token file of this crate.
const FORMAT: &str = "constant-contact-tokens";
const VERSION: u64 = 1;
/// The most bytes that are read of a file: a longer one has something else in it.
pub(super) const LONGEST: u64 = 1 << 20;

/// The content of a file, as far as it can be read.
#[derive(Debug)]
pub(super) enum Content {
    /// The file is empty or does not exist: there are no tokens yet.
    Empty,
    Tokens(Box<Record>),
    /// It is a token file of this crate without a whole record.
    Damaged,
    /// It was written by a newer version of this crate.
    Newer,
    /// It is not a token file of this crate.
    Foreign,
}

/// One pair of tokens as it is in the file.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// The deployment of the application whose tokens these are.
    pub deployment: Option<String>,
    /// The number of saves, including this one.
    pub sequence: u64,
    pub tokens: Tokens,
}

#[derive(Serialize)]
struct RecordToWrite<'a> {
    format: &'static str,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment: Option<&'a str>,
    sequence: u64,
    tokens: &'a Tokens,
    checksum: String,
}

/// Only the tokens are required: a file that was written by hand may have nothing else.
#[derive(Deserialize)]
struct RecordRead {
    #[serde(default)]
    deployment: Option<String>,
    #[serde(default)]
    sequence: u64,
    tokens: Tokens,
    #[serde(default)]
    checksum: Option<String>,
}

impl Record {
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(&RecordToWrite {
            format: FORMAT,
            version: VERSION,
            deployment: self.deployment.as_deref(),
            sequence: self.sequence,
            tokens: &self.tokens,
            checksum: checksum(self.sequence, &self.tokens),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// Distinguishes a record from a mixture of two. It covers values and not bytes: the file may be reformatted.
fn checksum(sequence: u64, tokens: &Tokens) -> String {
    let access = tokens.access_token().expose_secret();
    let refresh = tokens.refresh_token().map(ExposeSecret::expose_secret);
    let text = format!("{sequence}\n{access}\n{}", refresh.unwrap_or_default());
    let mut hex = String::new();
    for byte in Hash::hash(text.as_bytes()).iter().take(8) {
        // Writing to a string does not fail.
        write!(hex, "{byte:02x}").ok();
    }
    hex
}

/// Reads the content of a file.
pub(super) fn read(bytes: &[u8]) -> Content {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Content::Empty;
    }
    // A file that was written by hand may be formatted in any way.
    match last_record(bytes).or_else(|| read_record(bytes)) {
        Some(content) => content,
        None if resembles_record(bytes) => Content::Damaged,
        None => Content::Foreign,
    }
}

/// Reads the last whole record of several.
fn last_record(bytes: &[u8]) -> Option<Content> {
    let mut end = bytes.len();
    for (start, _) in bytes
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, byte)| **byte == b'{')
    {
        // Within a record, no line begins with a brace.
        if start == 0 || bytes.get(start - 1) == Some(&b'\n') {
            if let Some(record) = read_record(bytes.get(start..end)?) {
                return Some(record);
            }
            end = start;
        }
    }
    None
}

/// Reads the whole record at the beginning of `bytes`; `None` if there is none.
fn read_record(bytes: &[u8]) -> Option<Content> {
    let found: Value = first_value(bytes)?;
    match (
        found.get("format")?.as_str()?,
        found.get("version")?.as_u64()?,
    ) {
        (FORMAT, VERSION) => {}
        (FORMAT, later) if later > VERSION => return Some(Content::Newer),
        _ => return None,
    }
    let read: RecordRead = first_value(bytes)?;
    let checksum = checksum(read.sequence, &read.tokens);
    let whole = read.checksum.is_none_or(|written| written == checksum);
    whole.then(|| {
        Content::Tokens(Box::new(Record {
            deployment: read.deployment,
            sequence: read.sequence,
            tokens: read.tokens,
        }))
    })
}

/// The first JSON value; after it there may be zeros or a part of another record.
fn first_value<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter();
    values.next()?.ok()
}

/// Whether the file begins like a record, even if it is cut off early and some bytes are changed, or has only zeros, as
/// some file systems leave after a power failure.
fn resembles_record(bytes: &[u8]) -> bool {
    let beginning = format!("{{\"format\":\"{FORMAT}\"").into_bytes();
    let visible = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    let start: Vec<u8> = visible.take(2 * beginning.len()).copied().collect();
    let changed = start.iter().zip(&beginning).filter(|(is, was)| is != was);
    let mut parts = start.windows(FORMAT.len());
    changed.count() <= start.len().min(beginning.len()) / 16
        || parts.any(|part| part == FORMAT.as_bytes())
        || bytes.iter().all(|byte| *byte == 0)
}

/// Whether the record that a process left in a temporary file when it died is newer than the file. Of two records with
/// the same number, the one that was written later is newer.
///
/// If there are no tokens in the file, only the first save is newer: after later ones, somebody has removed the tokens,
/// and they must not come back.
pub(super) fn is_newer(
    leftover: (&Record, Option<SystemTime>),
    content: &Content,
    written: Option<SystemTime>,
) -> bool {
    match content {
        Content::Empty => leftover.0.sequence <= 1,
        Content::Tokens(record) => (leftover.0.sequence, leftover.1) > (record.sequence, written),
        Content::Damaged => true,
        Content::Newer | Content::Foreign => false,
    }
}

#[cfg(test)]
mod tests;
