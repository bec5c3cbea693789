use super::{HEADER, MAX_LENGTH, Signature};
use crate::webhook::WebhookErrorKind::{
    self, MalformedSignature, MissingSignature, OutsideTolerance, UnsupportedSignature,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue};
use std::time::{Duration, UNIX_EPOCH};

const RIGHT: &str = r#"{"alg":"RS256","ts":1603992205,"b64":false,"crit":["b64"]}"#;

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// The kind of the error with this JWS header, whatever the signature.
fn refusal(jws_header: &str) -> Option<WebhookErrorKind> {
    let text = format!("{}..c2ln", encoded(jws_header));
    Signature::parse(&text).err().map(|error| error.kind())
}

#[test]
fn the_documented_form_is_read() {
    let text = format!("{}..c2ln", encoded(RIGHT));
    let signature = Signature::parse(&text).ok().unwrap();
    assert_eq!(signature.bytes(), b"sig");
    assert_eq!(
        signature.signed_at,
        UNIX_EPOCH + Duration::from_secs(1_603_992_205)
    );
    let signed = format!("{}.\u{e9}\r\n", encoded(RIGHT)).into_bytes();
    assert_eq!(signature.signed_bytes("\u{e9}\r\n".as_bytes()), signed);
}

#[test]
fn other_forms_of_a_jws_are_refused() {
    let header = encoded(RIGHT);
    let array = encoded("[]");
    for text in [
        String::new(),
        header.clone(),
        format!("{header}."),
        format!("{header}.."),
        format!("{header}.c2ln"),
        format!("{header}.Ym9keQ.c2ln"),
        format!("{header}...c2ln"),
        format!("{header}..c2ln."),
        format!("..{header}..c2ln"),
        "..c2ln".to_owned(),
        // Padding, the other alphabet, unused bits that are not zero, white space.
        format!("{header}=..c2ln"),
        format!("{header}..c2lnZg=="),
        format!("{header}..c2ln+/"),
        format!("{header}..c2lnZh"),
        format!("{header}..c2 ln"),
        format!(" {header}..c2ln"),
        // Not a JSON object.
        format!("{array}..c2ln"),
        "AAAA..c2ln".to_owned(),
    ] {
        let error = Signature::parse(&text).err().unwrap();
        assert_eq!(error.kind(), MalformedSignature, "{text}");
    }
}

#[test]
fn the_jws_header_decides_nothing() {
    for (jws_header, expected) in [
        (RIGHT, None),
        // Members that are not critical are ignored.
        (
            r#"{"alg":"RS256","ts":1,"b64":false,"crit":["b64"],"kid":"a","jku":"https://example.com"}"#,
            None,
        ),
        (
            r#"{"alg":"none","ts":1,"b64":false,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"HS256","ts":1,"b64":false,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"rs256","ts":1,"b64":false,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS384","ts":1,"b64":false,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":["RS256"],"ts":1,"b64":false,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"ts":1,"b64":false,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":true,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":"false","crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"crit":["b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":false}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":false,"crit":[]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":false,"crit":"b64"}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":false,"crit":["b64","b64"]}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1,"b64":false,"crit":["b64","exp"],"exp":9}"#,
            Some(UnsupportedSignature),
        ),
        (
            r#"{"alg":"RS256","alg":"RS256","ts":1,"b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
        (
            r#"{"alg":"RS256","b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":"1","b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1.5,"b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":-1,"b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":18446744073709551615,"b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
        (
            r#"{"alg":"RS256","ts":1e400,"b64":false,"crit":["b64"]}"#,
            Some(MalformedSignature),
        ),
    ] {
        assert_eq!(refusal(jws_header), expected, "{jws_header}");
    }
}

#[test]
fn the_time_may_differ_by_the_tolerance_on_either_side() {
    let text = format!("{}..c2ln", encoded(RIGHT));
    let signature = Signature::parse(&text).ok().unwrap();
    let tolerance = Duration::from_secs(300);
    let beyond = tolerance + Duration::from_millis(1);
    for (now, is_accepted) in [
        (signature.signed_at, true),
        (signature.signed_at + tolerance, true),
        (signature.signed_at - tolerance, true),
        (signature.signed_at + beyond, false),
        (signature.signed_at - beyond, false),
        (UNIX_EPOCH, false),
        (UNIX_EPOCH - tolerance, false),
    ] {
        let checked = signature.check_time(now, tolerance);
        assert_eq!(checked.is_ok(), is_accepted, "{now:?}");
        if let Err(error) = checked {
            assert_eq!(error.kind(), OutsideTolerance);
        }
    }
}

#[test]
fn exactly_one_header_of_a_bounded_length_is_read() {
    let text = format!("{}..c2ln", encoded(RIGHT));
    let kind = |headers: &HeaderMap| Signature::read(headers).err().map(|error| error.kind());
    let mut headers = HeaderMap::new();
    assert_eq!(kind(&headers), Some(MissingSignature));
    headers.insert("X-CTCT-WEBHOOK-SIG", HeaderValue::from_str(&text).unwrap());
    assert_eq!(kind(&headers), None);
    headers.append(HEADER, HeaderValue::from_str(&text).unwrap());
    assert_eq!(kind(&headers), Some(MalformedSignature));

    let longest = format!("{}..", encoded(RIGHT));
    let longest = format!("{longest}{}", "A".repeat(MAX_LENGTH - longest.len() - 2));
    headers.insert(HEADER, HeaderValue::from_str(&longest).unwrap());
    assert_eq!(kind(&headers), None);
    let too_long = format!("{longest}AAAA");
    headers.insert(HEADER, HeaderValue::from_str(&too_long).unwrap());
    assert_eq!(kind(&headers), Some(MalformedSignature));

    headers.insert(HEADER, HeaderValue::from_bytes(b"\xc3\xa9..c2ln").unwrap());
    assert_eq!(kind(&headers), Some(MalformedSignature));
}
