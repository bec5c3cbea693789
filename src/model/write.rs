//! Writes a document: the members that have a value, then those that its type has no field for.
//!
//! As when [reading](super::input), a value does not know its serializer: it says what it is, and that is written. So
//! the serializer is compiled once and not again for each type.

use super::{Read, Spelt, UnknownMembers};
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The fault of an enumeration that is required.
pub(crate) const EMPTY: &str = "is empty";

/// A value that is to be written.
pub enum Output<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// A string.
    Text(&'a str),
    /// Any JSON.
    Json(&'a Value),
    /// A list.
    List(&'a dyn OutputList),
    /// An object.
    Object(&'a dyn OutputObject),
    /// A value that cannot be sent, with the reason.
    Fault(&'static str),
}

/// A type that can be written.
pub trait Write {
    /// What is written.
    fn output(&self) -> Output<'_>;
}

/// A list that can be written.
pub trait OutputList {
    /// The number of its entries.
    fn len(&self) -> usize;

    /// The entry at a position; `Null` after the end.
    fn get(&self, position: usize) -> Output<'_>;
}

/// An object that can be written.
pub trait OutputObject {
    /// Writes the members.
    fn write_members(&self, to: &mut dyn MemberWriter);
}

/// What writes the members of an object. After an error, it writes no further member.
pub trait MemberWriter {
    /// Writes a member.
    fn write(&mut self, name: &str, value: Output<'_>);

    /// Fails because a member cannot be sent.
    fn refuse(&mut self, name: &str, fault: &str);
}

impl<T: OutputObject> Write for T {
    #[inline]
    fn output(&self) -> Output<'_> {
        Output::Object(self)
    }
}

impl<T: OutputObject> OutputObject for Box<T> {
    fn write_members(&self, to: &mut dyn MemberWriter) {
        (**self).write_members(to);
    }
}

impl<T: Write> Write for Option<T> {
    fn output(&self) -> Output<'_> {
        self.as_ref().map_or(Output::Null, T::output)
    }
}

impl<T: Write> Write for Vec<T> {
    fn output(&self) -> Output<'_> {
        Output::List(self)
    }
}

impl<T: Write> OutputList for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, position: usize) -> Output<'_> {
        <[T]>::get(self, position).map_or(Output::Null, T::output)
    }
}

impl<T: Write> OutputObject for BTreeMap<String, T> {
    fn write_members(&self, to: &mut dyn MemberWriter) {
        for (name, value) in self {
            to.write(name, value.output());
        }
    }
}

impl OutputObject for Map<String, Value> {
    fn write_members(&self, to: &mut dyn MemberWriter) {
        for (name, value) in self {
            to.write(name, Output::Json(value));
        }
    }
}

impl Write for Value {
    fn output(&self) -> Output<'_> {
        Output::Json(self)
    }
}

impl Write for String {
    fn output(&self) -> Output<'_> {
        Output::Text(self)
    }
}

impl Write for i64 {
    fn output(&self) -> Output<'_> {
        Output::Integer(*self)
    }
}

impl Write for f64 {
    fn output(&self) -> Output<'_> {
        Output::Float(*self)
    }
}

impl Write for bool {
    fn output(&self) -> Output<'_> {
        Output::Boolean(*self)
    }
}

impl Serialize for Output<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Null => to.serialize_unit(),
            Self::Boolean(value) => to.serialize_bool(value),
            Self::Integer(number) => to.serialize_i64(number),
            Self::Float(number) => to.serialize_f64(number),
            Self::Text(text) => to.serialize_str(text),
            Self::Json(value) => value.serialize(to),
            Self::List(list) => {
                let mut entries = to.serialize_seq(Some(list.len()))?;
                for position in 0..list.len() {
                    entries.serialize_element(&list.get(position))?;
                }
                entries.end()
            }
            Self::Object(object) => {
                let mut members = Members::<S> {
                    map: to.serialize_map(None)?,
                    outcome: Ok(()),
                };
                object.write_members(&mut members);
                members.outcome?;
                members.map.end()
            }
            Self::Fault(fault) => Err(S::Error::custom(fault)),
        }
    }
}

/// The members of an object that is written, and the first error.
struct Members<S: Serializer> {
    map: S::SerializeMap,
    outcome: Result<(), S::Error>,
}

impl<S: Serializer> MemberWriter for Members<S> {
    fn write(&mut self, name: &str, value: Output<'_>) {
        if self.outcome.is_ok() {
            self.outcome = self.map.serialize_entry(name, &value);
        }
    }

    fn refuse(&mut self, name: &str, fault: &str) {
        if self.outcome.is_ok() {
            let message = format_args!("`{name}` of the body {fault}");
            self.outcome = Err(S::Error::custom(message));
        }
    }
}

/// A list or a map.
pub(crate) trait Collection {
    fn is_empty(&self) -> bool;
}

impl<T> Collection for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Collection for BTreeMap<String, T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl Collection for Map<String, Value> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// The members of a document that is being written, by the forms of its fields.
pub(crate) struct DocumentWriter<'a> {
    pub to: &'a mut dyn MemberWriter,
    pub unknown: Option<&'a UnknownMembers>,
}

impl DocumentWriter<'_> {
    /// Writes a member that must have a value.
    pub fn required<T: Read + Write>(&mut self, name: &str, value: &T) {
        match value.fault() {
            Some(fault) => self.to.refuse(name, fault),
            None => self.to.write(name, value.output()),
        }
    }

    /// Writes a member if it has a value.
    pub fn optional<T: Read + Write>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a list or a map if it is not empty.
    pub fn list<T: Collection + Read + Write>(&mut self, name: &str, value: &T) {
        if !value.is_empty() {
            self.required(name, value);
        }
    }

    /// Writes an enumeration that must have a value, spelt as it was read.
    pub fn required_enumeration<T: Spelt + Write>(&mut self, name: &str, value: &T) {
        match value.is_empty() {
            true => self.to.refuse(name, EMPTY),
            false => self.enumeration(name, value),
        }
    }

    /// Writes an enumeration if it has a value, spelt as it was read.
    pub fn optional_enumeration<T: Spelt + Write>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.enumeration(name, value);
        }
    }

    /// Writes a list of the values of an enumeration if it is not empty, each spelt as it was read.
    pub fn enumeration_list<T>(&mut self, name: &str, value: &T)
    where
        T: Collection + Spelt + Write,
    {
        if !Collection::is_empty(value) {
            self.enumeration(name, value);
        }
    }

    fn enumeration<T: Spelt + Write>(&mut self, name: &str, value: &T) {
        let spelling = self.unknown.and_then(|unknown| unknown.spelling(name));
        match spelling.filter(|spelling| value.is(spelling)) {
            Some(spelling) => self.to.write(name, Output::Json(spelling)),
            None => self.to.write(name, value.output()),
        }
    }

    /// Writes the members that are not called as one of the fields.
    pub fn end(self, fields: &[&str]) {
        for (name, value) in self.unknown.into_iter().flat_map(UnknownMembers::iter) {
            if !fields.contains(&name) {
                self.to.write(name, Output::Json(value));
            }
        }
    }
}

#[cfg(test)]
mod tests;
