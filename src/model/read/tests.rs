use super::{Read, read_json};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

fn read<T: Read>(value: &Value) -> Result<T, String> {
    // From text, as answers are read, and not from a `Value`.
    read_json(value.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[derive(Clone, Default, PartialEq)]
struct Row {
    count: Option<i64>,
}
crate::object! { Row { "count" => count: optional } }

#[derive(Clone, Default, PartialEq)]
struct Page {
    row: Option<Row>,
    rows: Vec<Row>,
    texts: Option<Vec<String>>,
    counts: Vec<i64>,
    by_name: Option<BTreeMap<String, i64>>,
    any: Option<Value>,
}
crate::object! { Page {
    "row" => row: optional, "rows" => rows: list, "texts" => texts: optional,
    "counts" => counts: list, "by_name" => by_name: optional, "any" => any: optional
} }

fn page(value: Value) -> Page {
    read(&value).unwrap()
}

fn row(count: i64) -> Row {
    Row { count: Some(count) }
}

#[test]
fn values_in_lists_maps_and_boxes_are_read_leniently_too() {
    assert!(read(&json!([{"count": "12"}])) == Ok(Box::new(row(12))));
    assert_eq!(read(&json!([1, null, "2", ""])), Ok(vec![1, 2]));
    assert_eq!(page(json!({"counts": ["1", 2]})).counts, [1, 2]);
    let by_name = page(json!({"by_name": {"a": "1", "b": null}})).by_name;
    assert_eq!(by_name, Some(BTreeMap::from([("a".to_owned(), 1)])));
}

/// Free-form JSON in every place.
#[derive(Clone, Default, PartialEq)]
struct Loose {
    members: Option<Map<String, Value>>,
    list: Vec<Map<String, Value>>,
    anything: Vec<Value>,
    nested: BTreeMap<String, BTreeMap<String, Vec<Map<String, Value>>>>,
    rest: Map<String, Value>,
}
crate::object! { Loose {
    "members" => members: optional, "list" => list: list, "anything" => anything: list,
    "nested" => nested: list, .. => rest
} }

#[test]
fn free_form_json_is_kept_as_it_is_and_written_again() {
    let document = json!({
        "members": {"a": {"b": [1, null]}, "none": null, "text": ""},
        "list": [{"a": 1}, {}],
        "anything": [1, "a", null, {"b": null}, [[]]],
        "nested": {"a": {"b": [{"c": null}]}},
        "of_any_name": null,
        "another": {"a": [{}]},
    });
    let loose: Loose = read(&document).unwrap();
    assert_eq!(loose.members.as_ref().unwrap()["none"], Value::Null);
    assert_eq!(loose.rest["another"]["a"], json!([{}]));
    assert_eq!(serde_json::to_value(&loose).unwrap(), document);
}

#[test]
fn free_form_objects_are_read_in_every_form() {
    for nothing in [json!(null), json!(""), json!(" "), json!([]), json!([null])] {
        let loose: Loose = read(&json!({"members": nothing, "nested": nothing})).unwrap();
        assert!(loose == Loose::default(), "{nothing}");
    }
    let single = json!({"members": [{"a": 1}], "list": {"a": 1}});
    let loose: Loose = read(&single).unwrap();
    assert_eq!(loose.members.unwrap()["a"], 1);
    assert_eq!(loose.list.len(), 1);
    for other in [
        json!({"members": 7}),
        json!({"members": "text"}),
        json!({"list": [7]}),
    ] {
        assert!(read::<Loose>(&other).is_err(), "{other}");
    }
}

/// A type that contains itself in every way.
#[derive(Clone, Default, PartialEq)]
struct Node {
    next: Option<Box<Node>>,
    nodes: Vec<Node>,
    by_name: BTreeMap<String, Node>,
    count: Option<i64>,
}
crate::object! { Node {
    "next" => next: optional, "nodes" => nodes: list, "by_name" => by_name: list,
    "count" => count: optional
} }

/// `depth` documents in each other; an object where a list is declared is a list of one.
fn nested(depth: usize) -> String {
    let opened = ["{\"next\":", "{\"nodes\":", "{\"by_name\":{\"a\":"];
    let closed = ["}", "}", "}}"];
    let open: String = (0..depth).map(|level| opened[level % 3]).collect();
    let close: String = (0..depth).rev().map(|level| closed[level % 3]).collect();
    format!("{open}{{\"count\":\"7\"}}{close}")
}

#[test]
fn a_type_that_contains_itself_is_read_leniently_and_written_as_it_was() {
    let node: Node = read_json(nested(3).as_bytes()).unwrap();
    let inner = &node.next.as_ref().unwrap().nodes[0].by_name["a"];
    assert_eq!(inner.count, Some(7));
    let written = json!({"next": {"nodes": [{"by_name": {"a": {"count": 7}}}]}});
    assert_eq!(serde_json::to_value(&node).unwrap(), written);
}

#[test]
fn documents_that_nest_too_deep_are_an_error_and_no_overflow_of_the_stack() {
    // As much stack as a worker of tokio has.
    let reading = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        let deep: Node = read_json(nested(90).as_bytes()).unwrap();
        assert!(format!("{deep:?}").contains("nodes"));
        for depth in [100, 1_000, 100_000] {
            let error = read_json::<Node>(nested(depth).as_bytes()).err();
            let error = error.unwrap().to_string();
            assert!(error.starts_with("recursion limit exceeded"), "{error}");
        }
    });
    reading.unwrap().join().unwrap();
}

#[test]
fn a_list_of_one_object_is_read_as_the_object() {
    for written in [
        json!({"count": 1}),
        json!([{"count": 1}]),
        json!([{"count": "1"}]),
        json!([[{"count": "1"}]]),
    ] {
        assert_eq!(page(json!({"row": written})).row, Some(row(1)), "{written}");
    }
}

#[test]
fn a_single_object_or_string_is_read_as_a_list_of_one() {
    let one = page(json!({"rows": {"count": "1"}, "texts": "a"}));
    assert_eq!(
        (one.rows, one.texts),
        (vec![row(1)], Some(vec!["a".to_owned()]))
    );
}

#[test]
fn every_form_of_no_value_is_read_as_empty() {
    for nothing in [json!(null), json!(""), json!([]), json!({})] {
        let page = page(json!({"rows": nothing, "counts": nothing, "texts": nothing}));
        assert_eq!(
            (page.rows, page.counts),
            (Vec::new(), Vec::new()),
            "{nothing}"
        );
        assert_eq!(page.texts.unwrap_or_default(), [""; 0], "{nothing}");
    }
    for nothing in [json!(null), json!(""), json!(" "), json!([]), json!([null])] {
        let page = page(json!({"row": nothing, "by_name": nothing}));
        assert_eq!((page.row, page.by_name), (None, None), "{nothing}");
    }
    assert_eq!(page(json!({"row": {}})).row, Some(Row::default()));
    assert_eq!(page(json!({"any": null})).any, None);
}

#[test]
fn a_second_member_without_a_value_keeps_the_first_value() {
    let read: Page = serde_json::from_str(r#"{"row": {"count": 1}, "row": null}"#).unwrap();
    assert_eq!(read.row, Some(row(1)));
}

#[test]
fn no_value_is_an_error_where_one_is_required() {
    for nothing in [json!(null), json!(""), json!([]), json!([null])] {
        let error = read::<Row>(&nothing).unwrap_err();
        assert!(error.starts_with(super::NO_VALUE), "{nothing} {error}");
    }
}

#[test]
fn a_value_of_another_type_is_an_error() {
    for other in [
        json!({"row": [{"count": 1}, {"count": 2}]}),
        json!({"row": "text"}),
        json!({"row": 7}),
        json!({"rows": 7}),
        json!({"rows": "text"}),
        json!({"rows": [7]}),
        json!({"counts": {"a": 1}}),
        json!({"by_name": "text"}),
    ] {
        assert!(read::<Page>(&other).is_err(), "{other}");
    }
}

#[test]
fn the_error_in_a_single_object_is_reported_once() {
    let error = read::<Page>(&json!({"rows": {"count": "?"}})).unwrap_err();
    assert!(error.starts_with("not a whole number at line 1"), "{error}");
    assert_eq!(error.matches(" at line ").count(), 1, "{error}");
}

#[test]
fn a_text_that_is_not_utf_8_is_a_mistake_in_its_syntax() {
    for json in [&b"{\"name\": \"\xe9\"}"[..], b"\xff", b"[1, \xc3]"] {
        assert!(
            read_json::<Value>(json).unwrap_err().is_syntax(),
            "{json:?}"
        );
    }
}

#[test]
fn an_object_that_is_written_twice_is_read_as_one() {
    let page: Page =
        read_json(br#"{"row": {"count": 1}, "row": {}, "rows": [{}], "rows": {"count": 2}}"#)
            .unwrap();
    assert_eq!(page.row.and_then(|row| row.count), Some(1));
    assert_eq!(page.rows.len(), 1);
}
