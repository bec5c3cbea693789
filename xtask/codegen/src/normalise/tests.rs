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

#[test]
fn of_an_extension_facts_stay_and_words_go() {
    for fact in [
        json!(true),
        json!(7),
        json!(null),
        json!("a_token"),
        json!(["account:read", "account:update"]),
        json!({"a": 1, "b": {"c": ["d"]}}),
        json!({}),
    ] {
        let document = json!({"get": {"x-odd": fact}});
        assert_eq!(normalise(&document), document, "{fact}");
    }
    for words in [
        json!("Two words"),
        json!(["A first value.", "second"]),
        json!({"a": "Some words."}),
        json!({"a": {"b": ["Some words."]}}),
    ] {
        let document = json!({"get": {"x-odd": words}, "x-odd": words,
            "paths": {"x-odd": words}, "responses": {"x-odd": words}});
        let expected = json!({"get": {}, "paths": {}, "responses": {}});
        assert_eq!(normalise(&document), expected, "{words}");
    }
    let mixed = json!({"x-odd": {"a": 1, "b": "Some words.", "Some words": 2}});
    assert_eq!(normalise(&mixed), json!({"x-odd": {"a": 1}}));
    // A property of that name is no extension.
    let property = json!({"properties": {"x-odd": {"type": "string"}}});
    assert_eq!(normalise(&property), property);
}

#[test]
fn the_reason_of_a_deprecation_is_prose() {
    let document = json!({"a": {"x-deprecated": "Use the other one."}, "b": {"x-deprecated": false},
        "c": {"x-deprecated": ["one", "two"]}});
    let expected = json!({"a": {"x-deprecated": true}, "b": {"x-deprecated": false},
        "c": {"x-deprecated": ["one", "two"]}});
    assert_eq!(normalise(&document), expected);
}

#[test]
fn titles_and_terms_stay_if_they_are_names() {
    let document = json!({
        "info": {"title": "The API", "termsOfService": "Be nice to each other.", "version": "1"},
        "definitions": {
            "A": {"title": "AddressDto", "externalDocs": {"description": "More.", "url": "u"}},
            "B": {"title": "The address of a contact"},
        },
        "tags": [{"name": "All of the things here", "description": "Prose."}],
    });
    let expected = json!({
        "info": {"title": "The API", "version": "1"},
        "definitions": {"A": {"title": "AddressDto", "externalDocs": {"url": "u"}}, "B": {}},
        "tags": [{"name": "All of the things here"}],
    });
    assert_eq!(normalise(&document), expected);
}

#[test]
fn sentences_inside_of_samples_go_and_values_stay() {
    let document = json!({
        "example": {"a": "Here is a whole long sentence.", "b": ["x y", "One two three four five."]},
        "default": "One two three four five.",
        "enum": ["One two three four five."],
    });
    let expected = json!({"example": {"b": ["x y"]}, "enum": ["One two three four five."]});
    assert_eq!(normalise(&document), expected);
}
