//! Reads values in the forms that the server writes. The provider's own samples have numbers in quotes,
//! ids without quotes, and lists of one object where the contract has the object; other answers have
//! `""` or `{}` for no value. None of these makes a page unreadable. A value that is not understood is
//! still an error: nothing is guessed.

use super::input::NUMBER;
use super::reader::read_from;
use super::{Destination, Field, Input, InputList, InputObject, Members, Mismatch};
use serde::de::{Deserializer, Error};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::mem;

/// The message for `null` and the like where a value is required.
pub(crate) const NO_VALUE: &str = "no value where one is required";
/// The message for a list of several values where one value is declared.
pub(crate) const SEVERAL_VALUES: &str = "a list of several values in place of one";

/// A type that can be read in each of the forms that the server writes.
pub trait Read: Sized {
    /// Reads a value into its place. If there is no value (`null`, or another form that means "no
    /// value" for this type), the place stays unchanged.
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch>;

    /// Reads a string into its place.
    #[inline]
    fn read_text(place: &mut Option<Self>, text: &str) -> Result<(), Mismatch> {
        Self::read(place, Input::Text(text))
    }

    /// The field for a value that a document can be without.
    #[inline]
    fn field(field: &mut Option<Self>) -> Field<'_> {
        Field::Value(field)
    }

    /// The entry of a list for which `null` is written, if it is an entry.
    fn null_entry() -> Option<Self> {
        None
    }

    /// Why a request cannot contain this value, if it cannot; completes the sentence "`member` of the body …".
    fn fault(&self) -> Option<&'static str> {
        None
    }

    /// Marks the documents in this value as sent by the server.
    fn mark_answered(&mut self) {}

    /// Removes the members that only the server sets from those documents in this value that it sent.
    #[allow(
        dead_code,
        reason = "not every build of the contract has a body with such members"
    )]
    fn omit_read_only(&mut self) {}
}

impl<T: Read> Destination for Option<T> {
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch> {
        T::read(self, found)
    }

    #[inline]
    fn read_text(&mut self, text: &str) -> Result<(), Mismatch> {
        T::read_text(self, text)
    }
}

/// Reads a value; a missing value is an error.
pub(crate) fn deserialize<'de, T: Read, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let mut read: Option<T> = None;
    read_from(from, &mut read)?;
    read.ok_or_else(|| D::Error::custom(NO_VALUE))
}

/// Reads JSON; a missing value is an error.
pub(crate) fn read_json<T: Read>(text: &[u8]) -> serde_json::Result<T> {
    let mut read: Option<T> = None;
    read_all(text, &mut read)?;
    read.ok_or_else(no_value)
}

pub(super) fn no_value() -> serde_json::Error {
    serde_json::Error::custom(NO_VALUE)
}

/// Reads JSON to its end.
pub(super) fn read_all(text: &[u8], to: &mut dyn Destination) -> serde_json::Result<()> {
    let mut from = serde_json::Deserializer::from_str(json_text(text)?);
    read_from(&mut from, to)?;
    from.end()
}

/// JSON as text. To check all of it once is faster than to check each of its strings, as serde_json does with bytes.
pub(crate) fn json_text(json: &[u8]) -> serde_json::Result<&str> {
    std::str::from_utf8(json).or_else(|_| {
        serde_json::from_slice::<Value>(json)?;
        Err(Error::custom("not UTF-8"))
    })
}

/// The value at a place, which is a new one if there was none.
///
/// The methods of `Option` that do this contain the code that drops a value, which is long for many types of the
/// contract, and would be compiled once more where values are read.
#[inline]
pub(crate) fn started<T: Default>(place: &mut Option<T>) -> &mut T {
    if place.is_none() {
        mem::forget(place.replace(T::default()));
    }
    match place {
        Some(value) => value,
        None => unreachable!("the place was filled"),
    }
}

/// Implements [`Read`] for types that are made from any JSON.
macro_rules! read_via_json {
    ($($name:ty),+) => {$(
        impl $crate::model::Read for $name {
            fn read(
                place: &mut Option<Self>,
                found: $crate::model::Input<'_>,
            ) -> Result<(), $crate::model::Mismatch> {
                let value = $crate::model::json_value(found)?;
                if !value.is_null() {
                    *place = Some(Self::from_json(&value));
                }
                Ok(())
            }
        }
    )+};
}
pub(crate) use read_via_json;

/// In a free-form list, `null` is an entry like any other.
impl Read for Value {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        let value = json_value(found)?;
        if !value.is_null() {
            *place = Some(value);
        }
        Ok(())
    }

    fn null_entry() -> Option<Self> {
        Some(Self::Null)
    }
}

/// Any value as JSON.
pub(crate) fn json_value(found: Input<'_>) -> Result<Value, Mismatch> {
    Ok(match found {
        Input::Null => Value::Null,
        Input::Boolean(value) => value.into(),
        Input::Integer(number) => number.into(),
        Input::Unsigned(number) => number.into(),
        Input::Float(number) => number.into(),
        Input::Text(text) => text.into(),
        Input::List(list) => {
            let mut entries = Vec::new();
            read_list(Input::List(list), &mut entries)?;
            Value::Array(entries)
        }
        Input::Object(object) => {
            let mut members = Map::new();
            while let Some(name) = object.next_name()? {
                let value = member_value(object)?;
                let number = value.as_str().filter(|_| name == NUMBER);
                if let Some(Ok(number)) = number.map(str::parse) {
                    return Ok(Value::Number(number));
                }
                members.insert(name, value);
            }
            members.into()
        }
    })
}

/// The value of a member as JSON.
fn member_value(object: &mut dyn InputObject) -> Result<Value, Mismatch> {
    let mut value: Option<Value> = None;
    object.read_value(&mut value)?;
    Ok(value.unwrap_or_default())
}

/// A `null` among the values of a list is skipped, and the other values are kept. A single object or
/// string is a list of one.
impl<T: Read> Read for Vec<T> {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        let mut entries = Self::new();
        if read_list(found, &mut entries)? {
            *place = Some(entries);
        }
        Ok(())
    }

    fn mark_answered(&mut self) {
        self.iter_mut().for_each(T::mark_answered);
    }

    fn omit_read_only(&mut self) {
        self.iter_mut().for_each(T::omit_read_only);
    }
}

/// A list that is being read, without the type of its entries.
trait AnyList {
    /// Adds the entry that `read` reads; `false` if there is none.
    fn read_entry(
        &mut self,
        read: &mut dyn FnMut(&mut dyn Destination) -> Result<bool, Mismatch>,
    ) -> Result<bool, Mismatch>;
}

impl<T: Read> AnyList for Vec<T> {
    fn read_entry(
        &mut self,
        read: &mut dyn FnMut(&mut dyn Destination) -> Result<bool, Mismatch>,
    ) -> Result<bool, Mismatch> {
        let mut entry: Option<T> = None;
        if !read(&mut entry)? {
            return Ok(false);
        }
        if entry.is_none() {
            entry = T::null_entry();
        }
        if let Some(entry) = entry {
            self.push(entry);
        }
        Ok(true)
    }
}

/// Reads a list; `false` if there is no value.
fn read_list(found: Input<'_>, to: &mut dyn AnyList) -> Result<bool, Mismatch> {
    match found {
        Input::List(list) => {
            while to.read_entry(&mut |entry| list.read_next(entry))? {}
            Ok(true)
        }
        Input::Null => Ok(false),
        Input::Text(text) if text.trim().is_empty() => Ok(false),
        Input::Text(text) => to.read_entry(&mut |entry| {
            let read = entry.read(Input::Text(text));
            read.map_err(|_| Mismatch::of(&Input::Text(text), A_LIST))?;
            Ok(true)
        }),
        Input::Object(object) => to.read_entry(&mut |entry| {
            let read = entry.read(Input::Object(object));
            if object.is_empty() && !read.as_ref().is_err_and(Mismatch::is_reported) {
                return Ok(false);
            }
            read.map(|()| true)
        }),
        other => Err(Mismatch::of(&other, A_LIST)),
    }
}

const A_LIST: &str = "a list";

/// A member without a value is left out.
impl<T: Read> Members for BTreeMap<String, T> {
    fn read_member(&mut self, name: String, object: &mut dyn InputObject) -> Result<(), Mismatch> {
        let mut member: Option<T> = None;
        object.read_value(&mut member)?;
        self.extend(member.map(|member| (name, member)));
        Ok(())
    }
}

/// Free-form JSON is kept as it is, `null` included.
impl Members for Map<String, Value> {
    fn read_member(&mut self, name: String, object: &mut dyn InputObject) -> Result<(), Mismatch> {
        self.insert(name, member_value(object)?);
        Ok(())
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        if let Some(object) = object_in(found, place, &AN_OBJECT)? {
            let map: &mut Self = started(place);
            read_map(map, object)?;
        }
        Ok(())
    }

    fn mark_answered(&mut self) {
        self.values_mut().for_each(T::mark_answered);
    }

    fn omit_read_only(&mut self) {
        self.values_mut().for_each(T::omit_read_only);
    }
}

impl Read for Map<String, Value> {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        if let Some(object) = object_in(found, place, &AN_OBJECT)? {
            let map: &mut Self = started(place);
            read_map(map, object)?;
        }
        Ok(())
    }
}

fn read_map(map: &mut dyn Members, object: &mut dyn InputObject) -> Result<(), Mismatch> {
    while let Some(name) = object.next_name()? {
        map.read_member(name, object)?;
    }
    Ok(())
}

const AN_OBJECT: &str = "an object";

/// A list is a field that always has a value.
impl<T: Read> Destination for Vec<T> {
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch> {
        let mut entries = Self::new();
        if read_list(found, &mut entries)? {
            *self = entries;
        }
        Ok(())
    }
}

/// So is a map.
impl<T: Read> Destination for BTreeMap<String, T> {
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch> {
        replace(self, found)
    }
}

impl Destination for Map<String, Value> {
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch> {
        replace(self, found)
    }
}

/// Replaces a value by the one that was found, if there is one.
fn replace<T: Read>(value: &mut T, found: Input<'_>) -> Result<(), Mismatch> {
    let mut read = None;
    T::read(&mut read, found)?;
    if let Some(read) = read {
        *value = read;
    }
    Ok(())
}

/// The object in what was found. If there is none, the place reads the only value of a list, and any other value but
/// those that mean "no value" is an error.
pub(crate) fn object_in<'a>(
    found: Input<'a>,
    place: &mut dyn Destination,
    expected: &dyn Display,
) -> Result<Option<&'a mut dyn InputObject>, Mismatch> {
    match found {
        Input::Object(object) => Ok(Some(object)),
        Input::Null => Ok(None),
        Input::Text(text) if text.trim().is_empty() => Ok(None),
        Input::List(list) => read_single(place, list).map(|()| None),
        other => Err(Mismatch::of(&other, expected)),
    }
}

/// Reads the only value of a list; an empty list means no value.
pub(crate) fn read_single(
    place: &mut dyn Destination,
    list: &mut dyn InputList,
) -> Result<(), Mismatch> {
    match list.read_next(place)? && list.skip_next()? {
        false => Ok(()),
        true => Err(SEVERAL_VALUES.into()),
    }
}

#[cfg(test)]
mod tests;
