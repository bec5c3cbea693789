//! Objects. A field is `optional` (absent or `null` is `None`), a `list` (absent or `null` is
//! empty; an empty one is not sent), `required` (always sent) or `chosen` (the same, but its default
//! stands for no choice and is refused). What
//! it is called is followed by the other name that the server may call it by. `Debug` hides its texts, unless
//! it is followed by `ids` or `times`; of what is followed by `presence`, it shows whether there is
//! something. A trailing `.. => field` takes all members that are not listed.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// Implements `Serialize`, `Deserialize` and `Debug` for a struct of the contract.
macro_rules! object {
    ($name:ident {
        $($wire:literal $(| $other:literal)? => $field:ident: $form:ident $($show:ident)?),* $(, .. => $extra:ident)?
    }) => {
        const _: () = {
            use ::serde::{de, ser};

            impl ser::Serialize for $name {
                #[allow(unused_mut, unused_variables)]
                fn serialize<S: ser::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    use ser::SerializeMap;
                    let mut map = to.serialize_map(None)?;
                    $($crate::wire::object!(@write $form map, $wire, self.$field);)*
                    $(for (key, value) in &self.$extra { map.serialize_entry(key, value)?; })?
                    map.end()
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    struct Fields;
                    impl<'de> de::Visitor<'de> for Fields {
                        type Value = $name;

                        fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                            f.write_str(concat!("an object (", stringify!($name), ")"))
                        }

                        #[allow(unused_mut)]
                        fn visit_map<A: de::MapAccess<'de>>(
                            self,
                            mut map: A,
                        ) -> Result<$name, A::Error> {
                            let mut value = $name::default();
                            while let Some(key) = map.next_key::<$crate::wire::Key<'de>>()? {
                                match key.as_str() {
                                    $($wire $(| $other)? => {
                                        value.$field = $crate::wire::object!(@read $form map);
                                    })*
                                    _ => {
                                        $crate::wire::object!(@unknown map, key, value $(, $extra)?);
                                    }
                                }
                            }
                            Ok(value)
                        }

                        fn visit_seq<A: de::SeqAccess<'de>>(
                            self,
                            list: A,
                        ) -> Result<$name, A::Error> {
                            $crate::wire::only(list)
                        }
                    }
                    from.deserialize_any(Fields)
                }
            }

            $crate::wire::reads_itself!($name);
            $crate::wire::redacts_itself!($name);

            impl ::std::fmt::Debug for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct(stringify!($name))
                        $(.field(
                            stringify!($field),
                            &$crate::wire::Redacted(&self.$field, $crate::wire::object!(@show $($show)?)),
                        ))*
                        .finish_non_exhaustive()
                }
            }
        };
    };
    (@write optional $map:ident, $wire:literal, $value:expr) => {
        if let Some(value) = &$value { $map.serialize_entry($wire, value)?; }
    };
    (@write list $map:ident, $wire:literal, $value:expr) => {
        if !$value.is_empty() { $map.serialize_entry($wire, &$value)?; }
    };
    (@write required $map:ident, $wire:literal, $value:expr) => {
        $map.serialize_entry($wire, &$value)?;
    };
    (@write chosen $map:ident, $wire:literal, $value:expr) => {
        if $crate::wire::Choice::is_open(&$value) {
            return Err(ser::Error::custom(concat!("`", $wire, "` of the body is not set")));
        }
        $map.serialize_entry($wire, &$value)?;
    };
    (@read optional $map:ident) => { $map.next_value::<$crate::wire::As<_>>()?.0 };
    (@read $form:ident $map:ident) => {
        $map.next_value::<$crate::wire::As<Option<_>>>()?.0.unwrap_or_default()
    };
    (@unknown $map:ident, $key:ident, $value:ident) => {{
        let _: de::IgnoredAny = $map.next_value()?;
    }};
    (@unknown $map:ident, $key:ident, $value:ident, $extra:ident) => {{
        let name = $key.as_str().to_owned();
        if let Some(member) = $map.next_value::<$crate::wire::As<Option<_>>>()?.0 {
            $value.$extra.insert(name, member);
        }
    }};
    (@show) => { $crate::wire::Show::Values };
    (@show ids) => { $crate::wire::Show::Ids };
    (@show times) => { $crate::wire::Show::Times };
    (@show presence) => { $crate::wire::Show::Presence };
}
pub(crate) use object;

/// A value whose default means that nothing was chosen yet.
pub(crate) trait Choice {
    /// Whether it is still to be chosen.
    fn is_open(&self) -> bool;
}

/// The name of a member, borrowed from the document where it stands there without escapes.
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
mod tests {
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Clone, Default, PartialEq)]
    struct Sample {
        first: Option<String>,
        email: Option<String>,
        rows: Vec<i64>,
        name: String,
        extra: BTreeMap<String, String>,
    }
    crate::object! { Sample {
        "first" | "first.name" => first: optional ids, "e\u{e9}mail" => email: optional,
        "rows" => rows: list presence, "name" => name: required times, .. => extra
    } }

    fn read(value: serde_json::Value) -> Sample {
        serde_json::from_str(&value.to_string()).unwrap()
    }

    #[test]
    fn what_is_missing_or_null_is_empty() {
        assert!(read(json!({})) == Sample::default());
        let nulls = json!({"first": null, "eémail": null, "rows": null, "name": null, "x": null});
        assert!(read(nulls) == Sample::default());
    }

    #[test]
    fn unlisted_members_are_kept_where_there_is_room() {
        assert_eq!(read(json!({"cf:x": "1"})).extra["cf:x"], "1");
    }

    #[test]
    fn nothing_is_lost_on_the_way_through() {
        let value = json!({"first": "a", "eémail": "b", "rows": [1], "name": "c", "cf:x": "1"});
        assert_eq!(serde_json::to_value(read(value.clone())).unwrap(), value);
    }

    #[test]
    fn only_required_members_are_sent_empty() {
        assert_eq!(
            serde_json::to_value(Sample::default()).unwrap(),
            json!({"name": ""})
        );
    }

    #[test]
    fn another_name_is_read_and_the_first_is_sent() {
        let sample = read(json!({"first.name": "a", "name": ""}));
        assert_eq!(
            serde_json::to_value(sample).unwrap(),
            json!({"first": "a", "name": ""})
        );
    }

    #[test]
    fn texts_print_if_they_are_what_the_field_shows() {
        let sample = json!({"first": "id-1", "eémail": "id-1", "rows": [5], "name": "2026-02-05"});
        assert_eq!(
            format!("{:?}", read(sample)),
            "Sample { first: Some(\"id-1\"), email: Some(…), rows: […], name: \"2026-02-05\", .. }"
        );
    }

    #[test]
    fn escaped_names_are_read_too() {
        let sample: Sample = serde_json::from_str(r#"{"fir\u0073t": "a"}"#).unwrap();
        assert_eq!(sample.first.as_deref(), Some("a"));
    }
}
