use super::*;
use crate::Timestamp;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Default, PartialEq)]
struct Row {
    count: Option<i64>,
    at: Option<Timestamp>,
    open: Option<bool>,
    row: Option<Box<Row>>,
    extra: BTreeMap<String, i64>,
}
crate::object! { Row {
    "count" => count: optional, "at" => at: optional times, "open" => open: optional,
    "row" => row: optional, .. => extra
} }

#[derive(Clone, Default, PartialEq)]
struct Page {
    rows: Vec<Row>,
}
crate::object! { Page { "rows" => rows: list } }

/// A type of a caller of `Client::request`.
#[derive(Debug, serde::Deserialize)]
#[allow(dead_code)]
#[serde(deny_unknown_fields)]
struct Own {
    rows: Vec<BTreeMap<String, u8>>,
    kind: Kind,
}

#[derive(Debug, serde::Deserialize)]
enum Kind {
    One,
}

fn message_of<T: DeserializeOwned>(body: &str) -> Option<String> {
    let error = serde_json::from_str::<T>(body).err()?;
    Some(describe(
        body.as_bytes(),
        &error,
        &["at", "count", "kind", "row", "rows"],
    ))
}

#[track_caller]
fn message(body: &str) -> String {
    message_of::<Page>(body).unwrap()
}

#[test]
fn the_description_has_the_path_of_the_value() {
    for (body, expected) in [
        (
            r#"{"x": {"y": [1, 2]}, "rows": [{}, {"at": "a \" b", "count": "secret"}]}"#,
            "at rows[1].count: not a whole number",
        ),
        (
            "{\"rows\": [\n{\"count\": 1.5}]}",
            "at rows[0].count: not a whole number",
        ),
        (
            r#"{"rows": [{"count": {"a": 1}}]}"#,
            "at rows[0].count: found an object, expected a whole number",
        ),
        (
            r#"{"rows": 5}"#,
            "at rows: found a whole number, expected a list",
        ),
        ("7", "at the top: found a whole number, expected an object"),
        (
            r#"{"rows": [{"row": [{}, {}]}]}"#,
            "at rows[0].row: a list of several values in place of one",
        ),
    ] {
        assert_eq!(message(body), expected);
    }
}

#[test]
fn broken_documents_are_described_too() {
    assert!(message(r#"{"rows": [{"count": 1"#).starts_with("at rows[0].count: EOF"));
    assert!(message("").starts_with("at the top: EOF"));
    assert!(message("<html>").starts_with("at the top: expected value"));
}

#[test]
fn an_escaped_quote_does_not_end_a_string() {
    assert_eq!(
        message(r#"{"rows": "say \"Ann\" and `Ben`, expected Cid at line 7"}"#),
        "at rows: found a string, expected a list"
    );
}

#[test]
fn a_string_in_the_wrong_place_is_not_taken_for_a_name() {
    for body in [
        r#"{"rows" "Ann": 1}"#,
        r#"{"rows": "x" "Ann": {"count": []}}"#,
        r#"{"rows": [{"at": "Ann": 5}]}"#,
        r#"["Ann": "#,
    ] {
        let message = message(body);
        assert!(!message.contains("Ann"), "{message}");
    }
}

#[test]
fn names_that_the_contract_does_not_have_are_left_out() {
    assert_eq!(
        message(r#"{"rows": [{"ann@example.com": "Ann"}]}"#),
        "at rows[0].…: not a whole number"
    );
}

#[test]
fn errors_of_the_callers_types_are_described_without_content() {
    for (body, expected) in [
        (
            r#"{"rows": "Ann"}"#,
            "at rows: found a string, expected a list",
        ),
        (
            r#"{"rows": [{"Ann": 300}]}"#,
            "at rows[0].…: a whole number that does not fit",
        ),
        (r#"{"kind": "Ann"}"#, "at kind: a value that does not fit"),
        (r#"{"Ann": 1}"#, "at the top: a value that does not fit"),
        (r#"{"rows": []}"#, "at the top: a member is missing"),
    ] {
        assert_eq!(message_of::<Own>(body).unwrap(), expected);
    }
}

/// The messages that a caller's own type can produce.
#[test]
fn a_custom_message_is_not_passed_on() {
    use serde::de::Error as _;
    for message in [
        "Ann",
        "not a whole number: Ann",
        "invalid type: Ann, expected Ann",
        "invalid value: string \"Ann\", expected a list of Ann",
        "missing field `Ann`",
        "unknown variant `Ann`, expected Ann",
        "Ann at line 1 column 2",
    ] {
        let error = serde_json::Error::custom(message);
        let message = describe(b"{}", &error, &[]);
        assert!(!message.contains("Ann"), "{message}");
    }
}

/// Strings with the delimiters of JSON and of serde's messages.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("MARK".to_owned()),
        Just("\"".to_owned()),
        Just("`".to_owned()),
        Just("\\".to_owned()),
        Just(", expected ".to_owned()),
        Just(" at line 1 column 9".to_owned()),
        Just("invalid type: ".to_owned()),
        Just("}".to_owned()),
        Just("\n".to_owned()),
        "[ -~é]{0,3}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat() + "MARK")
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec!["rows", "row", "count", "at", "open", "kind"])
            .prop_map(str::to_owned),
        1 => text(),
    ]
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_content_is_repeated(document in document(), cut in 0_usize..200, swap in any::<bool>()) {
        let mut body = document.to_string();
        if swap {
            // This is no longer JSON: strings can be where names or values should be.
            body = body.replacen(':', " ", 1);
        } else if cut < body.len() && body.is_char_boundary(cut) {
            body.truncate(cut);
        }
        let all = [
            message_of::<Page>(&body),
            message_of::<Row>(&body),
            message_of::<Own>(&body),
            message_of::<Vec<Row>>(&body),
        ];
        for message in all.into_iter().flatten() {
            prop_assert!(!message.contains("MAR"), "{message}\n{body}");
        }
    }
}
