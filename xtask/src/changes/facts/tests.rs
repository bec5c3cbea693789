use super::*;
use serde_json::json;

#[test]
fn facts_are_printed_as_a_list() {
    assert_eq!(listed(&Facts::default()), "");
    let email = Facts {
        limits: vec![
            ("maxLength".to_owned(), json!(255)),
            ("minLength".to_owned(), json!(1)),
        ],
        format: Some("email".to_owned()),
        ..Facts::default()
    };
    assert_eq!(listed(&email), "maxLength 255, minLength 1, format email");
    let number = Facts {
        values: vec![json!(6), json!(12)],
        read_only: true,
        ..Facts::default()
    };
    assert_eq!(listed(&number), "one of [6,12], read-only");
}
