use super::*;

#[test]
fn texts_and_objects_read_to_the_same() {
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
fn people_in_messages_do_not_print() {
    assert!(!format!("{:?}", ActivityMessage::from("a@example.com")).contains("example"));
}
