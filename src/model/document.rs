//! Structs of the contract: what `object!` implements for each of them, and what all of them have in common.

use super::read::expect_blank;
use super::{Place, Read, UnknownMembers, note_unknown_member, read_single};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;
use std::fmt::{Formatter, Result as Fmt};

/// A struct of the contract.
///
/// It is public because it is a bound of public types, but it cannot be named outside the crate.
pub trait Object: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The names of its members, including their alternative names.
    const MEMBERS: &'static [&'static str];

    /// Reads the members of an object into a new value at a place.
    fn read_members<'de, A: MapAccess<'de>>(place: Place<'_, Self>, map: A)
    -> Result<(), A::Error>;

    /// The members that have no field, if the type keeps them.
    fn unknown_members(&self) -> Option<&UnknownMembers> {
        None
    }

    /// A mutable reference to the same members.
    fn unknown_members_mut(&mut self) -> Option<&mut UnknownMembers> {
        None
    }

    /// Marks the documents in this one as sent by the server.
    fn mark_parts(&mut self) {}

    /// Removes the members of this document that only the server sets.
    fn omit_own(&mut self) {}

    /// Removes the same members from those documents in this one that the server sent.
    fn omit_from_parts(&mut self) {}
}

/// A struct that contains itself is boxed there.
impl<T: Object> Object for Box<T> {
    const NAME: &'static str = T::NAME;
    const MEMBERS: &'static [&'static str] = T::MEMBERS;

    fn read_members<'de, A: MapAccess<'de>>(
        place: Place<'_, Self>,
        map: A,
    ) -> Result<(), A::Error> {
        let mut read = None;
        T::read_members(Place::Option(&mut read), map)?;
        if let Some(value) = read {
            place.put(Self::new(value));
        }
        Ok(())
    }

    fn unknown_members(&self) -> Option<&UnknownMembers> {
        (**self).unknown_members()
    }

    fn unknown_members_mut(&mut self) -> Option<&mut UnknownMembers> {
        (**self).unknown_members_mut()
    }

    fn mark_parts(&mut self) {
        (**self).mark_parts();
    }

    fn omit_own(&mut self) {
        (**self).omit_own();
    }

    fn omit_from_parts(&mut self) {
        (**self).omit_from_parts();
    }
}

/// A struct that an answer can be.
///
/// It is public because it is a bound of public types, but it cannot be named outside the crate.
pub trait Document: Object + DeserializeOwned + Default + Send + 'static {}

impl<T: Object + DeserializeOwned + Default + Send + 'static> Document for T {}

/// A document whose type is not known here. What reads the answers of all operations is compiled once for it, and not
/// again for each type.
pub(crate) trait AnyDocument: Send {
    /// The name of its type.
    fn name(&self) -> &'static str;

    /// The names of its members, including their alternative names.
    fn members(&self) -> &'static [&'static str];

    /// Replaces the document by the one in a text.
    fn read_json(&mut self, text: &[u8]) -> serde_json::Result<()>;

    /// See [`Object::unknown_members`].
    fn unknown_members(&self) -> Option<&UnknownMembers>;

    /// See [`Read::mark_answered`].
    fn mark_answered(&mut self);
}

impl<T: Document> AnyDocument for T {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn members(&self) -> &'static [&'static str] {
        T::MEMBERS
    }

    fn read_json(&mut self, text: &[u8]) -> serde_json::Result<()> {
        *self = serde_json::from_slice(text)?;
        Ok(())
    }

    fn unknown_members(&self) -> Option<&UnknownMembers> {
        Object::unknown_members(self)
    }

    fn mark_answered(&mut self) {
        Read::mark_answered(self);
    }
}

impl<T: Object> Read for T {
    fn read<'de, D: Deserializer<'de>>(place: Place<'_, Self>, from: D) -> Result<(), D::Error> {
        from.deserialize_any(ObjectVisitor(place))
    }

    fn mark_answered(&mut self) {
        if let Some(unknown) = self.unknown_members_mut() {
            unknown.set_answered();
        }
        self.mark_parts();
    }

    fn omit_read_only(&mut self) {
        if self
            .unknown_members()
            .is_some_and(UnknownMembers::is_answered)
        {
            self.omit_own();
        }
        self.omit_from_parts();
    }
}

struct ObjectVisitor<'a, T>(Place<'a, T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        T::read_members(self.0, map)
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

/// Reads a member that the type `name` has no field for, and keeps it if the type keeps such members.
pub(crate) fn read_unlisted<'de, A: MapAccess<'de>>(
    name: &'static str,
    key: Key<'de>,
    unknown: &mut Option<UnknownMembers>,
    map: &mut A,
) -> Result<(), A::Error> {
    note_unknown_member(name, key.as_str());
    match unknown {
        Some(unknown) => {
            unknown.insert(key.into_string(), map.next_value::<Value>()?);
        }
        None => {
            map.next_value::<IgnoredAny>()?;
        }
    }
    Ok(())
}

/// The name of a member, borrowed from the document if it has no escapes there.
pub(crate) enum Key<'de> {
    Borrowed(&'de str),
    Owned(String),
}

impl Key<'_> {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(key) => key,
            Self::Owned(key) => key,
        }
    }

    pub fn into_string(self) -> String {
        match self {
            Self::Borrowed(key) => key.to_owned(),
            Self::Owned(key) => key,
        }
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
                f.write_str("the name of a member")
            }

            fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key::Borrowed(key))
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key::Owned(key.to_owned()))
            }
        }
        from.deserialize_str(Name)
    }
}
