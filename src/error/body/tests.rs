use super::*;
use proptest::prelude::*;

fn pairs(body: &[u8]) -> Vec<(String, String)> {
    parse(body)
        .into_iter()
        .map(|entry| (entry.key, entry.message))
        .collect()
}

fn error(key: &str, message: &str) -> ApiError {
    ApiError {
        key: key.to_owned(),
        message: message.to_owned(),
    }
}

#[test]
fn every_known_format_is_parsed() {
    let rows: &[(&str, &[(&str, &str)])] = &[
        (
            r#"[{"error_key":"a.b","error_message":"c"}]"#,
            &[("a.b", "c")],
        ),
        (
            r#"[{"error_key":"a","error_message":"b"},{"error_key":"c","error_message":"d"}]"#,
            &[("a", "b"), ("c", "d")],
        ),
        (
            r#"{"error_key":"unauthorized","error_message":"Unauthorized"}"#,
            &[("unauthorized", "Unauthorized")],
        ),
        (r#"{"message":"Forbidden"}"#, &[("", "Forbidden")]),
        (r#"{"Message":"Access denied"}"#, &[("", "Access denied")]),
        (
            r#"{"error":"invalid_grant","error_description":"expired"}"#,
            &[("invalid_grant", "expired")],
        ),
        (r#"{"error":"slow_down"}"#, &[("slow_down", "")]),
        (
            r#"{"errorCode":"E0000022","errorSummary":"no","errorCauses":[{"errorSummary":"because"},"and"]}"#,
            &[
                ("E0000022", "no"),
                ("E0000022", "because"),
                ("E0000022", "and"),
            ],
        ),
        (
            r#"{"errorCode":"invalid_client","errorSummary":"no","errorCauses":[]}"#,
            &[("invalid_client", "no")],
        ),
        (
            r#"{"errors":[{"error_key":"k","error_message":"m"}]}"#,
            &[("k", "m")],
        ),
        (
            r#"{"results":[],"errors":[{"error_key":"k","error_message":"m"},{"message":"n"}]}"#,
            &[("k", "m"), ("", "n")],
        ),
        (
            r#"{"message":"all","errors":["one","two"]}"#,
            &[("", "all"), ("", "one"), ("", "two")],
        ),
        (r#"{"errors":{"message":"m"}}"#, &[("", "m")]),
        (r#"{"error":{"code":403,"message":"m"}}"#, &[("403", "m")]),
        (
            r#"{"status":404,"error":"Not Found","message":"gone","path":"/v3/x"}"#,
            &[("Not Found", "gone")],
        ),
        (r#"["a sentence",""]"#, &[("", "a sentence")]),
        (
            r#"{"error_message":["one","two"],"error_key":"k"}"#,
            &[("k", "one; two")],
        ),
        (
            r#"[{"error_key":"k","error_message":[{"message":"one"},"two"]}]"#,
            &[("k", "one; two")],
        ),
        (
            r#"{"error_key":"k","error_message":{"email":["is taken","is odd"]}}"#,
            &[("k", "email: is taken; email: is odd")],
        ),
        (
            r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"no such list"}"#,
            &[("", "Bad Request: no such list")],
        ),
        (r#"{"title":"Not here"}"#, &[("", "Not here")]),
        (r#"{"detail":["a","b"]}"#, &[("", "a; b")]),
        (
            r#"{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}"#,
            &[("oauth.v2.InvalidApiKey", "Invalid ApiKey")],
        ),
        (r#"{"fault":"over there"}"#, &[("", "over there")]),
        (
            r#"{"errors":{"email":["is taken","is odd"],"name":"is missing","code":["bad"]}}"#,
            &[
                ("", "code: bad"),
                ("", "email: is taken"),
                ("", "email: is odd"),
                ("", "name: is missing"),
            ],
        ),
        (
            r#"{"error_key":"k","errors":{"address":{"city":["is missing"]},"name":{"error_key":"n","message":"m"}}}"#,
            &[
                ("k", ""),
                ("k", "address: city: is missing"),
                ("n", "name: m"),
            ],
        ),
        (
            r#"{"errors":{"description":"is long","reason":"is odd"}}"#,
            &[("", "description: is long"), ("", "reason: is odd")],
        ),
        (r#"{"errors":"text"}"#, &[("", "text")]),
        (
            r#"{"error":["a",{"message":"b"}]}"#,
            &[("", "a"), ("", "b")],
        ),
        (
            r#"{"error":{"error":{"code":1,"message":"m"}}}"#,
            &[("1", "m")],
        ),
        (
            r#"{"data":{"error_key":"k","error_message":"m"}}"#,
            &[("k", "m")],
        ),
        (r#""a text""#, &[("", "a text")]),
        ("Not authorized\n", &[("", "Not authorized")]),
        (
            r#"{"message":"half \ud83d an emoji"}"#,
            &[("", "half \u{FFFD} an emoji")],
        ),
        ("{\"message\":\"two\nlines\"}", &[("", "two\nlines")]),
        (
            "\u{FEFF} \r\n [{\"error_key\":\"k\",\"error_message\":\"m\"}]",
            &[("k", "m")],
        ),
    ];
    for (body, expected) in rows {
        let found = pairs(body.as_bytes());
        let found: Vec<_> = found
            .iter()
            .map(|(key, message)| (key.as_str(), message.as_str()))
            .collect();
        assert_eq!(&found, expected, "{body}");
    }
}

#[test]
fn wrong_types_are_tolerated() {
    let rows: &[(&str, &[(&str, &str)])] = &[
        (
            r#"{"error_key":42,"error_message":true}"#,
            &[("42", "true")],
        ),
        (r#"{"error_key":null,"error_message":"m"}"#, &[("", "m")]),
        (r#"{"error_key":"k"}"#, &[("k", "")]),
        (r#"{"error_key":"k","error_message":null}"#, &[("k", "")]),
        (
            r#"{"error_key":["k"],"error_message":{"a":1},"message":"m"}"#,
            &[("", "m")],
        ),
        (
            r#"{"error_key":"","error_message":"  ","message":"m"}"#,
            &[("", "m")],
        ),
        (
            r#"[null,1,true,[],{},{"other":1},{"error_key":"k"}]"#,
            &[("k", "")],
        ),
        (r#"{"errors":null,"errorCauses":7}"#, &[]),
        (r#"{"error":null}"#, &[]),
    ];
    for (body, expected) in rows {
        let found = pairs(body.as_bytes());
        let found: Vec<_> = found
            .iter()
            .map(|(key, message)| (key.as_str(), message.as_str()))
            .collect();
        assert_eq!(&found, expected, "{body}");
    }
}

#[test]
fn nothing_readable_yields_no_entries() {
    let deep_array = "[".repeat(100_000);
    let deep_object = r#"{"errors":"#.repeat(100_000);
    let closed = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let long = format!(r#"{{"error_key":"{}"}}"#, "k".repeat(10_000_000));
    let rows: [&[u8]; 15] = [
        b"",
        b"   \n",
        b"<html><body>{\"message\":\"x\"}</body></html>",
        b"null",
        b"true",
        b"400",
        b"\"\"",
        b"[]",
        b"{}",
        b"[{\"error_key\":\"k\",\"error_mess",
        b"\x1f\x8b\x08\x00\x00 gzip",
        b"\"<html>\"",
        deep_array.as_bytes(),
        deep_object.as_bytes(),
        closed.as_bytes(),
    ];
    for body in rows {
        assert_eq!(
            parse(body),
            Vec::new(),
            "{:?}",
            String::from_utf8_lossy(body)
                .chars()
                .take(40)
                .collect::<String>()
        );
    }
    assert!(parse(long.as_bytes()).is_empty());
    assert!(parse(&vec![b'x'; 100_000]).is_empty());
    // A resource in the body of a refusal is not a problem.
    let contact =
        br#"{"contact_id":"1","note":{"message":"private"},"first_name":"Ann","last_name":"Lee"}"#;
    assert!(parse(contact).is_empty());
}

#[test]
fn latin_1_and_utf_16_are_read() {
    let latin = b"{\"error_message\":\"ung\xFCltig\"}";
    assert_eq!(pairs(latin), [(String::new(), "ung\u{FC}ltig".to_owned())]);
    let utf16: Vec<u8> = "{\"message\":\"é\"}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(pairs(&utf16), [(String::new(), "é".to_owned())]);
}

#[test]
fn addresses_in_problems_do_not_print() {
    let entry = error("k", "ann@example.com is on the list");
    assert_eq!(entry.to_string(), "k: [address] is on the list");
    assert!(!format!("{entry:?}").contains("example.com"));
    assert!(!format!("{:#?}", [entry]).contains("ann"));
    assert_eq!(error("k", "").to_string(), "k");
    assert_eq!(error("", "m").to_string(), "m");
}

/// Text that is often valid JSON and often nearly so.
fn almost_json() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just(r#""error_key""#.to_owned()),
        Just(r#""error_message""#.to_owned()),
        Just(r#""errors""#.to_owned()),
        Just(r#""error""#.to_owned()),
        Just(r#""errorCauses""#.to_owned()),
        Just(r#""message""#.to_owned()),
        Just("null".to_owned()),
        Just("-1.5e300".to_owned()),
        r#""[a-z@%\\"]{0,6}""#,
        "[\\[\\]{}:,]",
        "[\\[\\]{}:,]",
    ];
    proptest::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_parsing_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let read = parse(&body);
        let _ = (existing_contact_id(&read), format!("{read:?}"));
    }

    #[test]
    fn malformed_json_yields_no_empty_entries(body in almost_json()) {
        let read = parse(body.as_bytes());
        prop_assert!(read.iter().all(|entry| !(entry.key.is_empty() && entry.message.is_empty())));
    }

    #[test]
    fn a_truncated_document_has_no_entries(cut in 1_usize..60) {
        let whole = br#"[{"error_key":"contacts.api.conflict","error_message":"m"}]"#;
        prop_assert!(parse(&whole[..whole.len() - cut.min(whole.len())]).is_empty());
    }

    #[test]
    fn keys_and_messages_come_back_as_sent(key in "\\PC{1,20}", message in "\\PC{1,60}") {
        prop_assume!(!key.trim().is_empty() && !message.trim().is_empty());
        let body = serde_json::json!([{ "error_key": key, "error_message": message }]).to_string();
        prop_assert_eq!(pairs(body.as_bytes()), vec![(key, message)]);
    }
}
