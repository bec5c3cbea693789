//! Properties of answers, of requests, and of types that are both.

use super::{ADDED, CHANGED, DEPRECATED, Kind, Step, UNSEEN, push, remove, set};
use serde_json::json;

const READER: &str = "/definitions/Reader/properties";
const INPUT: &str = "/definitions/ReaderInput/properties";
const REQUIRED: &str = "/definitions/ReaderInput/required";

pub const ALL: &[Kind] = &[
    Kind::new("a property of an answer added", ADDED, |d| {
        set(d, READER, "colour", json!({"type": "string"}));
    }),
    Kind::new("an optional property of a request added", ADDED, |d| {
        set(d, INPUT, "colour", json!({"type": "string"}));
    }),
    Kind::new("a required property of a request added", CHANGED, |d| {
        set(d, INPUT, "colour", json!({"type": "string"}));
        push(d, REQUIRED, json!("colour"));
    }),
    Kind::new("a property of a request made required", CHANGED, |d| {
        push(d, REQUIRED, json!("email"));
    }),
    Kind::new(
        "the first property of a request made required",
        CHANGED,
        |d| {
            set(d, "/definitions/ReaderInput", "required", json!(["name"]));
        },
    )
    .given(|d| remove(d, "/definitions/ReaderInput", "required")),
    Kind::new(
        "a property of a request and an answer made required",
        CHANGED,
        |d| {
            set(d, "/definitions/Reader", "required", json!(["name"]));
        },
    )
    .given(reader_is_sent),
    Kind::new("a property of an answer made required", UNSEEN, |d| {
        set(d, "/definitions/Reader", "required", json!(["name"]));
    }),
    Kind::new("a property of an answer retyped", CHANGED, |d| {
        set(d, READER, "name", json!({"type": "integer"}));
    })
    .unseen(
        "Reader::default().name = Some(String::new());",
        "Reader::default().name = Some(1_i64);",
    ),
    Kind::new("a property of a request retyped", CHANGED, |d| {
        set(
            d,
            INPUT,
            "email",
            json!({"type": "array", "items": {"type": "string"}}),
        );
    })
    .unseen(
        r#"ReaderInput::new("a").email("b");"#,
        r#"ReaderInput::new("a").email(["b"]);"#,
    ),
    Kind::new("a required property of a request retyped", CHANGED, |d| {
        set(d, INPUT, "name", json!({"type": "integer"}));
    })
    .unseen(r#"ReaderInput::new("a");"#, "ReaderInput::new(1);"),
    Kind::new("a property deprecated", DEPRECATED, |d| {
        set(d, &format!("{READER}/email"), "x-deprecated", json!(true));
    }),
    Kind::new("a property renamed", CHANGED, |d| {
        remove(d, READER, "email");
        set(
            d,
            READER,
            "address",
            json!({"type": "string", "format": "email"}),
        );
    }),
    Kind::new(
        "a property of a request made read-only",
        [Step::Major, Step::Minor],
        |d| {
            set(d, &format!("{INPUT}/email"), "readOnly", json!(true));
        },
    ),
    Kind::new("a property of an answer made read-only", UNSEEN, |d| {
        set(d, &format!("{READER}/email"), "readOnly", json!(true));
    }),
    Kind::new("a property with a limit", UNSEEN, |d| {
        set(d, &format!("{INPUT}/name"), "maxLength", json!(7));
    }),
    Kind::new(
        "a property that its read form lacks added to what a PUT takes",
        CHANGED,
        |d| {
            set(
                d,
                "/definitions/BookInput/properties",
                "colour",
                json!({"type": "string"}),
            );
        },
    ),
    Kind::new("members of any name", CHANGED, |d| {
        set(
            d,
            "/definitions/Reader",
            "additionalProperties",
            json!({"type": "string"}),
        );
    }),
];

/// `PUT /readers/{reader_id}` takes what it answers.
pub(super) fn reader_is_sent(document: &mut serde_json::Value) {
    let mut put = document["paths"]["/readers/{reader_id}"]["get"].clone();
    put["operationId"] = json!("putReader");
    let body = json!({"name": "body", "in": "body", "required": true,
        "schema": {"$ref": "#/definitions/Reader"}});
    put["parameters"].as_array_mut().unwrap().push(body);
    document["paths"]["/readers/{reader_id}"]["put"] = put;
}
