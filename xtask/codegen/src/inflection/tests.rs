use super::{is_plural, plural, singular};

#[test]
fn one_of_several_is_singular_and_several_are_plural() {
    for (many, one) in [
        ("ids", "id"),
        ("email_addresses", "email_address"),
        ("types", "type"),
        ("statuses", "status"),
        ("activities", "activity"),
        ("keys", "key"),
        ("shelves", "shelf"),
    ] {
        assert_eq!(singular(many), one);
        assert_eq!(plural(one), many);
        assert!(is_plural(many) && !is_plural(one), "{many}");
    }
    for name in ["staff", "address", "status"] {
        assert_eq!(singular(name), name);
        assert!(!is_plural(name), "{name}");
    }
}
