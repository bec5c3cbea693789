//! Parameters in path and header.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, at, kind, operations, paths, push_parameter, queries, rename_parameter, set};
use crate::places::Place;
use serde_json::{Value, json};

pub const ALL: &[Kind] = &[
    kind("a parameter without type", Either, queries, |d, p| {
        at(d, p).remove("type");
    }),
    kind("an unknown type of parameter", Either, queries, |d, p| {
        set(d, p, "type", json!("object"));
    }),
    kind("a string default of an integer", Client, queries, |d, p| {
        set(d, p, "type", json!("integer"));
        set(d, p, "default", json!("50"));
    }),
    kind("an unknown collection format", Refusal, queries, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "string"}));
        set(d, p, "collectionFormat", json!("pipes"));
    }),
    kind("a list parameter", Client, queries, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "integer"}));
        set(d, p, "collectionFormat", json!("multi"));
        at(d, p).remove("enum");
    }),
    kind("a list of lists parameter", Either, queries, |d, p| {
        set(d, p, "type", json!("array"));
        set(
            d,
            p,
            "items",
            json!({"type": "array", "items": {"type": "string"}}),
        );
    }),
    kind(
        "an enumeration on a list parameter",
        Client,
        queries,
        |d, p| {
            at(d, p).remove("format");
            set(d, p, "type", json!("array"));
            set(d, p, "enum", json!(["a", "b"]));
            set(d, p, "collectionFormat", json!("csv"));
        },
    ),
    kind("a list parameter in the path", Client, paths, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "string"}));
    }),
    kind("a repeated parameter in the path", Either, paths, |d, p| {
        set(d, p, "type", json!("array"));
        set(d, p, "items", json!({"type": "string"}));
        set(d, p, "collectionFormat", json!("multi"));
    }),
    kind(
        "a path parameter that is optional",
        Refusal,
        paths,
        |d, p| {
            set(d, p, "required", json!(false));
        },
    ),
    kind(
        "a path parameter that is not in the path",
        Refusal,
        paths,
        |d, p| {
            rename_parameter(d, p, "elsewhere");
        },
    ),
    kind(
        "a path parameter that says nothing of itself",
        Refusal,
        paths,
        |d, p| {
            at(d, p).remove("required");
        },
    ),
    kind("a parameter in a header", Refusal, queries, |d, p| {
        set(d, p, "in", json!("header"))
    }),
    kind("a parameter nowhere", Refusal, queries, |d, p| {
        at(d, p).remove("in");
    }),
    kind("a parameter without a name", Refusal, queries, |d, p| {
        at(d, p).remove("name");
    }),
    kind("a parameter with an empty name", Either, queries, |d, p| {
        rename_parameter(d, p, "")
    }),
    kind("a parameter of signs", Either, queries, |d, p| {
        rename_parameter(d, p, "[]")
    }),
    kind(
        "a parameter with a keyword for a name",
        Client,
        queries,
        |d, p| {
            rename_parameter(d, p, "type");
        },
    ),
    kind("a parameter called self", Either, queries, |d, p| {
        rename_parameter(d, p, "self")
    }),
    kind("a parameter called body", Either, queries, |d, p| {
        rename_parameter(d, p, "body")
    }),
    kind("a parameter called client", Either, queries, |d, p| {
        rename_parameter(d, p, "client")
    }),
    kind("a parameter called send", Either, queries, |d, p| {
        rename_parameter(d, p, "send")
    }),
    kind("a parameter called call", Either, queries, |d, p| {
        rename_parameter(d, p, "call")
    }),
    kind("a parameter called new", Either, queries, |d, p| {
        rename_parameter(d, p, "new")
    }),
    kind("a parameter called stream", Either, queries, |d, p| {
        rename_parameter(d, p, "stream")
    }),
    kind(
        "a parameter with odd signs in its name",
        Either,
        queries,
        |d, p| {
            rename_parameter(d, p, "filter[a b]");
        },
    ),
    kind(
        "a parameter that begins with a digit",
        Either,
        queries,
        |d, p| {
            rename_parameter(d, p, "1st");
        },
    ),
    kind("parameters of one name", Refusal, queries, |d, p| {
        let own = Value::Object(at(d, p).clone());
        let (operation, _) = p.pointer.rsplit_once("/parameters").unwrap();
        let place = Place {
            pointer: operation.to_owned(),
            path: p.path.clone(),
        };
        push_parameter(d, &place, own);
    }),
    kind(
        "parameters that differ in signs only",
        Either,
        operations,
        |d, p| {
            for name in ["one_two", "oneTwo"] {
                push_parameter(d, p, json!({"name": name, "in": "query", "type": "string"}));
            }
        },
    ),
    kind("a parameter by reference", Client, operations, |d, p| {
        d["parameters"] = json!({"a": {"name": "a", "in": "query", "type": "string"}});
        push_parameter(d, p, json!({"$ref": "#/parameters/a"}));
    }),
    kind(
        "parameters that are an object",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "parameters", json!({}));
        },
    ),
    kind("parameters of a whole path", Client, operations, |d, p| {
        d["paths"][&p.path]["parameters"] = json!([]);
    }),
];
