//! Operations, their names, tags and security.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, add_path, at, free_verb, kind, operations, paths, set, sibling};
use serde_json::json;

pub const ALL: &[Kind] = &[
    kind("an operationId twice", Refusal, operations, |d, p| {
        let verb = free_verb(d, p);
        let mut copy = at(d, p).clone();
        copy.insert("x-sdk-methodName".to_owned(), json!("another"));
        add_path(d, p, verb, copy);
    }),
    kind("a method name twice", Refusal, operations, |d, p| {
        let verb = free_verb(d, p);
        let method = at(d, p).get("x-sdk-methodName").cloned();
        let method = method.unwrap_or_else(|| at(d, p)["operationId"].clone());
        let mut copy = sibling(d, p);
        copy.insert("x-sdk-methodName".to_owned(), method.clone());
        set(d, p, "x-sdk-methodName", method);
        add_path(d, p, verb, copy);
    }),
    kind(
        "an operation without operationId",
        Client,
        operations,
        |d, p| {
            at(d, p).remove("operationId");
        },
    ),
    kind("an operationId of signs", Refusal, operations, |d, p| {
        set(d, p, "x-sdk-methodName", json!("+"));
    }),
    kind(
        "an operationId that is a keyword",
        Either,
        operations,
        |d, p| {
            set(d, p, "x-sdk-methodName", json!("type"));
        },
    ),
    kind("an operationId that is self", Either, operations, |d, p| {
        set(d, p, "x-sdk-methodName", json!("self"));
    }),
    kind(
        "an operationId in another script",
        Either,
        operations,
        |d, p| {
            set(d, p, "x-sdk-methodName", json!("größeLesen"));
        },
    ),
    kind(
        "an operationId that is a number",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "operationId", json!(7));
        },
    ),
    kind("an undeclared tag", Client, operations, |d, p| {
        set(d, p, "tags", json!(["New Area"]))
    }),
    kind("two tags", Client, operations, |d, p| {
        set(d, p, "tags", json!(["A", "B"]))
    }),
    kind("no tag", Client, operations, |d, p| {
        set(d, p, "tags", json!([]))
    }),
    kind("an empty tag", Either, operations, |d, p| {
        set(d, p, "tags", json!([""]))
    }),
    kind("a tag of signs", Either, operations, |d, p| {
        set(d, p, "tags", json!(["«»"]))
    }),
    kind(
        "an unknown member of an operation",
        Refusal,
        operations,
        |d, p| {
            set(d, p, "callbacks", json!({}));
        },
    ),
    kind("an unknown verb", Refusal, operations, |d, p| {
        let copy = sibling(d, p);
        add_path(d, p, "options", copy);
    }),
    kind("an empty path item", Client, operations, |d, _| {
        d["paths"]["/empty"] = json!({});
    }),
    kind("a path without its parameter", Refusal, paths, |d, p| {
        let (list, index) = p.pointer.rsplit_once('/').unwrap();
        let list = d.pointer_mut(list).unwrap().as_array_mut().unwrap();
        list.remove(index.parse().unwrap());
    }),
    kind("a deprecated operation", Client, operations, |d, p| {
        set(d, p, "deprecated", json!(true));
    }),
    kind("security that is an object", Refusal, operations, |d, p| {
        set(d, p, "security", json!({}));
    }),
    kind(
        "security with a scope that is a number",
        Refusal,
        operations,
        |d, p| {
            let schemes = d["securityDefinitions"].as_object().unwrap();
            let scheme = schemes.keys().next().unwrap().clone();
            set(d, p, "security", json!([{(scheme): [1]}]));
        },
    ),
    kind(
        "security of an unknown scheme",
        Either,
        operations,
        |d, p| {
            set(d, p, "security", json!([{"unheard_of": []}]));
        },
    ),
];
