//! How an error prints: one line, without secrets, and with the email addresses in it masked.

use super::body::shown;
use super::fields::{Error, Inner};
use super::source::{innermost, unreported};
use reqwest::Url;
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
            None => f.write_str(self.failure_kind().words())?,
        }
        let unreachable = self.unreachable();
        if let Some(origin) = unreachable {
            write!(f, " to {}", origin.origin().ascii_serialization())?;
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
            let cause = source.to_string();
            write!(f, ": {}", shown(&cause))?;
            if let Some(advice) = unreachable.and_then(|origin| advice(origin, &cause)) {
                write!(f, ": {advice}")?;
            }
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

    /// The origin of the server to which no connection was made.
    fn unreachable(&self) -> Option<&Url> {
        self.0
            .source
            .as_ref()?
            .downcast_ref::<reqwest::Error>()?
            .url()
    }
}

/// What to check if there is no connection to `origin` because of `cause`. Plain http is for servers on this machine,
/// which need neither a proxy nor certificates.
fn advice(origin: &Url, cause: &str) -> Option<&'static str> {
    match origin.scheme() {
        "https" if cause.contains("certificate") => Some(
            "check the clock of this machine, and whether a proxy replaces the certificates: see `ClientBuilder::http`",
        ),
        "https" => Some("check the network and the proxy settings, such as `HTTPS_PROXY`"),
        _ => None,
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

#[cfg(test)]
mod tests;
