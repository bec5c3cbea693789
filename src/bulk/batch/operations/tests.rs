use super::*;
use crate::bulk::batch::packer::Packer;
use crate::types;

fn body(template: Result<BodyTemplate>) -> Vec<u8> {
    let mut packer = Packer::new(template.unwrap());
    packer.push(b"\"a\"").unwrap();
    packer.push(b"\"b\"").unwrap();
    packer.finish().unwrap().body.to_vec()
}

fn two() -> Vec<String> {
    vec!["a".to_owned(), "b".to_owned()]
}

#[test]
fn bodies_deserialize_into_the_types_of_the_contract() {
    let delete: types::ContactDelete =
        serde_json::from_slice(&body(ids("contact_ids", 500))).unwrap();
    assert_eq!(delete.contact_ids, Some(two()));
    let add: types::ListActivityAddContacts =
        serde_json::from_slice(&body(contacts_with("list_ids", ["x\"", "y"]))).unwrap();
    assert_eq!(add.list_ids, ["x\"", "y"]);
    assert_eq!(add.source.contact_ids, Some(two()));
    let tag: types::TagAddRemoveContacts =
        serde_json::from_slice(&body(contacts_with("tag_ids", ["x"]))).unwrap();
    assert_eq!(tag.source.contact_ids, Some(two()));
    let fields: types::CustomFieldIds =
        serde_json::from_slice(&body(ids("custom_field_ids", 100))).unwrap();
    assert_eq!(fields.custom_field_ids, two());
}
