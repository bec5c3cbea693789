//! Definitions and enumerations.

use super::{ADDED, CHANGED, Kind, UNSEEN, parameter, set};
use crate::workspace::object;
use serde_json::{Value, json};

pub const ALL: &[Kind] = &[
    Kind::new("a definition that a new property needs", ADDED, |d| {
        let street = json!({"type": "object", "properties": {"street": {"type": "string"}}});
        set(d, "/definitions", "Home", street);
        let home = json!({"$ref": "#/definitions/Home"});
        set(d, "/definitions/Reader/properties", "home", home);
    }),
    Kind::new("a definition that nothing needs", UNSEEN, |d| {
        let street = json!({"type": "object", "properties": {"street": {"type": "string"}}});
        set(d, "/definitions", "Home", street);
    }),
    Kind::new("a definition renamed", CHANGED, |d| {
        let definitions = object(d, "/definitions");
        let reader = definitions.remove("Reader").unwrap();
        definitions.insert("Person".to_owned(), reader);
        let text = d.to_string();
        *d = serde_json::from_str(&text.replace("/Reader\"", "/Person\"")).unwrap();
    }),
    Kind::new("an enumeration in place of a text", CHANGED, |d| {
        let name = "/definitions/Reader/properties/name";
        set(d, name, "enum", json!(["anna", "otto"]));
    })
    .unseen(
        "Reader::default().name = Some(String::new());",
        "Reader::default().name = Some(ReaderName::Anna);",
    ),
    Kind::new("a value of an enumeration added", ADDED, |d| {
        statuses(d, json!(["all", "open", "closed", "asleep"]));
    }),
    Kind::new(
        "a value of an enumeration in place of another",
        CHANGED,
        |d| {
            statuses(d, json!(["all", "open", "asleep"]));
        },
    ),
];

fn statuses(document: &mut Value, values: Value) {
    parameter(document, "/paths/~1shelves/get", "status")["enum"] = values;
}
