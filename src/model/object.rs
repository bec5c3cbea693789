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
//! functions of generated types that are not generic are `#[inline]`, so that each is compiled where it is used, and not
//! at all if it is not used: a program uses few of the types.

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
            |place, object| {
                $crate::model::Document::read_fields($crate::model::started(place), object)
            }
        );

        impl $crate::model::Document for $name {
            #[inline]
            fn read_fields(
                &mut self,
                object: &mut dyn $crate::model::InputObject,
            ) -> Result<(), $crate::model::Mismatch> {
                object.read_fields($crate::model::object!(@fields
                    [$($json_name $(| $other)? => $form(self.$field)),*]
                    [$(Members(self.$extra))? $(Unknown(self.$unknown))?]
                ))
            }
        }
    };
    (@complete $name:ident {
        $($json_name:literal $(| $other:literal)? => $field:ident: $form:ident $($shown:ident)?),*
        $(, .. => $extra:ident)?
        $(, unknown => $unknown:ident)?
    } $($sent_back:tt)*) => {
        $crate::model::object!(@common $name
            [$($json_name $(| $other)? => $field [$($shown)?])*] [$($unknown)?] [$($sent_back)*]
            |place, object| {
                $(let mut $field = ::std::default::Default::default();)*
                $(let mut $extra = ::std::default::Default::default();)?
                $(let mut $unknown = $crate::UnknownMembers::default();)?
                object.read_fields($crate::model::object!(@fields
                    [$($json_name $(| $other)? => $form($field)),*]
                    [$(Members($extra))? $(Unknown($unknown))?]
                ))?;
                *place = Some($name {
                    $($field: $crate::model::object!(@end $form $field, $json_name),)*
                    $($extra,)?
                    $($unknown,)?
                });
                Ok(())
            }
        );
    };
    (@common $name:ident
        [$($json_name:literal $(| $other:literal)? => $field:ident [$($shown:ident)?])*] [$($unknown:ident)?]
        [$(read_only { $($read_only:ident),* } parts { $($part:ident: $part_form:ident),* })?]
        |$place:ident, $object:ident| $read:block
    ) => {
        impl $crate::model::Object for $name {
            const NAME: &'static str = stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($json_name, $($other,)?)*];

            #[inline]
            fn read_members(
                $place: &mut Option<Self>,
                $object: &mut dyn $crate::model::InputObject,
            ) -> Result<(), $crate::model::Mismatch> $read

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
        $field.ok_or_else(|| $crate::model::Mismatch::missing($json_name))?
    };
    (@end required_enumeration $field:ident, $json_name:literal) => {
        $crate::model::object!(@end required $field, $json_name)
    };
    (@end $form:ident $field:ident, $json_name:literal) => { $field };
    (@part optional $part:expr, $method:ident) => {
        $part.iter_mut().for_each($crate::model::Read::$method)
    };
    (@part $form:ident $part:expr, $method:ident) => { $crate::model::Read::$method(&mut $part) };
    (@fields
        [$($json_name:literal $(| $other:literal)? => $form:ident($field:expr)),*] [$($others:ident($to:expr))?]
    ) => {
        $crate::model::Fields::new(
            <Self as $crate::model::Object>::NAME,
            <Self as $crate::model::Object>::MEMBERS,
            &mut [$(
                $crate::model::fields::$form(&mut $field),
                $($crate::model::object!(@another_name $other),)?
            )*],
            $crate::model::object!(@others $($others($to))?),
        )
    };
    (@another_name $other:literal) => { $crate::model::Field::Previous };
    (@others) => { $crate::model::Others::Skipped };
    (@others $others:ident($to:expr)) => { $crate::model::Others::$others(&mut $to) };
    (@show) => { $crate::model::Show::Values };
    (@show ids) => { $crate::model::Show::Ids };
    (@show times) => { $crate::model::Show::Times };
    (@show presence) => { $crate::model::Show::Presence };
}
pub(crate) use object;

#[cfg(test)]
mod tests;
