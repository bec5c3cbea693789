//! Values that the API writes either as a string or as a number.

use crate::model::{
    FIRST_INEXACT, Output, Place, Read, Redact, Redacted, Show, TOO_MANY_DIGITS, ViaRead, Write,
    number_text, read_single,
};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
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
        ViaRead::deserialize(from).map(|ViaRead(value)| value)
    }
}

impl Read for StringOrInteger {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        struct Either<'a>(Place<'a, StringOrInteger>);
        impl<'de> Visitor<'de> for Either<'_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a whole number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
                self.0.put(text.into());
                Ok(())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
                self.0.put(number.into());
                Ok(())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
                match i64::try_from(number) {
                    Ok(number) => self.visit_i64(number),
                    Err(_) => self.visit_str(&number.to_string()),
                }
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
                match number.fract() == 0.0 && number.abs() >= FIRST_INEXACT {
                    true => Err(E::custom(TOO_MANY_DIGITS)),
                    false => self.visit_str(&number.to_string()),
                }
            }

            fn visit_unit<E: Error>(self) -> Result<(), E> {
                Ok(())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
                read_single(self.0, list)
            }

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
                match number_text(object, &self)? {
                    Some(text) => self.visit_str(&text),
                    None => Ok(()),
                }
            }
        }
        from.deserialize_any(Either(place))
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
