use super::*;
use serde_json::json;

#[test]
fn prose_goes_and_properties_of_that_name_stay() {
    let document = json!({
        "info": {"description": "Prose.", "version": "1"},
        "definitions": {"description": {
            "description": "Prose.", "x-tool-desc": "Prose.",
            "properties": {"summary": {"type": "string", "description": "Prose."}},
        }},
    });
    assert_eq!(
        normalise(&document),
        json!({
            "info": {"version": "1"},
            "definitions": {"description": {"properties": {"summary": {"type": "string"}}}},
        })
    );
}

#[test]
fn demanded_texts_become_standard_phrases() {
    let document = json!({
        "responses": {"404": {"description": "Prose."}, "209": {"$ref": "#/x"}},
        "scopes": {"a": "Prose."},
    });
    assert_eq!(
        normalise(&document),
        json!({
            "responses": {"404": {"description": "Not Found"}, "209": {"$ref": "#/x"}},
            "scopes": {"a": "a"},
        })
    );
}

#[test]
fn pages_of_the_guide_stay_when_the_prose_that_links_to_them_goes() {
    let operation = json!({
        "summary": "See <a href=\"/api_guide/b.html\">b</a>.",
        "description": "[a](/api_guide/a.html#part), [b](/api_guide/b.html), /api_guide/.",
        "responses": {},
    });
    let expected = json!({"x-guide-pages": ["/api_guide/b.html", "/api_guide/a.html"],
        "responses": {}});
    assert_eq!(normalise(&operation), expected);
    assert_eq!(normalise(&expected), expected);
}

#[test]
fn examples_stay_where_they_are_data() {
    let document = json!({"a": {"example": "Here is a whole sentence."},
        "b": {"example": "2022-05-17"}, "c": {"example": {"description": "data"}}});
    let expected = json!({"a": {}, "b": {"example": "2022-05-17"},
        "c": {"example": {"description": "data"}}});
    assert_eq!(normalise(&document), expected);
}

#[test]
fn a_normalised_document_is_left_alone() {
    let once = normalise(&json!({"responses": {"200": {"description": "x"}}, "enum": ["a b"]}));
    assert_eq!(normalise(&once), once);
    let text = to_yaml("f", &once).unwrap();
    assert_eq!(crate::read::parse("f", text.as_bytes()).unwrap(), once);
}
