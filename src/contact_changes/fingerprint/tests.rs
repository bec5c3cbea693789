use super::*;

#[test]
fn a_fingerprint_is_the_fnv_1a_hash_of_the_text_and_is_stored_as_text() {
    for (text, hash) in [
        ("", "6c62272e07bb014262b821756295c58d"),
        ("a", "d228cb696f1a8caf78912b704e4a8964"),
    ] {
        let stored = serde_json::to_string(&Fingerprint::of(text)).unwrap();
        assert_eq!(stored, format!("\"{hash}\""));
        let read: Fingerprint = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, Fingerprint::of(text));
    }
}

#[test]
fn a_damaged_fingerprint_is_an_error() {
    let short = "6c62272e07bb014262b821756295c58";
    for text in ["", short, &format!("{short}g"), &format!("+{short}")] {
        let read = serde_json::from_value::<Fingerprint>(text.into());
        assert!(read.is_err(), "{text}");
    }
}
