//! Reads values in the forms that the server writes. The provider's own samples have numbers in quotes,
//! ids without quotes, and lists of one object where the contract has the object; other answers have
//! `""` or `{}` for no value. None of these makes a page unreadable. A value that is not understood is
//! still an error: nothing is guessed.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Unexpected, Visitor, value::MapAccessDeserializer,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::{Formatter, Result as Fmt};

/// The message for `null` and the like where a value is required.
pub(crate) const NO_VALUE: &str = "no value where one is required";
/// The message for a list of several values where one value is declared.
pub(crate) const SEVERAL_VALUES: &str = "a list of several values in place of one";

/// The destination of a value that is read.
pub enum Place<'a, T> {
    /// A field.
    Field(&'a mut T),
    /// A field that may have no value.
    Option(&'a mut Option<T>),
    /// The end of a list.
    List(&'a mut Vec<T>),
}

impl<'a, T> Place<'a, T> {
    /// Puts a value in this place.
    pub fn put(self, value: T) -> &'a mut T {
        match self {
            Self::Field(field) => {
                *field = value;
                field
            }
            Self::Option(option) => option.insert(value),
            Self::List(list) => {
                list.push(value);
                let last = list.len() - 1;
                &mut list[last]
            }
        }
    }
}

/// A type that can be read in each of the forms that the server writes.
pub trait Read: Sized {
    /// Reads a value into its place. If there is no value (`null`, or another form that means "no
    /// value" for this type), the place stays unchanged.
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error>;

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

/// A seed that reads a value into a place.
pub(crate) struct PlaceSeed<'a, T>(pub Place<'a, T>);

impl<'de, T: Read> DeserializeSeed<'de> for PlaceSeed<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        T::read(self.0, from)
    }
}

/// Implements `Deserialize` for a type through [`Read`]; a missing value is an error.
pub(crate) struct ViaRead<T>(pub T);

impl<'de, T: Read> Deserialize<'de> for ViaRead<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from).map(Self)
    }
}

/// Reads a value; a missing value is an error.
pub(crate) fn deserialize<'de, T: Read, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let mut read = None;
    T::read(Place::Option(&mut read), from)?;
    read.ok_or_else(|| D::Error::custom(NO_VALUE))
}

/// Implements [`Read`] for types whose `Deserialize` reads all their forms.
macro_rules! read_via_serde {
    ($($name:ty),+) => {$(
        impl $crate::model::Read for $name {
            fn read<'de, D: ::serde::Deserializer<'de>>(
                place: $crate::model::Place<'_, Self>,
                from: D,
            ) -> Result<(), D::Error> {
                let read: Option<Self> = ::serde::Deserialize::deserialize(from)?;
                if let Some(value) = read {
                    place.put(value);
                }
                Ok(())
            }
        }
    )+};
}
pub(crate) use read_via_serde;

/// In a free-form list, `null` is an entry like any other.
impl Read for Value {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        let value = Self::deserialize(from)?;
        if !value.is_null() || matches!(place, Place::List(_)) {
            place.put(value);
        }
        Ok(())
    }
}

/// A `null` among the values of a list is skipped, and the other values are kept. A single object or
/// string is a list of one.
impl<T: Read> Read for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        struct List<'a, T>(Place<'a, Vec<T>>);
        impl<'de, T: Read> Visitor<'de> for List<'_, T> {
            type Value = ();

            fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
                let list = self.0.put(Vec::new());
                while from
                    .next_element_seed(PlaceSeed(Place::List(list)))?
                    .is_some()
                {}
                Ok(())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
                match Value::deserialize(MapAccessDeserializer::new(map))? {
                    Value::Object(object) if object.is_empty() => Ok(()),
                    object => read_as_list(self.0, &object),
                }
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
                match text.trim() {
                    "" => Ok(()),
                    _ => read_as_list(self.0, &Value::from(text))
                        .map_err(|_: E| E::invalid_type(Unexpected::Str(text), &"a list")),
                }
            }

            fn visit_unit<E: Error>(self) -> Result<(), E> {
                Ok(())
            }
        }
        from.deserialize_any(List(place))
    }

    fn mark_answered(&mut self) {
        self.iter_mut().for_each(T::mark_answered);
    }

    fn omit_read_only(&mut self) {
        self.iter_mut().for_each(T::omit_read_only);
    }
}

/// Reads a single value as a list of one.
///
/// The value is converted to text and read again, so that no type is compiled for another deserializer.
fn read_as_list<T: Read, E: Error>(place: Place<'_, Vec<T>>, value: &Value) -> Result<(), E> {
    let text = value.to_string();
    let mut from = serde_json::Deserializer::from_slice(text.as_bytes());
    T::read(Place::List(place.put(Vec::new())), &mut from).map_err(|error| {
        let text = error.to_string();
        let end = text.rfind(" at line ").unwrap_or(text.len());
        E::custom(&text[..end])
    })
}

/// A map whose members are read one by one.
pub(crate) trait Members: Read + Default {
    /// Reads the value of the member `name`.
    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        name: String,
        from: &mut A,
    ) -> Result<(), A::Error>;
}

/// A member without a value is left out.
impl<T: Read> Members for BTreeMap<String, T> {
    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        name: String,
        from: &mut A,
    ) -> Result<(), A::Error> {
        let mut member = None;
        from.next_value_seed(PlaceSeed(Place::Option(&mut member)))?;
        self.extend(member.map(|member| (name, member)));
        Ok(())
    }
}

/// Free-form JSON is kept as it is, `null` included.
impl Members for Map<String, Value> {
    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        name: String,
        from: &mut A,
    ) -> Result<(), A::Error> {
        self.insert(name, from.next_value()?);
        Ok(())
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        from.deserialize_any(ReadMembers(place))
    }

    fn mark_answered(&mut self) {
        self.values_mut().for_each(T::mark_answered);
    }

    fn omit_read_only(&mut self) {
        self.values_mut().for_each(T::omit_read_only);
    }
}

impl Read for Map<String, Value> {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        from.deserialize_any(ReadMembers(place))
    }
}

struct ReadMembers<'a, T>(Place<'a, T>);

impl<'de, T: Members> Visitor<'de> for ReadMembers<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        let members = self.0.put(T::default());
        while let Some(name) = from.next_key()? {
            members.read_member(name, &mut from)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        read_single(self.0, list)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        expect_blank(text, &self)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads the only value of a list; an empty list means no value.
pub(crate) fn read_single<'de, T: Read, A: SeqAccess<'de>>(
    place: Place<'_, T>,
    mut list: A,
) -> Result<(), A::Error> {
    if list.next_element_seed(PlaceSeed(place))?.is_none() {
        return Ok(());
    }
    match list.next_element::<IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(A::Error::custom(SEVERAL_VALUES)),
    }
}

/// Handles a string where none is expected: a blank string means no value, any other is an error.
pub(crate) fn expect_blank<'de, E: Error>(
    text: &str,
    expected: &impl Visitor<'de>,
) -> Result<(), E> {
    match text.trim() {
        "" => Ok(()),
        _ => Err(E::invalid_type(Unexpected::Str(text), expected)),
    }
}

#[cfg(test)]
mod tests;
