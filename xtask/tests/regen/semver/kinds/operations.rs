//! Operations and what they answer.

use super::properties::reader_is_sent;
use super::{ADDED, CHANGED, DEPRECATED, Kind, UNSEEN, remove, set};
use crate::workspace::object;
use serde_json::{Value, json};

const READ: &str = "/paths/~1readers~1{reader_id}/get";

pub const ALL: &[Kind] = &[
    Kind::new("an operation added", ADDED, |d| {
        let mut path = d["paths"]["/readers/{reader_id}"].clone();
        path["get"]["operationId"] = json!("getReaderAgain");
        set(d, "/paths", "/readers/{reader_id}/again", path);
    }),
    Kind::new("an operation with types of its own added", ADDED, |d| {
        let schema = json!({"type": "object", "required": ["until"],
            "properties": {"until": {"type": "string"}}});
        let answer = json!({"type": "object", "properties": {"free": {"type": "boolean"}}});
        let extend = json!({"post": {"operationId": "extendLoan", "tags": ["Readers"],
            "parameters": [{"name": "body", "in": "body", "required": true, "schema": schema}],
            "responses": {"200": {"description": "OK", "schema": answer}}}});
        set(d, "/paths", "/loans/extend", extend);
    }),
    Kind::new("an operation renamed", CHANGED, |d| {
        set(d, READ, "x-sdk-methodName", json!("readReader"));
    }),
    Kind::new("an operation at another path", UNSEEN, |d| {
        let paths = object(d, "/paths");
        let path = paths.remove("/readers/{reader_id}").unwrap();
        paths.insert("/people/{reader_id}".to_owned(), path);
    }),
    Kind::new("an operation with another scope", UNSEEN, |d| {
        let security = json!([{"oauth2_implicit": ["library_write"]}]);
        set(d, READ, "security", security);
    }),
    Kind::new("an operation deprecated", DEPRECATED, |d| {
        set(d, READ, "deprecated", json!(true));
    }),
    Kind::new("an answer that is sent too", ADDED, reader_is_sent)
        .given(|d| set(d, "/definitions/Reader", "required", json!(["name"]))),
    // A field that only requests require is plain, and one that an answer may lack is an `Option`.
    Kind::new("a request that is answered too", CHANGED, |d| {
        let mut path = d["paths"]["/readers/{reader_id}"].clone();
        path["get"]["operationId"] = json!("getReaderInput");
        let schema = json!({"$ref": "#/definitions/ReaderInput"});
        path["get"]["responses"]["200"]["schema"] = schema;
        set(d, "/paths", "/readers/{reader_id}/input", path);
    })
    .unseen(
        r#"ReaderInput::new("a").name.is_empty();"#,
        r#"ReaderInput::new("a").name.is_some();"#,
    ),
    Kind::new("another answer", CHANGED, |d| {
        answer(
            d,
            json!({"description": "OK", "schema": {"$ref": "#/definitions/Shelf"}}),
        );
    })
    .given(|d| {
        // The type of the answer is still there after the change.
        let mut path = d["paths"]["/readers/{reader_id}"].clone();
        path["get"]["operationId"] = json!("getReaderAgain");
        set(d, "/paths", "/readers/{reader_id}/again", path);
    })
    .unseen(
        r#"let reader: Reader = client.get_reader("a").send().await?.into_inner();"#,
        r#"let shelf: Shelf = client.get_reader("a").send().await?.into_inner();"#,
    ),
    Kind::new("an answer without content", CHANGED, |d| {
        remove(d, &format!("{READ}/responses"), "200");
        set(
            d,
            &format!("{READ}/responses"),
            "204",
            json!({"description": "No Content"}),
        );
    })
    .given(|d| {
        let mut path = d["paths"]["/readers/{reader_id}"].clone();
        path["get"]["operationId"] = json!("getReaderAgain");
        set(d, "/paths", "/readers/{reader_id}/again", path);
    })
    .unseen(
        r#"let reader: Reader = client.get_reader("a").send().await?.into_inner();"#,
        r#"let (): () = client.get_reader("a").send().await?.into_inner();"#,
    ),
    Kind::new("an answer in pages", ADDED, |d| {
        let links = json!({"$ref": "#/definitions/PagingLinks"});
        set(d, "/definitions/LoanPage/properties", "_links", links);
    })
    .given(|d| {
        // Loans are rows of pages anyway.
        set(
            d,
            "/definitions",
            "AllLoans",
            d["definitions"]["LoanPage"].clone(),
        );
        let mut path = d["paths"]["/reports/overdue"].clone();
        path["get"]["operationId"] = json!("getAllLoans");
        let schema = json!({"$ref": "#/definitions/AllLoans"});
        path["get"]["responses"]["200"]["schema"] = schema;
        set(d, "/paths", "/reports/all", path);
        remove(d, "/definitions/LoanPage/properties", "_links");
    }),
    Kind::new("an answer in pages whose items become rows", CHANGED, |d| {
        let links = json!({"$ref": "#/definitions/PagingLinks"});
        set(d, "/definitions/LoanPage/properties", "_links", links);
    })
    .given(|d| remove(d, "/definitions/LoanPage/properties", "_links"))
    .breaks("an item is written without the members that have no field"),
];

fn answer(document: &mut Value, answer: Value) {
    set(document, &format!("{READ}/responses"), "200", answer);
}
