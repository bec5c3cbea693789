//! Reads numbers, booleans and strings in each of the forms that the server writes.

use super::input::NUMBER;
use super::{Field, Input, InputObject, Mismatch, Read, read_single};
use std::borrow::Cow;

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
    #[inline]
    fn field(field: &mut Option<Self>) -> Field<'_> {
        Field::Text(field)
    }

    #[inline]
    fn read_text(place: &mut Option<Self>, text: &str) -> Result<(), Mismatch> {
        *place = Some(text.to_owned());
        Ok(())
    }

    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        if let Some(text) = optional_text(found)? {
            *place = Some(text.into_owned());
        }
        Ok(())
    }
}

impl Read for i64 {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        read_number(place, found, &INTEGER)
    }
}

impl Read for f64 {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        read_number(place, found, &FLOAT)
    }

    fn fault(&self) -> Option<&'static str> {
        (!self.is_finite()).then_some(NOT_FINITE)
    }
}

/// A type of numbers: its name and its fault in messages, and the conversion.
struct NumberType<T> {
    name: &'static str,
    message: &'static str,
    convert: fn(Written<'_>) -> Option<T>,
}

const INTEGER: NumberType<i64> = NumberType {
    name: "a whole number",
    message: NOT_AN_INTEGER,
    convert: whole,
};

const FLOAT: NumberType<f64> = NumberType {
    name: "a number",
    message: NOT_A_NUMBER,
    convert: |written| match written {
        Written::Integer(number) => Some(number as f64),
        Written::Fraction(number) => Some(number),
        Written::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
    },
};

fn read_number<T: Read>(
    place: &mut Option<T>,
    found: Input<'_>,
    of: &NumberType<T>,
) -> Result<(), Mismatch> {
    let number = match found {
        Input::Null => return Ok(()),
        Input::Integer(number) => (of.convert)(Written::Integer(number)),
        Input::Unsigned(number) => (of.convert)(Written::Fraction(number as f64)),
        Input::Float(number) => (of.convert)(Written::Fraction(number)),
        Input::Text(text) => match number_in(text, of.convert) {
            Ok(None) => return Ok(()),
            read => read.ok().flatten(),
        },
        Input::List(list) => return read_single(place, list),
        Input::Object(object) => match number_text(object, of.name)? {
            Some(text) => return read_number(place, Input::Text(&text), of),
            None => return Ok(()),
        },
        other => return Err(Mismatch::of(&other, of.name)),
    };
    *place = Some(number.ok_or(of.message)?);
    Ok(())
}

/// The number in a string; `Ok(None)` if the string means that there is none, `Err` if it is something else.
fn number_in<T>(text: &str, convert: fn(Written<'_>) -> Option<T>) -> Result<Option<T>, ()> {
    let text = text.trim();
    if let Some(number) = convert(Written::Text(text)) {
        return Ok(Some(number));
    }
    let is_no_number = || text.parse().is_ok_and(|number: f64| !number.is_finite());
    match without_separators(text) {
        Some(text) => convert(Written::Text(&text)).map(Some).ok_or(()),
        None if text.is_empty() || is_no_number() => Ok(None),
        None => Err(()),
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

impl Read for bool {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        let value = match found {
            Input::Null => return Ok(()),
            Input::Boolean(value) => value,
            Input::Integer(number @ (0 | 1)) => number == 1,
            Input::Text(text) => match text.trim() {
                "" => return Ok(()),
                "1" => true,
                "0" => false,
                text if text.eq_ignore_ascii_case("true") => true,
                text if text.eq_ignore_ascii_case("false") => false,
                _ => return Err(NOT_A_BOOLEAN.into()),
            },
            Input::List(list) => return read_single(place, list),
            Input::Object(object) => match number_text(object, A_BOOLEAN)? {
                Some(_) => return Err(NOT_A_BOOLEAN.into()),
                None => return Ok(()),
            },
            other => return Err(Mismatch::of(&other, A_BOOLEAN)),
        };
        *place = Some(value);
        Ok(())
    }
}

const A_BOOLEAN: &str = "`true` or `false`";

/// A string, or a number or boolean as a string; `None` if there is no value.
pub(crate) fn optional_text<'a>(found: Input<'a>) -> Result<Option<Cow<'a, str>>, Mismatch> {
    Ok(Some(match found {
        Input::Null => return Ok(None),
        Input::Text(text) => Cow::Borrowed(text),
        Input::Integer(number) => Cow::Owned(number.to_string()),
        Input::Unsigned(number) => Cow::Owned(number.to_string()),
        Input::Float(number) => Cow::Owned(fraction_text(number)?),
        Input::Boolean(value) => Cow::Owned(value.to_string()),
        Input::List(list) => {
            let mut text: Option<String> = None;
            read_single(&mut text, list)?;
            return Ok(text.map(Cow::Owned));
        }
        Input::Object(object) => return Ok(number_text(object, "a string")?.map(Cow::Owned)),
    }))
}

/// A number with a fraction as a string, unless it can be one that has lost digits.
pub(crate) fn fraction_text(number: f64) -> Result<String, Mismatch> {
    match number.fract() == 0.0 && number.abs() >= FIRST_INEXACT {
        true => Err(TOO_MANY_DIGITS.into()),
        false => Ok(number.to_string()),
    }
}

/// Handles an object in place of a scalar: one without members means no value, the one that serde_json writes for a
/// [`NUMBER`] is that number, and any other is an error.
pub(crate) fn number_text(
    object: &mut dyn InputObject,
    expected: &str,
) -> Result<Option<String>, Mismatch> {
    let mut text = None;
    match object.next_name()? {
        None => {}
        Some(name) if name == NUMBER => object.read_value(&mut text)?,
        Some(_) => return Err(Mismatch::of(&Input::Object(object), expected)),
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
