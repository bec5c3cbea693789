//! Types of schemas: left out, changed, nested, recursive.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, at, kind, lists, made_objects, nested, objects, set, texts, texts_outside_jobs};
use serde_json::{Map, Value, json};

pub const ALL: &[Kind] = &[
    kind("a property without type", Client, texts, |d, p| {
        at(d, p).remove("type");
    }),
    kind("an unknown type", Refusal, texts, |d, p| {
        set(d, p, "type", json!("file"))
    }),
    kind("a type that is a list", Client, texts, |d, p| {
        set(d, p, "type", json!(["string", "null"]));
    }),
    kind("a type that is null", Refusal, texts, |d, p| {
        set(d, p, "type", Value::Null)
    }),
    kind("a string that becomes an integer", Either, texts, |d, p| {
        set(d, p, "type", json!("integer"));
    }),
    kind("a string that becomes an object", Either, texts, |d, p| {
        set(d, p, "type", json!("object"));
    }),
    kind("a list that becomes a string", Either, lists, |d, p| {
        at(d, p).remove("items");
        set(d, p, "type", json!("string"));
    }),
    kind("a list without items", Refusal, lists, |d, p| {
        at(d, p).remove("items");
    }),
    kind("a list of anything", Either, lists, |d, p| {
        set(d, p, "items", json!({}))
    }),
    kind("a list that is an item of a list", Either, lists, |d, p| {
        let items = at(d, p)["items"].clone();
        set(d, p, "items", json!({"type": "array", "items": items}));
    }),
    kind(
        "an object that becomes free-form",
        Either,
        objects,
        |d, p| {
            at(d, p).clear();
        },
    ),
    kind("an object without type", Client, objects, |d, p| {
        at(d, p).insert("type".to_owned(), json!("x"));
        at(d, p).remove("type");
        set(d, p, "x-fact", json!(1));
    }),
    kind("an object without properties", Either, objects, |d, p| {
        at(d, p).remove("required");
        set(d, p, "properties", json!({}));
    }),
    kind("an object that is a map", Client, made_objects, |d, p| {
        set(d, p, "additionalProperties", json!({"type": "integer"}));
    }),
    kind("an object of any members", Client, made_objects, |d, p| {
        set(d, p, "additionalProperties", json!(true));
    }),
    kind(
        "an object that is put together from two",
        Client,
        made_objects,
        |d, p| {
            let whole = at(d, p).clone();
            let more = json!({"type": "object", "properties": {"a_new_one": {"type": "string"}}});
            at(d, p).clear();
            set(d, p, "allOf", json!([whole, more]));
        },
    ),
    kind(
        "a text that is a map of maps",
        Client,
        texts_outside_jobs,
        |d, p| {
            let inner = json!({"type": "object", "additionalProperties": {"type": "object"}});
            *at(d, p) = Map::from_iter([
                ("type".to_owned(), json!("object")),
                ("additionalProperties".to_owned(), inner),
            ]);
        },
    ),
    kind("a deprecated object", Client, objects, |d, p| {
        set(d, p, "x-deprecated", json!("Use another one."));
    }),
    kind("a deprecated property", Client, texts, |d, p| {
        set(d, p, "deprecated", json!(true));
    }),
    kind(
        "a required property that is none",
        Refusal,
        objects,
        |d, p| {
            set(d, p, "required", json!(["no_such_property"]));
        },
    ),
    kind("properties that are a list", Refusal, objects, |d, p| {
        set(d, p, "properties", json!([]));
    }),
    kind("an object that contains itself", Either, objects, |d, p| {
        let own = p.pointer.strip_prefix("/definitions/").unwrap();
        let own = own.split('/').next().unwrap().to_owned();
        let reference = json!({"$ref": format!("#/definitions/{own}")});
        at(d, p)["properties"]["own"] = reference;
        set(d, p, "required", json!(["own"]));
    }),
    kind(
        "objects that contain each other",
        Either,
        objects,
        |d, p| {
            d["definitions"]["Left"] = json!({"type": "object", "required": ["right"],
            "properties": {"right": {"$ref": "#/definitions/Right"}}});
            d["definitions"]["Right"] = json!({"type": "object", "required": ["left"],
            "properties": {"left": {"$ref": "#/definitions/Left"}}});
            at(d, p)["properties"]["left"] = json!({"$ref": "#/definitions/Left"});
        },
    ),
    kind(
        "a job that contains a job",
        Client,
        texts_outside_jobs,
        |d, p| {
            let job = json!({"type": "object", "properties": {
                "activity_id": {"type": "string"}, "state": {"type": "string"},
                "parent": {"$ref": "#/definitions/OddJob"},
                "steps": {"type": "array", "items": {"$ref": "#/definitions/OddJob"}}}});
            d["definitions"]["OddJob"] = job;
            *at(d, p) = Map::from_iter([("$ref".to_owned(), json!("#/definitions/OddJob"))]);
        },
    ),
    kind("a list of itself", Refusal, texts, |d, p| {
        d["definitions"]["Loop"] =
            json!({"type": "array", "items": {"$ref": "#/definitions/Loop"}});
        *at(d, p) = Map::from_iter([("$ref".to_owned(), json!("#/definitions/Loop"))]);
    }),
    kind("a reference to itself", Refusal, texts, |d, p| {
        d["definitions"]["Loop"] = json!({"$ref": "#/definitions/Loop"});
        *at(d, p) = Map::from_iter([("$ref".to_owned(), json!("#/definitions/Loop"))]);
    }),
    kind("lists nested 200 deep", Refusal, texts, |d, p| {
        let deep = nested(200, |inner| json!({"type": "array", "items": inner}));
        *d.pointer_mut(&p.pointer).unwrap() = deep;
    }),
    kind("objects nested 200 deep", Refusal, texts, |d, p| {
        let deep = nested(
            200,
            |inner| json!({"type": "object", "properties": {"a": inner}}),
        );
        *d.pointer_mut(&p.pointer).unwrap() = deep;
    }),
    kind("maps nested 200 deep", Refusal, texts, |d, p| {
        let deep = nested(
            200,
            |inner| json!({"type": "object", "additionalProperties": inner}),
        );
        *d.pointer_mut(&p.pointer).unwrap() = deep;
    }),
    kind("an unknown format", Client, texts, |d, p| {
        set(d, p, "format", json!("odd"))
    }),
    kind("a format that is a number", Refusal, texts, |d, p| {
        set(d, p, "format", json!(1))
    }),
    kind("an unknown member of a schema", Refusal, texts, |d, p| {
        set(d, p, "oneOf", json!([]));
    }),
    kind("a default of the wrong type", Client, texts, |d, p| {
        set(d, p, "default", json!({"a": 1}));
    }),
    kind("a limit of the wrong type", Client, texts, |d, p| {
        set(d, p, "maxLength", json!("many"));
    }),
    kind("a pattern that is none", Client, texts, |d, p| {
        set(d, p, "pattern", json!("(["))
    }),
    kind("a read-only that is a text", Refusal, texts, |d, p| {
        set(d, p, "readOnly", json!("yes"));
    }),
];
