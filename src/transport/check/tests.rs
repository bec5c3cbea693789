use super::Outline;

#[test]
fn an_outline_has_member_names_but_no_values() {
    let names = |text: &str| match Outline::of(text.as_bytes()).only() {
        Outline::Object(names) => names.join(","),
        Outline::List(list) => format!("{} entries", list.len()),
        Outline::Other => "other".to_owned(),
    };
    for (text, expected) in [
        (r#"{"a":[1,{"x":2}],"b":null}"#, "a,b"),
        (r#"[[{"a":1}]]"#, "a"),
        (r#"[{"a":1},{"b":1}]"#, "2 entries"),
        ("{\"\\ud83d\":1}", "\u{FFFD}"),
        ("7", "other"),
        ("<html>", "other"),
        ("", "other"),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}
