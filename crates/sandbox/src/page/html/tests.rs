use super::{Page, Table, Text};

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
        assert_eq!(Text(text).to_string(), escaped, "{text:?}");
    }
}

#[test]
fn every_text_of_a_page_is_escaped() {
    const HOSTILE: &str = "<i>'\"&";
    let page = Page {
        title: HOSTILE.to_owned(),
        facts: vec![(HOSTILE, HOSTILE.to_owned())],
        tables: vec![Table {
            title: HOSTILE.to_owned(),
            headings: &[HOSTILE],
            rows: vec![vec![HOSTILE.to_owned()]],
        }],
    };
    let page = page.to_string();
    assert!(!page.contains(HOSTILE) && !page.contains("<i>"), "{page}");
    assert_eq!(
        page.matches("&lt;i&gt;&#39;&quot;&amp;").count(),
        7,
        "{page}"
    );
}

#[test]
fn a_table_without_rows_says_so() {
    let table = Table {
        title: "Lists".to_owned(),
        headings: &["name"],
        rows: Vec::new(),
    };
    assert_eq!(table.to_string(), "<h2>Lists</h2>\n<p>None.</p>\n");
}
