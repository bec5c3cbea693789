use super::*;

#[test]
fn a_format_is_known_by_its_first_bytes_however_few_come_at_once() {
    for (bytes, format) in SIGNATURES {
        for length in 0..bytes.len() {
            assert_eq!(
                signature(&bytes[..length]),
                Signature::Undecided,
                "{format}"
            );
        }
        assert_eq!(signature(bytes), Signature::Format(format));
        // What is held back until it is decided can end no record.
        assert!(!bytes.contains(&b'\n') && !bytes.contains(&b'\r'));
    }
    for text in ["email", "Phone", "\u{feff}", "7,", "%,", "\n"] {
        assert_eq!(signature(text.as_bytes()), Signature::Unknown, "{text}");
    }
}
