use super::*;

#[test]
fn a_key_is_the_fnv_1a_hash_of_the_id_and_is_stored_as_text() {
    for (id, hash) in [
        ("", "6c62272e07bb014262b821756295c58d"),
        ("a", "d228cb696f1a8caf78912b704e4a8964"),
    ] {
        let stored = serde_json::to_string(&ContactKey::of(id)).unwrap();
        assert_eq!(stored, format!("\"{hash}\""));
        let read: ContactKey = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, ContactKey::of(id));
    }
}

#[test]
fn a_damaged_key_is_an_error() {
    let short = "6c62272e07bb014262b821756295c58";
    for text in ["", short, &format!("{short}g"), &format!("+{short}")] {
        let read = serde_json::from_value::<ContactKey>(text.into());
        assert!(read.is_err(), "{text}");
    }
}
