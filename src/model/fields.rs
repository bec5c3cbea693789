//! The fields that the members of a document are read to. The functions have the names that the macro `object!` has for
//! the forms of fields.

use super::{Destination, Field, Read, Spelt, SpeltPlace};

/// A field that may have no value.
#[inline]
pub(crate) fn optional<T: Read>(field: &mut Option<T>) -> Field<'_> {
    T::field(field)
}

/// A field that is required. Whether there was a value is checked at the end of the document.
pub(crate) use optional as required;

/// A list or a map.
#[inline]
pub(crate) fn list<T: Destination>(field: &mut T) -> Field<'_> {
    Field::Value(field)
}

/// An enumeration that may have no value.
#[inline]
pub(crate) fn optional_enumeration<T: Spelt>(field: &mut Option<T>) -> Field<'_> {
    Field::Enumeration(field)
}

/// An enumeration that is required, as in [`required`].
pub(crate) use optional_enumeration as required_enumeration;

/// A list of the values of an enumeration.
#[inline]
pub(crate) fn enumeration_list<T: SpeltPlace>(field: &mut T) -> Field<'_> {
    Field::Enumeration(field)
}
