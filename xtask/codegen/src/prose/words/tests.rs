use super::*;
use serde_json::json;

#[test]
fn every_text_is_found_by_the_name_of_its_element() {
    let provider = json!({
        "tags": [{"name": "Things", "description": "P 1."}],
        "paths": {"/a": {"get": {"operationId": "getThing", "summary": "P 2.",
            "description": "P 3.",
            "parameters": [
                {"name": "q", "description": " P 4. "},
                {"name": "body", "schema": {"properties": {"b": {"description": "P 5."}}}},
            ],
            "responses": {"200": {"description": "P 6."}, "204": {}}}}},
        "definitions": {"Thing": {"description": "P 7.", "properties": {
            "part": {"description": "P 8.", "properties": {"c": {"description": "P 9."}}}}}},
    });
    let expected = [
        ("operations.getThing", "P 2.\n\nP 3."),
        ("operations.getThing 200", "P 6."),
        ("operations.getThing.q", "P 4."),
        ("schemas.GetThingBody.b", "P 5."),
        ("schemas.Thing", "P 7."),
        ("schemas.Thing.part", "P 8."),
        ("schemas.ThingPart.c", "P 9."),
        ("tags.Things", "P 1."),
    ];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(texts(&provider), expected.into());
}
