//! How operations become builders: one test for each rule, on the generated source.

use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

/// The generated source without line breaks and indentation, in which a test looks for what matters.
fn source(contract: &Contract) -> String {
    contract
        .generated()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn query(parameter: Value) -> String {
    source(&Contract::new().query(parameter))
}

#[track_caller]
fn has(source: &str, parts: &[&str]) {
    for part in parts {
        assert!(source.contains(part), "{part}\n{source}");
    }
}

#[test]
fn the_constant_says_what_is_called_and_by_whom() {
    let account = Contract::new().operation("delete", "/things", json!({}));
    has(
        &source(&account),
        &[
            "name: \"delete_thing\", method: reqwest::Method::DELETE, path: \"/things\", partner: false",
        ],
    );
    let partner = json!({"security": [{"api_key": [], "partner": []}]});
    has(
        &source(&Contract::new().operation("get", "/things", partner)),
        &["partner: true"],
    );
}

#[test]
fn one_value_is_sent_once() {
    has(
        &query(json!({"type": "string"})),
        &["call.query(\"part\", &part);"],
    );
    has(
        &query(json!({"type": "string", "required": true})),
        &["call.required_query(\"part\", &part)?;"],
    );
}

#[test]
fn several_values_are_joined_or_repeated() {
    has(
        &query(json!({"type": "string", "format": "csv"})),
        &["call.joined_query(\"part\", &part)?;"],
    );
    has(
        &query(json!({"type": "string", "format": "csv", "required": true})),
        &["call.required_list(\"part\", &part)?; call.joined_query(\"part\", &part)?;"],
    );
    let mut repeated =
        json!({"type": "array", "collectionFormat": "multi", "items": {"type": "string"}});
    has(
        &query(repeated.clone()),
        &[
            "call.repeated_query(\"part\", &part)?;",
            "value: impl IntoIterator<Item = impl Into<String>>",
        ],
    );
    repeated["required"] = true.into();
    has(
        &query(repeated),
        &[
            "call.required_list(\"part\", &part)?; call.repeated_query(\"part\", &part)?;",
            "part: impl IntoIterator<Item = impl Into<String>>",
        ],
    );
}

#[test]
fn values_in_the_path_are_filled_in() {
    let path = |mut parameter: Value| {
        parameter["in"] = "path".into();
        parameter["name"] = "id".into();
        parameter["required"] = true.into();
        let members = json!({"parameters": [parameter]});
        source(&Contract::new().operation("get", "/things/{id}", members))
    };
    has(
        &path(json!({"type": "string"})),
        &["call.path(\"id\", &id)?;", "&self, id: impl Into<String>)"],
    );
    has(
        &path(json!({"type": "string", "format": "csv"})),
        &["call.joined_path(\"id\", &id)?;"],
    );
}

#[test]
fn setters_take_what_converts_and_numbers_as_they_are() {
    has(
        &query(json!({"type": "string"})),
        &["pub fn part(mut self, value: impl Into<String>)"],
    );
    has(
        &query(json!({"type": "integer"})),
        &["pub fn part(mut self, value: i64)"],
    );
    has(
        &query(json!({"type": "number"})),
        &["pub fn part(mut self, value: f64)"],
    );
    has(
        &query(json!({"type": "boolean"})),
        &["pub fn part(mut self, value: bool)"],
    );
    has(
        &query(json!({"name": "limit", "type": "string"})),
        &["pub fn limit(mut self, value: u32)"],
    );
    has(
        &query(json!({"type": "string", "enum": ["a"], "x-type-name": "Part"})),
        &["pub fn part(mut self, value: impl Into<types::Part>)"],
    );
    let instant = query(json!({"type": "string", "format": "date-time"}));
    has(&instant, &["chrono::DateTime<", "value.into()"]);
}

#[test]
fn limits_and_formats_of_parameters_are_documented() {
    let limited = query(
        json!({"type": "string", "minLength": 1, "maxLength": 5, "format": "uuid",
        "required": true}),
    );
    has(&limited, &["* `part`: `part` 1 to 5 characters, a UUID."]);
    let several = json!({"type": "string", "format": "csv", "maximum": 25});
    has(&query(several), &["At most 25 entries."]);
}

#[test]
fn an_optional_body_is_sent_empty_rather_than_not() {
    let body = |required: bool| {
        let body = json!({"in": "body", "name": "b", "required": required,
            "schema": definition("Thing")});
        let contract = Contract::new()
            .definition("Thing", object(json!({"a": {"type": "string"}})))
            .operation("post", "/things", json!({"parameters": [body]}));
        source(&contract)
    };
    has(
        &body(true),
        &[
            "call.body(&body)?;",
            "pub fn post_thing(&self, body: types::Thing) -> builder::PostThing {",
        ],
    );
    has(
        &body(false),
        &[
            "call.body(&body.unwrap_or_default())?;",
            "pub fn body(mut self, value: types::Thing)",
        ],
    );
}

#[test]
fn a_method_takes_the_path_then_the_query_then_the_body() {
    let parameter = |place: &str, name: &str, ty: &str| json!({"in": place, "name": name, "type": ty, "required": true});
    let mut ids = parameter("query", "ids", "string");
    ids["format"] = "csv".into();
    let body = json!({"in": "body", "name": "b", "schema": {"type": "object",
        "required": ["a"], "properties": {"a": {"type": "string"}}}});
    let parameters = json!([
        body, ids, parameter("query", "all", "boolean"), {"in": "query", "name": "aa", "type": "string"},
        parameter("path", "part", "integer"), parameter("path", "whole", "string"),
    ]);
    let operation = json!({"parameters": parameters});
    let contract = Contract::new().operation("post", "/things/{whole}/parts/{part}", operation);
    has(
        &source(&contract),
        &[
            "pub fn post_thing( &self, whole: impl Into<String>, part: i64, \
             ids: impl IntoIterator<Item = impl Into<String>>, all: bool, \
             body: types::PostThingBody, ) -> builder::PostThing { builder::PostThing::new( \
             self.clone(), whole.into(), part, ids.into_iter().map(Into::into).collect(), all, body, )",
            "pub fn aa(mut self, value: impl Into<String>)",
            "* `ids`: `ids` * `all`: `all` * `body`: The document to send",
        ],
    );
}

#[test]
fn a_list_of_bodies_is_taken_as_one() {
    let body = json!({"in": "body", "name": "b", "required": true,
        "schema": {"type": "array", "items": definition("Thing")}});
    let contract = Contract::new()
        .definition("Thing", object(json!({"a": {"type": "string"}})))
        .operation("post", "/things", json!({"parameters": [body]}));
    has(
        &source(&contract),
        &["body: impl IntoIterator<Item = impl Into<types::Thing>>"],
    );
}

#[test]
fn a_builder_owns_its_client_and_is_a_future_too() {
    has(
        &source(&Contract::new().operation("delete", "/things", json!({}))),
        &[
            "pub struct DeleteThing { client: Client, }",
            "impl IntoFuture for DeleteThing",
            "pub fn send(self) -> impl Future<Output = Result<Response<()>>> + Send",
        ],
    );
}

#[test]
fn a_period_is_checked_if_both_ends_are_given() {
    let end = |name: &str, required: bool| json!({"in": "query", "name": name, "type": "string", "format": "date-time", "required": required});
    let source = |parameters: [Value; 2]| {
        source(&Contract::new().operation("get", "/things", json!({"parameters": parameters})))
    };
    let checks = "call.period((\"start\", start), (\"end\", end))?;";
    let both = source([end("end", true), end("start", true)]);
    has(
        &both,
        &[checks, "If `end` is before `start`, nothing is sent"],
    );
    for other in [
        [end("start", true), end("end", false)],
        [end("start", true), end("until", true)],
    ] {
        assert!(!source(other).contains("call.period"));
    }
}

#[test]
fn each_kind_of_success_is_read_in_its_way() {
    let answer = |responses: Value| {
        let contract = Contract::new()
            .definition("Thing", object(json!({"a": {"type": "string"}})))
            .operation("get", "/things", json!({"responses": responses}));
        source(&contract)
    };
    let thing = definition("Thing");
    let list = json!({"type": "array", "items": thing});
    for (responses, answers, call) in [
        (json!({"204": {}}), "Response<()>", ".done(call)"),
        (
            json!({"200": {"schema": thing}}),
            "Response<types::Thing>",
            ".document(call, crate::answer::Content::Required)",
        ),
        (
            json!({"200": {"schema": list}}),
            "Response<Vec<types::Thing>>",
            ".documents(call, crate::answer::Content::Required)",
        ),
        (
            json!({"200": {}, "207": {"schema": thing}}),
            "Response<Option<types::Thing>>",
            "answer.read_document(crate::answer::Content::Optional)",
        ),
        (
            json!({"200": {}, "207": {"schema": list}}),
            "Response<Option<Vec<types::Thing>>>",
            "answer.read_documents(crate::answer::Content::Optional)",
        ),
        (
            json!({"200": {}, "207": {"schema": {}}}),
            "Response<Option<serde_json::Value>>",
            "answer.read_value()",
        ),
        (
            json!({"200": {}}),
            "Response<crate::RawBody>",
            ".undeclared(call)",
        ),
        (
            json!({"200": {"schema": {}}}),
            "Response<serde_json::Value>",
            ".value(call)",
        ),
    ] {
        has(&answer(responses), &[answers, call]);
    }
    let file = json!({"produces": ["text/csv"], "responses": {"200": {"schema": thing}}});
    let file = Contract::new()
        .definition("Thing", object(json!({"a": {"type": "string"}})))
        .operation("get", "/things", file);
    has(&source(&file), &["Response<crate::ByteStream>", ".file("]);
}

#[test]
fn methods_stand_with_their_area_and_its_words() {
    let contract = Contract::new()
        .operation("get", "/things", json!({}))
        .operation(
            "get",
            "/others",
            json!({"operationId": "other", "tags": ["Others"]}),
        );
    let source = contract.documented(&json!({"tags": {"Things": "Words."}}));
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    has(&source, &["# Others Others", "# Things Words."]);
    assert_eq!(source.matches("impl crate::Client {").count(), 2);
}

#[test]
fn uploads_are_left_to_the_hand_written_part() {
    let form = json!([{"in": "formData", "name": "file", "type": "file"}]);
    let contract = Contract::new()
        .operation(
            "post",
            "/things",
            json!({"operationId": "contactsCSVImport", "parameters": form}),
        )
        .operation("get", "/things", json!({}));
    let source = source(&contract);
    assert!(!source.contains("csv_import"), "{source}");
    has(&source, &["pub fn get_thing"]);
}

#[test]
fn what_reads_has_content_and_a_change_has_if_the_contract_says_so() {
    let thing = |required: Value| {
        let mut thing = object(json!({"a": {"type": "string"}}));
        thing["required"] = required;
        thing
    };
    for (verb, required, content) in [
        ("get", json!([]), "Required"),
        ("get", json!(["a"]), "Required"),
        ("post", json!([]), "Optional"),
        ("post", json!(["a"]), "Required"),
        ("put", json!(["a"]), "Required"),
        ("delete", json!([]), "Optional"),
    ] {
        let answer = json!({"responses": {"200": {"schema": definition("Thing")}}});
        let contract = Contract::new()
            .definition("Thing", thing(required.clone()))
            .operation(verb, "/things", answer);
        let call = format!(".document(call, crate::answer::Content::{content})");
        assert!(source(&contract).contains(&call), "{verb} {required}");
    }
}

#[test]
fn what_only_the_server_sets_is_not_sent_back_by_a_body_that_is_an_answer_too() {
    let part = object(json!({"at": {"type": "string", "readOnly": true}}));
    let thing = object(json!({
        "id": {"type": "string", "readOnly": true},
        "a": {"type": "string"},
        "part": part,
    }));
    let body =
        json!([{"in": "body", "name": "body", "required": true, "schema": definition("Thing")}]);
    let sent = json!({"parameters": body});
    let answered = json!({"responses": {"200": {"schema": definition("Thing")}}});
    let left_out =
        "let mut body = body; crate::model::Read::omit_read_only(&mut body); call.body(&body)?;";
    let sends = Contract::new()
        .definition("Thing", thing)
        .operation("patch", "/things", sent);
    assert!(!source(&sends).contains("omit_read_only"));
    let both = source(&sends.operation("get", "/things", answered));
    has(
        &both,
        &[
            left_out,
            "read_only { id } parts { part : optional }",
            "Members that only the server sets are not sent if they were read from an answer: `id`, `part.at`.",
        ],
    );
}
