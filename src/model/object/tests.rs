use crate::UnknownMembers;
use crate::model::{Object, Read};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Clone, Default, PartialEq)]
struct Sample {
    first: Option<String>,
    email: Option<String>,
    rows: Vec<i64>,
    name: Option<String>,
    extra: BTreeMap<String, String>,
}
crate::object! { Sample {
    "first" | "first.name" => first: optional ids, "e\u{e9}mail" => email: optional,
    "rows" => rows: list presence, "name" => name: optional times, .. => extra
} }

crate::open_enum! {
    /// A sample.
    Kind {
        /// One.
        One = "One",
        /// Two.
        Two = "Two"
    }
}

/// A type that an answer can contain.
#[derive(Clone, Default, PartialEq)]
struct Answer {
    kind: Option<Kind>,
    kinds: Vec<Kind>,
    part: Option<Box<Answer>>,
    unknown_members: UnknownMembers,
}
crate::object! { Answer {
    "kind" => kind: optional_enumeration, "kinds" => kinds: enumeration_list, "part" => part: optional,
    unknown => unknown_members
} }

/// A type that is only sent.
#[derive(Clone, PartialEq)]
struct Body {
    kind: Kind,
    kinds: Option<Vec<Kind>>,
    names: Vec<String>,
}
crate::object! { complete Body {
    "kind" | "sort" => kind: required_enumeration, "kinds" => kinds: optional_enumeration,
    "names" => names: required
} }

/// A type that is only sent, after an answer was converted into it.
#[derive(Clone, PartialEq)]
struct Change {
    kind: Kind,
    note: Option<String>,
    unknown_members: UnknownMembers,
}
crate::object! { complete Change {
    "kind" => kind: required_enumeration, "note" => note: optional, unknown => unknown_members
} }

/// A document with members that only the server sets, in which others of its kind are.
#[derive(Clone, Default, PartialEq)]
struct Node {
    id: Option<i64>,
    name: Option<String>,
    kind: Option<Kind>,
    next: Option<Box<Node>>,
    nodes: Vec<Node>,
    by_name: BTreeMap<String, Node>,
    unknown_members: UnknownMembers,
}
crate::object! { Node {
    "id" => id: optional, "name" => name: optional, "kind" => kind: optional_enumeration times,
    "next" => next: optional, "nodes" => nodes: list, "by_name" => by_name: list,
    unknown => unknown_members
} read_only { id, kind } parts { next: optional, nodes: list, by_name: list } }

/// A row of a report.
#[derive(Clone, Default, PartialEq)]
struct Row {
    kind: Option<Kind>,
    count: Option<i64>,
    unknown_members: UnknownMembers,
}
crate::object! { row Row {
    "kind" => kind: optional_enumeration, "count" => count: optional, unknown => unknown_members
} }

fn read(value: Value) -> Sample {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn answer(value: &Value) -> Answer {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn missing_and_null_members_are_empty() {
    assert!(read(json!({})) == Sample::default());
    let nulls = json!({"first": null, "eémail": null, "rows": null, "name": null, "x": null});
    assert!(read(nulls) == Sample::default());
}

#[test]
fn unlisted_members_are_kept_in_the_extra_field() {
    assert_eq!(read(json!({"cf:x": "1"})).extra["cf:x"], "1");
}

#[test]
fn reading_and_writing_preserves_every_member() {
    let value = json!({"first": "a", "eémail": "b", "rows": [1], "name": "c", "cf:x": "1"});
    assert_eq!(written(&read(value.clone())), value);
    let value = json!({"kind": "One", "a": [1, {"b": null}], "c": null,
        "part": {"kinds": ["Two"], "d": {"e": 0.5}}});
    assert_eq!(written(&answer(&value)), value);
}

#[test]
fn unknown_members_can_be_read_and_removed() {
    let mut answer = answer(&json!({"a": 1, "part": {"b": 2}}));
    assert_eq!(answer.unknown_members.get("a"), Some(&json!(1)));
    let part = answer.part.as_mut().unwrap();
    assert_eq!(part.unknown_members.remove("b"), Some(json!(2)));
    answer
        .unknown_members
        .insert("kind", "not written from here");
    assert_eq!(written(&answer), json!({"a": 1, "part": {}}));
}

#[test]
fn values_of_enumerations_are_written_as_they_were_read() {
    let value = json!({"kind": "ONE", "kinds": ["two", "One", "Three"]});
    let mut answer = answer(&value);
    assert_eq!(answer.kind, Some(Kind::One));
    assert_eq!(answer.kinds[..2], [Kind::Two, Kind::One]);
    assert_eq!(written(&answer), value);
    assert_eq!(written(&answer.clone()), value);
    answer.kind = Some(Kind::Two);
    answer.kinds.pop();
    assert_eq!(
        written(&answer),
        json!({"kind": "Two", "kinds": ["Two", "One"]})
    );
    answer.kind = Some(Kind::One);
    assert_eq!(written(&answer)["kind"], "ONE");
    assert_eq!(Kind::KNOWN, ["One", "Two"]);
}

#[test]
fn bodies_without_unknown_members_keep_the_spelling_too() {
    let value = json!({"kind": "one", "kinds": ["TWO", "One"], "names": []});
    let body: Body = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(written(&body), value);
}

#[test]
fn rows_are_written_with_all_fields_and_nothing_else() {
    let row: Row = serde_json::from_value(json!({"kind": "ONE", "new": 1})).unwrap();
    assert_eq!(row.unknown_members.get("new"), Some(&json!(1)));
    let text = serde_json::to_string(&row).unwrap();
    assert_eq!(text, r#"{"kind":"One","count":null}"#);
    assert!(serde_json::from_str::<Row>(&text).unwrap() == row);
}

#[test]
fn bodies_without_a_required_member_are_refused_by_name() {
    for (value, missing) in [
        (json!({"kind": "One"}), "names"),
        (json!({"kind": "One", "names": null}), "names"),
        (json!({"names": [], "kinds": ["One"]}), "kind"),
        (json!({"names": [], "kind": null}), "kind"),
    ] {
        let error = serde_json::from_value::<Body>(value).err().unwrap();
        assert_eq!(error.to_string(), format!("missing field `{missing}`"));
    }
}

#[test]
fn bodies_with_required_members_keep_what_they_do_not_know() {
    let value = json!({"kind": "ONE", "note": "a", "new": [1]});
    let change: Change = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(written(&change), value);
    let debug = format!("{change:?}");
    assert_eq!(
        debug,
        "Change { kind: One, note: Some(…), unknown_members: {… 1 members}, .. }"
    );
}

#[test]
fn a_required_enumeration_without_value_is_not_sent() {
    let body = Body {
        kind: "".into(),
        kinds: None,
        names: Vec::new(),
    };
    let error = serde_json::to_value(body).unwrap_err();
    assert_eq!(error.to_string(), "`kind` of the body is empty");
}

#[test]
fn only_required_members_are_sent_empty() {
    assert_eq!(written(&Sample::default()), json!({}));
    let body = Body {
        kind: Kind::One,
        kinds: None,
        names: Vec::new(),
    };
    assert_eq!(written(&body), json!({"kind": "One", "names": []}));
}

#[test]
fn the_alternative_name_is_read_and_the_first_name_is_sent() {
    let sample = read(json!({"first.name": "a"}));
    assert_eq!(written(&sample), json!({"first": "a"}));
    assert_eq!(
        Sample::MEMBERS,
        ["first", "first.name", "eémail", "rows", "name"]
    );
    let both: Sample = serde_json::from_str(r#"{"first.name": "a", "first": null}"#).unwrap();
    assert_eq!(both.first.as_deref(), Some("a"));
}

#[test]
fn debug_shows_only_strings_that_match_the_mark_of_the_field() {
    let sample = json!({"first": "id-1", "eémail": "id-1", "rows": [5], "name": "2026-02-05"});
    assert_eq!(
        format!("{:?}", read(sample)),
        "Sample { first: Some(\"id-1\"), email: Some(…), rows: […], name: Some(\"2026-02-05\"), .. }"
    );
    let answer = answer(&json!({"kind": "one", "new_member": "Ann"}));
    assert_eq!(
        format!("{answer:?}"),
        "Answer { kind: Some(One), kinds: [], part: None, unknown_members: {… 1 members}, .. }"
    );
}

#[test]
fn names_with_escapes_are_read_too() {
    let sample: Sample = serde_json::from_str(r#"{"fir\u0073t": "a"}"#).unwrap();
    assert_eq!(sample.first.as_deref(), Some("a"));
}

/// A node in which each node has the given members and a node in every place.
fn nodes(members: &Value) -> Value {
    let mut node = members.clone();
    node["next"] = members.clone();
    node["nodes"] = json!([members, members]);
    node["by_name"] = json!({"a": members});
    node
}

#[test]
fn members_that_only_the_server_sets_are_omitted_from_what_was_answered_at_every_depth() {
    let whole = nodes(&json!({"id": 1, "name": "a", "kind": "ONE", "b": 2}));
    let mut node: Node = serde_json::from_str(&whole.to_string()).unwrap();
    node.omit_read_only();
    assert_eq!(written(&node), whole, "it was not answered");
    node.mark_answered();
    node.omit_read_only();
    assert_eq!(written(&node), nodes(&json!({"name": "a", "b": 2})));
}

#[test]
fn an_answered_part_of_a_document_that_the_caller_has_made_is_sent_without_them() {
    let mut part: Node = serde_json::from_str(r#"{"id": 1, "name": "a"}"#).unwrap();
    part.mark_answered();
    let mut node = Node {
        id: Some(2),
        next: Some(Box::new(part)),
        ..Node::default()
    };
    node.omit_read_only();
    assert_eq!(written(&node), json!({"id": 2, "next": {"name": "a"}}));
}
