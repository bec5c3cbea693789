//! What is in a file of tokens.
//!
//! A file has one record: JSON with the tokens, a number that grows with each save, and a checksum. Overwriting a
//! file in place, where it cannot be replaced, leaves two records in it for a moment, the second of them whole:
//! the last record that is whole counts. Nothing here does IO.

use super::super::Tokens;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::SystemTime;

/// What marks a file as ours.
const FORMAT: &str = "constant-contact-tokens";
const VERSION: u32 = 1;
/// As much as is read of a file: one that is longer has something else in it.
pub(super) const LONGEST: u64 = 1 << 20;

/// What a file has, as far as it can be read.
#[derive(Debug)]
pub(super) enum Content {
    /// Nothing, or no file: there are no tokens yet.
    Empty,
    Tokens(Box<Record>),
    /// It was ours, and no record in it is whole.
    Damaged,
    /// It was written by a newer version of this crate.
    Newer,
    /// It is somebody else's.
    Foreign,
}

/// One pair of tokens as it is in the file.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Whose tokens these are, among the deployments of the application.
    pub deployment: Option<String>,
    /// How many saves there were, including this one.
    pub sequence: u64,
    pub tokens: Tokens,
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment: Option<&'a str>,
    sequence: u64,
    tokens: &'a Tokens,
    checksum: String,
}

#[derive(Deserialize)]
struct Mark {
    format: String,
    version: u32,
}

/// Only the tokens are required: a file that was made by hand may have nothing else.
#[derive(Deserialize)]
struct Read {
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
        let mut bytes = serde_json::to_vec_pretty(&Written {
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

/// What tells a record from a mixture of two. It covers values, not bytes: the file may be formatted anew.
fn checksum(sequence: u64, tokens: &Tokens) -> String {
    let access = tokens.access_token().expose_secret();
    let refresh = tokens.refresh_token().map(ExposeSecret::expose_secret);
    let text = format!("{sequence}\n{access}\n{}", refresh.unwrap_or_default());
    let mut hex = String::new();
    for byte in Sha256::digest(text).iter().take(8) {
        // Writing to a string does not fail.
        write!(hex, "{byte:02x}").ok();
    }
    hex
}

/// Makes sense of a file.
pub(super) fn read(bytes: &[u8]) -> Content {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Content::Empty;
    }
    // A file that was made by hand may have any form.
    match last_record(bytes).or_else(|| read_record(bytes)) {
        Some(content) => content,
        None if is_like_ours(bytes) => Content::Damaged,
        None => Content::Foreign,
    }
}

/// Reads the last record that is whole, among several.
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

/// Reads the whole record with which `bytes` begin; `None` if there is none.
fn read_record(bytes: &[u8]) -> Option<Content> {
    let mark: Mark = first_value(bytes)?;
    match (mark.format.as_str(), mark.version) {
        (FORMAT, VERSION) => {}
        (FORMAT, later) if later > VERSION => return Some(Content::Newer),
        _ => return None,
    }
    let read: Read = first_value(bytes)?;
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

/// What follows may be zeros or a part of another record.
fn first_value<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter();
    values.next()?.ok()
}

/// Whether the file begins as ours do, however early it breaks off and with some bytes changed, or has nothing but
/// the zeros that some file systems leave after a power failure.
fn is_like_ours(bytes: &[u8]) -> bool {
    let beginning = format!("{{\"format\":\"{FORMAT}\"").into_bytes();
    let visible = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    let start: Vec<u8> = visible.take(2 * beginning.len()).copied().collect();
    let changed = start.iter().zip(&beginning).filter(|(is, was)| is != was);
    let mut parts = start.windows(FORMAT.len());
    changed.count() <= start.len().min(beginning.len()) / 16
        || parts.any(|part| part == FORMAT.as_bytes())
        || bytes.iter().all(|byte| *byte == 0)
}

/// Whether what a process that died has left in a temporary file is newer than the file; with the time at which
/// each was written, which decides between two of the same number.
///
/// If there are no tokens in the file, only the first save counts as newer: after a later one, somebody has
/// removed the tokens, and they must not come back.
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
