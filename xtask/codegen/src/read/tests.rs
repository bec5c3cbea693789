use super::*;
use serde_json::json;

#[test]
fn yaml_and_json_read_to_the_same_value() {
    let yaml = parse("f", b"a: [1, two]\nb: {200: x}\n").unwrap();
    let json = parse("f", br#"{"a": [1, "two"], "b": {"200": "x"}}"#).unwrap();
    assert_eq!(yaml, json);
}

#[test]
fn unreadable_input_is_refused_with_its_place() {
    let message = |bytes: &[u8]| parse("f", bytes).unwrap_err().to_string();
    assert_eq!(
        message(b"a: \xff"),
        "f: not UTF-8 at byte 3; save it as UTF-8"
    );
    assert!(message(b"a: [1").starts_with("f: not valid YAML"));
    assert!(message(b"{\"a\": ").starts_with("f: not valid JSON"));
    assert!(message(b"a:\n  b: !odd 1").contains("at /a/b: the YAML tag !odd"));
    assert!(message(b"a:\n  [1, 2]: 1").contains("at /a: a key"));
    assert!(message(b"a: .nan").contains("at /a: a number"));
    assert!(message(b"a: 1\na: 2").contains("duplicate"));
}

#[test]
fn what_is_no_document_at_all_is_told_by_what_it_is() {
    let message = |bytes: &[u8]| parse("f", bytes).unwrap_err().to_string();
    let page = b"\n<!DOCTYPE html><html>\n: [</html>";
    assert!(message(page).starts_with("f: a web page or XML;"));
    assert!(message(b"\x1f\x8b\x08\0").starts_with("f: compressed with gzip;"));
    assert!(message(b"\xff\xfea\0:\0").starts_with("f: UTF-16;"));
    for empty in ["", " \r\n", "\u{feff}"] {
        assert!(message(empty.as_bytes()).starts_with("f: empty;"));
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let plain = parse("f", b"a: 1\nb:\n- c\n").unwrap();
    for other in [
        "a: 1\r\nb:\r\n- c\r\n",
        "\u{feff}a: 1\nb:\n- c\n",
        "\u{feff}{\"a\": 1, \"b\": [\"c\"]}",
    ] {
        assert_eq!(parse("f", other.as_bytes()).unwrap(), plain, "{other:?}");
    }
}

#[test]
fn a_node_names_what_it_expected_and_where() {
    let value = json!({"a/b": {"c": 1, "x-fact": 2}});
    let node = Node::root("f", &value).need("a/b").unwrap();
    assert_eq!(node.only(&["d"]).unwrap_err().pointer(), "/a~1b/c");
    assert!(node.only(&["c"]).is_ok());
    let message = node.need("c").unwrap().str().unwrap_err().to_string();
    assert_eq!(message, "f: at /a~1b/c: expected a string, found a number");
    assert!(
        node.need("e")
            .unwrap_err()
            .to_string()
            .ends_with("`e` is missing")
    );
}
