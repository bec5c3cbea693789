//! Reads numbers, booleans and strings in each of the forms that the server writes.

use super::{Key, Place, Read, read_single};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt::{Formatter, Result as Fmt};

/// The message for a value that is not a whole number.
pub(crate) const NOT_AN_INTEGER: &str = "not a whole number";
/// The message for a value that is not a number.
pub(crate) const NOT_A_NUMBER: &str = "not a number";
/// The message for a string that is neither true nor false.
pub(crate) const NOT_A_BOOLEAN: &str = "a string that is neither `true` nor `false`";
/// The message for a number that is declared as a string and would lose digits.
pub(crate) const TOO_MANY_DIGITS: &str = "a number with too many digits to be kept exactly";

/// JSON has neither NaN nor infinity; serde writes `null` for both, which erases the value on the server.
pub(crate) const NOT_FINITE: &str = "is not a finite number";

/// From here on, an `f64` cannot represent every whole number.
pub(crate) const FIRST_INEXACT: f64 = 9_007_199_254_740_992.0;

impl Read for String {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        if let Some(text) = optional_text(from)? {
            place.put(text.into_owned());
        }
        Ok(())
    }
}

impl Read for i64 {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        from.deserialize_any(Number {
            place,
            name: "a whole number",
            message: NOT_AN_INTEGER,
            number: whole,
        })
    }
}

impl Read for f64 {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        from.deserialize_any(Number {
            place,
            name: "a number",
            message: NOT_A_NUMBER,
            number: |written| match written {
                Written::Integer(number) => Some(number as f64),
                Written::Fraction(number) => Some(number),
                Written::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            },
        })
    }

    fn fault(&self) -> Option<&'static str> {
        (!self.is_finite()).then_some(NOT_FINITE)
    }
}

/// A number in one of the forms that the server writes.
enum Written<'a> {
    Integer(i64),
    Fraction(f64),
    Text(&'a str),
}

/// `7`, `7.0` and `"7"` are the same whole number; `7.5` is not one.
fn whole(number: Written<'_>) -> Option<i64> {
    match number {
        Written::Integer(number) => Some(number),
        Written::Fraction(number) => {
            let is_whole = number.fract() == 0.0 && number.abs() < FIRST_INEXACT;
            is_whole.then_some(number as i64)
        }
        Written::Text(text) => {
            let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
            match fraction.bytes().all(|digit| digit == b'0') {
                true => digits.parse().ok(),
                false => None,
            }
            .or_else(|| whole(Written::Fraction(text.parse().ok()?)))
        }
    }
}

/// `10,080` without the comma, if every comma separates thousands.
fn without_separators(text: &str) -> Option<String> {
    let digits = text.split('.').next()?.trim_start_matches(['+', '-']);
    let (first, rest) = digits.split_once(',')?;
    let are_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    let is_grouped = (1..=3).contains(&first.len())
        && are_digits(first)
        && rest
            .split(',')
            .all(|part| part.len() == 3 && are_digits(part));
    is_grouped.then(|| text.replace(',', ""))
}

/// A visitor for a number: its place, its name in messages, and the conversion.
struct Number<'a, T> {
    place: Place<'a, T>,
    name: &'static str,
    message: &'static str,
    number: fn(Written<'_>) -> Option<T>,
}

impl<T> Number<'_, T> {
    fn put<E: Error>(self, written: Written<'_>) -> Result<(), E> {
        match (self.number)(written) {
            Some(number) => {
                self.place.put(number);
                Ok(())
            }
            None => Err(E::custom(self.message)),
        }
    }
}

impl<'de, T: Read> Visitor<'de> for Number<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
        f.write_str(self.name)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.put(Written::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        match i64::try_from(number) {
            Ok(number) => self.put(Written::Integer(number)),
            Err(_) => self.put(Written::Fraction(number as f64)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.put(Written::Fraction(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let text = text.trim();
        if let Some(number) = (self.number)(Written::Text(text)) {
            self.place.put(number);
            return Ok(());
        }
        let is_no_number = || text.parse().is_ok_and(|number: f64| !number.is_finite());
        match without_separators(text) {
            Some(text) => self.put(Written::Text(&text)),
            None if text.is_empty() || is_no_number() => Ok(()),
            None => Err(E::custom(self.message)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        read_single(self.place, list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        match number_text(object, &self)? {
            Some(text) => self.visit_str(&text),
            None => Ok(()),
        }
    }
}

impl Read for bool {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        struct Bool<'a>(Place<'a, bool>);
        impl<'de> Visitor<'de> for Bool<'_> {
            type Value = ();

            fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
                f.write_str("`true` or `false`")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
                self.0.put(value);
                Ok(())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
                match number {
                    0 | 1 => self.visit_bool(number == 1),
                    _ => Err(E::invalid_type(Unexpected::Unsigned(number), &self)),
                }
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
                match text.trim() {
                    "" => Ok(()),
                    "1" => self.visit_bool(true),
                    "0" => self.visit_bool(false),
                    text if text.eq_ignore_ascii_case("true") => self.visit_bool(true),
                    text if text.eq_ignore_ascii_case("false") => self.visit_bool(false),
                    _ => Err(E::custom(NOT_A_BOOLEAN)),
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
                    Some(_) => Err(A::Error::custom(NOT_A_BOOLEAN)),
                    None => Ok(()),
                }
            }
        }
        from.deserialize_any(Bool(place))
    }
}

/// Reads a string, or a number or boolean as a string.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Cow<'de, str>, D::Error> {
    optional_text(from)?.ok_or_else(|| D::Error::custom(super::NO_VALUE))
}

/// Reads a string, or a number or boolean as a string; `None` if there is no value.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    struct Text;
    impl<'de> Visitor<'de> for Text {
        type Value = Option<Cow<'de, str>>;

        fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
            f.write_str("a string")
        }

        fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
            Ok(Some(Cow::Borrowed(value)))
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(Cow::Owned(value.to_owned())))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(Some(Cow::Owned(value.to_string())))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(Some(Cow::Owned(value.to_string())))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            match value.fract() == 0.0 && value.abs() >= FIRST_INEXACT {
                true => Err(E::custom(TOO_MANY_DIGITS)),
                false => Ok(Some(Cow::Owned(value.to_string()))),
            }
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok(Some(Cow::Owned(value.to_string())))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            let mut text = None;
            read_single::<String, _>(Place::Option(&mut text), list)?;
            Ok(text.map(Cow::Owned))
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
            Ok(number_text(object, &self)?.map(Cow::Owned))
        }
    }
    from.deserialize_any(Text)
}

/// The name of the only member of the object as which serde_json reads a number with a fraction, if any crate of the
/// build enables its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Handles an object in place of a scalar: one without members means no value, one that stands for a number is that
/// number, and any other is an error.
pub(crate) fn number_text<'de, A: MapAccess<'de>>(
    mut object: A,
    expected: &impl Visitor<'de>,
) -> Result<Option<String>, A::Error> {
    match object.next_key::<Key<'_>>()? {
        None => Ok(None),
        Some(key) if key.as_str() == NUMBER => object.next_value().map(Some),
        Some(_) => Err(A::Error::invalid_type(Unexpected::Map, expected)),
    }
}

#[cfg(test)]
mod tests;
