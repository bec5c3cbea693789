use super::printable;

#[test]
fn words_are_printed_and_what_may_be_a_secret_or_a_person_is_not() {
    let table = [
        (
            "The refresh token is invalid or expired.",
            Some("The refresh token is invalid or expired."),
        ),
        (
            "Invalid value for 'client_id' parameter (400): see RFC 6749!",
            Some("Invalid value for 'client_id' parameter (400): see RFC 6749!"),
        ),
        (
            "The client isn't a well-known one, says E0000021 - invalid_client.",
            Some("The client isn't a well-known one, says E0000021 - invalid_client."),
        ),
        (
            "Ungültiges Zeichen\r\nin\u{2028}Zeile",
            Some("Ungültiges Zeichen in Zeile"),
        ),
        (
            "jane.doe@example.com used refresh-echo-secret today",
            Some("[…] used […] today"),
        ),
        ("token eyJhbGciOiJSUzI1NiJ9.e30.c2ln", Some("token […]")),
        (
            "code WDJB-MJHT or WDJBMJHT ended",
            Some("code […] or […] ended"),
        ),
        ("secret aB3dE, AbCdEfGh, 12345678", Some("secret […]")),
        (
            "jane%40example.com, see https://x.example/?code=1",
            Some("[…] see […]"),
        ),
        ("\u{202E}evil \u{1b}[31mred", Some("[…]")),
        ("", None),
        ("x1 y2", None),
    ];
    for (text, expected) in table {
        let expected = expected.filter(|expected| *expected != "[…]");
        assert_eq!(printable(text).as_deref(), expected, "{text}");
    }
    let long = printable(&"word ".repeat(1_000)).unwrap();
    assert!(long.chars().count() <= 203 && long.ends_with('…'), "{long}");
}
