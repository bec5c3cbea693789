//! Values that the API writes either as a string or as a number.

use crate::model::{
    Input, Mismatch, Output, Read, Redact, Redacted, Show, Write, deserialize, optional_text,
    read_single,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A value that the API writes as a string or as a whole number, and accepts in both forms.
///
/// ```
/// use constant_contact::StringOrInteger;
///
/// assert_eq!(StringOrInteger::from(111).to_string(), "111");
/// assert_eq!(StringOrInteger::from("9A63BC").to_string(), "9A63BC");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum StringOrInteger {
    /// Written in quotes.
    String(String),
    /// Written as a number.
    Integer(i64),
}

impl Default for StringOrInteger {
    fn default() -> Self {
        Self::String(String::new())
    }
}

impl fmt::Debug for StringOrInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.redact(Show::Values, f)
    }
}

impl fmt::Display for StringOrInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
        }
    }
}

impl From<&str> for StringOrInteger {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for StringOrInteger {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<i64> for StringOrInteger {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl Write for StringOrInteger {
    fn output(&self) -> Output<'_> {
        match self {
            Self::String(text) => Output::Text(text),
            Self::Integer(number) => Output::Integer(*number),
        }
    }
}

impl Serialize for StringOrInteger {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.output().serialize(to)
    }
}

impl<'de> Deserialize<'de> for StringOrInteger {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

impl Read for StringOrInteger {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        *place = Some(match found {
            Input::Integer(number) => Self::Integer(number),
            Input::Boolean(_) => return Err(Mismatch::of(&found, "a string or a whole number")),
            Input::List(list) => return read_single(place, list),
            other => match optional_text(other)? {
                Some(text) => Self::String(text.into_owned()),
                None => return Ok(()),
            },
        });
        Ok(())
    }
}

impl Redact for StringOrInteger {
    fn redact(&self, show: Show, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f
                .debug_tuple("String")
                .field(&Redacted(text, show))
                .finish(),
            Self::Integer(number) => f
                .debug_tuple("Integer")
                .field(&Redacted(number, show))
                .finish(),
        }
    }
}

#[cfg(test)]
mod tests;
