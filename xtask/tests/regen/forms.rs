//! The same contract in other formats: each is taken in without a change of any file, or refused with
//! what is wrong with the format.

use crate::workspace::{Workspace, refused, stderr, stdout};
use std::fs;

/// Everything in the repository that is made from its contract is up to date.
#[test]
fn the_same_contract_changes_nothing_when_it_is_taken_in_again() {
    let workspace = Workspace::real();
    let before = workspace.state();
    let output = workspace.take_in(&workspace.root().join("spec/swagger.yaml"), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let report = stdout(&output);
    assert!(report.contains("changes: none"), "{report}");
    assert!(before == workspace.state(), "files changed");
}

/// The tests in `fetching.rs` cover JSON.
#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let text = fs::read_to_string(workspace.root().join("spec/swagger.yaml")).unwrap();
    let bytes = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let output = workspace.take_in(&workspace.raw(bytes.as_bytes()), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("changes: none"));
    assert!(before == workspace.state(), "files changed");
}

#[test]
fn what_is_not_a_document_is_refused_with_the_reason() {
    let workspace = Workspace::new();
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
        refused(&workspace, &workspace.raw(bytes), &["provider.json", words]);
    }
    refused(
        &workspace,
        &workspace.root(),
        &["cannot be read; give a file"],
    );
}
