//! The error of the generator: what is wrong, where, and what was expected.

use crate::pointer::escape;
use std::fmt;

/// The result of every step of the generator.
pub type Result<T> = std::result::Result<T, Error>;

/// One finding in one of the files under `spec/`.
///
/// `Display` is one line: file, JSON pointer, finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    file: String,
    pointer: String,
    finding: String,
}

impl Error {
    /// A finding at `pointer` (RFC 6901; empty for the whole file) of `file`.
    pub fn new(file: &str, pointer: &str, finding: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            finding: finding.to_string(),
        }
    }

    /// The same finding in a document in which what the pointer begins at is the member or entry `key`.
    pub(crate) fn below(mut self, key: &str) -> Self {
        self.pointer = format!("/{}{}", escape(key), self.pointer);
        self
    }

    /// The JSON pointer of the element, empty for the whole file.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            pointer,
            finding,
        } = self;
        if pointer.is_empty() {
            write!(f, "{file}: {finding}")
        } else {
            write!(f, "{file}: at {pointer}: {finding}")
        }
    }
}

impl std::error::Error for Error {}
