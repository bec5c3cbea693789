//! What an example call shows. That the calls compile is the doctests' matter.

use super::layout::{chain, variable};
use crate::fixture::{Contract, object};
use crate::model::RustType;
use serde_json::{Value, json};

/// The lines between the fences of the one example in the generated source.
fn example(contract: &Contract) -> Vec<String> {
    let source = contract.generated();
    let (_, rest) = source.split_once("```no_run\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    example.lines().map(str::to_owned).collect()
}

fn hidden(lines: &[String]) -> &str {
    let start = "# async fn example(client: constant_contact::Client";
    let (arguments, _) = lines[0]
        .strip_prefix(start)
        .unwrap()
        .split_once(')')
        .unwrap();
    arguments
}

/// What a reader sees.
fn shown(contract: &Contract) -> String {
    let lines = example(contract);
    let shown = lines.iter().filter(|line| !line.starts_with('#'));
    shown.map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

fn body(properties: Value, required: &[&str]) -> Contract {
    let mut schema = object(properties);
    schema["required"] = json!(required);
    schema["x-type-name"] = "Thing".into();
    Contract::new().body(schema)
}

fn text() -> Value {
    json!({"type": "string"})
}

#[test]
fn a_call_without_parameters_is_one_line() {
    let call = Contract::new().operation("delete", "/things", json!({}));
    assert_eq!(shown(&call), "client.delete_thing().send().await?;");
    assert_eq!(hidden(&example(&call)), "");
}

#[test]
fn required_parameters_are_arguments_of_the_hidden_function() {
    let parameter = |place: &str, name: &str, mut rest: Value| {
        rest["in"] = place.into();
        rest["name"] = name.into();
        rest["required"] = true.into();
        rest
    };
    let call = Contract::new().operation(
        "get",
        "/things/{thing_id}",
        json!({"parameters": [
            parameter("path", "thing_id", text()),
            parameter("query", "number", json!({"type": "integer"})),
            parameter("query", "part_ids", json!({"type": "string", "format": "csv"})),
            parameter("query", "since", json!({"type": "string", "format": "date-time"})),
            parameter("query", "all", json!({"type": "boolean"})),
            parameter("query", "kind", json!({"type": "string", "enum": ["small", "large"],
                "x-type-name": "Kind"})),
            {"in": "query", "name": "optional", "type": "string"},
        ]}),
    );
    assert_eq!(
        hidden(&example(&call)),
        ", number: i64, part_id: &str, since: chrono::DateTime<chrono::Utc>, thing_id: &str"
    );
    assert_eq!(
        shown(&call),
        "use constant_contact::types::Kind;  client \
         .get_thing(thing_id, number, [part_id], since, true, Kind::Small) .send() .await?;"
    );
}

#[test]
fn a_page_size_and_one_choice_of_parts_are_shown() {
    let choice = |name: &str| {
        json!({"in": "query", "name": name, "type": "string",
        "format": "csv", "enum": ["a"], "x-type-name": "Choice"})
    };
    let call = Contract::new().operation(
        "get",
        "/things",
        json!({"parameters": [
            {"in": "query", "name": "limit", "type": "integer", "maximum": 70},
            choice("include"), choice("other"),
        ]}),
    );
    assert_eq!(
        shown(&call),
        "use constant_contact::types::Choice;  \
         client.get_thing().include([Choice::A]).limit(70).send().await?;"
    );
}

#[test]
fn a_page_whose_size_has_no_limit_is_left_to_the_server() {
    let limit = json!({"in": "query", "name": "limit", "type": "integer"});
    let call = Contract::new().operation("get", "/things", json!({"parameters": [limit]}));
    assert_eq!(shown(&call), "client.get_thing().send().await?;");
}

#[test]
fn a_body_shows_what_the_overlay_says_in_its_order() {
    let text = json!({"type": "string"});
    let mut thing = object(json!({"name": text, "b": text, "c": text, "a": text, "must": text}));
    thing["required"] = json!(["must"]);
    thing["x-in-examples"] = json!(["c", "b", "a"]);
    thing["x-type-name"] = "Thing".into();
    let call = Contract::new().body(thing);
    assert!(
        shown(&call).contains("client.post_thing(Thing::new(must).c(c).b(b).a(a))"),
        "{}",
        shown(&call)
    );
}

#[test]
fn a_body_shows_what_it_requires() {
    let call = body(
        json!({"code": text(), "extra": text(), "count": {"type": "integer"}}),
        &["code", "count"],
    );
    assert_eq!(
        shown(&call),
        "use constant_contact::types::Thing;  client.post_thing(Thing::new(code, count)).send().await?;"
    );
    assert_eq!(hidden(&example(&call)), ", code: &str, count: i64");
}

#[test]
fn a_body_without_requirements_shows_what_tells_most() {
    let call = body(json!({"aaa": text(), "name": text(), "title": text()}), &[]);
    assert!(shown(&call).contains(".post_thing(Thing::new().name(name).title(title))"));
    let nothing = body(json!({"aaa": text()}), &[]);
    assert!(shown(&nothing).contains(".post_thing(Thing::new())"));
}

#[test]
fn a_body_of_several_lines_is_shown_before_the_call() {
    let long = "a_name_that_takes_a_lot_of_room_in_a_line";
    let call = body(
        json!({long: text(), "a_code_of_it": text()}),
        &[long, "a_code_of_it"],
    );
    let shown = shown(&call);
    assert!(
        shown.contains("let body = Thing::new( a_code_of_it, "),
        "{shown}"
    );
    assert!(
        shown.ends_with(", ); client.post_thing(body).send().await?;"),
        "{shown}"
    );
}

#[test]
fn an_optional_body_is_set_last() {
    let schema = object(json!({"name": text()}));
    let parameters = json!([
        {"in": "body", "name": "b", "schema": schema},
        {"in": "query", "name": "limit", "type": "integer", "maximum": 9},
    ]);
    let call = Contract::new().operation("put", "/things", json!({"parameters": parameters}));
    let shown = shown(&call);
    assert!(
        shown.contains(".limit(9) .body(PutThingBody::new().name(name))"),
        "{shown}"
    );
}

#[test]
fn what_the_server_sets_is_not_shown() {
    let call = body(
        json!({"name": {"type": "string", "readOnly": true}, "title": text()}),
        &[],
    );
    let call = shown(&call);
    assert!(
        call.contains("Thing::new().title(title)") && !call.contains(".name("),
        "{call}"
    );
}

#[test]
fn of_lists_that_exclude_each_other_one_is_shown() {
    let ids = json!({"type": "array", "items": text()});
    let call = shown(&body(json!({"contact_ids": ids, "list_ids": ids}), &[]));
    assert!(
        call.contains("Thing::new().contact_ids([contact_id])"),
        "{call}"
    );
    assert!(!call.contains("list_ids"), "{call}");
}

#[test]
fn objects_inside_are_shown_one_level_deep() {
    let deep = json!({"type": "object", "required": ["code", "more"], "properties": {
        "code": text(), "more": object(json!({"a": text()}))}});
    let call = shown(&body(json!({"part": deep}), &["part"]));
    assert!(
        call.contains("Thing::new(ThingPart::new(code, ThingPartMore::new()))"),
        "{call}"
    );
}

#[test]
fn the_answer_is_called_after_its_type_if_that_is_short() {
    let one = |name: &str| RustType::Contract(name.to_owned());
    let list = |name: &str| RustType::List(Box::new(one(name)));
    let optional = RustType::Option(Box::new(one("CreateResponse")));
    assert_eq!(variable(&one("Contact")), "contact");
    assert_eq!(variable(&list("EmailSend")), "email_sends");
    assert_eq!(variable(&list("Sms")), "sms");
    assert_eq!(variable(&optional), "create");
    assert_eq!(variable(&one("Type")), "answer");
    let long = one("SomethingThatGoesOnWithoutAnEnd");
    assert_eq!(variable(&long), "answer");
}

#[test]
fn files_and_undeclared_answers_have_their_own_names() {
    let file = Contract::new().operation(
        "get",
        "/things",
        json!({"produces": ["text/csv"],
        "responses": {"200": {"schema": text()}}}),
    );
    assert_eq!(shown(&file), "let file = client.get_thing().send().await?;");
    let bytes = Contract::new().operation("get", "/things", json!({"responses": {"200": {}}}));
    assert_eq!(
        shown(&bytes),
        "let bytes = client.get_thing().send().await?;"
    );
}

#[test]
fn long_calls_are_broken() {
    let steps = |text: &str| vec![format!(".{text}()"), ".send()".to_owned()];
    assert_eq!(chain(&steps("short"), 0), ".short().send()");
    let long = "x".repeat(80);
    assert_eq!(
        chain(&steps(&long), 0),
        format!("\n    .{long}()\n    .send()")
    );
}

#[test]
fn lists_inside_lists_and_maps_are_of_the_type_that_they_need() {
    let lists = json!({"type": "array", "items": {"type": "array", "items": text()}});
    let call = shown(&body(json!({"rows": lists}), &["rows"]));
    assert!(call.contains("Thing::new([vec![row.into()]])"), "{call}");
    let map = json!({"type": "object", "additionalProperties": {"type": "array", "items": text()}});
    let call = shown(&body(json!({"parts": map}), &["parts"]));
    assert!(
        call.contains("Thing::new([(\"name\", vec![value.into()])])"),
        "{call}"
    );
}

#[test]
fn a_text_as_a_body_is_a_text() {
    let call = Contract::new().body(text());
    assert_eq!(shown(&call), "client.post_thing(body).send().await?;");
    assert_eq!(hidden(&example(&call)), ", body: &str");
    assert!(call.generated().contains("body: impl Into<String>"));
}
