//! How an error prints: one line, without secrets, and with the email addresses in it masked.

use super::body::shown;
use super::fields::{Error, Inner};
use super::source::{innermost, unreported};
use std::fmt;

/// How many of the problems in a refusal are printed; an answer can have a hundred thousand.
const MAX_SHOWN: usize = 10;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            operation,
            status,
            entries,
            message,
            attachment,
            ..
        } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        match status {
            Some(status) => write!(f, "{status}")?,
            None => f.write_str(self.failure_kind().as_str())?,
        }
        for (position, entry) in entries.iter().take(MAX_SHOWN).enumerate() {
            write!(f, "{} {entry}", if position == 0 { ":" } else { ";" })?;
        }
        if let Some(more) = entries
            .len()
            .checked_sub(MAX_SHOWN)
            .filter(|more| *more > 0)
        {
            write!(f, "; and {more} more")?;
        }
        if !message.is_empty() {
            write!(f, ": {}", shown(message))?;
        }
        if let Some(source) = self.shown_source() {
            write!(f, ": {}", shown(&source.to_string()))?;
        }
        if self.is_ambiguous() {
            f.write_str(" (the request may have been carried out)")?;
        }
        if let Some(attachment) = attachment {
            write!(f, " ({attachment})")?;
        }
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        Ok(())
    }
}

impl Error {
    /// The cause that `Display` prints if the error has neither a message nor problems: for example, why the
    /// connection failed.
    fn shown_source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        if !self.0.message.is_empty() || !self.0.entries.is_empty() {
            return None;
        }
        Some(innermost(source))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            operation,
            status,
            entries,
            attempts,
            ..
        } = &*self.0;
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("operation", operation)
            .field("status", status)
            .field("api_errors", &entries.get(..MAX_SHOWN).unwrap_or(entries))
            .field("attempts", attempts)
            .field("message", &self.to_string())
            .finish_non_exhaustive()
    }
}

/// The first cause that `Display` does not print; [`Error::find_source`] searches all causes.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.shown_source() {
            Some(shown) => shown.source(),
            None => {
                let source = self.0.source.as_deref().map(|source| source as _);
                unreported(&self.0.message, source)
            }
        }
    }
}
