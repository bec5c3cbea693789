//! Finds out with serde what each value is, and passes it on to its [`Destination`].

use super::Destination;
use super::input::{Field, Fields, Input, InputList, InputObject, Mismatch, Others, SpeltPlace};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt::{self, Formatter};
use std::mem;

/// Reads a value of any deserializer.
pub(crate) fn read_from<'de, D: Deserializer<'de>>(
    from: D,
    to: &mut dyn Destination,
) -> Result<(), D::Error> {
    from.deserialize_any(Reader(to))
}

/// Passes a value on to its destination.
struct Reader<'a, T: ?Sized>(&'a mut T);

impl<T: Destination + ?Sized> Reader<'_, T> {
    #[inline]
    fn read<E: Error>(self, found: Input<'_>) -> Result<(), E> {
        self.0.read(found).map_err(|mismatch| error(mismatch, None))
    }
}

/// The error of a deserializer for a mismatch.
#[cold]
fn error<E: Error>(mismatch: Mismatch, reported: Option<E>) -> E {
    match (mismatch.into_message(), reported) {
        (Some(message), _) => E::custom(message),
        (None, Some(error)) => error,
        (None, None) => E::custom("a value that cannot be read"),
    }
}

impl<'de, T: Destination + ?Sized> DeserializeSeed<'de> for Reader<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: Destination + ?Sized> Visitor<'de> for Reader<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.read(Input::Boolean(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.read(Input::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.read(match i64::try_from(number) {
            Ok(number) => Input::Integer(number),
            Err(_) => Input::Unsigned(number),
        })
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.read(Input::Float(number))
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let read = self.0.read_text(text);
        read.map_err(|mismatch| error(mismatch, None))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.read(Input::Null)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.read(Input::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        let mut list = Access::new(list);
        let read = self.0.read(Input::List(&mut list));
        read.map_err(|mismatch| error(mismatch, list.error))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        let mut object = Access::new(object);
        let read = self.0.read(Input::Object(&mut object));
        read.map_err(|mismatch| error(mismatch, object.error))
    }
}

/// A list or an object of a deserializer.
struct Access<A, E> {
    access: A,
    /// The error that the deserializer has reported.
    error: Option<E>,
    is_empty: bool,
}

impl<A, E> Access<A, E> {
    fn new(access: A) -> Self {
        Self {
            access,
            error: None,
            is_empty: true,
        }
    }

    fn keep<T>(&mut self, read: Result<T, E>) -> Result<T, Mismatch> {
        read.map_err(|error| {
            self.error = Some(error);
            Mismatch::REPORTED
        })
    }
}

impl<'de, A: SeqAccess<'de>> InputList for Access<A, A::Error> {
    fn read_next(&mut self, to: &mut dyn Destination) -> Result<bool, Mismatch> {
        let read = self.access.next_element_seed(Reader(to));
        Ok(self.keep(read)?.is_some())
    }

    fn skip_next(&mut self) -> Result<bool, Mismatch> {
        let skipped = self.access.next_element::<IgnoredAny>();
        Ok(self.keep(skipped)?.is_some())
    }
}

impl<'de, A: MapAccess<'de>> InputObject for Access<A, A::Error> {
    fn next_name(&mut self) -> Result<Option<String>, Mismatch> {
        let name = self.access.next_key();
        let name = self.keep(name)?;
        self.is_empty &= name.is_none();
        Ok(name)
    }

    fn read_value(&mut self, to: &mut dyn Destination) -> Result<(), Mismatch> {
        let read = self.access.next_value_seed(Reader(to));
        self.keep(read)
    }

    fn read_fields(&mut self, mut fields: Fields<'_>) -> Result<(), Mismatch> {
        let mut other = String::new();
        loop {
            let name = FieldName {
                fields: &mut fields,
                other: &mut other,
            };
            let name = self.access.next_key_seed(name);
            match self.keep(name)? {
                Some(true) => self.read_field(&mut fields)?,
                Some(false) => self.read_other(mem::take(&mut other), &mut fields)?,
                None => {
                    self.is_empty &= !fields.end();
                    return Ok(());
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.is_empty
    }
}

impl<'de, A: MapAccess<'de>> Access<A, A::Error> {
    /// Reads the value of a member that has a field.
    fn read_field(&mut self, fields: &mut Fields<'_>) -> Result<(), Mismatch> {
        let read = match fields.found() {
            Field::Text(to) => self.access.next_value_seed(Reader(*to)),
            Field::Value(to) => self.access.next_value_seed(Reader(*to)),
            Field::Enumeration(place) => {
                let mut spelling = None;
                let mut place = SpeltDestination(*place, &mut spelling);
                let read = self.access.next_value_seed(Reader(&mut place));
                if let Some(spelling) = spelling {
                    fields.keep_spelling(spelling);
                }
                read
            }
            Field::Previous => Ok(()),
        };
        self.keep(read)
    }

    /// Reads the value of a member that has no field.
    fn read_other(&mut self, name: String, fields: &mut Fields<'_>) -> Result<(), Mismatch> {
        self.is_empty = false;
        match fields.others(&name) {
            Others::Unknown(unknown) => {
                let value = self.access.next_value::<Value>();
                unknown.insert(name, self.keep(value)?);
                Ok(())
            }
            Others::Members(members) => members.read_member(name, self),
            Others::Skipped => {
                let skipped = self.access.next_value::<IgnoredAny>();
                self.keep(skipped).map(drop)
            }
        }
    }
}

/// Finds the field for the name of a member; if there is none, keeps the name and returns `false`.
struct FieldName<'a, 'b> {
    fields: &'a mut Fields<'b>,
    other: &'a mut String,
}

impl<'de> DeserializeSeed<'de> for FieldName<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldName<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        let is_found = self.fields.find(name);
        if !is_found {
            *self.other = name.to_owned();
        }
        Ok(is_found)
    }
}

/// An enumeration, and the place for the spelling of the value that is read.
struct SpeltDestination<'a>(&'a mut dyn SpeltPlace, &'a mut Option<Value>);

impl Destination for SpeltDestination<'_> {
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch> {
        *self.1 = self.0.read_spelt(found)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
