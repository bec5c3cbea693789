use super::*;

#[test]
fn what_was_sent_is_not_repeated() {
    let request = http::Request::builder()
        .header("authorization", "Basic aWQ6c2VjcmV0")
        .body(b"grant_type=refresh_token&refresh_token=ab%2Bcd%2Fefgh&device_code=hush".to_vec())
        .unwrap();
    let secrets = RequestSecrets::of(&request, Some(&"key".into()));
    assert!(secrets.contains("ab+cd/efgh") && !secrets.contains("refresh_token"));
    let table = [
        ("no ab+cd/efgh!", "no [redacted]!"),
        ("xab%2Bcd%2Fefghx", "x[redacted]x"),
        (
            "hush, hushed key keys",
            "[redacted], hushed [redacted] keys",
        ),
        ("Basic aWQ6c2VjcmV0", "Basic [redacted]"),
        ("refresh_token", "refresh_token"),
    ];
    for (text, expected) in table {
        assert_eq!(secrets.redact(text), expected);
    }
}
