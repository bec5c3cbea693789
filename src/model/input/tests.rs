use super::{Field, Fields, Others};
use crate::UnknownMembers;

const NAMES: &[&str] = &["id", "list_id", "name", "count"];

/// Finds the fields for some names, and returns their positions.
fn positions(names: &[&str], unknown: &mut UnknownMembers) -> Vec<Option<usize>> {
    let mut texts = [const { None::<String> }; 3];
    let [id, name, count] = &mut texts;
    // The second name is another one of the first field.
    let mut fields = [
        Field::Text(id),
        Field::Previous,
        Field::Text(name),
        Field::Text(count),
    ];
    let mut fields = Fields::new("Sample", NAMES, &mut fields, Others::Unknown(unknown));
    let found = names.iter().map(|name| {
        fields.find(name).then(|| {
            fields.found();
            fields.found
        })
    });
    let found = found.collect();
    fields.end();
    found
}

#[test]
fn a_field_is_found_by_each_of_its_names_in_any_order_and_again() {
    for (names, expected) in [
        (
            &["id", "name", "count"][..],
            &[Some(0), Some(2), Some(3)][..],
        ),
        (&["list_id", "name"], &[Some(0), Some(2)]),
        (&["count", "list_id", "id"], &[Some(3), Some(0), Some(0)]),
        (&["count", "count", "id"], &[Some(3), Some(3), Some(0)]),
        (
            &["no", "id", "ID", "", "name"],
            &[None, Some(0), None, None, Some(2)],
        ),
    ] {
        let found = positions(names, &mut UnknownMembers::default());
        assert_eq!(found, expected, "{names:?}");
    }
}

#[test]
fn a_document_has_fields_if_a_field_was_found() {
    for (names, expected) in [
        (&["id"][..], true),
        (&["no", "count"], true),
        (&["no"], false),
        (&[], false),
    ] {
        let mut unknown = UnknownMembers::default();
        positions(names, &mut unknown);
        assert_eq!(unknown.has_fields(), expected, "{names:?}");
    }
}
