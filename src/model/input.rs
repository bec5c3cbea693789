//! A value that is being read, without the type of its deserializer and without the type that it is read as.
//!
//! serde compiles the reading of each type again for each deserializer, in every crate that uses the type. Here a
//! [reader](super::reader) finds out what each value is, and a [`Destination`] takes it. An object says which
//! destinations its members have. So the parser is compiled once, and the code of each type is short.

use super::{UnknownMembers, note_unknown_member};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Display;

/// A value that was found where a value of some type is to be read.
pub enum Input<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number above the largest `i64`.
    Unsigned(u64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A string.
    Text(&'a str),
    /// A list.
    List(&'a mut dyn InputList),
    /// An object.
    Object(&'a mut dyn InputObject),
}

/// The name of the only member of the object that serde_json writes for a number with a fraction if any crate of the
/// build enables its feature `arbitrary_precision`.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

/// A list whose entries are read one by one.
pub trait InputList {
    /// Reads the next entry; `false` if there is none.
    fn read_next(&mut self, to: &mut dyn Destination) -> Result<bool, Mismatch>;

    /// Skips the next entry; `false` if there is none.
    fn skip_next(&mut self) -> Result<bool, Mismatch>;
}

/// An object whose members are read one by one, or all at once into the fields of a type.
pub trait InputObject {
    /// Reads the name of the next member.
    fn next_name(&mut self) -> Result<Option<String>, Mismatch>;

    /// Reads the value of the member whose name was read last.
    fn read_value(&mut self, to: &mut dyn Destination) -> Result<(), Mismatch>;

    /// Reads all members.
    fn read_fields(&mut self, fields: Fields<'_>) -> Result<(), Mismatch>;

    /// Whether no member has been found.
    fn is_empty(&self) -> bool;
}

/// Where a value is read to.
pub trait Destination {
    /// Reads a value.
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch>;

    /// Reads a string.
    fn read_text(&mut self, text: &str) -> Result<(), Mismatch> {
        self.read(Input::Text(text))
    }
}

/// A map whose members are read one by one.
pub trait Members {
    /// Reads the value of the member `name`.
    fn read_member(&mut self, name: String, object: &mut dyn InputObject) -> Result<(), Mismatch>;
}

/// A place for an enumeration or a list of its values, without its type.
pub trait SpeltPlace {
    /// Reads a value, and returns its spelling if that is not the contract's.
    fn read_spelt(&mut self, found: Input<'_>) -> Result<Option<Value>, Mismatch>;

    /// Puts a value that is sent exactly as `spelling`.
    fn put_verbatim(&mut self, spelling: &Value);
}

/// Where the members of an object are read to.
pub struct Fields<'a> {
    of: &'static str,
    names: &'static [&'static str],
    fields: &'a mut [Field<'a>],
    others: Others<'a>,
    /// The position of the field that was found last.
    found: usize,
    /// The position at which the next name is expected: servers mostly write members in the order of the contract.
    expected: usize,
}

/// The field for a name.
pub enum Field<'a> {
    /// A string. Most members are strings, and this is faster than a value of any type.
    Text(&'a mut Option<String>),
    /// A value of any other type.
    Value(&'a mut dyn Destination),
    /// An enumeration, whose spelling is kept too.
    Enumeration(&'a mut dyn SpeltPlace),
    /// The field before this one, of which this name is another.
    Previous,
}

/// Where the members that have no field go.
pub enum Others<'a> {
    /// They are kept for writing.
    Unknown(&'a mut UnknownMembers),
    /// The contract allows them.
    Members(&'a mut dyn Members),
    /// They are skipped.
    Skipped,
}

impl<'a> Fields<'a> {
    /// The fields of the type `of`, one for each of the names.
    pub(crate) fn new(
        of: &'static str,
        names: &'static [&'static str],
        fields: &'a mut [Field<'a>],
        others: Others<'a>,
    ) -> Self {
        Self {
            of,
            names,
            fields,
            others,
            found: 0,
            expected: 0,
        }
    }

    /// Finds the field for a name; `false` if there is none.
    #[inline]
    pub(crate) fn find(&mut self, name: &str) -> bool {
        let is_expected = self.names.get(self.expected) == Some(&name);
        if !is_expected && !self.search(name) {
            return false;
        }
        self.found = self.expected;
        self.expected += 1;
        true
    }

    /// Finds the position of a name that is not the expected one.
    fn search(&mut self, name: &str) -> bool {
        let (before, after) = self.names.split_at(self.expected);
        let found = match position(after, name) {
            Some(at) => Some(self.expected + at),
            None => position(before, name),
        };
        self.expected = found.unwrap_or(self.expected);
        found.is_some()
    }

    /// The field that was found last.
    #[inline]
    pub(crate) fn found(&mut self) -> &mut Field<'a> {
        if let Field::Previous = self.fields[self.found] {
            self.found -= 1;
        }
        &mut self.fields[self.found]
    }

    /// Marks the document if a field was found for any of its members, and returns whether that is so.
    pub(crate) fn end(&mut self) -> bool {
        let has_fields = self.expected > 0;
        match &mut self.others {
            Others::Unknown(unknown) if has_fields => unknown.set_has_fields(),
            _ => {}
        }
        has_fields
    }

    /// Keeps the spelling of the enumeration that was read last, or the value itself as it is spelt if the document
    /// does not keep unknown members.
    pub(crate) fn keep_spelling(&mut self, spelling: Value) {
        match (&mut self.others, &mut self.fields[self.found]) {
            (Others::Unknown(unknown), _) => {
                unknown.set_spelling(self.names[self.found], spelling);
            }
            (_, Field::Enumeration(place)) => place.put_verbatim(&spelling),
            _ => {}
        }
    }

    /// Where the member goes that has this name and no field.
    pub(crate) fn others(&mut self, name: &str) -> &mut Others<'a> {
        if !matches!(self.others, Others::Members(_)) {
            note_unknown_member(self.of, name);
        }
        &mut self.others
    }
}

fn position(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// Why a value cannot be read: a message in the words of serde, or none if the deserializer has reported an error,
/// which it keeps.
#[derive(Debug)]
pub struct Mismatch(Option<Box<Cow<'static, str>>>);

impl Mismatch {
    /// The deserializer keeps its error.
    pub(crate) const REPORTED: Self = Self(None);

    fn message(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Some(Box::new(message.into())))
    }

    /// The message, if the deserializer has not reported an error.
    pub(crate) fn into_message(self) -> Option<Cow<'static, str>> {
        self.0.map(|message| *message)
    }

    /// Whether the deserializer has reported an error.
    pub(crate) fn is_reported(&self) -> bool {
        self.0.is_none()
    }

    /// A value of a type other than the expected one.
    #[cold]
    pub(crate) fn of(input: &Input<'_>, expected: impl Display) -> Self {
        let found = match input {
            Input::Null => "null",
            Input::Boolean(_) => "boolean",
            Input::Integer(_) | Input::Unsigned(_) => "integer",
            Input::Float(_) => "floating point",
            Input::Text(_) => "string",
            Input::List(_) => "sequence",
            Input::Object(_) => "map",
        };
        Self::message(format!("invalid type: {found}, expected {expected}"))
    }

    #[cold]
    pub(crate) fn missing(member: &str) -> Self {
        Self::message(format!("missing field `{member}`"))
    }
}

impl From<&'static str> for Mismatch {
    fn from(message: &'static str) -> Self {
        Self::message(message)
    }
}

#[cfg(test)]
mod tests;
