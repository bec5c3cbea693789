//! Documents that cannot be taken in: one line says what is wrong and where, and nothing changes.

use crate::tree::{Tree, contract, refused};
use serde_json::json;
use std::fs;
use std::path::Path;

#[test]
fn a_document_that_is_cut_off_is_refused() {
    let tree = Tree::new();
    let whole = fs::read(tree.root().join("spec/swagger.yaml")).unwrap();
    let text = contract(&tree.root()).to_string();
    for cut in [whole.len() / 3, whole.len() / 2] {
        // YAML can be cut between two lines and still be YAML.
        let document = tree.raw(&whole[..cut]);
        refused(&tree, &document, &["provider.json"]);
    }
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
        document["definitions"]["Note"]["properties"]["content"]["type"] = json!("text");
    });
    refused(
        &tree,
        &document,
        &[
            "/definitions/Note/properties/content/type",
            "`text` is unknown",
        ],
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_refused_with_its_place() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        document["definitions"]["Note"]["properties"]["content"] =
            json!({"$ref": "#/definitions/Gone"});
    });
    refused(
        &tree,
        &document,
        &[
            "/definitions/Note/properties/content/$ref",
            "#/definitions/Gone",
        ],
    );
}

#[test]
fn an_operation_id_that_occurs_twice_is_refused_with_both_places() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        document["paths"]["/segments"]["get"]["operationId"] = json!("getLists");
    });
    refused(
        &tree,
        &document,
        &[
            "/paths/~1segments/get",
            "/paths/~1contact_lists/get",
            "getLists",
        ],
    );
}

#[test]
fn an_unknown_collection_format_is_refused_with_its_place() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        let bounces = "/reports/email_reports/{campaign_activity_id}/tracking/bounces";
        let parameters = &mut document["paths"][bounces]["get"]["parameters"];
        let parameter = parameters.as_array_mut().unwrap().iter_mut();
        let code = parameter.filter(|parameter| parameter["name"] == "bounce_code");
        code.for_each(|parameter| parameter["collectionFormat"] = json!("pipes"));
    });
    refused(
        &tree,
        &document,
        &["/collectionFormat", "`pipes` is unknown"],
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
