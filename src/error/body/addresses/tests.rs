use super::*;
use proptest::prelude::*;

#[test]
fn addresses_are_masked() {
    let rows = [
        ("", ""),
        ("no address @ all", "no address @ all"),
        ("domain @example.com", "domain @example.com"),
        ("a@b.co", "[address]"),
        ("Mail a.b+c@ex-ample.co.uk.", "Mail [address]."),
        (
            "<ann@example.com>, bob@example.org; ok",
            "<[address]>, [address]; ok",
        ),
        ("email:o'hara@example.com!", "email:[address]!"),
        (
            "{\"email\":\"ann@example.com\"}",
            "{\"email\":\"[address]\"}",
        ),
        ("to \"ann lee\"@example.com now", "to [address] now"),
        (r#"to "a\"b c"@example.com now"#, "to [address] now"),
        ("x\"@example.com", "x\"@example.com"),
        ("ann@[192.0.2.1] fails", "[address] fails"),
        ("bounce+ann=example.com@list.example", "[address]"),
        (
            "ann%40example.com and ann%2540example.com",
            "[address] and [address]",
        ),
        ("äöü@пример.рф!", "[address]!"),
        ("ann＠example.com", "[address]"),
        ("cut off: ann.lee@", "cut off: [address]"),
        ("a@b@c d", "[address] d"),
        ("100%4", "100%4"),
    ];
    for (text, expected) in rows {
        assert_eq!(without_addresses(text), expected, "{text}");
    }
    assert!(matches!(without_addresses("plain"), Cow::Borrowed("plain")));
}

proptest! {
    #[test]
    fn no_name_is_left_before_an_at_sign(text in "[a-c@\"\\\\<>\\[\\] .%40é＠]{0,40}") {
        let shown = without_addresses(&text);
        let chars: Vec<char> = shown.chars().collect();
        for pair in chars.windows(2) {
            prop_assert!(!(pair[0].is_alphanumeric() && pair[1] == '@'), "{text} -> {shown}");
        }
    }

    #[test]
    fn every_address_is_masked(before in "[a-z \"<:,]{0,12}[ <(:,]", name in "[a-z0-9._+'=/-]{3,20}", host in "[a-z]{3,10}\\.(com|org)", after in "[ >);,!].{0,12}") {
        let text = format!("{before}{name}@{host}{after}");
        let shown = without_addresses(&text);
        prop_assert!(!shown.contains(&format!("{name}@")), "{text} -> {shown}");
        prop_assert!(!shown.contains(&format!("@{host}")), "{text} -> {shown}");
        prop_assert!(shown.contains("[address]"));
    }

    #[test]
    fn no_text_makes_masking_panic(text in "\\PC{0,80}") {
        let _ = without_addresses(&text);
    }
}
