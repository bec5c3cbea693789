//! Reads the fields of a document, by their form. The functions have the names that the macro `object!` has for the
//! forms.

use super::{Place, PlaceSeed, Read, SpellingSeed, Spelt, UnknownMembers};
use serde::de::MapAccess;

/// Reads the value of a member into a field that may have no value.
pub(crate) fn optional<'de, T: Read, A: MapAccess<'de>>(
    map: &mut A,
    field: &mut Option<T>,
    _: &'static str,
    unknown: &mut Option<UnknownMembers>,
) -> Result<(), A::Error> {
    note_field(unknown);
    map.next_value_seed(PlaceSeed(Place::Option(field)))
}

/// Reads the value of a member that is required. Whether there was one is checked at the end of the document.
pub(crate) use optional as required;

/// Reads the value of a member into a list or a map.
pub(crate) fn list<'de, T: Read, A: MapAccess<'de>>(
    map: &mut A,
    field: &mut T,
    _: &'static str,
    unknown: &mut Option<UnknownMembers>,
) -> Result<(), A::Error> {
    note_field(unknown);
    map.next_value_seed(PlaceSeed(Place::Field(field)))
}

/// Reads an enumeration. A spelling that is not the contract's is kept in `unknown`, or in the value if the document
/// does not keep unknown members.
pub(crate) fn optional_enumeration<'de, T: Spelt, A: MapAccess<'de>>(
    map: &mut A,
    field: &mut Option<T>,
    name: &'static str,
    unknown: &mut Option<UnknownMembers>,
) -> Result<(), A::Error> {
    note_field(unknown);
    if let Some(spelling) = map.next_value_seed(SpellingSeed(Place::Option(field)))? {
        match unknown {
            Some(unknown) => unknown.set_spelling(name, spelling),
            None => *field = Some(T::verbatim(&spelling)),
        }
    }
    Ok(())
}

/// Reads an enumeration that is required, as [`required`] does.
pub(crate) use optional_enumeration as required_enumeration;

/// Reads a list of the values of an enumeration, as [`optional_enumeration`] does.
pub(crate) fn enumeration_list<'de, T: Spelt, A: MapAccess<'de>>(
    map: &mut A,
    field: &mut T,
    name: &'static str,
    unknown: &mut Option<UnknownMembers>,
) -> Result<(), A::Error> {
    note_field(unknown);
    if let Some(spelling) = map.next_value_seed(SpellingSeed(Place::Field(field)))? {
        match unknown {
            Some(unknown) => unknown.set_spelling(name, spelling),
            None => *field = T::verbatim(&spelling),
        }
    }
    Ok(())
}

/// Notes that the document has a member with a field.
fn note_field(unknown: &mut Option<UnknownMembers>) {
    if let Some(unknown) = unknown {
        unknown.set_has_fields();
    }
}
