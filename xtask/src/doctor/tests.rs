use super::*;
use serde_json::json;

#[test]
fn each_finding_is_reported_once_with_its_operations() {
    let operation = |id: &str, schema: Value| {
        json!({"operationId": id, "tags": ["T"], "responses":
            {"200": {"description": "x", "schema": schema}}})
    };
    let broken = json!({"$ref": "#/definitions/Broken"});
    let contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "paths": {
            "/a": {"get": operation("a", broken.clone()), "x-fact": 1},
            "/b": {"get": operation("b", broken), "put": operation("c", json!({}))},
        },
        "definitions": {"Broken": {"type": "object", "properties": {"a": {"type": "odd"}}}},
    });
    let findings = examine("f", &contract);
    let [(finding, operations)] = &findings.into_iter().collect::<Vec<_>>()[..] else {
        panic!("one finding expected");
    };
    assert!(
        finding.starts_with("f: at /definitions/Broken/properties/a/type:"),
        "{finding}"
    );
    assert_eq!(operations[..], ["GET /a", "GET /b"]);
}
