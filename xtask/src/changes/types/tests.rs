//! What a change of a type means for the code that uses it.

use crate::changes::{Effect, compare};
use constant_contact_codegen::Spec;
use constant_contact_codegen::model::Model;
use serde_json::{Value, json};

/// `POST /things` takes a `SentThing` and `GET /things` answers a `ReadThing`, both with these properties.
fn model(properties: Value, required: &[&str]) -> Model {
    let schema = json!({"type": "object", "required": required, "properties": properties});
    let reference = |name: &str| json!({"$ref": format!("#/definitions/{name}")});
    let body =
        json!({"in": "body", "name": "body", "required": true, "schema": reference("SentThing")});
    let answer = json!({"200": {"description": "OK", "schema": reference("ReadThing")}});
    let operation = |id: &str, parameters: Value, responses: Value| json!({"operationId": id, "tags": ["Things"], "parameters": parameters, "responses": responses});
    let swagger = json!({
        "swagger": "2.0",
        "info": {"title": "Things", "version": "1"},
        "host": "api.example.com",
        "basePath": "/v3/",
        "tags": [{"name": "Things"}],
        "paths": {"/things": {
            "get": operation("getThing", json!([]), answer),
            "post": operation("postThing", json!([body]), json!({"204": {"description": "None"}})),
        }},
        "definitions": {"SentThing": schema, "ReadThing": schema},
    });
    let spec = Spec {
        swagger: swagger.to_string().into_bytes(),
        overlay: br#"{"overlay": "1.0.0", "info": {}, "actions": []}"#.to_vec(),
        docs: b"{}".to_vec(),
    };
    spec.model(|_| true).unwrap()
}

/// The changes that users notice.
fn changes(old: (Value, &[&str]), new: (Value, &[&str])) -> Vec<String> {
    let changes = compare(&model(old.0, old.1), &model(new.0, new.1));
    let noticed = changes
        .iter()
        .filter(|change| change.effect != Effect::Invisible);
    noticed
        .map(|change| {
            format!(
                "{} {} {}",
                change.effect.name(),
                change.element,
                change.detail
            )
        })
        .map(|line| line.trim().to_owned())
        .collect()
}

fn name() -> Value {
    json!({"type": "string"})
}

#[test]
fn an_optional_property_is_an_addition() {
    let old = (json!({"name": name()}), &["name"][..]);
    let new = (json!({"name": name(), "note": name()}), &["name"][..]);
    assert_eq!(
        changes(old, new),
        ["addition ReadThing.note", "addition SentThing.note"]
    );
}

#[test]
fn a_property_that_a_request_requires_is_breaking() {
    let old = (json!({"name": name()}), &["name"][..]);
    let new = (
        json!({"name": name(), "note": name()}),
        &["name", "note"][..],
    );
    assert_eq!(
        changes(old, new),
        [
            "breaking SentThing.note required, so `new` takes it",
            "addition ReadThing.note"
        ]
    );
}

#[test]
fn a_property_that_becomes_required_is_breaking() {
    let properties = json!({"name": name()});
    assert_eq!(
        changes((properties.clone(), &[]), (properties, &["name"])),
        [
            "breaking SentThing.name required no → yes",
            "breaking SentThing `Default` yes → no",
        ]
    );
}

#[test]
fn a_property_that_only_the_server_sets_loses_its_setter() {
    let read_only = json!({"name": {"type": "string", "readOnly": true}});
    let changes = changes((json!({"name": name()}), &[]), (read_only, &[]));
    assert_eq!(changes, ["breaking SentThing.name setter yes → no"]);
}

#[test]
fn values_are_added_removed_and_renamed() {
    let kind = |values: &[&str]| json!({"kind": {"type": "string", "enum": values, "x-type-name": "Kind"}});
    let two = || (kind(&["a", "b"]), &[][..]);
    let three = || (kind(&["a", "b", "c"]), &[][..]);
    assert_eq!(changes(two(), three()), ["addition Kind.c"]);
    assert_eq!(changes(three(), two()), ["breaking Kind.c"]);
    let mut named = kind(&["a", "b"]);
    named["kind"]["x-value-names"] = json!({"b": "Big"});
    assert_eq!(changes(two(), (named, &[])), ["breaking Kind::B to `Big`"]);
}

#[test]
fn a_property_that_may_be_the_removed_one_is_a_guess_and_not_a_fact() {
    let old = (json!({"name": name()}), &[][..]);
    let found = changes(old, (json!({"title": name()}), &[][..]));
    let guess = |of: &str| format!("breaking {of}.name `title` was added, perhaps the same");
    assert_eq!(
        found,
        [
            guess("ReadThing"),
            guess("SentThing"),
            "addition ReadThing.title".to_owned(),
            "addition SentThing.title".to_owned(),
        ]
    );
}

#[test]
fn a_deprecation_is_an_addition_and_its_end_is_not_noticed() {
    let kind = json!({"type": "string", "enum": ["a", "b"], "x-type-name": "Kind"});
    let plain = || (json!({"name": name(), "kind": kind}), &[][..]);
    let mut deprecated = plain();
    deprecated.0["name"]["x-deprecated"] = json!(true);
    deprecated.0["kind"]["x-deprecated"] = json!(["b"]);
    assert_eq!(
        changes(plain(), deprecated.clone()),
        [
            "addition ReadThing.name deprecated now",
            "addition SentThing.name deprecated now",
            "addition Kind.b deprecated now",
        ]
    );
    assert_eq!(changes(deprecated, plain()), [""; 0]);
}
