use super::Escaped;

#[test]
fn text_cannot_become_markup() {
    for (text, escaped) in [
        ("Ada & Bo", "Ada &amp; Bo"),
        (
            "<script>alert(1)</script>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
        ),
        ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
        ("&amp;", "&amp;amp;"),
        (
            "a\u{0}b\u{1b}c\u{85}d\re",
            "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e",
        ),
        ("tab\tline\nend", "tab\tline\nend"),
        ("Grüße 🎉 日本", "Grüße 🎉 日本"),
        ("", ""),
    ] {
        assert_eq!(Escaped(text).to_string(), escaped, "{text:?}");
    }
}
