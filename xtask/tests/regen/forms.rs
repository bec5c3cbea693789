//! The same contract in other forms: each is taken in without a change of the tree, or refused by
//! what is wrong with the form.

use crate::tree::{Tree, contract, refused, stderr, stdout};
use std::fs;

#[test]
fn the_form_of_the_document_makes_no_difference() {
    let tree = Tree::new();
    let before = tree.state();
    let text = fs::read_to_string(tree.root().join("spec/swagger.yaml")).unwrap();
    let json = contract(&tree.root());
    for (form, bytes) in [
        ("JSON", json.to_string()),
        (
            "a byte order mark and lines that end in CRLF",
            format!("\u{feff}{}", text.replace('\n', "\r\n")),
        ),
    ] {
        let output = tree.take_in(&tree.raw(bytes.as_bytes()), &[]);
        assert!(output.status.success(), "{form}: {}", stderr(&output));
        let report = stdout(&output);
        assert!(report.contains("changes: none"), "{form}: {report}");
        assert!(before == tree.state(), "{form}: files changed");
    }
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

#[test]
fn what_cannot_be_fetched_is_refused_and_named() {
    let tree = Tree::new();
    // A port that was free a moment ago.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/swagger.yaml", closed.local_addr().unwrap());
    drop(closed);
    refused(&tree, url.as_ref(), &[&url, "cannot be fetched"]);
    let plain = "http://example.com/swagger.yaml";
    refused(&tree, plain.as_ref(), &[plain, "give an https URL"]);
}
