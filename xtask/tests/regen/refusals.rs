//! Documents that cannot be taken in: one line says what is wrong and where, and no file changes.

use crate::workspace::{Workspace, as_written, contract, object, refused};
use serde_json::json;
use std::fs;
use std::path::Path;

/// YAML that is cut between two lines is still YAML.
#[test]
fn a_document_that_is_cut_off_is_refused() {
    let workspace = Workspace::new();
    // In the order in which it was written: the last definition is missing, and references lead to it.
    let written = as_written();
    // In alphabetical order, the tags are last; operations name their tags anyway.
    let sorted = fs::read_to_string(workspace.root().join("spec/swagger.yaml")).unwrap();
    for (whole, last) in [(&written, "  LoanSummary:\n"), (&sorted, "swagger: ")] {
        let needed = whole.find(last).unwrap();
        let ends = whole[..needed].match_indices('\n').map(|(at, _)| at + 1);
        for end in ends.step_by(7) {
            let document = workspace.raw(&whole.as_bytes()[..end]);
            refused(&workspace, &document, &["provider.json"]);
        }
    }
    let text = contract(&workspace.root()).to_string();
    let document = workspace.raw(&text.as_bytes()[..text.len() / 2]);
    refused(
        &workspace,
        &document,
        &["provider.json: not valid JSON", "line 1"],
    );
    let document = workspace.raw(b"");
    refused(&workspace, &document, &["provider.json: empty"]);
    let document = workspace.raw(b"swagger: \"2.0\"\nhost: \xff\n");
    refused(
        &workspace,
        &document,
        &["provider.json: not UTF-8 at byte 21"],
    );
}

#[test]
fn a_wrong_type_is_refused_with_its_place() {
    let workspace = Workspace::new();
    let document = workspace.document(|document| {
        document["definitions"]["Shelf"]["properties"]["room"]["type"] = json!("text");
    });
    refused(
        &workspace,
        &document,
        &[
            "/definitions/Shelf/properties/room/type",
            "`text` is unknown",
        ],
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_refused_with_its_place() {
    let workspace = Workspace::new();
    let document = workspace.document(|document| {
        document["definitions"]["Shelf"]["properties"]["room"] =
            json!({"$ref": "#/definitions/Gone"});
    });
    refused(
        &workspace,
        &document,
        &[
            "/definitions/Shelf/properties/room/$ref",
            "#/definitions/Gone",
        ],
    );
}

#[test]
fn an_operation_id_that_occurs_twice_is_refused_with_both_places() {
    let workspace = Workspace::new();
    let document = workspace.document(|document| {
        document["paths"]["/books"]["get"]["operationId"] = json!("getShelves");
    });
    refused(
        &workspace,
        &document,
        &["/paths/~1books/get", "/paths/~1shelves/get", "getShelves"],
    );
}

#[test]
fn an_unknown_collection_format_is_refused_with_its_place() {
    let workspace = Workspace::new();
    let document = workspace.document(|document| {
        let loans = object(document, "/paths/~1reports~1loans~1{book_id}/get");
        let kind = &mut loans["parameters"][1];
        assert_eq!(kind["name"], "kind");
        kind["collectionFormat"] = json!("pipes");
    });
    refused(
        &workspace,
        &document,
        &[
            "/paths/~1reports~1loans~1{book_id}/get/parameters/1/collectionFormat",
            "`pipes` is unknown",
        ],
    );
}

#[test]
fn a_missing_document_is_reported_by_name() {
    let workspace = Workspace::new();
    refused(
        &workspace,
        Path::new("/nowhere/at/all.yaml"),
        &["/nowhere/at/all.yaml"],
    );
}
