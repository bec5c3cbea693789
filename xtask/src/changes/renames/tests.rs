use crate::changes::{NewNames, compare};
use constant_contact_codegen::Document;
use constant_contact_codegen::model::{Model, model};
use serde_json::{Map, Value, json};

/// `GET /things` answers the first definition; `POST /others` answers the second, if there are two.
fn contract(definitions: &[(&str, &[&str])]) -> Model {
    let paths = definitions.iter().zip(["/things", "/others"]);
    let paths = paths.map(|((name, _), path)| {
        let schema = json!({"$ref": format!("#/definitions/{name}")});
        let operation = json!({
            "operationId": format!("get{}", path.trim_start_matches('/')), "tags": ["Things"],
            "responses": {"200": {"description": "OK", "schema": schema}},
        });
        (path.to_owned(), json!({"get": operation}))
    });
    let definitions = definitions.iter().map(|(name, properties)| {
        let properties = properties.iter();
        let properties = properties.map(|name| ((*name).to_owned(), json!({"type": "string"})));
        let properties: Map<String, Value> = properties.collect();
        (
            (*name).to_owned(),
            json!({"type": "object", "properties": properties}),
        )
    });
    let contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "paths": paths.collect::<Map<_, _>>(), "definitions": definitions.collect::<Map<_, _>>(),
    });
    model(&Document::new("f", &contract).unwrap()).unwrap()
}

/// What is said of types.
fn changes(old: &Model, new: &Model) -> Vec<String> {
    let changes = compare(old, new).into_iter();
    let types = changes.filter(|change| change.subject == "type");
    types.map(|change| change.to_string()).collect()
}

#[test]
fn the_same_members_in_the_same_place_are_the_same_type() {
    let old = contract(&[("BookCard", &["title", "author"])]);
    let new = contract(&[("WorkCard", &["title", "author"])]);
    assert_eq!(
        changes(&old, &new),
        ["type `BookCard` renamed: to `WorkCard`"]
    );
    let renamed = NewNames::between(&old, &new);
    assert_eq!(
        renamed.types,
        [("BookCard".to_owned(), "WorkCard".to_owned())]
    );
}

#[test]
fn a_type_that_only_resembles_the_old_one_is_a_guess_and_not_a_fact() {
    let old = contract(&[("BookCard", &["title", "author"])]);
    let new = contract(&[("WorkCard", &["title", "author", "isbn"])]);
    assert_eq!(
        changes(&old, &new),
        [
            "type `BookCard` removed: `WorkCard` was added, perhaps the same",
            "type `WorkCard` added",
        ]
    );
    assert_eq!(NewNames::between(&old, &new), NewNames::default());
    let changes = compare(&old, &new);
    let removed = changes
        .iter()
        .find(|change| change.element == "BookCard")
        .unwrap();
    let expected = "if it is the same, `$.definitions.WorkCard: BookCard` under `names`";
    assert!(removed.advice.starts_with(expected), "{}", removed.advice);
}

#[test]
fn types_without_likeness_are_removed_and_added() {
    let old = contract(&[("BookCard", &["title", "author"])]);
    let new = contract(&[("ShelfCard", &["room"])]);
    assert_eq!(
        changes(&old, &new),
        ["type `BookCard` removed", "type `ShelfCard` added"]
    );
}
