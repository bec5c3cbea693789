use super::*;

#[test]
fn strings_and_objects_are_read_as_the_text() {
    for (json, text) in [
        (r#""row 3""#, "row 3"),
        (r#"{"message": "row 3"}"#, "row 3"),
        (r#"{"code": 1}"#, r#"{"code":1}"#),
    ] {
        let message: ActivityMessage = serde_json::from_str(json).unwrap();
        assert_eq!(message.as_str(), text);
    }
}

#[test]
fn debug_hides_the_text() {
    assert!(!format!("{:?}", ActivityMessage::from("a@example.com")).contains("example"));
}
