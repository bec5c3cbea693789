use super::extensions;
use serde_json::json;

#[test]
fn what_is_documentation_reads_as_a_list() {
    let rows = [
        (json!({}), ""),
        (json!({"x-format": "uuid"}), "format uuid"),
        (
            json!({"x-limits": {"maxLength": 255, "minLength": 1}, "x-format": "email"}),
            "maxLength 255, minLength 1, format email",
        ),
        (json!({"x-values": [6, 12], "x-other": 1}), "one of [6,12]"),
    ];
    for (said, expected) in rows {
        assert_eq!(extensions(|key| said.get(key)), expected);
    }
}
