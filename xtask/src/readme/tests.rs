use super::*;
use constant_contact_codegen::Document;
use constant_contact_codegen::model::model;
use serde_json::json;

#[test]
fn areas_that_are_not_named_and_wrong_counts_are_reported() {
    let operation = |id: &str| json!({"operationId": id.replace(" ", ""), "tags": [id], "responses": {"204": {"description": "x"}}});
    let contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "tags": [{"name": "Old Things"}, {"name": "New Things"}],
        "paths": {"/a": {"get": operation("Old Things"), "post": operation("New Things")}},
    });
    let model = model(&Document::new("f", &contract).unwrap()).unwrap();
    let readme =
        "All 3 operations; 3 operations; 2 operations; other operations. Features: `old-things`.";
    assert_eq!(
        gaps(readme, &model),
        [
            "README.md does not name `new-things` among the cargo features",
            "README.md says `3 operations`, and there are 2",
        ]
    );
}
