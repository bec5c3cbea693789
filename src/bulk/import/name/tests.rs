use super::*;
use proptest::prelude::*;

#[test]
fn an_id_is_that_of_the_caller_or_of_the_journal_or_a_new_one() {
    let given = |id: &str| Some(id.to_owned());
    let id = |given, begun| import_id(given, begun, Some("contacts"));
    assert_eq!(id(given("spring_2024"), None).unwrap(), "spring_2024");
    assert_eq!(id(given("a"), Some("a")).unwrap(), "a");
    assert_eq!(id(None, Some("a")).unwrap(), "a");
    assert!(id(given("a"), Some("b")).is_err());
    for bad in ["", "a/b", "a b", "ä", &"a".repeat(65)] {
        assert!(id(given(bad), None).is_err(), "{bad}");
    }
    let (one, other) = (id(None, None).unwrap(), id(None, None).unwrap());
    assert_ne!(one, other);
    assert!(one.starts_with("contacts-"));
    assert_eq!(id(Some(one.clone()), None).unwrap(), one);
}

#[test]
fn the_id_begins_with_the_name_of_the_file() {
    for (stem, begin) in [
        (Some("Kontakte März (2)"), "Kontakte-M-rz-2-"),
        (Some("a/b\\..\r\n\"c"), "a-b-c-"),
        (Some("list.v2"), "list-v2-"),
        (Some("連絡先"), "import-"),
        (Some(""), "import-"),
        (None, "import-"),
    ] {
        let id = import_id(None, None, stem).unwrap();
        assert!(id.starts_with(begin), "{stem:?}: {id}");
        assert_eq!(id.len(), begin.len() + RANDOM_DIGITS);
    }
}

proptest! {
    #[test]
    fn every_name_of_a_file_makes_an_id_that_is_accepted(stem in any::<String>()) {
        let id = import_id(None, None, Some(&stem)).unwrap();
        prop_assert!(import_id(Some(id), None, None).is_ok());
    }
}
