use super::*;

#[test]
fn times_are_read_in_each_documented_form() {
    for (text, expected) in [
        ("2026-05-17T16:37:59.091Z", "2026-05-17T16:37:59.091Z"),
        ("2026-05-17T16:37:59+02:00", "2026-05-17T14:37:59.000Z"),
        ("2026-05-17T00:00:00-0500", "2026-05-17T05:00:00.000Z"),
        ("2026-05-17T16:37:59", "2026-05-17T16:37:59.000Z"),
        ("2026-05-17", "2026-05-17T00:00:00.000Z"),
    ] {
        assert_eq!(read(text).map(written).as_deref(), Some(expected), "{text}");
    }
    // A plus sign that was not encoded arrives as a space.
    let space = "2026-05-17T16:37:59 04:00";
    for text in ["", "tomorrow", "0", "2026-13-01", space] {
        assert_eq!(read(text), None, "{text}");
    }
}
