//! Documents that cannot be taken in: one line says what is wrong and where, and nothing changes.

use crate::tree::{Tree, as_written, contract, object, refused};
use serde_json::json;
use std::fs;
use std::path::Path;

/// YAML can be cut between two lines and still be YAML.
#[test]
fn a_document_that_is_cut_off_is_refused() {
    let tree = Tree::new();
    // In the order of whoever writes one; without the last definition all of it leads there.
    let written = as_written();
    // In the order of the alphabet; the tags come last, and operations name theirs anyway.
    let sorted = fs::read_to_string(tree.root().join("spec/swagger.yaml")).unwrap();
    for (whole, last) in [(&written, "  LoanSummary:\n"), (&sorted, "swagger: ")] {
        let needed = whole.find(last).unwrap();
        let ends = whole[..needed].match_indices('\n').map(|(at, _)| at + 1);
        for end in ends.step_by(7) {
            let document = tree.raw(&whole.as_bytes()[..end]);
            refused(&tree, &document, &["provider.json"]);
        }
    }
    let text = contract(&tree.root()).to_string();
    let document = tree.raw(&text.as_bytes()[..text.len() / 2]);
    refused(
        &tree,
        &document,
        &["provider.json: not valid JSON", "line 1"],
    );
    let document = tree.raw(b"");
    refused(&tree, &document, &["provider.json: empty"]);
    let document = tree.raw(b"swagger: \"2.0\"\nhost: \xff\n");
    refused(&tree, &document, &["provider.json: not UTF-8 at byte 21"]);
}

#[test]
fn a_wrong_type_is_refused_with_its_place() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        document["definitions"]["Shelf"]["properties"]["room"]["type"] = json!("text");
    });
    refused(
        &tree,
        &document,
        &[
            "/definitions/Shelf/properties/room/type",
            "`text` is unknown",
        ],
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_refused_with_its_place() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        document["definitions"]["Shelf"]["properties"]["room"] =
            json!({"$ref": "#/definitions/Gone"});
    });
    refused(
        &tree,
        &document,
        &[
            "/definitions/Shelf/properties/room/$ref",
            "#/definitions/Gone",
        ],
    );
}

#[test]
fn an_operation_id_that_occurs_twice_is_refused_with_both_places() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        document["paths"]["/books"]["get"]["operationId"] = json!("getShelves");
    });
    refused(
        &tree,
        &document,
        &["/paths/~1books/get", "/paths/~1shelves/get", "getShelves"],
    );
}

#[test]
fn an_unknown_collection_format_is_refused_with_its_place() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        let loans = object(document, "/paths/~1reports~1loans~1{book_id}/get");
        let kind = &mut loans["parameters"][1];
        assert_eq!(kind["name"], "kind");
        kind["collectionFormat"] = json!("pipes");
    });
    refused(
        &tree,
        &document,
        &[
            "/paths/~1reports~1loans~1{book_id}/get/parameters/1/collectionFormat",
            "`pipes` is unknown",
        ],
    );
}

#[test]
fn a_missing_document_is_told_by_name() {
    let tree = Tree::new();
    refused(
        &tree,
        Path::new("/nowhere/at/all.yaml"),
        &["/nowhere/at/all.yaml"],
    );
}
