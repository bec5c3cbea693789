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
fn malformed_json_is_repaired() {
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
    fn valid_json_keeps_its_value(document in any_json()) {
        for text in [document.to_string(), format!("{document:#}")] {
            let read: Value = serde_json::from_str(&repaired(&decode(text.as_bytes()))).unwrap();
            prop_assert_eq!(read, document.clone());
        }
    }

    #[test]
    fn one_bad_byte_in_a_string_leaves_the_rest_readable(
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
    fn repairing_any_bytes_twice_changes_nothing_more(bytes: Vec<u8>) {
        let text = repaired(&decode(&bytes));
        prop_assert_eq!(repaired(&text), text);
    }
}
