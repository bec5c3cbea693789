//! The macro `object!`, which implements the traits of a struct of the contract. A field is `optional`
//! (absent or `null` is `None`), a `list` (absent or `null` is empty; an empty list is not sent) or
//! `required` (always sent). An alternative name that the server may use can follow the JSON name of a field.
//!
//! A struct with required fields is `complete`: it has no default, and reading it without one of them is an
//! error. Every other struct can be read from any object.
//!
//! A `row` is written as a line of a file: with all fields, even those without a value, and without unknown
//! members. Every other struct is written as a document.
//!
//! Attributes of a field come last. `spelt` marks an enumeration, which is written as it was read. `Debug`
//! hides all strings except those that are marked as `ids` or `times`; for a field that is marked
//! with `presence`, it shows only whether there is a value.
//!
//! Members that are not listed go into the field at the end: into `.. => field` if the contract
//! allows such members, otherwise into `unknown => field`.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// Implements `Serialize`, `Deserialize`, `Document` and `Debug` for a struct of the contract.
macro_rules! object {
    (complete $name:ident { $($members:tt)* }) => {
        $crate::model::object!(@common $name { $($members)* });
        $crate::model::object!(@write_document $name { $($members)* });
        $crate::model::object!(@read_complete $name { $($members)* });
    };
    (row $name:ident { $($members:tt)* }) => {
        $crate::model::object!(@common $name { $($members)* });
        $crate::model::object!(@write_row $name { $($members)* });
        $crate::model::object!(@read_lenient $name { $($members)* });
    };
    ($name:ident { $($members:tt)* }) => {
        $crate::model::object!(@common $name { $($members)* });
        $crate::model::object!(@write_document $name { $($members)* });
        $crate::model::object!(@read_lenient $name { $($members)* });
    };
    (@common $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($mark:ident)*),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    }) => {
        const _: () = {
            use ::serde::de;

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    $crate::model::ViaRead::deserialize(from).map(|read| read.0)
                }
            }

            $crate::model::redact_via_debug!($name);

            impl ::std::fmt::Debug for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    let mut shown = f.debug_struct(stringify!($name));
                    $(shown.field(
                        stringify!($field),
                        &$crate::model::Redacted(&self.$field, $crate::model::object!(@show $($mark)*)),
                    );)*
                    let unknown: Option<&$crate::UnknownMembers> =
                        $crate::model::object!(@unknown shared self $($unknown)?);
                    if let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) {
                        shown.field("unknown_members", unknown);
                    }
                    shown.finish_non_exhaustive()
                }
            }
        };
    };
    (@write_document $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($mark:ident)*),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    }) => {
        const _: () = {
            use ::serde::ser;

            impl ser::Serialize for $name {
                #[allow(unused_mut, unused_variables)]
                fn serialize<S: ser::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    #[allow(unused_imports, reason = "unused if every member is an enumeration")]
                    use $crate::model::Unchecked;
                    use ser::SerializeMap;
                    let mut map = to.serialize_map(None)?;
                    let unknown: Option<&$crate::UnknownMembers> =
                        $crate::model::object!(@unknown shared self $($unknown)?);
                    $($crate::model::object!(
                        @write $form [$($mark)*] map, unknown, $json_name, self.$field
                    );)*
                    $(for (key, value) in &self.$extra { map.serialize_entry(key, value)?; })?
                    for (name, value) in unknown.into_iter().flat_map(|unknown| unknown.iter()) {
                        if ![$($json_name, $($other,)?)*].contains(&name) {
                            map.serialize_entry(name, value)?;
                        }
                    }
                    map.end()
                }
            }
        };
    };
    (@write_row $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: optional $($mark:ident)*),*
        $(, unknown => $unknown:ident)?
    }) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeStruct;
                let mut row = to.serialize_struct(stringify!($name), [$($json_name),*].len())?;
                $(row.serialize_field($json_name, &self.$field)?;)*
                row.end()
            }
        }
    };
    (@read_lenient $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($mark:ident)*),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    }) => {
        const _: () = {
            use ::serde::de;
            use $crate::model::{Document, Place};

            $crate::model::object!(@visitor $name |place, map| {
                let value = place.put($name::default());
                while let Some(key) = map.next_key::<$crate::model::Key<'de>>()? {
                    match key.as_str() {
                        $($json_name $(| $other)? => {
                            $crate::model::object!(
                                @member [$($mark)*] map, $json_name,
                                $crate::model::object!(@place $form value.$field),
                                value.unknown_members_mut()
                            );
                        })*
                        _ => {
                            $crate::model::object!(
                                @unlisted map, key, value.unknown_members_mut() $(, value.$extra)?
                            );
                        }
                    }
                }
            });

            impl Document for $name {
                const NAME: &'static str = stringify!($name);
                const MEMBERS: &'static [&'static str] = &[$($json_name, $($other,)?)*];

                fn unknown_members(&self) -> Option<&$crate::UnknownMembers> {
                    $crate::model::object!(@unknown shared self $($unknown)?)
                }

                fn unknown_members_mut(&mut self) -> Option<&mut $crate::UnknownMembers> {
                    $crate::model::object!(@unknown mutable self $($unknown)?)
                }
            }
        };
    };
    (@read_complete $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($mark:ident)*),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    }) => {
        const _: () = {
            use ::serde::de;
            use $crate::model::Place;

            $crate::model::object!(@visitor $name |place, map| {
                $(let mut $field = $crate::model::object!(@start $form);)*
                $(let mut $extra = ::std::collections::BTreeMap::new();)?
                let mut unknown: Option<$crate::UnknownMembers> =
                    $crate::model::object!(@unknown start $($unknown)?);
                while let Some(key) = map.next_key::<$crate::model::Key<'de>>()? {
                    match key.as_str() {
                        $($json_name $(| $other)? => {
                            $crate::model::object!(
                                @member [$($mark)*] map, $json_name,
                                $crate::model::object!(@local $form $field), unknown.as_mut()
                            );
                        })*
                        _ => {
                            $crate::model::object!(@unlisted map, key, unknown.as_mut() $(, $extra)?);
                        }
                    }
                }
                place.put($name {
                    $($field: $crate::model::object!(@end $form $field, $json_name),)*
                    $($extra,)?
                    $($unknown: unknown.unwrap_or_default(),)?
                });
            });
        };
    };
    (@visitor $name:ident |$place:ident, $map:ident| $visit:block) => {
        impl $crate::model::Read for $name {
            fn read<'de, D: de::Deserializer<'de>>(
                place: Place<'_, Self>,
                from: D,
            ) -> Result<(), D::Error> {
                struct Fields<'a>(Place<'a, $name>);
                impl<'de> de::Visitor<'de> for Fields<'_> {
                    type Value = ();

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("an object (", stringify!($name), ")"))
                    }

                    fn visit_map<A: de::MapAccess<'de>>(self, mut $map: A) -> Result<(), A::Error> {
                        let $place = self.0;
                        $visit
                        Ok(())
                    }

                    fn visit_seq<A: de::SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
                        $crate::model::read_single(self.0, list)
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
                        $crate::model::expect_blank(text, &self)
                    }

                    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
                        Ok(())
                    }
                }
                from.deserialize_any(Fields(place))
            }
        }
    };
    (@write optional [$($mark:ident)*] $map:ident, $unknown:ident, $json_name:literal, $value:expr) => {
        if let Some(value) = &$value {
            $crate::model::object!(@entry [$($mark)*] $map, $unknown, $json_name, value);
        }
    };
    (@write list [$($mark:ident)*] $map:ident, $unknown:ident, $json_name:literal, $value:expr) => {
        if !$value.is_empty() {
            $crate::model::object!(@entry [$($mark)*] $map, $unknown, $json_name, &$value);
        }
    };
    (@write required [spelt $($mark:ident)*] $map:ident, $unknown:ident, $json_name:literal, $value:expr) => {
        if $crate::model::Spelt::is_empty(&$value) {
            let name = concat!("`", $json_name, "` of the body ");
            return Err(ser::Error::custom(format_args!("{name}{}", $crate::model::EMPTY)));
        }
        $crate::model::object!(@entry [spelt $($mark)*] $map, $unknown, $json_name, &$value);
    };
    (@write required [$($mark:ident)*] $map:ident, $unknown:ident, $json_name:literal, $value:expr) => {
        $crate::model::object!(@entry [$($mark)*] $map, $unknown, $json_name, &$value);
    };
    (@entry [spelt $($mark:ident)*] $map:ident, $unknown:ident, $json_name:literal, $value:expr) => {
        match $unknown.and_then(|unknown| unknown.spelling($json_name, $value)) {
            Some(spelling) => $map.serialize_entry($json_name, spelling)?,
            None => $map.serialize_entry($json_name, $value)?,
        }
    };
    (@entry [$($mark:ident)*] $map:ident, $unknown:ident, $json_name:literal, $value:expr) => {
        if let Some(fault) = $crate::model::Checked($value).fault() {
            let name = concat!("`", $json_name, "` of the body ");
            return Err(ser::Error::custom(format_args!("{name}{fault}")));
        }
        $map.serialize_entry($json_name, $value)?;
    };
    (@member [spelt $($mark:ident)*] $map:ident, $json_name:literal, $place:expr, $unknown:expr) => {
        if let Some(spelling) = $map.next_value_seed($crate::model::SpellingSeed($place))? {
            match $unknown {
                Some(unknown) => unknown.set_spelling($json_name, spelling),
                None => {
                    $place.put($crate::model::Spelt::verbatim(&spelling));
                }
            }
        }
    };
    (@member [$($mark:ident)*] $map:ident, $json_name:literal, $place:expr, $unknown:expr) => {
        $map.next_value_seed($crate::model::PlaceSeed($place))?;
    };
    (@place optional $value:ident.$field:ident) => { Place::Option(&mut $value.$field) };
    (@place $form:ident $value:ident.$field:ident) => { Place::Field(&mut $value.$field) };
    (@start list) => { ::std::default::Default::default() };
    (@start $form:ident) => { None };
    (@local list $field:ident) => { Place::Field(&mut $field) };
    (@local $form:ident $field:ident) => { Place::Option(&mut $field) };
    (@end required $field:ident, $json_name:literal) => {
        $field.ok_or_else(|| <A::Error as de::Error>::missing_field($json_name))?
    };
    (@end $form:ident $field:ident, $json_name:literal) => { $field };
    (@unlisted $map:ident, $key:ident, $unknown:expr) => {
        match $unknown {
            Some(unknown) => {
                let name = $key.as_str().to_owned();
                unknown.insert(name, $map.next_value::<::serde_json::Value>()?);
            }
            None => {
                $map.next_value::<de::IgnoredAny>()?;
            }
        }
    };
    (@unlisted $map:ident, $key:ident, $unknown:expr, $extra:expr) => {
        let name = $key.as_str().to_owned();
        let mut member = None;
        $map.next_value_seed($crate::model::PlaceSeed(Place::Option(&mut member)))?;
        $extra.extend(member.map(|member| (name, member)));
    };
    (@unknown start) => { None };
    (@unknown start $unknown:ident) => { Some($crate::UnknownMembers::default()) };
    (@unknown $kind:ident $value:ident) => { None };
    (@unknown shared $value:ident $unknown:ident) => { Some(&$value.$unknown) };
    (@unknown mutable $value:ident $unknown:ident) => { Some(&mut $value.$unknown) };
    (@show) => { $crate::model::Show::Values };
    (@show spelt $($mark:ident)*) => { $crate::model::object!(@show $($mark)*) };
    (@show ids) => { $crate::model::Show::Ids };
    (@show times) => { $crate::model::Show::Times };
    (@show presence) => { $crate::model::Show::Presence };
}
pub(crate) use object;

/// A value that is about to be sent. A type with values that cannot be sent has an inherent method `fault`,
/// which takes precedence over the method of [`Unchecked`].
pub(crate) struct Checked<'a, T>(pub &'a T);

/// The check for all other types: every value can be sent.
pub(crate) trait Unchecked {
    /// Why the value cannot be sent; completes the sentence "`member` of the body …".
    fn fault(&self) -> Option<&'static str> {
        None
    }
}

impl<T> Unchecked for Checked<'_, T> {}

/// The fault of an enumeration that is required.
pub(crate) const EMPTY: &str = "is empty";

/// JSON has neither NaN nor infinity; serde writes `null` for both, which erases the value on the server.
pub(crate) const NOT_FINITE: &str = "is not a finite number";

impl Checked<'_, f64> {
    pub(crate) fn fault(&self) -> Option<&'static str> {
        (!self.0.is_finite()).then_some(NOT_FINITE)
    }
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
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

#[cfg(test)]
mod tests;
