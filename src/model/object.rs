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
//! Attributes of a field come last. `spelt` marks an enumeration, which is written as it was read. `read_only`
//! marks a member that only the server sets: it is not sent back. `part` marks a field whose documents have such
//! members. `Debug` hides all strings except those that are marked as `ids` or `times`; for a field that is
//! marked with `presence`, it shows only whether there is a value.
//!
//! The names of types in the macro begin with two underscores where a type of the contract could have the same.
//!
//! Members that are not listed go into the field at the end: into `.. => field` if the contract
//! allows such members, otherwise into `unknown => field`.
//!
//! The functions of generated types are `#[inline]`, so that each is compiled where it is used, and not at all if it is
//! not used: a program uses few of the types.

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
                #[inline]
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    let mut shown = f.debug_struct(stringify!($name));
                    $(shown.field(
                        stringify!($field),
                        &$crate::model::Redacted(&self.$field, $crate::model::object!(@show $($mark)*)),
                    );)*
                    let unknown = $crate::model::object!(@unknown shared self $($unknown)?);
                    $crate::model::end_shown(shown, unknown)
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
                fn serialize<S: ser::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    let unknown = $crate::model::object!(@unknown shared self $($unknown)?);
                    let mut members = $crate::model::DocumentWriter::new(to, unknown)?;
                    $($crate::model::object!(@write $form [$($mark)*] members, $json_name, self.$field);)*
                    $(members.all(&self.$extra);)?
                    members.end(&[$($json_name, $($other,)?)*])
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

            $crate::model::object!(@visitor $name [$($field: $form [$($mark)*])*] [$($extra)?] [$($unknown)?] |place, map| {
                let value = place.put($name::default());
                while let Some(key) = map.next_key::<$crate::model::Key<'de>>()? {
                    match key.as_str() {
                        $($json_name $(| $other)? => {
                            $crate::model::object!(
                                @member [$($mark)*] map, $json_name,
                                $crate::model::object!(@place $form value.$field),
                                $crate::model::Document::unknown_members_mut(value)
                            );
                        })*
                        _ => {
                            $crate::model::object!(
                                @unlisted $name map, key,
                                $crate::model::Document::unknown_members_mut(value) $(, value.$extra)?
                            );
                        }
                    }
                }
            });

            impl $crate::model::Document for $name {
                const NAME: &'static str = stringify!($name);
                const MEMBERS: &'static [&'static str] = &[$($json_name, $($other,)?)*];

                #[inline]
                fn unknown_members(&self) -> Option<&$crate::UnknownMembers> {
                    $crate::model::object!(@unknown shared self $($unknown)?)
                }

                #[inline]
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

            $crate::model::object!(@visitor $name [$($field: $form [$($mark)*])*] [$($extra)?] [$($unknown)?] |place, map| {
                $(let mut $field = $crate::model::object!(@start $form);)*
                $(let mut $extra = ::std::default::Default::default();)?
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
                            $crate::model::object!(@unlisted $name map, key, unknown.as_mut() $(, $extra)?);
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
    (@visitor $name:ident [$($field:ident: $form:ident [$($mark:ident)*])*] [$($extra:ident)?] [$($unknown:ident)?]
        |$place:ident, $map:ident| $visit:block) => {
        impl $crate::model::Read for $name {
            fn read<'de, __D: de::Deserializer<'de>>(
                place: $crate::model::Place<'_, Self>,
                from: __D,
            ) -> Result<(), __D::Error> {
                struct __Fields<'a>($crate::model::Place<'a, $name>);
                impl<'de> de::Visitor<'de> for __Fields<'_> {
                    type Value = ();

                    #[inline]
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("an object (", stringify!($name), ")"))
                    }

                    fn visit_map<__A: de::MapAccess<'de>>(self, mut $map: __A) -> Result<(), __A::Error> {
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
                from.deserialize_any(__Fields(place))
            }

            #[inline]
            fn mark_answered(&mut self) {
                $(self.$unknown.set_answered();)?
                $($crate::model::object!(@part [$($mark)*] $form, self.$field, mark_answered);)*
                $($crate::model::Read::mark_answered(&mut self.$extra);)?
            }

            #[inline]
            fn omit_read_only(&mut self) {
                let unknown: Option<&$crate::UnknownMembers> =
                    $crate::model::object!(@unknown shared self $($unknown)?);
                #[allow(unused_variables, reason = "not every type has such members")]
                let is_answered = unknown.is_some_and($crate::UnknownMembers::is_answered);
                $($crate::model::object!(@omit [$($mark)*] is_answered, self.$field);)*
                $($crate::model::object!(@part [$($mark)*] $form, self.$field, omit_read_only);)*
                $($crate::model::Read::omit_read_only(&mut self.$extra);)?
            }
        }
    };
    (@write required [spelt $($mark:ident)*] $members:ident, $json_name:literal, $value:expr) => {
        $members.required_enumeration($json_name, &$value)
    };
    (@write $form:ident [spelt $($mark:ident)*] $members:ident, $json_name:literal, $value:expr) => {
        $members.enumeration($json_name, $crate::model::object!(@value $form $value))
    };
    (@write $form:ident [$($mark:ident)*] $members:ident, $json_name:literal, $value:expr) => {
        $members.member($json_name, $crate::model::object!(@value $form $value))
    };
    (@value optional $value:expr) => { $value.as_ref() };
    (@value list $value:expr) => { (!$value.is_empty()).then_some(&$value) };
    (@value required $value:expr) => { Some(&$value) };
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
    (@place optional $value:ident.$field:ident) => { $crate::model::Place::Option(&mut $value.$field) };
    (@place $form:ident $value:ident.$field:ident) => { $crate::model::Place::Field(&mut $value.$field) };
    (@start list) => { ::std::default::Default::default() };
    (@start $form:ident) => { None };
    (@local list $field:ident) => { $crate::model::Place::Field(&mut $field) };
    (@local $form:ident $field:ident) => { $crate::model::Place::Option(&mut $field) };
    (@end required $field:ident, $json_name:literal) => {
        $field.ok_or_else(|| <__A::Error as de::Error>::missing_field($json_name))?
    };
    (@end $form:ident $field:ident, $json_name:literal) => { $field };
    (@part [part $($mark:ident)*] optional, $value:expr, $method:ident) => {
        $value.iter_mut().for_each($crate::model::Read::$method)
    };
    (@part [part $($mark:ident)*] $form:ident, $value:expr, $method:ident) => {
        $crate::model::Read::$method(&mut $value)
    };
    (@part [$other:ident $($mark:ident)*] $form:ident, $value:expr, $method:ident) => {
        $crate::model::object!(@part [$($mark)*] $form, $value, $method)
    };
    (@part [] $form:ident, $value:expr, $method:ident) => {};
    (@omit [read_only $($mark:ident)*] $is_answered:ident, $value:expr) => {
        if $is_answered {
            $value = ::std::default::Default::default();
        }
    };
    (@omit [$other:ident $($mark:ident)*] $is_answered:ident, $value:expr) => {
        $crate::model::object!(@omit [$($mark)*] $is_answered, $value)
    };
    (@omit [] $is_answered:ident, $value:expr) => {};
    (@unlisted $name:ident $map:ident, $key:ident, $unknown:expr) => {
        $crate::model::note_unknown_member(stringify!($name), $key.as_str());
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
    (@unlisted $name:ident $map:ident, $key:ident, $unknown:expr, $extra:expr) => {
        $crate::model::Members::read_member(&mut $extra, $key.as_str().to_owned(), &mut $map)?;
    };
    (@unknown start) => { None };
    (@unknown start $unknown:ident) => { Some($crate::UnknownMembers::default()) };
    (@unknown $kind:ident $value:ident) => { None };
    (@unknown shared $value:ident $unknown:ident) => { Some(&$value.$unknown) };
    (@unknown mutable $value:ident $unknown:ident) => { Some(&mut $value.$unknown) };
    (@show) => { $crate::model::Show::Values };
    (@show part $($mark:ident)*) => { $crate::model::object!(@show $($mark)*) };
    (@show read_only $($mark:ident)*) => { $crate::model::object!(@show $($mark)*) };
    (@show spelt $($mark:ident)*) => { $crate::model::object!(@show $($mark)*) };
    (@show ids) => { $crate::model::Show::Ids };
    (@show times) => { $crate::model::Show::Times };
    (@show presence) => { $crate::model::Show::Presence };
}
pub(crate) use object;

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
