use super::DocumentWriter;
use crate::UnknownMembers;
use serde_json::value::Serializer;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn written(
    unknown: &UnknownMembers,
    write: impl FnOnce(&mut DocumentWriter<'_, Serializer>),
) -> Result<Value, String> {
    let mut members = DocumentWriter::new(Serializer, Some(unknown)).unwrap();
    write(&mut members);
    members.end(&["a", "b"]).map_err(|error| error.to_string())
}

#[test]
fn members_without_a_value_are_not_written() {
    let none = UnknownMembers::default();
    let document = written(&none, |members| {
        members.optional("a", &None::<String>);
        members.list("b", &vec![1]);
        members.list("c", &Vec::<i64>::new());
    });
    assert_eq!(document, Ok(json!({"b": [1]})));
}

#[test]
fn members_of_maps_and_those_without_a_field_are_written_after_the_fields() {
    let mut unknown = UnknownMembers::default();
    unknown.insert("a", "of the field");
    unknown.insert("new", 1);
    let document = written(&unknown, |members| {
        members.required("a", &2);
        members.all(&BTreeMap::from([("z".to_owned(), 3)]));
    });
    assert_eq!(document, Ok(json!({"a": 2, "new": 1, "z": 3})));
}

#[test]
fn the_first_value_that_cannot_be_sent_is_the_error() {
    let none = UnknownMembers::default();
    let document = written(&none, |members| {
        members.required("a", &f64::NAN);
        members.optional("b", &Some(f64::INFINITY));
        members.required("c", &1.5);
    });
    let error = "`a` of the body is not a finite number".to_owned();
    assert_eq!(document, Err(error));
}
