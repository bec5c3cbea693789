//! Writes a document: the members that have a value, then those that its type has no field for.
//!
//! What is the same for all types is here rather than in the code of each type, so that it is compiled once for
//! each type of a member.

use super::{Read, Spelt, UnknownMembers};
use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The fault of an enumeration that is required.
pub(crate) const EMPTY: &str = "is empty";

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

/// The members of a document that is being written. After an error, no further member is written.
pub(crate) struct DocumentWriter<'a, S: Serializer> {
    map: S::SerializeMap,
    unknown: Option<&'a UnknownMembers>,
    outcome: Result<(), S::Error>,
}

impl<'a, S: Serializer> DocumentWriter<'a, S> {
    pub fn new(to: S, unknown: Option<&'a UnknownMembers>) -> Result<Self, S::Error> {
        Ok(Self {
            map: to.serialize_map(None)?,
            unknown,
            outcome: Ok(()),
        })
    }

    /// Writes a member that must have a value.
    pub fn required<T: Read + Serialize>(&mut self, name: &str, value: &T) {
        match value.fault() {
            Some(fault) => self.refuse(name, fault),
            None => self.write(name, value),
        }
    }

    /// Writes a member if it has a value.
    pub fn optional<T: Read + Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a list or a map if it is not empty.
    pub fn list<T: Collection + Read + Serialize>(&mut self, name: &str, value: &T) {
        if !value.is_empty() {
            self.required(name, value);
        }
    }

    /// Writes an enumeration that must have a value, spelt as it was read.
    pub fn required_enumeration<T: Spelt + Serialize>(&mut self, name: &str, value: &T) {
        match value.is_empty() {
            true => self.refuse(name, EMPTY),
            false => self.enumeration(name, value),
        }
    }

    /// Writes an enumeration if it has a value, spelt as it was read.
    pub fn optional_enumeration<T: Spelt + Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.enumeration(name, value);
        }
    }

    /// Writes a list of the values of an enumeration if it is not empty, each spelt as it was read.
    pub fn enumeration_list<T>(&mut self, name: &str, value: &T)
    where
        T: Collection + Spelt + Serialize,
    {
        if !Collection::is_empty(value) {
            self.enumeration(name, value);
        }
    }

    fn enumeration<T: Spelt + Serialize>(&mut self, name: &str, value: &T) {
        let spelling = self
            .unknown
            .and_then(|unknown| unknown.spelling(name, value));
        match spelling {
            Some(spelling) => self.write(name, spelling),
            None => self.write(name, value),
        }
    }

    /// Writes the members of a map.
    pub fn all<'m, T: Serialize + 'm>(
        &mut self,
        members: impl IntoIterator<Item = (&'m String, &'m T)>,
    ) {
        for (name, value) in members {
            self.write(name, value);
        }
    }

    /// Writes the members that are not called as one of the fields, and ends the document.
    pub fn end(mut self, fields: &[&str]) -> Result<S::Ok, S::Error> {
        for (name, value) in self.unknown.into_iter().flat_map(UnknownMembers::iter) {
            if !fields.contains(&name) {
                self.write(name, value);
            }
        }
        self.outcome?;
        self.map.end()
    }

    fn write(&mut self, name: &str, value: &impl Serialize) {
        if self.outcome.is_ok() {
            self.outcome = self.map.serialize_entry(name, value);
        }
    }

    fn refuse(&mut self, name: &str, fault: &str) {
        if self.outcome.is_ok() {
            let message = format_args!("`{name}` of the body {fault}");
            self.outcome = Err(S::Error::custom(message));
        }
    }
}

#[cfg(test)]
mod tests;
