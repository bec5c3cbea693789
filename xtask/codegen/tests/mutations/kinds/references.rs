//! References, and the definitions that they lead to.

use super::Expected::{Either, Refusal};
use super::{Kind, at, kind, references, set};
use crate::places::escape;
use serde_json::json;

pub const ALL: &[Kind] = &[
    kind("a reference to nothing", Refusal, references, |d, p| {
        set(d, p, "$ref", json!("#/definitions/Gone"));
    }),
    kind(
        "a reference to another file",
        Refusal,
        references,
        |d, p| {
            set(d, p, "$ref", json!("other.yaml#/definitions/A"));
        },
    ),
    kind("a reference into the paths", Refusal, references, |d, p| {
        let path = escape(&p.path);
        set(d, p, "$ref", json!(format!("#/paths/{path}")));
    }),
    kind(
        "a reference that is a number",
        Refusal,
        references,
        |d, p| set(d, p, "$ref", json!(1)),
    ),
    kind(
        "a reference with an unknown member",
        Refusal,
        references,
        |d, p| {
            set(d, p, "with", json!([]));
        },
    ),
    kind(
        "a definition that is a text",
        Refusal,
        references,
        |d, p| {
            let target = at(d, p)["$ref"].as_str().unwrap()[1..].to_owned();
            *d.pointer_mut(&target).unwrap() = json!("text");
        },
    ),
    kind(
        "a definition under another name",
        Either,
        references,
        |d, p| {
            let target = at(d, p)["$ref"].as_str().unwrap()[1..].to_owned();
            let whole = d.pointer(&target).unwrap().clone();
            d["definitions"]["Renamed-77"] = whole;
            let text = d
                .to_string()
                .replace(&format!("#{target}\""), "#/definitions/Renamed-77\"");
            *d = serde_json::from_str(&text).unwrap();
        },
    ),
    kind(
        "two definitions of one type name",
        Either,
        references,
        |d, p| {
            d["definitions"]["contact_list"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            d["definitions"]["contactListDto"] =
                json!({"type": "object", "properties": {"y": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/contact_list"));
            d["definitions"]["contact_list"]["properties"]["w"] =
                json!({"$ref": "#/definitions/contactListDto"});
        },
    ),
    kind(
        "a definition with a digit for a name",
        Either,
        references,
        |d, p| {
            d["definitions"]["1"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/1"));
        },
    ),
    kind(
        "a definition with signs for a name",
        Either,
        references,
        |d, p| {
            d["definitions"]["«+»"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/«+»"));
        },
    ),
    kind("a definition without a name", Either, references, |d, p| {
        d["definitions"][""] = json!({"type": "object", "properties": {"z": {"type": "string"}}});
        set(d, p, "$ref", json!("#/definitions/"));
    }),
    kind(
        "a definition with a keyword for a name",
        Either,
        references,
        |d, p| {
            d["definitions"]["self"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/self"));
        },
    ),
    kind(
        "a definition with the name of a Rust type",
        Either,
        references,
        |d, p| {
            d["definitions"]["option"] =
                json!({"type": "object", "properties": {"z": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/option"));
        },
    ),
    kind(
        "a definition in another script",
        Either,
        references,
        |d, p| {
            d["definitions"]["Größe"] =
                json!({"type": "object", "properties": {"größe": {"type": "string"}}});
            set(d, p, "$ref", json!("#/definitions/Größe"));
        },
    ),
];
