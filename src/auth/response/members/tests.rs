use super::find;

#[test]
fn a_whole_value_is_found_in_every_kind_of_document() {
    let table = [
        (r#"{"t":"a"}"#, Some("a")),
        (r#"{"t":"a","t":"b"}"#, Some("b")),
        (r#"{"t":"a","t":null}"#, Some("a")),
        (r#"{"t":"a","t":""}"#, Some("a")),
        ("while(1);\n{ \"t\" : \n\"a\"", Some("a")),
        (r#"<pre>{"data":[{"t":"a"}]}</pre>"#, Some("a")),
        (r#"{"x":"say "t" now","t":"a\/b\u002dc"}"#, Some("a/b-c")),
        (r#"{"t":"a\"b"}"#, Some("a\"b")),
        ("{'t': 'a', 'u': None}", Some("a")),
        (r#"{"t":86400,"#, Some("86400")),
        (r#"{"t":864"#, None),
        (r#"{"t":"a"#, None),
        (r#"{"t":"a\""#, None),
        (r#"{"t""#, None),
        (r#"{"tt":"a"}"#, None),
        (r#"{"t":["a"]}"#, None),
        ("t=a%2Bb&u=c", Some("a+b")),
        ("t=&u=c", None),
        ("t", None),
        ("", None),
    ];
    for (text, expected) in table {
        assert_eq!(find(text, &["t"]).as_deref(), expected, "{text}");
    }
}
