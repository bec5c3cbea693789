//! Text as servers really send it.
//!
//! Only for answers that a strict parser has refused, and for error bodies: a byte order mark, UTF-16,
//! Latin-1 declared as UTF-8, half of a surrogate pair, a raw control character inside a string, `NaN`,
//! something behind the document. None of these may hide what the server had to say.

use serde_json::{Number, Value};
use std::borrow::Cow;

/// The text of `bytes`: UTF-8 or UTF-16 without its byte order mark; what is neither counts as Latin-1.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [first, 0, _, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, first, 0, _, ..] if *first != 0 => utf16(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [byte] => text.push(char::from(*byte)),
            // The beginning of a character whose end is missing.
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [one, two] => unit([*one, *two]),
        _ => 0,
    });
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Cow::Owned(text.filter(|c| *c != '\u{FEFF}').collect())
}

/// The first JSON document in `text`, repaired if need be.
pub(crate) fn json(text: &str) -> Option<Value> {
    first_document(text).or_else(|| first_document(&repaired(text)))
}

fn first_document(text: &str) -> Option<Value> {
    let mut documents = serde_json::Deserializer::from_str(text).into_iter();
    documents.next()?.ok()
}

/// `text` with everything put right that JSON doesn't allow in a string or as a value by itself. What is
/// broken in another way stays so.
pub(crate) fn repaired(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text.trim_matches(['\u{FEFF}', '\0', ' ', '\t', '\r', '\n']);
    let mut inside = false;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '"' => {
                inside = !inside;
                repaired.push(c);
            }
            '\\' if inside => {
                let (length, escape) = escape(rest);
                taken = length;
                repaired.push_str(escape);
            }
            _ if inside && c < ' ' => repaired.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ if !inside && is_bare(c) => {
                taken = rest.find(|c| !is_bare(c)).unwrap_or(rest.len());
                repaired.push_str(&bare(rest.get(..taken).unwrap_or_default()));
            }
            _ => repaired.push(c),
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    repaired
}

/// Whether a character belongs to a number or word.
fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')
}

/// What is written for a number or word: the same if JSON has it, `null` for what is no number, and in
/// quotes a number in another notation or with more digits than a parser keeps.
fn bare(token: &str) -> Cow<'_, str> {
    const WORDS: [&str; 3] = ["true", "false", "null"];
    const NOTHING: [&str; 2] = ["none", "undefined"];
    let is = |word: &&&str| token.eq_ignore_ascii_case(word);
    if let Some(word) = WORDS.iter().find(is) {
        return Cow::Borrowed(word);
    }
    if NOTHING.iter().any(|word| is(&word)) {
        return Cow::Borrowed("null");
    }
    match (token.parse::<f64>(), serde_json::from_str::<Number>(token)) {
        (Err(_), _) => Cow::Borrowed(token),
        (Ok(number), _) if !number.is_finite() => Cow::Borrowed("null"),
        (Ok(number), Ok(read)) if is_exact(number, &read) => Cow::Borrowed(token),
        _ => Cow::Owned(format!("\"{token}\"")),
    }
}

/// Whether a parser keeps all digits of a number, as far as that can be told.
fn is_exact(number: f64, read: &Number) -> bool {
    // From here on, not every whole number is a fraction too.
    const INEXACT: f64 = 9_007_199_254_740_992.0;
    !read.is_f64() || number.fract() != 0.0 || number.abs() < INEXACT
}

/// The length of the escape at the beginning of `text`, and what to write for it.
fn escape(text: &str) -> (usize, &str) {
    let kept = |length: usize| (length, text.get(..length).unwrap_or_default());
    match text.as_bytes().get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => kept(2),
        Some(b'u') => match (code_unit(text), text.get(6..).and_then(code_unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => kept(12),
            (Some(0xD800..=0xDFFF), _) => (6, "\\uFFFD"),
            (Some(_), _) => kept(6),
            (None, _) => (2, "u"),
        },
        // An escape that JSON does not have stands for its character; a single one at the end for nothing.
        _ => (1, ""),
    }
}

/// The number in an escape of the form `\u0041` at the beginning of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn every_encoding_is_read() {
        let utf16 = |unit: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
            text.encode_utf16().flat_map(unit).collect()
        };
        let with = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
        let table: [(Vec<u8>, &str); 11] = [
            (b"{\"a\":1}".to_vec(), "{\"a\":1}"),
            (b"\xEF\xBB\xBF{}".to_vec(), "{}"),
            (b"\xEF\xBB\xBF\xEF\xBB\xBF{}".to_vec(), "{}"),
            (with(b"\xFF\xFE", utf16(u16::to_le_bytes, "{é}")), "{é}"),
            (with(b"\xFE\xFF", utf16(u16::to_be_bytes, "{é}")), "{é}"),
            (utf16(u16::to_le_bytes, "{é}"), "{é}"),
            (utf16(u16::to_be_bytes, "{é}"), "{é}"),
            (b"ung\xFCltig".to_vec(), "ungültig"),
            ("é und ".bytes().chain(*b"\xE9").collect(), "é und é"),
            (b"half \xF0\x9F\x98.".to_vec(), "half \u{FFFD}."),
            (b"".to_vec(), ""),
        ];
        for (bytes, expected) in table {
            assert_eq!(decode(&bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn one_bad_character_does_not_hide_the_document() {
        let table = [
            (r#"{"a":"b"}"#, json!({"a": "b"})),
            (r#"{"a":"\ud83d"}"#, json!({"a": "\u{FFFD}"})),
            (
                r#"{"a":"\ude00 \ud83d\ude00"}"#,
                json!({"a": "\u{FFFD} 😀"}),
            ),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, json!({"a": "\u{FFFD}😀"})),
            ("{\"a\":\"b\nc\u{0}\"}", json!({"a": "b\nc\u{0}"})),
            (r#"{"a":"it\'s \x41 \u12"}"#, json!({"a": "it's x41 u12"})),
            (r#"{"a":"\ud83d"} and more"#, json!({"a": "\u{FFFD}"})),
            (r#"{"a":"\\ud83d"}"#, json!({"a": "\\ud83d"})),
        ];
        for (text, expected) in table {
            assert_eq!(json(text), Some(expected), "{text}");
        }
        for (text, expected) in [
            ("[NaN,-Infinity,1e999]", json!([null, null, null])),
            ("[True, NULL, undefined]", json!([true, null, null])),
            ("[.5,+5,007]", json!([".5", "+5", "007"])),
            (
                "[123456789012345678901,18446744073709551615]",
                json!(["123456789012345678901", u64::MAX]),
            ),
            (
                "[1.50,-2e3,9007199254740993.0]",
                json!([1.5, -2e3, "9007199254740993.0"]),
            ),
        ] {
            let read: Value = serde_json::from_str(&repaired(text)).unwrap();
            assert_eq!(read, expected, "{text}");
        }
        for text in [
            "",
            "<html>",
            r#"{"a":"#,
            r#"{"a":"b"#,
            r#"{"a":"b\"#,
            r#"{"a":"\u"#,
        ] {
            assert_eq!(json(text), None, "{text}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e9..1e9).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_whole_stays_as_it_is(document in any_json()) {
            for text in [document.to_string(), format!("{document:#}")] {
                let read: Value = serde_json::from_str(&repaired(&decode(text.as_bytes()))).unwrap();
                prop_assert_eq!(read, document.clone());
            }
        }

        #[test]
        fn one_bad_byte_in_a_text_leaves_the_rest_readable(
            before in "[ -!#-\\[\\]-~é😀]{0,9}", bad: u8, after in "[ -!#-\\[\\]-~é😀]{0,9}",
        ) {
            prop_assume!(!matches!(bad, b'"' | b'\\'));
            let mut body = format!(r#"{{"a":"{before}"#).into_bytes();
            body.push(bad);
            body.extend(format!(r#"{after}","b":7}}"#).into_bytes());
            let read: Value = serde_json::from_str(&repaired(&decode(&body))).unwrap();
            prop_assert_eq!(&read["b"], 7);
            prop_assert!(read["a"].as_str().unwrap().starts_with(&before));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let text = repaired(&decode(&bytes));
            prop_assert_eq!(repaired(&text), text);
        }
    }
}
