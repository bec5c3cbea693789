use super::*;

#[test]
fn a_format_is_recognised_by_its_first_bytes_even_if_they_come_one_by_one() {
    for (bytes, format) in SIGNATURES {
        for length in 0..bytes.len() {
            assert_eq!(
                signature(&bytes[..length]),
                Signature::Undecided,
                "{format}"
            );
        }
        assert_eq!(signature(bytes), Signature::Format(format));
        // Bytes that are held back until it is decided must not end a record.
        assert!(!bytes.contains(&b'\n') && !bytes.contains(&b'\r'));
    }
    for text in ["email", "Phone", "\u{feff}", "7,", "%,", "\n"] {
        assert_eq!(signature(text.as_bytes()), Signature::Unknown, "{text}");
    }
}
