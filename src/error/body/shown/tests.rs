use super::*;

#[test]
fn shown_text_is_on_one_line() {
    let rows = [
        ("plain", "plain"),
        ("a\r\nb", "a  b"),
        ("a\u{2028}b\u{7}c", "a b c"),
        ("ann@example.com\nbob@example.org", "[address] [address]"),
    ];
    for (text, expected) in rows {
        assert_eq!(shown(text), expected, "{text:?}");
    }
    assert!(matches!(shown("plain"), Cow::Borrowed("plain")));
}

#[test]
fn shown_text_is_cut_only_after_the_addresses_are_masked() {
    let long = shown(&"é".repeat(5_000)).into_owned();
    assert_eq!(long, format!("{}…", "é".repeat(1_000)));
    assert_eq!(shown(&"x".repeat(1_000)), "x".repeat(1_000));
    // A cut in the middle of the address would leave a name that is not recognised as an address.
    let person = format!("{} jane.doe@example.com", "x".repeat(994));
    assert!(!shown(&person).contains("jane"), "{}", shown(&person));
}
