use super::super::{Docs, read};
use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

const LINE: &str = "Source: the provider's guide, \
                    [one](https://developer.constantcontact.com/api_guide/one.html)";

fn docs(words: &Value) -> Docs {
    read("d", words).unwrap()
}

#[test]
fn every_kind_of_words_can_have_a_source() {
    let places = [
        "tags.T",
        "scopes.s",
        "operations.o",
        "operations.o.p",
        "properties.p",
        "schemas.A",
        "schemas.A.m",
    ];
    let sources: serde_json::Map<String, Value> = places
        .iter()
        .map(|place| ((*place).to_owned(), json!("one")))
        .collect();
    let docs = docs(&json!({
        "tags": {"T": "x"},
        "scopes": {"s": "x"},
        "operations": {"o": {"summary": "x", "description": "x", "parameters": {"p": "x"}}},
        "properties": {"p": "x"},
        "schemas": {"A": {"description": "x", "properties": {"m": "x"}}},
        "sources": sources,
    }));
    let expected = format!("x\n\n{LINE}.");
    let sourced = docs.with_sources();
    for (place, text) in sourced.texts() {
        // The line of an operation's summary is an item of lists.
        let is_summary = place == "operations.o" && text == "x";
        assert!(is_summary || text == expected, "{place}: {text}");
    }
    let count = sourced
        .texts()
        .iter()
        .filter(|(_, text)| text.contains(LINE))
        .count();
    assert_eq!(count, places.len());
}

#[test]
fn the_source_is_at_the_end_of_the_documentation() {
    let contract = Contract::new()
        .definition("Thing", object(json!({"name": {"type": "string"}})))
        .body(definition("Thing"));
    let client = contract.documented(&json!({
        "operations": {"postThing": {"summary": "Posts."}},
        "schemas": {"Thing": {"description": "Some thing.", "properties": {"name": "What it is called."}}},
        "sources": {"operations.postThing": "one", "schemas.Thing.name": ["one", "two_parts"]},
    }));
    let two = format!(
        "{LINE}, [two_parts](https://developer.constantcontact.com/api_guide/two_parts.html)."
    );
    let lines: Vec<&str> = client.lines().map(str::trim).collect();
    let after = |first: &str| {
        let at = lines.iter().position(|line| line.ends_with(first)).unwrap();
        lines[at..].iter().take(8).any(|line| line.contains(&two))
    };
    assert!(after("What it is called."), "{client}");
    assert!(client.contains(&format!("{LINE}.")), "{client}");
}

#[test]
fn only_the_name_of_a_page_is_taken() {
    for wrong in [
        json!(""),
        json!("a.html"),
        json!([]),
        json!(["one", "https://a"]),
        json!(1),
    ] {
        let error = read("d", &json!({"sources": {"schemas.A": wrong}})).unwrap_err();
        let pointer = error.pointer();
        assert!(pointer.starts_with("/sources/schemas.A"), "{error}");
    }
}
