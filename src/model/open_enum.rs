//! Enumerations that may get more values. A value that this version does not know is kept unchanged: it
//! does not make a page fail, and is not lost when it is sent back. The API writes some values in
//! upper or lower case, so case is ignored when an answer is read. A string from the caller is sent
//! unchanged.

/// Declares an open enumeration: its variants with the values that are sent.
macro_rules! open_enum {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $value:literal),* }) => {
        $(#[$outer])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$inner])* $variant,)*
            /// A value that this version of the crate does not know.
            Unknown($crate::UnknownValue),
        }

        impl $name {
            /// The values that this version of the crate knows.
            pub const KNOWN: &'static [&'static str] = &[$($value),*];

            /// The value as it is sent.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl $crate::model::Enumeration for $name {
            const NAME: &'static str = stringify!($name);
            const TEXTS: &'static [&'static str] = Self::KNOWN;
            const VALUES: &'static [Self] = &[$(Self::$variant),*];

            #[inline]
            fn unknown(text: String) -> Self {
                Self::Unknown($crate::UnknownValue::new(text))
            }

            #[inline]
            fn text(&self) -> &str {
                self.as_str()
            }
        }

        /// Converts exactly this text into its value, and any other text into [`Self::Unknown`], which is sent
        /// unchanged.
        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        /// The same conversion as from `&str`.
        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                use $crate::model::Enumeration;
                Self::exactly(&text).unwrap_or_else(|| Self::unknown(text))
            }
        }

        /// Whether the value has this text, ignoring ASCII case.
        impl PartialEq<str> for $name {
            #[inline]
            fn eq(&self, text: &str) -> bool {
                self.as_str().eq_ignore_ascii_case(text)
            }
        }

        /// Whether the value has this text, ignoring ASCII case.
        impl PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, text: &&str) -> bool {
                *self == **text
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(stringify!($variant)),)*
                    Self::Unknown(value) => f.debug_tuple("Unknown").field(value).finish(),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::model::Write for $name {
            #[inline]
            fn output(&self) -> $crate::model::Output<'_> {
                $crate::model::Output::Text(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::model::Write::output(self).serialize(to)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::model::deserialize_enumeration(from)
            }
        }

        $crate::model::redact_via_debug!($name);
    };
}
pub(crate) use open_enum;

/// Implements `Read` for an enumeration whose spelling has no place in a document, such as the values of a
/// map: a value that the contract spells differently is unknown, so that it is sent as it was read.
#[allow(unused_macros, reason = "not every build of the contract has one")]
macro_rules! read_enumeration {
    ($($name:ident),*) => {
        $(impl $crate::model::Read for $name {
            fn read(
                place: &mut Option<Self>,
                found: $crate::model::Input<'_>,
            ) -> Result<(), $crate::model::Mismatch> {
                if let Some(text) = $crate::model::optional_text(found)? {
                    *place = Some($crate::model::Enumeration::read_verbatim(text));
                }
                Ok(())
            }
        })*
    };
}
#[allow(unused_imports, reason = "not every build of the contract has one")]
pub(crate) use read_enumeration;

#[cfg(test)]
mod tests;
