//! What `Debug` shows of a document. A string can be personal data, so it is hidden unless a rule of
//! the generator shows it; numbers, booleans, enumerations and times are shown. The rule defines which
//! kind of string a field may show, and the string itself must look like that kind: an email address in
//! place of an id stays hidden.

use super::Object;
use super::hidden::Hidden;
use super::timestamp::Timestamp;
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};

/// The longest string that counts as an id.
const MAX_ID_LENGTH: usize = 64;
/// The longest string that counts as a value of an enumeration.
const MAX_VALUE_LENGTH: usize = 40;

/// Which part of a field is shown.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Show {
    /// All values except strings.
    Values,
    /// Strings too, if they look like ids.
    Ids,
    /// Strings too, if they are points in time or dates.
    Times,
    /// Only whether there is a value.
    Presence,
}

/// A type that can print itself without its strings.
pub(crate) trait Redact {
    fn redact(&self, show: Show, f: &mut Formatter<'_>) -> fmt::Result;
}

/// Prints the parts of a value that `Show` allows.
pub(crate) struct Redacted<'a, T: ?Sized>(pub &'a T, pub Show);

impl<T: Redact + ?Sized> Debug for Redacted<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.redact(self.1, f)
    }
}

/// The name of a field, its value and what is shown of it.
pub(crate) type ShownField<'a> = (&'static str, &'a dyn Redact, Show);

/// Prints a document: its fields, and the number of members that have no field.
pub(crate) fn show<T: Object>(
    f: &mut Formatter<'_>,
    document: &T,
    fields: &[ShownField<'_>],
) -> fmt::Result {
    let mut shown = f.debug_struct(T::NAME);
    for (name, value, show) in fields {
        shown.field(name, &Redacted(*value, *show));
    }
    let unknown = document.unknown_members();
    if let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) {
        shown.field("unknown_members", unknown);
    }
    shown.finish_non_exhaustive()
}

/// Prints as much of a document as its own `Debug`.
impl<T: Object + Debug> Redact for T {
    fn redact(&self, show: Show, f: &mut Formatter<'_>) -> fmt::Result {
        match show {
            Show::Presence => Hidden.fmt(f),
            _ => self.fmt(f),
        }
    }
}

/// Implements [`Redact`] for types whose own `Debug` shows no personal data.
macro_rules! redact_via_debug {
    ($($name:ty),+) => {$(
        impl $crate::model::Redact for $name {
            #[inline]
            fn redact(
                &self,
                show: $crate::model::Show,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> ::std::fmt::Result {
                match show {
                    $crate::model::Show::Presence => ::std::fmt::Debug::fmt(&$crate::model::Hidden, f),
                    _ => ::std::fmt::Debug::fmt(self, f),
                }
            }
        }
    )+};
}
pub(crate) use redact_via_debug;

redact_via_debug!(bool, i64, f64, Timestamp);

impl<T: Redact> Redact for Option<T> {
    fn redact(&self, show: Show, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            None => f.write_str("None"),
            Some(value) => f.debug_tuple("Some").field(&Redacted(value, show)).finish(),
        }
    }
}

impl<T: Redact> Redact for Vec<T> {
    fn redact(&self, show: Show, f: &mut Formatter<'_>) -> fmt::Result {
        let values = self.iter().map(|value| Redacted(value, show));
        f.debug_list().entries(values).finish()
    }
}

impl Redact for String {
    fn redact(&self, show: Show, f: &mut Formatter<'_>) -> fmt::Result {
        let is_shown = match show {
            Show::Ids => is_id(self),
            Show::Times => Timestamp::from(self.as_str()).is_understood(),
            Show::Values | Show::Presence => false,
        };
        match is_shown {
            true => Debug::fmt(self, f),
            false => Hidden.fmt(f),
        }
    }
}

/// Free-form JSON is hidden completely: its numbers and names can be personal data, too.
impl Redact for serde_json::Value {
    fn redact(&self, _: Show, f: &mut Formatter<'_>) -> fmt::Result {
        Hidden.fmt(f)
    }
}

/// The names can be chosen by the caller.
impl<T> Redact for BTreeMap<String, T> {
    fn redact(&self, _: Show, f: &mut Formatter<'_>) -> fmt::Result {
        hidden_members(self.len(), f)
    }
}

/// Free-form JSON, as [`Value`](serde_json::Value) is.
impl Redact for serde_json::Map<String, serde_json::Value> {
    fn redact(&self, _: Show, f: &mut Formatter<'_>) -> fmt::Result {
        hidden_members(self.len(), f)
    }
}

/// A map shows how many members it has, and nothing hidden if it has none.
fn hidden_members(count: usize, f: &mut Formatter<'_>) -> fmt::Result {
    match count {
        0 => f.write_str("{}"),
        _ => write!(f, "{{… {count} members}}"),
    }
}

/// Whether a string has the form of the API's ids: a UUID, a number or another short token. Each of
/// them contains a digit. An address or a sentence does not have this form.
fn is_id(text: &str) -> bool {
    text.len() <= MAX_ID_LENGTH
        && text.bytes().all(is_token_byte)
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A text that is shown if it is a single word, as the values of enumerations are.
pub(crate) struct Word<'a>(pub &'a str);

impl Debug for Word<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.0;
        let is_word = text.len() <= MAX_VALUE_LENGTH
            && text.bytes().all(is_token_byte)
            && !text.starts_with(|first: char| first.is_ascii_digit());
        match is_word {
            true => Debug::fmt(text, f),
            false => Hidden.fmt(f),
        }
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Implements a `Debug` that prints only the name, for a type that may hold personal data or secrets.
macro_rules! opaque_debug {
    ($type:ty, $name:literal) => {
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct($name).finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use opaque_debug;

#[cfg(test)]
mod tests;
