use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

const NOTE: &str = "#[deprecated = \"The provider has deprecated this.\"]";

fn plain(source: &str) -> String {
    source.split_whitespace().collect()
}

/// Everything that can be deprecated, each marked by `mark`.
fn contract(mark: &Value) -> Contract {
    let marked = |schema: Value| {
        let mut schema = schema;
        let members = mark.as_object().unwrap().clone();
        schema.as_object_mut().unwrap().extend(members);
        schema
    };
    let text = || marked(json!({"type": "string"}));
    let query = |name: &str, required: bool| {
        marked(json!({"in": "query", "name": name, "type": "string", "required": required}))
    };
    let kind = marked(json!({"type": "string", "enum": ["a"]}));
    let body = json!({"in": "body", "name": "b", "required": true, "schema": definition("Thing")});
    let operation = marked(json!({
        "parameters": [query("optional", false), query("needed", true), body]
    }));
    let part = marked(object(json!({"x": {"type": "string"}})));
    let reference = marked(definition("Plain"));
    Contract::new()
        .definition("Plain", object(json!({"x": {"type": "string"}})))
        .definition("Kind", kind)
        .definition(
            "Thing",
            marked(object(
                json!({"kind": definition("Kind"), "part": part, "plain": reference,
                "text": text()}),
            )),
        )
        .operation("post", "/things", operation)
}

#[test]
fn each_deprecated_element_has_the_attribute() {
    for mark in [
        json!({"x-deprecated": true}),
        json!({"x-deprecated": "Words of the provider."}),
        json!({"deprecated": true}),
    ] {
        let source = plain(&contract(&mark).generated());
        for element in [
            "#[derive(Clone, Default, PartialEq)] #[non_exhaustive] #[must_use] pub struct Thing",
            "pub part: Option<ThingPart>",
            "pub plain: Option<Plain>",
            "pub text: Option<String>",
            "pub fn text(",
            "Kind {",
            "pub fn optional(",
            "pub fn post_thing(",
        ] {
            let attributed = format!("{NOTE} {element}");
            assert!(
                source.contains(&plain(&attributed)),
                "{mark}: {attributed}\n{source}"
            );
        }
        assert!(
            source.contains(&plain(
                "* `needed`: `needed` The provider has deprecated this."
            )),
            "{source}"
        );
        assert!(!source.contains("Wordsoftheprovider"), "{source}");
    }
}

#[test]
fn the_type_of_a_deprecated_property_is_not_deprecated() {
    let source = plain(&contract(&json!({"x-deprecated": true})).generated());
    for name in ["ThingPart", "Plain"] {
        let found = source.find(&format!("pubstruct{name}")).unwrap();
        let before = source[..found].rsplit("///").next().unwrap();
        assert!(!before.contains("deprecated"), "{before}");
    }
}

#[test]
fn nothing_else_is_deprecated() {
    for mark in [
        json!({"x-deprecated": false}),
        json!({"deprecated": false}),
        json!({}),
    ] {
        let source = contract(&mark).generated();
        assert!(!source.contains("deprecated"), "{mark}: {source}");
    }
    let odd = contract(&json!({"x-deprecated": 1}));
    assert!(
        odd.refined()
            .unwrap_err()
            .to_string()
            .contains("expected true, false")
    );
}

#[test]
fn values_of_an_enumeration_are_deprecated_by_a_list() {
    let kind = json!({"type": "string", "enum": ["a", "b"], "x-deprecated": ["b"]});
    let contract = |kind: Value| Contract::new().answer(object(json!({"kind": kind})));
    let source = plain(&contract(kind.clone()).generated());
    assert!(
        source.contains(&plain(&format!("{NOTE} B = \"b\""))),
        "{source}"
    );
    assert_eq!(source.matches("#[deprecated").count(), 1, "{source}");
    let mut odd = kind;
    odd["x-deprecated"] = json!(["c"]);
    let error = contract(odd).refined().unwrap_err().to_string();
    assert!(
        error.contains("`c` is deprecated but not a value"),
        "{error}"
    );
}

#[test]
fn the_note_can_be_our_own() {
    let notes = json!({"deprecated": {
        "operations.postThing": "Use another.",
        "operations.postThing.needed": "Send nothing.",
        "schemas.Thing.text": "Use `part`.",
    }});
    let source = plain(&contract(&json!({"x-deprecated": true})).documented(&notes));
    for part in [
        "#[deprecated = \"Use another.\"] pub fn post_thing(",
        "* `needed`: `needed` Send nothing.",
        "#[deprecated = \"Use `part`.\"] pub text:",
        "#[deprecated = \"Use `part`.\"] pub fn text(",
    ] {
        assert!(source.contains(&plain(part)), "{part}\n{source}");
    }
}
