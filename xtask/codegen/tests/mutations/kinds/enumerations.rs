//! Enumerations in odd places and of odd values.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, at, kind, lists, made_texts, set, texts};
use serde_json::json;

pub const ALL: &[Kind] = &[
    kind("an enumeration on the list", Client, lists, |d, p| {
        set(d, p, "items", json!({"type": "string"}));
        set(d, p, "enum", json!(["a", "b"]));
    }),
    kind("an enumeration of numbers", Client, texts, |d, p| {
        set(d, p, "enum", json!([1, 2]))
    }),
    kind("an enumeration without values", Either, texts, |d, p| {
        set(d, p, "enum", json!([]))
    }),
    kind(
        "an enumeration that is an object",
        Refusal,
        texts,
        |d, p| set(d, p, "enum", json!({})),
    ),
    kind("an enumeration with odd values", Client, texts, |d, p| {
        // Its own type, which has no values of other places.
        at(d, p).remove("x-type-name");
        set(
            d,
            p,
            "enum",
            json!([
                "type", "a b", "1", "ä", "self", "Self", "+", "A", "a", "x-y"
            ]),
        );
    }),
    kind(
        "an enumeration with an empty value",
        Either,
        texts,
        |d, p| {
            set(d, p, "enum", json!(["", "a"]));
        },
    ),
    kind(
        "an enumeration with the name of the unknown",
        Client,
        made_texts,
        |d, p| {
            set(d, p, "enum", json!(["UNKNOWN", "known"]));
        },
    ),
    kind("two values in one", Client, texts, |d, p| {
        set(d, p, "enum", json!(["A, B", "B, C"]))
    }),
];
