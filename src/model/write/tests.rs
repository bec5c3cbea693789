use super::{DocumentWriter, MemberWriter, OutputObject, Write};
use crate::UnknownMembers;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn written(
    unknown: &UnknownMembers,
    write: impl Fn(&mut DocumentWriter<'_>),
) -> Result<Value, String> {
    struct Document<'a, F>(&'a UnknownMembers, F);
    impl<F: Fn(&mut DocumentWriter<'_>)> OutputObject for Document<'_, F> {
        fn write_members(&self, to: &mut dyn MemberWriter) {
            let unknown = Some(self.0);
            let mut members = DocumentWriter { to, unknown };
            self.1(&mut members);
            members.end(&["a", "b"]);
        }
    }
    serde_json::to_value(Document(unknown, write).output()).map_err(|error| error.to_string())
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
        BTreeMap::from([("z".to_owned(), 3)]).write_members(members.to);
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
