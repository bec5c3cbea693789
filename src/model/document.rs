//! Structs of the contract: what `object!` implements for each of them, and what all of them have in common.

use super::read::{no_value, read_all};
use super::{Destination, Input, InputObject, Mismatch, Read, UnknownMembers, object_in};
use std::any::Any;
use std::fmt::{Display, Formatter, Result as Fmt};

/// A struct of the contract.
///
/// It is public because it is a bound of public types, but it cannot be named outside the crate.
pub trait Object: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The names of its members, including their alternative names.
    const MEMBERS: &'static [&'static str];

    /// Reads the members of an object into a new value at a place.
    fn read_members(place: &mut Option<Self>, object: &mut dyn InputObject)
    -> Result<(), Mismatch>;

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

    fn read_members(
        place: &mut Option<Self>,
        object: &mut dyn InputObject,
    ) -> Result<(), Mismatch> {
        let mut read = None;
        T::read_members(&mut read, object)?;
        if let Some(value) = read {
            *place = Some(Self::new(value));
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
pub trait Document: Object + Default + Send + 'static {
    /// Reads the members of an object.
    fn read_fields(&mut self, object: &mut dyn InputObject) -> Result<(), Mismatch>;
}

/// A document whose type is not known here. What reads the answers of all operations is compiled once for it, and not
/// again for each type.
pub(crate) trait AnyDocument: Any + Send {
    /// The name of its type.
    fn name(&self) -> &'static str;

    /// The names of its members, including their alternative names.
    fn members(&self) -> &'static [&'static str];

    /// See [`Document::read_fields`].
    fn read_fields(&mut self, object: &mut dyn InputObject) -> Result<(), Mismatch>;

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

    fn read_fields(&mut self, object: &mut dyn InputObject) -> Result<(), Mismatch> {
        Document::read_fields(self, object)
    }

    fn unknown_members(&self) -> Option<&UnknownMembers> {
        Object::unknown_members(self)
    }

    fn mark_answered(&mut self) {
        Read::mark_answered(self);
    }
}

/// An empty document.
pub(crate) fn new_document<T: Document>() -> Box<dyn AnyDocument> {
    Box::new(T::default())
}

/// The document of type `T` that is in the box.
pub(crate) fn downcast<T: Document>(document: Box<dyn Any>) -> T {
    match document.downcast() {
        Ok(document) => *document,
        Err(_) => unreachable!("the document was made as this type"),
    }
}

/// Reads JSON into an empty document; a missing value is an error.
pub(crate) fn read_json_into<D: AnyDocument + ?Sized>(
    document: &mut D,
    text: &[u8],
) -> serde_json::Result<()> {
    let mut to = DocumentDestination {
        document,
        is_read: false,
    };
    read_all(text, &mut to)?;
    match to.is_read {
        true => Ok(()),
        false => Err(no_value()),
    }
}

struct DocumentDestination<'a, D: ?Sized> {
    document: &'a mut D,
    is_read: bool,
}

impl<D: AnyDocument + ?Sized> Destination for DocumentDestination<'_, D> {
    fn read(&mut self, found: Input<'_>) -> Result<(), Mismatch> {
        let expected = AnObject(self.document.name());
        match object_in(found, self, &expected)? {
            Some(object) => {
                self.is_read = true;
                self.document.read_fields(object)
            }
            None => Ok(()),
        }
    }
}

impl<T: Object> Read for T {
    fn read(place: &mut Option<Self>, found: Input<'_>) -> Result<(), Mismatch> {
        match object_in(found, place, &AnObject(T::NAME))? {
            Some(object) => T::read_members(place, object),
            None => Ok(()),
        }
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

/// An object of the type with this name.
struct AnObject(&'static str);

impl Display for AnObject {
    fn fmt(&self, f: &mut Formatter<'_>) -> Fmt {
        write!(f, "an object ({})", self.0)
    }
}
