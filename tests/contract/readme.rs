//! README.md is the front page of the reference, where rustdoc links names to items. It is also
//! read in other places, where each name needs an address.

use std::collections::BTreeSet;

/// The text outside code samples.
fn prose() -> String {
    let readme = include_str!("../../README.md");
    let parts = readme.split("```").step_by(2);
    parts.collect()
}

/// The names in brackets and backticks that are not complete links, and those of them that have an
/// address.
fn names(prose: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let (mut used, mut defined) = (BTreeSet::new(), BTreeSet::new());
    for (start, _) in prose.match_indices("[`") {
        let Some((name, rest)) = prose[start + 2..].split_once("`]") else {
            continue;
        };
        let begins_line = prose[..start].ends_with('\n');
        if let Some(address) = rest.strip_prefix(": ").filter(|_| begins_line) {
            assert!(
                address.starts_with("https://docs.rs/constant-contact/latest/constant_contact/"),
                "{name}"
            );
            defined.insert(name);
        } else if !rest.starts_with('(') {
            used.insert(name);
        }
    }
    (used, defined)
}

#[test]
fn every_name_has_an_address_for_readers_outside_the_reference() {
    let prose = prose();
    let (used, defined) = names(&prose);
    assert!(used.len() > 20, "{used:?}");
    assert_eq!(used, defined);
}
