use super::*;

#[test]
fn html_becomes_markdown_or_goes() {
    for (given, expected) in [
        ("Use <code>a&lt;b</code> <b>now</b>.", "Use `a<b` now."),
        ("One:<ul><li>a</li><li>b</li></ul>", "One:\n\n\n- a\n- b"),
        ("a<br/>b</br>", "a\nb"),
        ("a < b > c", "a &lt; b \\> c"),
        ("an open <code>tag", "an open \\`tag"),
    ] {
        assert_eq!(sanitise(given), expected, "{given}");
    }
}

#[test]
fn links_lead_somewhere_and_brackets_are_text() {
    for (given, expected) in [
        (
            "[Guide](/api_guide/x.html)",
            "[Guide](https://developer.constantcontact.com/api_guide/x.html)",
        ),
        ("[[trackingImage]] tag", "\\[\\[trackingImage\\]\\] tag"),
        ("see https://a.b/c. Then", "see <https://a.b/c>. Then"),
        ("[x](http://a.b \"title\")", "[x](http://a.b)"),
        ("`[a]` stays", "`[a]` stays"),
    ] {
        assert_eq!(sanitise(given), expected, "{given}");
    }
}

#[test]
fn nothing_can_become_a_test() {
    let text = "Like:\n\n    {\"a\": 1}\n```\nlet x;\n```\n```json\n{";
    assert_eq!(
        sanitise(text),
        "Like:\n\n{\"a\": 1}\n```text\nlet x;\n```\n```text\n{\n```"
    );
}
