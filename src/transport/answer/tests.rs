use super::*;
use crate::UnknownMembers;
use reqwest::StatusCode;
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Thing {
    id: Option<i64>,
    name: Option<String>,
    status: Option<String>,
    unknown_members: UnknownMembers,
}
crate::object! { Thing {
    "id" => id: optional, "name" => name: optional, "status" => status: optional,
    unknown => unknown_members
} }

pub(crate) fn answer(body: impl AsRef<[u8]>) -> Answer {
    Answer {
        history: History::of_first("read", StatusCode::OK),
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_ref()),
    }
}

fn thing(body: impl AsRef<[u8]>) -> Result<Thing> {
    answer(body).read_document(Content::Required)
}

fn document(body: &str, content: Content) -> Result<Response<Thing>> {
    let answer = answer(body);
    let document = answer.read_document(content)?;
    Ok(answer.with(document))
}

#[track_caller]
pub(crate) fn fails<T: Debug>(body: &str, result: Result<Response<T>>) {
    let error = result.map(|_| ()).expect_err(body);
    assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    assert_eq!(error.body(), body);
    let keys = ["error_key", "errorCode"];
    if keys.iter().any(|key| body.contains(key)) {
        assert!(error.to_string().contains("throttled"), "{body}: {error}");
        assert_eq!(error.api_errors()[0].key, "throttled", "{body}");
    }
}

/// Bodies that are neither a `Thing` nor a page of them.
pub(crate) const OTHERS: [&str; 26] = [
    r#"{"error_key":"throttled","error_message":"Too Many Requests"}"#,
    r#"[{"error_key":"throttled","error_message":"Too Many Requests"}]"#,
    r#"[{"error_key":"throttled"},{"error_key":"other"}]"#,
    r#"{"error_key":"throttled","id":7}"#,
    r#"{"errorCode":"throttled","errorSummary":"x"}"#,
    r#"{"message":"Internal Server Error"}"#,
    r#"{"Message":"Endpoint request timed out"}"#,
    r#"{"error":"invalid_grant","error_description":"x"}"#,
    r#"{"error":{"code":500}}"#,
    r#"{"errors":[{"detail":"x"}]}"#,
    r#"{"fault":{"faultstring":"x"}}"#,
    r#"{"status":500,"error":"Internal Server Error","path":"/v3/things"}"#,
    r#"{"name":"Error","message":"x"}"#,
    r#"{"title":"Not Found","type":"about:blank"}"#,
    r#"{"something":"else"}"#,
    r#"{"things_of_tomorrow":[]}"#,
    "[{}, {}]",
    r#"[{"something":"else"}]"#,
    "7",
    "true",
    r#""OK""#,
    r#""""#,
    "<html><body>Sign in</body></html>",
    "OK",
    r#"{"id":7"#,
    r#"{"id":{"a":1}}"#,
];

#[test]
fn other_content_is_an_error_with_the_body() {
    for body in OTHERS {
        fails(body, document(body, Content::Required));
        fails(body, document(body, Content::Optional));
        fails(body, answer(body).documents::<Thing>(Content::Required));
    }
}

#[test]
fn values_without_members_of_their_own_are_read_leniently() {
    type Map = serde_json::Map<String, serde_json::Value>;
    let map = answer(r#"[{"a":null}]"#).value::<Map>().unwrap();
    assert!(map.contains_key("a"));
    assert_eq!(*answer(r#"["1",2]"#).value::<Vec<i64>>().unwrap(), [1, 2]);
    for body in ["", "null", "7", "<p>Sign in</p>", OTHERS[0], OTHERS[1]] {
        fails(body, answer(body).value::<Map>());
    }
    let maybe = |body| answer(body).maybe(|answer| answer.read_value::<Map>());
    for nothing in ["", " ", "null"] {
        assert_eq!(*maybe(nothing).unwrap(), None, "{nothing}");
    }
    assert_eq!(*maybe("{}").unwrap(), Some(Map::new()));
}

#[test]
fn an_empty_answer_is_an_error_where_content_is_required() {
    for body in ["", " \n", "null", "[]", "[null]", "{}", "[{}]"] {
        fails(body, document(body, Content::Required));
        let is_empty_object = body.contains("{}");
        let optional = document(body, Content::Optional);
        assert_eq!(optional.is_ok(), is_empty_object, "{body}");
    }
    for body in ["", " \n", "null", "{}", "[{}]"] {
        fails(body, answer(body).documents::<Thing>(Content::Required));
        assert!(
            answer(body).documents::<Thing>(Content::Optional).is_ok(),
            "{body}"
        );
    }
    let maybe =
        |body| answer(body).maybe(|answer| answer.read_document::<Thing>(Content::Optional));
    assert_eq!(*maybe(" ").unwrap(), None);
    assert!(maybe("{}").unwrap().is_some());
    fails(OTHERS[0], maybe(OTHERS[0]));
}

#[test]
fn documents_are_accepted() {
    for body in [
        r#"{"id":7}"#,
        r#"[{"id":7}]"#,
        r#"{"id":"7","message":"welcome","a":{"b":[]}}"#,
        r#"{"id":7,"errors":[],"error":null,"fault":{}}"#,
        r#"{"id":7,"error_key":""}"#,
    ] {
        assert_eq!(thing(body).unwrap().id, Some(7), "{body}");
    }
    // Objects with only members that errors also have are still documents.
    for body in [
        r#"{"id":null}"#,
        r#"{"status":"NEW"}"#,
        r#"{"name":"Error"}"#,
    ] {
        thing(body).unwrap();
    }
}

#[test]
fn lists_are_read_in_every_form() {
    let count = |body| {
        answer(body)
            .documents::<Thing>(Content::Required)
            .unwrap()
            .len()
    };
    for (body, expected) in [
        (r#"[{"id":1},{"name":"a"}]"#, 2),
        (r#"[{"id":1},null]"#, 1),
        (r#"{"id":1}"#, 1),
        (r#"[{"id":null},{"id":1}]"#, 2),
        ("[]", 0),
    ] {
        assert_eq!(count(body), expected, "{body}");
    }
    let mixed = r#"[{"id":1},{"error_key":"throttled"}]"#;
    assert!(answer(mixed).documents::<Thing>(Content::Optional).is_err());
}

#[test]
fn documents_of_an_answer_are_marked_as_answered() {
    let read = thing(r#"{"id":7}"#).unwrap();
    assert!(read.unknown_members.is_answered());
    let list = answer(r#"[{"id":7},{"id":8}]"#).documents::<Thing>(Content::Required);
    let mut all = list.unwrap().into_inner().into_iter();
    assert!(all.all(|thing| thing.unknown_members.is_answered()));
    let map = answer(r#"{"a":{"id":7}}"#).value::<BTreeMap<String, Thing>>();
    assert!(map.unwrap()["a"].unknown_members.is_answered());
    assert!(!Thing::default().unknown_members.is_answered());
}

#[test]
fn an_undeclared_answer_may_have_any_content_except_an_error() {
    for body in [
        "",
        "{}",
        "[]",
        "OK",
        r#"{"message":"Deleted"}"#,
        r#"{"id":7}"#,
    ] {
        assert!(answer(body).done().is_ok(), "{body}");
        assert_eq!(*answer(body).undeclared().unwrap(), body);
    }
    for body in [
        OTHERS[0],
        OTHERS[1],
        r#"{"error":"x"}"#,
        r#"{"errors":["x"]}"#,
        "<html>",
    ] {
        fails(body, answer(body).done());
        fails(body, answer(body).undeclared());
        assert_eq!(*answer(body).bytes(), body);
    }
}

#[test]
fn only_the_broken_parts_of_a_text_are_lost() {
    let name = |body: &[u8]| thing(body).unwrap().name.unwrap();
    for (body, expected) in [
        (&br#"{"name":"Ann \ud83d"}"#[..], "Ann \u{FFFD}"),
        (br#"{"name":"\ude00Ann"}"#, "\u{FFFD}Ann"),
        (b"{\"name\":\"A\x01n\nn\t\"}", "A\u{1}n\nn\t"),
        (b"{\"name\":\"Jos\xE9\"}", "José"),
        (b"{\"name\":\"\xF0\x9F\x98\"}", "\u{FFFD}"),
        (b"\xEF\xBB\xBF{\"name\":\"Ann\"}", "Ann"),
        (b"{\"name\":\"Ann\"}\0", "Ann"),
        (br#"{"name":"Ann","id":NaN}"#, "Ann"),
        (br#"{"name":"Ann","a":[Infinity,-Infinity]}"#, "Ann"),
        (
            br#"{"name":12345678901234567890123}"#,
            "12345678901234567890123",
        ),
        (br#"{"name":"it\'s"}"#, "it's"),
    ] {
        assert_eq!(name(body), expected, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn a_decode_error_names_operation_and_place_but_no_content() {
    let body = r#"[{"id":1},{"id":"ann@example.com"}]"#;
    let error = answer(body)
        .documents::<Thing>(Content::Required)
        .unwrap_err();
    assert_eq!(error.body(), body);
    let said = error.to_string();
    assert!(said.starts_with("read: 200 OK: at [1]."), "{said}");
    assert!(said.ends_with(": not a whole number"), "{said}");
    // The same applies to a text that had to be repaired.
    let body = br#"[{"name":"\ud83d","id":"ann@example.com"}]"#;
    let error = answer(body)
        .documents::<Thing>(Content::Required)
        .unwrap_err();
    assert!(
        error.to_string().ends_with(": not a whole number"),
        "{error}"
    );
    assert_eq!(error.body(), &body[..]);
}

#[test]
fn the_error_of_an_irreparable_text_describes_the_original() {
    let error = thing("{\"name\":\"\\ud83d\"").unwrap_err();
    assert!(
        error.to_string().ends_with("unexpected end of hex escape"),
        "{error}"
    );
}
