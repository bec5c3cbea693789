//! Enumerations that may grow. A value that this version does not know is kept as it came, so that
//! it neither fails a page nor gets lost on the way back. The API writes some values in either
//! case, so the case does not count when reading.

/// Declares an open enumeration: its variants with the values that are sent.
macro_rules! open_enum {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $value:literal),* }) => {
        $(#[$outer])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$inner])* $variant,)*
            /// A value that this version of the crate does not know, as the server wrote it.
            UnknownValue(String),
        }

        impl $name {
            /// The values that this version of the crate knows.
            pub const KNOWN: &'static [&'static str] = &[$($value),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::UnknownValue(value) => value,
                }
            }

            fn known(value: &str) -> Option<Self> {
                $(if value.eq_ignore_ascii_case($value) { return Some(Self::$variant); })*
                None
            }
        }

        impl Default for $name {
            /// No value: [`Self::UnknownValue`] of an empty text.
            fn default() -> Self {
                Self::UnknownValue(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::UnknownValue(value.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::known(&value).unwrap_or(Self::UnknownValue(value))
            }
        }

        impl $crate::wire::Choice for $name {
            fn is_open(&self) -> bool {
                self.as_str().is_empty()
            }
        }

        impl $crate::call::Parameter for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, str> {
                self.as_str().into()
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(stringify!($variant)),)*
                    Self::UnknownValue(value) => f
                        .debug_tuple("UnknownValue")
                        .field(&$crate::wire::UnknownValue(value))
                        .finish(),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::wire::text(from).map(|value| Self::from(&*value))
            }
        }

        $crate::wire::reads_itself!($name);
        $crate::wire::redacts_itself!($name);
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        /// A sample.
        Sample {
            /// One.
            One = "one",
            /// Two.
            TwoWords = "TWO WORDS"
        }
    }

    fn read(json: &str) -> Sample {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn values_are_known_in_any_case_and_sent_as_declared() {
        assert_eq!(read(r#""ONE""#), Sample::One);
        assert_eq!(read(r#""two words""#), Sample::TwoWords);
        assert_eq!(
            serde_json::to_string(&Sample::TwoWords).unwrap(),
            r#""TWO WORDS""#
        );
    }

    #[test]
    fn unknown_values_come_back_as_they_were() {
        for json in [r#""Three""#, r#""""#, r#""a \" b""#] {
            assert_eq!(serde_json::to_string(&read(json)).unwrap(), json);
        }
        assert_eq!(read("7"), Sample::UnknownValue("7".to_owned()));
        assert_eq!(read("true"), Sample::UnknownValue("true".to_owned()));
    }

    #[test]
    fn unknown_values_that_are_no_words_do_not_print() {
        let printed = format!(
            "{:?}",
            [read(r#""one""#), read(r#""Three""#), read(r#""a@b""#)]
        );
        assert_eq!(printed, r#"[One, UnknownValue("Three"), UnknownValue(…)]"#);
    }

    #[test]
    fn texts_convert() {
        assert_eq!(Sample::from("one"), Sample::One);
        assert_eq!(Sample::from("x".to_owned()).to_string(), "x");
        assert_eq!(Sample::KNOWN, ["one", "TWO WORDS"]);
    }
}
