//! What `new` takes and which setters there are, on the generated source.

use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

fn thing(properties: Value, required: &[&str]) -> Value {
    let mut schema = object(properties);
    schema["required"] = json!(required);
    schema
}

/// The source without white space, for `POST /things` with a `Thing`.
fn sent(thing: Value) -> String {
    let contract = Contract::new().definition("Thing", thing);
    plain(&contract.body(definition("Thing")).generated())
}

fn plain(source: &str) -> String {
    source.split_whitespace().collect()
}

#[track_caller]
fn has(source: &str, parts: &[&str]) {
    for part in parts {
        assert!(source.contains(&plain(part)), "{part}\n{source}");
    }
}

fn text() -> Value {
    json!({"type": "string"})
}

#[test]
fn new_takes_what_is_required_and_setters_the_rest() {
    let ids = json!({"type": "array", "items": text()});
    let kind = json!({"type": "string", "enum": ["a"], "x-type-name": "Kind"});
    let properties = json!({"ids": ids, "name": text(), "count": {"type": "integer"}, "kind": kind,
        "tags": ids, "any": {}, "on": {"type": "boolean"}});
    let source = sent(thing(properties, &["ids", "count", "name"]));
    has(
        &source,
        &[
            "pub fn new(count: i64, ids: impl IntoIterator<Item = impl Into<String>>, \
             name: impl Into<String>,) -> Self",
            "Self { count, ids: ids.into_iter().map(Into::into).collect(), name: name.into(), \
             any: Default::default(), kind: Default::default(), on: Default::default(), \
             tags: Default::default(), }",
            "pub fn kind(mut self, value: impl Into<Kind>) -> Self { self.kind = Some(value.into());",
            "pub fn on(mut self, value: bool) -> Self { self.on = Some(value);",
            "pub fn any(mut self, value: impl Into<serde_json::Value>) -> Self",
            "pub fn tags(mut self, value: impl IntoIterator<Item = impl Into<String>>,)",
            "self.tags = Some(value.into_iter().map(Into::into).collect());",
            "#[derive(Clone, PartialEq)]",
        ],
    );
    assert!(!source.contains("pubfnname(mutself"), "{source}");
}

#[test]
fn what_only_the_server_sets_is_neither_taken_nor_set() {
    let properties = json!({"id": {"type": "string", "readOnly": true}, "name": text()});
    let source = sent(thing(properties, &["id", "name"]));
    has(&source, &["pub fn new(name: impl Into<String>) -> Self"]);
    assert!(!source.contains("pubfnid("), "{source}");
}

#[test]
fn a_type_of_both_directions_has_new_a_setter_for_each_member_and_a_default() {
    let contract = Contract::new()
        .definition(
            "Thing",
            thing(json!({"name": text(), "note": text()}), &["name"]),
        )
        .answer(definition("Thing"))
        .body(definition("Thing"));
    has(
        &plain(&contract.generated()),
        &[
            "pub fn new(name: impl Into<String>) -> Self { Self { name: Some(name.into()), ..Self::default() } }",
            "pub fn name(mut self,",
            "pub fn note(mut self,",
            "#[derive(Clone, Default, PartialEq)] #[non_exhaustive]",
        ],
    );
}

#[test]
fn an_answer_has_neither() {
    let contract = Contract::new().definition("Thing", object(json!({"name": text()})));
    let source = plain(&contract.answer(definition("Thing")).generated());
    assert!(!source.contains("implThing{"), "{source}");
    assert!(
        source.contains("#[non_exhaustive]pubstructThing"),
        "{source}"
    );
}

#[test]
fn members_of_any_name_have_one_setter() {
    let source = sent(object(json!({"cf:name": text(), "b": text()})));
    has(
        &source,
        &[
            "pub fn extra(mut self, value: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,)",
        ],
    );
}

#[test]
fn what_contains_itself_is_given_without_its_box() {
    has(
        &sent(object(json!({"left": definition("Thing")}))),
        &[
            "pub left: Option<::std::boxed::Box<Thing>>",
            "pub fn left(mut self, value: impl Into<Thing>) -> Self { \
             self.left = Some(::std::boxed::Box::new(value.into()));",
            "\"left\" => left: optional",
        ],
    );
}

#[test]
fn free_form_json_is_given_as_pairs() {
    let free = json!({"type": "object", "additionalProperties": true});
    let pairs = "impl IntoIterator<Item = (impl Into<String>, impl Into<serde_json::Value>)";
    has(
        &sent(thing(json!({"data": free, "more": free}), &["data"])),
        &[
            &format!("pub fn new(data: {pairs}"),
            &format!("pub fn more(mut self, value: {pairs}"),
            "pub data: serde_json::Map<String, serde_json::Value>",
        ],
    );
    let body = plain(&Contract::new().body(free).generated());
    has(&body, &[&format!("pub fn post_thing(&self, body: {pairs}")]);
}

#[test]
fn a_setter_that_would_hide_another_function_has_a_prefix() {
    let properties =
        json!({"new": text(), "default": text(), "into": text(), "from_email": text()});
    has(
        &sent(object(properties)),
        &[
            "pub fn with_new(",
            "pub fn with_default(",
            "pub fn with_into(",
            "pub fn from_email(",
            "self.new = Some(",
        ],
    );
}

#[test]
fn the_words_of_new_list_its_arguments() {
    let words =
        json!({"properties": {"name": "What it is called.\n\nMore.", "note": "A note.\n\nMore."}});
    let contract = Contract::new().definition(
        "Thing",
        thing(json!({"name": text(), "note": text()}), &["name"]),
    );
    let source = contract.body(definition("Thing")).documented(&words);
    for part in [
        "/**Creates a document with what a request requires.\n\n* `name`: What it is called.*/",
        "///A note.\n        pub fn note(",
    ] {
        assert!(source.contains(part), "{part}\n{source}");
    }
}

#[test]
fn only_a_function_that_is_not_generic_is_inlined() {
    let thing = thing(json!({"name": text(), "size": {"type": "integer"}}), &[]);
    let source = sent(thing);
    for (function, is_inlined) in [
        ("pub fn new() -> Self", true),
        ("pub fn size(mut self, value: i64", true),
        ("pub fn name(mut self, value: impl Into", false),
    ] {
        let (before, _) = source.split_once(&plain(function)).expect(function);
        let attributes = before.rsplit(['{', '}']).next().unwrap();
        assert_eq!(attributes.contains("#[inline]"), is_inlined, "{function}");
    }
}
