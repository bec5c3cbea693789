use super::*;
use serde_json::json;

#[test]
fn areas_that_are_not_named_and_wrong_counts_are_told() {
    let api: OpenAPI = serde_json::from_value(json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
        "tags": [{"name": "Old Things"}, {"name": "New Things"}],
        "paths": {"/a": {"get": {"responses": {}}, "post": {"responses": {}}}},
    }))
    .unwrap();
    let readme =
        "All 3 operations; 3 operations; 2 operations; other operations. Features: `old-things`.";
    assert_eq!(
        gaps(readme, &api),
        [
            "README.md does not name `new-things` among the cargo features",
            "README.md says `3 operations`, and there are 2",
        ]
    );
}
