use super::Members;

fn members(text: &str) -> Option<Members> {
    serde_json::from_str(text).ok()
}

#[test]
fn a_repeated_name_is_refused_however_it_is_written() {
    assert!(members(r#"{"a": 1, "b": 1}"#).is_some());
    assert!(members(r#"{"a": 1, "a": 1}"#).is_none());
    assert!(members(r#"{"a": 1, "\u0061": 2}"#).is_none());
}

#[test]
fn only_one_object_is_read() {
    for text in ["", "[]", "null", "1", "{} {}", "{", r#"{"a": 1,}"#] {
        assert!(members(text).is_none(), "{text}");
    }
}

#[test]
fn texts_are_strings_only() {
    let members = members(r#"{"a": "x", "b": 1}"#).unwrap();
    assert_eq!(members.text("a"), Some("x"));
    assert_eq!(members.text("b"), None);
    assert_eq!(members.text("c"), None);
}
