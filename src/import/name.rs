//! The names of the files that are uploaded.
//!
//! A name is the import's id and the number of the part. By it a part is recognised in the list of jobs,
//! by the program and by the people of the account; so the id begins with the name of the user's file,
//! unless the caller gives one. It is made once: a resumed import has it from its journal, also if the
//! file has another name by then.

use crate::error::{Error, Result};

/// The longest import id: it becomes part of file names.
pub(super) const LONGEST_ID: usize = 64;

/// How many random digits make an id unlike all others.
const RANDOM_DIGITS: usize = 24;

/// The id as given, as begun, or a new one.
pub(super) fn import_id(
    given: Option<String>,
    begun: Option<&str>,
    stem: Option<&str>,
) -> Result<String> {
    match (given, begun) {
        (Some(given), Some(begun)) if given != begun => Err(Error::invalid_request(
            "the journal belongs to another import: its id is not the given one",
        )),
        (Some(given), None) => match (1..=LONGEST_ID).contains(&given.len()) {
            true if given.bytes().all(is_plain) => Ok(given),
            _ => Err(Error::invalid_request(
                "an import id has 1 to 64 letters, digits, `-` and `_`",
            )),
        },
        (_, Some(begun)) => Ok(begun.to_owned()),
        (None, None) => Ok(format!(
            "{}-{:016x}{:08x}",
            stem.and_then(plain).as_deref().unwrap_or("import"),
            fastrand::u64(..),
            fastrand::u32(..)
        )),
    }
}

pub(super) fn part_name(id: &str, number: u32) -> String {
    format!("{id}-{number}.csv")
}

/// What is left of a name if every run of other characters becomes a hyphen. None if that is nothing.
fn plain(name: &str) -> Option<String> {
    let words = name.split(|c: char| !u8::try_from(c).is_ok_and(is_plain));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut plain = words.join("-");
    plain.truncate(LONGEST_ID - RANDOM_DIGITS - 1);
    (!plain.is_empty()).then_some(plain)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_is_taken_as_given_as_begun_or_made_up() {
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
    fn the_name_of_the_file_is_recognised_in_the_id() {
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
        fn no_name_of_a_file_makes_an_id_that_is_refused(stem in any::<String>()) {
            let id = import_id(None, None, Some(&stem)).unwrap();
            prop_assert!(import_id(Some(id), None, None).is_ok());
        }
    }
}
