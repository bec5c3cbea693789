//! Values as the server writes them. The provider's own samples have numbers in quotes, ids without
//! them, and lists of one object where the contract has the object; none of that makes a page
//! unreadable. What cannot be understood is an error still: nothing is guessed.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{Formatter, Result as Fmt};
use std::marker::PhantomData;

/// A value of a field, in each of the forms that it may come in.
pub(crate) trait Read: Sized {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

/// Reads by [`Read`] what serde reads by `Deserialize`.
pub(crate) struct As<T>(pub T);

impl<'de, T: Read> Deserialize<'de> for As<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(As)
    }
}

/// Types that read themselves in all their forms.
macro_rules! reads_itself {
    ($($name:ty),+) => {$(
        impl $crate::wire::Read for $name {
            fn read<'de, D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                ::serde::Deserialize::deserialize(from)
            }
        }
    )+};
}
pub(crate) use reads_itself;

reads_itself!(serde_json::Value);

impl<T: Read> Read for Option<T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = Option::<As<T>>::deserialize(from)?;
        Ok(read.map(|As(value)| value))
    }
}

/// What contains itself is in a box.
impl<T: Read> Read for Box<T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(Box::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);
        impl<'de, T: Read> Visitor<'de> for List<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
                let mut values = Vec::new();
                // A `null` among them is nothing, and no reason to lose the others.
                while let Some(value) = list.next_element::<Option<As<T>>>()? {
                    values.extend(value.map(|As(value)| value));
                }
                Ok(values)
            }
        }
        from.deserialize_seq(List(PhantomData))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, As<T>>::deserialize(from)?;
        Ok(map
            .into_iter()
            .map(|(name, As(value))| (name, value))
            .collect())
    }
}

impl Read for String {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from).map(Cow::into_owned)
    }
}

impl Read for i64 {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Number("a whole number", whole))
    }
}

impl Read for f64 {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Number("a number", |number| match number {
            Written::Integer(number) => Some(number as f64),
            Written::Fraction(number) => Some(number),
            Written::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        }))
    }
}

impl Read for bool {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct YesOrNo;
        impl Visitor<'_> for YesOrNo {
            type Value = bool;

            fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
                f.write_str("`true` or `false`")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
                Ok(value)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
                match text.trim() {
                    text if text.eq_ignore_ascii_case("true") => Ok(true),
                    text if text.eq_ignore_ascii_case("false") => Ok(false),
                    _ => Err(E::custom("a text that is neither `true` nor `false`")),
                }
            }
        }
        from.deserialize_any(YesOrNo)
    }
}

/// A number in one of the forms that it comes in.
enum Written<'a> {
    Integer(i64),
    Fraction(f64),
    Text(&'a str),
}

/// The largest number up to which each whole one is a fraction too.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// `7`, `7.0` and `"7"` are the same whole number; `7.5` is none.
fn whole(number: Written<'_>) -> Option<i64> {
    match number {
        Written::Integer(number) => Some(number),
        Written::Fraction(number) => {
            let is_whole = number.fract() == 0.0 && number.abs() <= EXACT;
            is_whole.then_some(number as i64)
        }
        Written::Text(text) => text.parse().ok().or_else(|| {
            let fraction = text.parse().ok()?;
            whole(Written::Fraction(fraction))
        }),
    }
}

/// What is expected, and how a number becomes it.
struct Number<T>(&'static str, fn(Written<'_>) -> Option<T>);

impl<T> Number<T> {
    fn of<E: Error>(&self, number: Written<'_>) -> Result<T, E> {
        (self.1)(number).ok_or_else(|| E::custom(format_args!("not {}", self.0)))
    }
}

impl<T> Visitor<'_> for Number<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
        f.write_str(self.0)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.of(Written::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        match i64::try_from(number) {
            Ok(number) => self.of(Written::Integer(number)),
            Err(_) => self.of(Written::Fraction(number as f64)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.of(Written::Fraction(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.of(Written::Text(text.trim()))
    }
}

/// A text, or a number or boolean as its text.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Cow<'de, str>, D::Error> {
    struct Text;
    impl<'de> Visitor<'de> for Text {
        type Value = Cow<'de, str>;

        fn expecting(&self, f: &mut Formatter<'_>) -> Fmt {
            f.write_str("a text")
        }

        fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
            Ok(Cow::Borrowed(value))
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Cow::Owned(value.to_owned()))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(Cow::Owned(value.to_string()))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(Cow::Owned(value.to_string()))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            Ok(Cow::Owned(value.to_string()))
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok(Cow::Owned(value.to_string()))
        }
    }
    from.deserialize_any(Text)
}

/// The object that a list has, if it has one; of none it is the empty object.
pub(crate) fn only<'de, T, A>(mut list: A) -> Result<T, A::Error>
where
    T: Deserialize<'de> + Default,
    A: SeqAccess<'de>,
{
    let first = list.next_element()?.unwrap_or_default();
    match list.next_element::<IgnoredAny>()? {
        None => Ok(first),
        Some(_) => Err(A::Error::custom(
            "a list of several objects in place of one",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{As, Read};
    use serde_json::{Value, json};
    use std::fmt::Debug;

    fn read<T: Read>(value: &Value) -> Result<T, String> {
        // From text, as answers are, and not from the tree.
        let read = serde_json::from_str::<As<T>>(&value.to_string());
        read.map(|As(value)| value)
            .map_err(|error| error.to_string())
    }

    #[track_caller]
    fn is<T: Read + PartialEq + Debug>(written: &[Value], value: T) {
        for written in written {
            assert_eq!(read::<T>(written).as_ref(), Ok(&value), "{written}");
        }
    }

    #[track_caller]
    fn is_none_of<T: Read + Debug>(written: &[Value]) {
        for written in written {
            assert!(read::<T>(written).is_err(), "{written}");
        }
    }

    #[test]
    fn whole_numbers_come_with_and_without_quotes() {
        is(
            &[
                json!(3129),
                json!("3129"),
                json!(" 3129 "),
                json!(3129.0),
                json!("3129.0"),
            ],
            3129,
        );
        is(&[json!(-1), json!("-1")], -1);
        is(&[json!(i64::MAX), json!(i64::MAX.to_string())], i64::MAX);
        is_none_of::<i64>(&[
            json!(""),
            json!("a"),
            json!(1.5),
            json!("1.5"),
            json!(u64::MAX),
            json!(1e300),
            json!("NaN"),
            json!(true),
            json!([]),
            json!({}),
        ]);
    }

    #[test]
    fn numbers_come_with_and_without_quotes() {
        is(&[json!(43), json!(43.0), json!("43"), json!("43.0")], 43.0);
        is_none_of::<f64>(&[
            json!("inf"),
            json!("NaN"),
            json!("43%"),
            json!(""),
            json!(false),
        ]);
    }

    #[test]
    fn texts_come_without_quotes_too() {
        is(&[json!("12")], "12".to_owned());
        is(&[json!(12)], "12".to_owned());
        is(&[json!(u64::MAX)], u64::MAX.to_string());
        is(&[json!(0.5)], "0.5".to_owned());
        is(&[json!(true)], "true".to_owned());
        is_none_of::<String>(&[json!([]), json!({}), json!(null)]);
    }

    #[test]
    fn yes_and_no_come_in_quotes_too() {
        is(&[json!(true), json!("true"), json!("True")], true);
        is(&[json!(false), json!("false"), json!("FALSE ")], false);
        is_none_of::<bool>(&[json!("yes"), json!(1), json!("")]);
    }

    #[test]
    fn what_holds_for_a_value_holds_inside_of_others() {
        is(&[json!(12), json!("12")], Box::new(12));
        is(&[json!(["1", 2])], vec![1, 2]);
        is(&[json!([1, null, "2"])], vec![1, 2]);
        is(&[json!(null)], None::<Vec<i64>>);
        is(
            &[json!([1, "2"])],
            Some(vec!["1".to_owned(), "2".to_owned()]),
        );
    }

    #[test]
    fn what_does_not_fit_is_not_repeated_in_the_error() {
        let error = read::<i64>(&json!("secret@example.com")).unwrap_err();
        assert!(error.starts_with("not a whole number"), "{error}");
        let error = read::<bool>(&json!("secret@example.com")).unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }

    #[derive(Clone, Default, PartialEq)]
    struct Row {
        count: Option<i64>,
    }
    crate::object! { Row { "count" => count: optional } }

    #[derive(Clone, Default, PartialEq)]
    struct Page {
        row: Option<Row>,
    }
    crate::object! { Page { "row" => row: optional } }

    #[test]
    fn a_list_of_one_object_is_the_object() {
        for row in [
            json!({"count": 1}),
            json!([{"count": 1}]),
            json!([{"count": "1"}]),
        ] {
            let page: Page = serde_json::from_value(json!({"row": row})).unwrap();
            assert_eq!(page.row.unwrap().count, Some(1));
        }
        let page: Page = serde_json::from_str("{\"row\": []}").unwrap();
        assert!(page.row == Some(Row::default()));
    }

    #[test]
    fn a_list_of_several_objects_is_no_object() {
        let text = "{\"row\": [{\"count\": 1}, {\"count\": 2}]}";
        let error = serde_json::from_str::<Page>(text).unwrap_err().to_string();
        assert!(error.contains("several objects"), "{error}");
    }
}
