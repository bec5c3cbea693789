//! The macro `object!`, which implements the traits of a struct of the contract. A field is `optional`
//! (absent or `null` is `None`), a `list` (absent or `null` is empty; an empty list is not sent) or
//! `required` (always sent). An enumeration is written as it was read, so it has a form of its own:
//! `optional_enumeration`, `enumeration_list` or `required_enumeration`. An alternative name that the server may use
//! can follow the JSON name of a field.
//!
//! A struct with required fields is `complete`: it has no default, and reading it without one of them is an
//! error. Every other struct can be read from any object.
//!
//! A `row` is written as a line of a file: with all fields, even those without a value, and without unknown
//! members. Every other struct is written as a document.
//!
//! What `Debug` shows of a field comes last: it hides all strings except those that are marked as `ids` or `times`; for
//! a field that is marked with `presence`, it shows only whether there is a value.
//!
//! Members that are not listed go into the field at the end: into `.. => field` if the contract
//! allows such members, otherwise into `unknown => field`.
//!
//! An answer can be sent back without the members that only the server sets. They follow in `read_only`, and the
//! fields whose documents have such members in `parts`, where a `map` has them as its values.
//!
//! Only what depends on the fields is written for each type. The rest is generic, so that it is checked once. The
//! functions of generated types are `#[inline]`, so that each is compiled where it is used, and not at all if it is
//! not used: a program uses few of the types.

/// Implements `Serialize`, `Deserialize`, `Object` and `Debug` for a struct of the contract.
macro_rules! object {
    (complete $name:ident { $($members:tt)* } $($sent_back:tt)*) => {
        $crate::model::object!(@serde $name { $($members)* });
        $crate::model::object!(@complete $name { $($members)* } $($sent_back)*);
    };
    (row $name:ident { $($members:tt)* } $($sent_back:tt)*) => {
        $crate::model::object!(@row $name { $($members)* });
        $crate::model::object!(@lenient $name { $($members)* } $($sent_back)*);
    };
    ($name:ident { $($members:tt)* } $($sent_back:tt)*) => {
        $crate::model::object!(@serde $name { $($members)* });
        $crate::model::object!(@lenient $name { $($members)* } $($sent_back)*);
    };
    (@serde $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($shown:ident)?),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    }) => {
        impl $crate::model::OutputObject for $name {
            #[inline]
            fn write_members(&self, to: &mut dyn $crate::model::MemberWriter) {
                let unknown = $crate::model::Object::unknown_members(self);
                let mut members = $crate::model::DocumentWriter { to, unknown };
                $(members.$form($json_name, &self.$field);)*
                $($crate::model::OutputObject::write_members(&self.$extra, members.to);)?
                members.end(<Self as $crate::model::Object>::MEMBERS)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::model::Write::output(self).serialize(to)
            }
        }
    };
    (@row $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($shown:ident)?),*
        $(, unknown => $unknown:ident)?
    }) => {
        impl $crate::model::OutputObject for $name {
            #[inline]
            fn write_members(&self, to: &mut dyn $crate::model::MemberWriter) {
                $(to.write($json_name, $crate::model::Write::output(&self.$field));)*
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeStruct;
                let mut row = to.serialize_struct(stringify!($name), [$($json_name),*].len())?;
                $(row.serialize_field($json_name, &self.$field)?;)*
                row.end()
            }
        }
    };
    (@lenient $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($shown:ident)?),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    } $($sent_back:tt)*) => {
        $crate::model::object!(@common $name
            [$($json_name $(| $other)? => $field [$($shown)?])*] [$($unknown)?] [$($sent_back)*]
            |place, map| {
                let value = place.put($name::default());
                let mut unknown = $crate::model::object!(@unknown $($unknown)?);
                while let Some(key) = map.next_key::<$crate::model::Key<'de>>()? {
                    match key.as_str() {
                        $($json_name $(| $other)? => $crate::model::fields::$form(
                            &mut map, &mut value.$field, $json_name, &mut unknown
                        ),)*
                        _ => $crate::model::object!(@unlisted map, key, unknown $(, value.$extra)?),
                    }?;
                }
                $(value.$unknown = unknown.unwrap_or_default();)?
                Ok(())
            }
        );
    };
    (@complete $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($shown:ident)?),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    } $($sent_back:tt)*) => {
        $crate::model::object!(@common $name
            [$($json_name $(| $other)? => $field [$($shown)?])*] [$($unknown)?] [$($sent_back)*]
            |place, map| {
                $(let mut $field = ::std::default::Default::default();)*
                $(let mut $extra = ::std::default::Default::default();)?
                let mut unknown = $crate::model::object!(@unknown $($unknown)?);
                while let Some(key) = map.next_key::<$crate::model::Key<'de>>()? {
                    match key.as_str() {
                        $($json_name $(| $other)? => $crate::model::fields::$form(
                            &mut map, &mut $field, $json_name, &mut unknown
                        ),)*
                        _ => $crate::model::object!(@unlisted map, key, unknown $(, $extra)?),
                    }?;
                }
                place.put($name {
                    $($field: $crate::model::object!(@end $form $field, $json_name),)*
                    $($extra,)?
                    $($unknown: unknown.unwrap_or_default(),)?
                });
                Ok(())
            }
        );
    };
    // The name of the type parameter begins with two underscores because a type of the contract could have a short one.
    (@common $name:ident
        [$($json_name:literal $(| $other:literal)? => $field:ident [$($shown:ident)?])*] [$($unknown:ident)?]
        [$(read_only { $($read_only:ident),* } parts { $($part:ident: $part_form:ident),* })?]
        |$place:ident, $map:ident| $read:block
    ) => {
        impl $crate::model::Object for $name {
            const NAME: &'static str = stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($json_name, $($other,)?)*];

            fn read_members<'de, __A: ::serde::de::MapAccess<'de>>(
                $place: $crate::model::Place<'_, Self>,
                mut $map: __A,
            ) -> Result<(), __A::Error> $read

            $(
                #[inline]
                fn unknown_members(&self) -> Option<&$crate::UnknownMembers> {
                    Some(&self.$unknown)
                }

                #[inline]
                fn unknown_members_mut(&mut self) -> Option<&mut $crate::UnknownMembers> {
                    Some(&mut self.$unknown)
                }
            )?

            $(
                #[inline]
                fn mark_parts(&mut self) {
                    $($crate::model::object!(@part $part_form self.$part, mark_answered);)*
                }

                #[inline]
                fn omit_own(&mut self) {
                    $(self.$read_only = ::std::default::Default::default();)*
                }

                #[inline]
                fn omit_from_parts(&mut self) {
                    $($crate::model::object!(@part $part_form self.$part, omit_read_only);)*
                }
            )?
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::model::deserialize(from)
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::model::show(f, self, &[
                    $((stringify!($field), &self.$field, $crate::model::object!(@show $($shown)?)),)*
                ])
            }
        }
    };
    (@end required $field:ident, $json_name:literal) => {
        $field.ok_or_else(|| <__A::Error as ::serde::de::Error>::missing_field($json_name))?
    };
    (@end required_enumeration $field:ident, $json_name:literal) => {
        $crate::model::object!(@end required $field, $json_name)
    };
    (@end $form:ident $field:ident, $json_name:literal) => { $field };
    (@part optional $part:expr, $method:ident) => {
        $part.iter_mut().for_each($crate::model::Read::$method)
    };
    (@part $form:ident $part:expr, $method:ident) => { $crate::model::Read::$method(&mut $part) };
    (@unlisted $map:ident, $key:ident, $unknown:ident) => {
        $crate::model::read_unlisted(Self::NAME, $key, &mut $unknown, &mut $map)
    };
    (@unlisted $map:ident, $key:ident, $unknown:ident, $extra:expr) => {
        $crate::model::Members::read_member(&mut $extra, $key.into_string(), &mut $map)
    };
    (@unknown) => { None::<$crate::UnknownMembers> };
    (@unknown $unknown:ident) => { Some($crate::UnknownMembers::default()) };
    (@show) => { $crate::model::Show::Values };
    (@show ids) => { $crate::model::Show::Ids };
    (@show times) => { $crate::model::Show::Times };
    (@show presence) => { $crate::model::Show::Presence };
}
pub(crate) use object;

#[cfg(test)]
mod tests;
