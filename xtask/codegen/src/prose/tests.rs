use super::*;

#[test]
fn only_elements_without_words_of_ours_are_filled() {
    let ours = json!({
        "tags": {"Known": "Ours."},
        "properties": {"id": "Ours."},
        "schemas": {"Thing": {"description": "Ours."}},
    });
    let docs = crate::docs::read("d", &ours).unwrap();
    let provider = json!({
        "tags": [{"name": "Known", "description": "P."}, {"name": "New", "description": "P <b>1</b>."}],
        "paths": {"/a": {"get": {"operationId": "a", "summary": "P 2.",
            "parameters": [{"name": "q", "description": "P 3."}]}}},
        "definitions": {"Thing": {"description": "P.", "properties": {
            "id": {"description": "P."}, "new": {"description": "P 4."}, "gone": {"description": "P."}}}},
    });
    let api: OpenAPI = serde_json::from_value(json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
        "tags": [{"name": "Known"}, {"name": "New"}],
        "paths": {"/a": {"get": {"x-operation-id": "a", "responses": {}, "parameters": [
            {"name": "q", "in": "query", "schema": {"type": "string"}}]}}},
        "components": {"schemas": {"Thing": {"type": "object", "properties": {
            "id": {"type": "string"}, "new": {"type": "string"}}}}},
    }))
    .unwrap();
    assert_eq!(
        fill(&ours, &docs, &api, &provider),
        json!({
            "tags": {"Known": "Ours.", "New": "P 1."},
            "properties": {"id": "Ours."},
            "operations": {"a": {"summary": "P 2.", "parameters": {"q": "P 3."}}},
            "schemas": {"Thing": {"description": "Ours.", "properties": {"new": "P 4."}}},
        })
    );
}
