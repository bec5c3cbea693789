use super::*;
use crate::bulk::batch::packer::Packer;
use crate::types::ContactsJsonImport;

#[test]
fn a_body_deserializes_into_the_type_of_the_contract() {
    let permission = SmsPermissionToSend::Explicit;
    let template = template(&["x\"y".to_owned()], Some(&permission)).unwrap();
    let mut packer = Packer::new(template);
    packer.push(br#"{"email":"a@example.com"}"#).unwrap();
    let body = packer.finish().unwrap().body;
    let import: ContactsJsonImport = serde_json::from_slice(&body).unwrap();
    assert_eq!(import.list_ids, ["x\"y"]);
    assert_eq!(import.sms_permission_to_send, Some(permission));
    assert_eq!(
        import.import_data[0].email.as_deref(),
        Some("a@example.com")
    );
}
