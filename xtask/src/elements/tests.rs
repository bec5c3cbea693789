use super::*;
use serde_json::json;

#[test]
fn an_element_is_removed_with_what_requires_it() {
    let object =
        json!({"required": ["a/b", "c"], "properties": {"a/b": {}, "c": {}}, "list": [1, 2]});
    let rows = [
        (
            "/x/properties/a~1b",
            true,
            json!({"required": ["c"], "properties": {"c": {}}, "list": [1, 2]}),
        ),
        (
            "/x/list/0",
            true,
            json!({"required": ["a/b", "c"], "properties": {"a/b": {}, "c": {}}, "list": [2]}),
        ),
        ("/x/list/2", false, object.clone()),
        ("/x/gone", false, object.clone()),
        ("/y/gone", false, object.clone()),
        ("", false, object.clone()),
    ];
    for (pointer, expected, left) in rows {
        let mut contract = json!({"x": object});
        assert_eq!(remove(&mut contract, pointer), expected, "{pointer}");
        assert_eq!(contract, json!({"x": left}), "{pointer}");
    }
}
