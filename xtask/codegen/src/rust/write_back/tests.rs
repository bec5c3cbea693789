//! Which conversions are written from what is read to what is sent, and what they carry over.

use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

/// `GET /things/{id}` answers `Thing`, `PUT /things/{id}` takes `Input`.
fn contract(thing: Value, input: Value) -> Contract {
    let id = json!({"in": "path", "name": "id", "required": true, "type": "string"});
    let body = json!({"in": "body", "name": "body", "required": true,
        "schema": definition("Input")});
    Contract::new()
        .definition("Thing", thing)
        .definition("Input", input)
        .operation(
            "get",
            "/things/{id}",
            json!({"parameters": [id], "responses": {"200": {"schema": definition("Thing")}}}),
        )
        .operation("put", "/things/{id}", json!({"parameters": [id, body]}))
}

fn generated(thing: Value, input: Value) -> String {
    contract(object(thing), object(input)).generated()
}

/// What the conversion into `Input` sets, without white space.
fn carried(source: &str) -> String {
    let (_, conversion) = source.split_once("for types::Input {").unwrap();
    let (conversion, _) = conversion.split_once("\n}").unwrap();
    let (_, made) = conversion.split_once("-> Self {").unwrap();
    made.split_whitespace().collect()
}

fn text() -> Value {
    json!({"type": "string"})
}

fn list(item: Value) -> Value {
    json!({"type": "array", "items": item})
}

#[test]
fn values_lists_and_parts_are_carried_over() {
    let part = |more: Value| {
        let mut part = json!({"a": text()});
        part.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        object(part)
    };
    let thing = json!({"name": text(), "ids": list(text()), "part": definition("Part"),
        "parts": list(definition("Part")), "at": text()});
    let input = json!({"name": text(), "ids": list(text()), "part": definition("PartInput"),
        "parts": list(definition("PartInput"))});
    let mut input = object(input);
    input["required"] = json!(["name"]);
    let source = contract(object(thing), input)
        .definition("Part", part(json!({"b": text()})))
        .definition("PartInput", part(json!({})))
        .generated();
    for set in [
        "name:value.name.unwrap_or_default(),",
        "ids:Some(value.ids).filter(|list|!list.is_empty()),",
        "part:value.part.map(Into::into),",
        "parts:Some(value.parts.into_iter().map(Into::into).collect::<Vec<_>>())\
         .filter(|list|!list.is_empty()),",
    ] {
        assert!(carried(&source).contains(set), "{set}\n{source}");
    }
    assert!(source.contains("impl From<types::Part> for types::PartInput"));
}

#[test]
fn what_the_server_sets_or_keeps_is_left_out() {
    let mut input = object(json!({"name": text(), "kept": list(text()),
        "set": {"type": "string", "readOnly": true}}));
    input["x-kept-when-omitted"] = json!(["kept"]);
    let thing = object(json!({"name": text(), "kept": list(text()), "set": text()}));
    let source = contract(thing, input).generated();
    assert_eq!(
        carried(&source),
        "Self{name:value.name,unknown_members:value.unknown_members.carried(),..Self::default()}}"
    );
}

#[test]
fn what_would_be_lost_gets_no_conversion() {
    for (thing, input) in [
        (json!({"a": text()}), json!({"a": text(), "b": text()})),
        (json!({"a": text()}), json!({"a": {"type": "boolean"}})),
        (
            json!({"a": object(json!({"x": text()})), "b": text()}),
            json!({"a": object(json!({"y": text()})), "b": text()}),
        ),
        (
            json!({"a": list(text())}),
            json!({"a": list(object(json!({"x": text()})))}),
        ),
    ] {
        let source = generated(thing, input);
        assert!(!source.contains("impl From<types::"), "{source}");
    }
}

#[test]
fn a_type_that_holds_itself_is_converted_once() {
    let node = |own: &str| object(json!({"name": text(), "children": list(definition(own))}));
    let source = contract(node("Thing"), node("Input")).generated();
    let conversions = source.matches("impl From<types::").count();
    assert_eq!(conversions, 1, "{source}");
}

#[test]
fn the_example_of_a_put_changes_what_it_read() {
    let thing = json!({"name": text(), "note": text(), "at": text()});
    let source = generated(thing, json!({"name": text(), "note": text()}));
    let shown = "use constant_contact::types::Input;\n\n\
                 let thing = client.get_thing(id).send().await?;\n\
                 let mut thing = Input::from(thing.into_inner());\n\
                 thing.name = Some(name.into());\n\
                 client.put_thing(id, thing).send().await?;";
    assert!(source.contains(shown), "{source}");
}

#[test]
fn the_example_of_a_put_of_one_property_does_not_read_first() {
    let thing = json!({"name": text(), "at": text()});
    let source = generated(thing, json!({"name": text()}));
    let shown = "client.put_thing(id, Input::new().name(name)).send().await?;";
    assert!(source.contains(shown), "{source}");
    assert!(!source.contains("let mut thing"), "{source}");
}

#[test]
fn the_same_type_needs_no_conversion() {
    let id = json!({"in": "path", "name": "id", "required": true, "type": "string"});
    let body =
        json!({"in": "body", "name": "body", "required": true, "schema": definition("Thing")});
    let answer = json!({"200": {"schema": definition("Thing")}});
    let source = Contract::new()
        .definition("Thing", object(json!({"name": text(), "note": text()})))
        .operation(
            "get",
            "/things/{id}",
            json!({"parameters": [id], "responses": answer}),
        )
        .operation("put", "/things/{id}", json!({"parameters": [id, body]}))
        .generated();
    let shown = "let mut thing = client.get_thing(id).send().await?.into_inner();\n\
                 thing.name = Some(name.into());\n";
    assert!(source.contains(shown), "{source}");
}

#[test]
fn a_get_that_needs_to_know_more_is_no_way_to_read() {
    let thing = || object(json!({"name": text()}));
    let required = |place: &str, name: &str| json!({"in": place, "name": name, "required": true, "type": "string"});
    let parameters = json!([required("path", "id"), required("query", "more")]);
    let source = contract(thing(), thing())
        .with("/paths/~1things~1{id}/get/parameters", parameters)
        .generated();
    assert!(!source.contains("impl From<types::"), "{source}");
}

#[test]
fn a_choice_of_the_body_is_the_callers_and_one_inside_is_carried_over() {
    let kind = json!({"type": "string", "enum": ["a", "b"], "x-type-name": "Kind"});
    let required = |mut schema: Value| {
        schema["required"] = json!(["kind"]);
        schema
    };
    let part = |more: &str| object(json!({"kind": kind, more: text()}));
    let thing = object(json!({"kind": kind, "part": definition("Part")}));
    let input = object(json!({"kind": kind, "part": definition("PartInput")}));
    let source = contract(thing, required(input))
        .definition("Part", part("more"))
        .definition("PartInput", required(object(json!({"kind": kind}))))
        .generated();
    let source: String = source.split_whitespace().collect();
    for part in [
        "pubfnfrom_thing(thing:types::Thing,kind:implInto<types::Kind>)->Self{letvalue=thing;\
         Self{kind:kind.into(),part:value.part.map(Into::into),\
         unknown_members:value.unknown_members.carried(),}}",
        "kind:value.kind.unwrap_or_else(||\"\".into())",
        "letmutthing=Input::from_thing(thing.into_inner(),Kind::A);",
    ] {
        assert!(source.contains(part), "{part}\n{source}");
    }
    assert!(!source.contains("forInput"), "{source}");
}

#[test]
fn what_a_body_requires_and_the_answer_lacks_is_an_argument() {
    let mut input = object(json!({"name": text(), "reason": text(), "ids": list(text())}));
    input["required"] = json!(["reason", "ids"]);
    let source = contract(object(json!({"name": text()})), input).generated();
    let source: String = source.split_whitespace().collect();
    let function = "pubfnfrom_thing(thing:types::Thing,\
                    ids:implIntoIterator<Item=implInto<String>>,reason:implInto<String>,)->Self";
    assert!(source.contains(function), "{source}");
}

#[test]
fn a_body_that_has_nothing_of_the_answer_gets_no_conversion() {
    let mut input = object(json!({"ids": list(text())}));
    input["required"] = json!(["ids"]);
    let source = contract(object(json!({"name": text()})), input).generated();
    assert!(!source.contains("from_thing"), "{source}");
}

#[test]
fn what_is_kept_has_a_conversion_of_its_own_if_there_is_a_way() {
    let part = |fields: &[&str]| {
        object(
            fields
                .iter()
                .map(|name| (name.to_string(), text()))
                .collect(),
        )
    };
    let parts = |name: &str| json!({"a": definition(&format!("A{name}")), "b": definition(&format!("B{name}"))});
    let mut input = object(parts("Input"));
    input["x-kept-when-omitted"] = json!(["a", "b"]);
    let source = contract(object(parts("")), input)
        .definition("A", part(&["x", "y"]))
        .definition("AInput", part(&["x"]))
        .definition("B", part(&["x"]))
        .definition("BInput", part(&["x", "z"]))
        .generated();
    assert!(
        source.contains("impl From<types::A> for types::AInput"),
        "{source}"
    );
    assert!(!source.contains("impl From<types::B> for"), "{source}");
}

#[test]
fn what_is_made_from_an_answer_keeps_what_it_does_not_know() {
    let thing = object(json!({"name": text(), "part": definition("Part"), "more": text()}));
    let input = object(json!({"name": text(), "part": definition("PartInput")}));
    let source = contract(thing, input)
        .definition("Part", object(json!({"a": text(), "b": text()})))
        .definition("PartInput", object(json!({"a": text()})))
        .generated();
    for name in ["Thing", "Input", "Part", "PartInput"] {
        let (_, declared) = source.split_once(&format!("pub struct {name} {{")).unwrap();
        let (declared, _) = declared.split_once('}').unwrap();
        assert!(
            declared.contains("pub unknown_members: crate::UnknownMembers"),
            "{name}"
        );
    }
    let kept = "unknown_members: value.unknown_members.carried()";
    assert_eq!(source.matches(kept).count(), 2, "{source}");
    assert!(source.contains("clear `unknown_members`."), "{source}");
}

#[test]
fn a_body_that_wraps_what_was_read_is_made_of_it() {
    let mut input = object(json!({"thing": definition("Thing")}));
    input["required"] = json!(["thing"]);
    let source = contract(object(json!({"name": text(), "ids": list(text())})), input).generated();
    for line in [
        "let mut thing = client.get_thing(id).send().await?.into_inner();",
        "thing.name = Some(name.into());",
        "client.put_thing(id, Input::new(thing)).send().await?;",
    ] {
        assert!(source.contains(line), "{line}\n{source}");
    }
    assert!(!source.contains("for types::Input {"), "{source}");
}
