//! Bodies of requests.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, at, bodied, kind, operations, push_parameter, set};
use crate::places::Place;
use serde_json::{Value, json};

pub const ALL: &[Kind] = &[
    kind("a second body", Refusal, bodied, |d, p| {
        let mut own = at(d, p).clone();
        own.insert("name".to_owned(), json!("another"));
        let (operation, _) = p.pointer.rsplit_once("/parameters").unwrap();
        let place = Place {
            pointer: operation.to_owned(),
            path: p.path.clone(),
        };
        push_parameter(d, &place, Value::Object(own));
    }),
    kind("a body without schema", Refusal, bodied, |d, p| {
        at(d, p).remove("schema");
    }),
    kind("a body of anything", Either, bodied, |d, p| {
        set(d, p, "schema", json!({}))
    }),
    kind("a body that is a text", Either, bodied, |d, p| {
        set(d, p, "schema", json!({"type": "string"}));
    }),
    kind("a body that is an enumeration", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "string", "enum": ["a", "b"]}),
        );
    }),
    kind("a body that is a list", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "array", "items": {"type": "string"}}),
        );
    }),
    kind("a body that is a map", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
        );
    }),
    kind("a body that is inline", Either, bodied, |d, p| {
        set(
            d,
            p,
            "schema",
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        );
    }),
    kind("a body that is optional", Client, bodied, |d, p| {
        set(d, p, "required", json!(1));
        at(d, p).remove("required");
        set(d, p, "x-fact", json!(1));
    }),
    kind("a body of a second kind", Client, bodied, |d, p| {
        let (operation, _) = p.pointer.rsplit_once("/parameters").unwrap();
        let place = Place {
            pointer: operation.to_owned(),
            path: p.path.clone(),
        };
        set(
            d,
            &place,
            "consumes",
            json!(["application/json", "application/xml"]),
        );
    }),
    kind(
        "an upload without a counterpart",
        Refusal,
        operations,
        |d, p| {
            push_parameter(
                d,
                p,
                json!({"name": "file", "in": "formData", "type": "file"}),
            );
            set(d, p, "consumes", json!(["multipart/form-data"]));
        },
    ),
];
