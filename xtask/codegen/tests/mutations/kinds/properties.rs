//! Names of properties.

use super::Expected::{Client, Either, Refusal};
use super::{Kind, at, kind, made_objects, objects, rename_property};
use serde_json::json;

pub const ALL: &[Kind] = &[
    kind(
        "a property with a keyword for a name",
        Client,
        made_objects,
        |d, p| {
            for name in ["type", "self", "crate", "super", "fn", "async", "gen", "_"] {
                rename_property(d, p, name);
            }
        },
    ),
    kind(
        "a property with odd signs in its name",
        Either,
        objects,
        |d, p| {
            for name in ["a b", "a-c", "1st", "ä", "$d", "e.f", "g:h"] {
                rename_property(d, p, name);
            }
        },
    ),
    kind(
        "properties that differ in signs only",
        Refusal,
        made_objects,
        |d, p| {
            for name in ["one_two", "oneTwo", "one-two"] {
                rename_property(d, p, name);
            }
        },
    ),
    kind("a property without a name", Either, objects, |d, p| {
        rename_property(d, p, "")
    }),
    kind("a property of signs", Either, objects, |d, p| {
        rename_property(d, p, "+")
    }),
    kind("a column of any name", Client, made_objects, |d, p| {
        rename_property(d, p, "cf:any")
    }),
    kind("two columns of any name", Either, objects, |d, p| {
        rename_property(d, p, "cf:any");
        let properties = at(d, p)["properties"].as_object_mut().unwrap();
        properties.insert("cf:other".to_owned(), json!({"type": "integer"}));
    }),
    kind(
        "a property called extra beside columns",
        Refusal,
        made_objects,
        |d, p| {
            rename_property(d, p, "cf:any");
            rename_property(d, p, "extra");
        },
    ),
    kind("50,000 properties", Refusal, objects, |d, p| {
        let more = (0..50_000).map(|n| (format!("p{n}"), json!({"type": "string"})));
        let properties = at(d, p)["properties"].as_object_mut().unwrap();
        properties.extend(more);
    }),
];
