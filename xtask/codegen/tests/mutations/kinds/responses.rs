//! Responses.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, at, kind, operations, set};
use serde_json::json;

pub const ALL: &[Kind] = &[
    kind("an odd success", Client, operations, |d, p| {
        at(d, p)["responses"]["209"] = json!({"description": "x"});
    }),
    kind("a second typed success", Either, operations, |d, p| {
        at(d, p)["responses"]["203"] = json!({"description": "x",
            "schema": {"type": "object", "properties": {"other": {"type": "string"}}}});
    }),
    kind("no success", Refusal, operations, |d, p| {
        set(d, p, "responses", json!({"404": {"description": "x"}}));
    }),
    kind("a status that is none", Refusal, operations, |d, p| {
        at(d, p)["responses"]["2XX"] = json!({"description": "x"});
    }),
    kind("a status out of range", Refusal, operations, |d, p| {
        at(d, p)["responses"]["999"] = json!({"description": "x"});
    }),
    kind("a default response", Client, operations, |d, p| {
        at(d, p)["responses"]["default"] = json!({"description": "x"});
    }),
    kind("a typed failure", Client, operations, |d, p| {
        at(d, p)["responses"]["418"] = json!({"description": "x", "schema": {"type": "string"}});
    }),
    kind("a success by reference", Client, operations, |d, p| {
        d["responses"] = json!({"a": {"description": "x"}});
        at(d, p)["responses"]["200"] = json!({"$ref": "#/responses/a"});
    }),
    kind(
        "an unknown member of a response",
        Refusal,
        operations,
        |d, p| {
            at(d, p)["responses"]["200"] = json!({"description": "x", "content": {}});
        },
    ),
    kind("an answer of anything", Client, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {}}}),
        );
    }),
    kind("an answer that is a text", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {"type": "string"}}}),
        );
    }),
    kind("an answer that is a number", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {"type": "integer"}}}),
        );
    }),
    kind(
        "an answer that is a list of lists",
        Either,
        operations,
        |d, p| {
            set(
                d,
                p,
                "responses",
                json!({"200": {"description": "x", "schema": {"type": "array",
            "items": {"type": "array", "items": {"type": "integer"}}}}}),
            );
        },
    ),
    kind("an answer that is a map", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x", "schema": {"type": "object",
            "additionalProperties": {"type": "integer"}}}}),
        );
    }),
    kind("an answer that is a date", Either, operations, |d, p| {
        set(
            d,
            p,
            "responses",
            json!({"200": {"description": "x",
            "schema": {"type": "string", "format": "date-time"}}}),
        );
    }),
    kind("an answer in another format", Client, operations, |d, p| {
        set(d, p, "produces", json!(["text/plain"]));
    }),
];
