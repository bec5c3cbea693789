//! The same contract in other forms: each is taken in without a change of the tree, or refused by
//! what is wrong with the form.

use crate::tree::{Tree, refused, stderr, stdout};
use std::fs;

/// What the repository has is the whole of what its contract makes, whatever build that is.
#[test]
fn the_contract_that_is_there_changes_nothing_when_it_is_taken_in_again() {
    let tree = Tree::real();
    let before = tree.state();
    let output = tree.take_in(&tree.root().join("spec/swagger.yaml"), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let report = stdout(&output);
    assert!(report.contains("changes: none"), "{report}");
    assert!(before == tree.state(), "files changed");
}

/// JSON is what the tests of a fetched document take in.
#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let tree = Tree::new();
    let before = tree.state();
    let text = fs::read_to_string(tree.root().join("spec/swagger.yaml")).unwrap();
    let bytes = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let output = tree.take_in(&tree.raw(bytes.as_bytes()), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("changes: none"));
    assert!(before == tree.state(), "files changed");
}

#[test]
fn what_is_no_document_is_refused_by_what_it_is() {
    let tree = Tree::new();
    for (bytes, words) in [
        (
            &b"<!DOCTYPE html>\n<html>Sorry</html>"[..],
            "a web page or XML",
        ),
        (b"\x1f\x8b\x08\x00\x00", "compressed with gzip"),
        (b"\xff\xfes\x00w\x00", "UTF-16"),
        (b"swagger: '2.0'\xff", "not UTF-8 at byte 14"),
        (b"", "empty"),
        (b"just a text", "expected an object, found a string"),
        (b"[]", "expected an object, found a list"),
    ] {
        refused(&tree, &tree.raw(bytes), &["provider.json", words]);
    }
    refused(&tree, &tree.root(), &["cannot be read; give a file"]);
}
