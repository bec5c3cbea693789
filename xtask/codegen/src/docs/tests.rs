use super::*;
use serde_json::json;

#[test]
fn empty_words_are_refused() {
    let error = read("d", &json!({"operations": {"a": {"summary": " "}}})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "d: at /operations/a/summary: empty; write the words or delete the key"
    );
}
