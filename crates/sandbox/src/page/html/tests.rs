use super::{Page, Table};

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
