//! New builds of the document: what the report says of each kind of change, for users and for the
//! maintainer, and what is written.

use crate::tree::{Tree, stderr, stdout};
use serde_json::{Value, json};

#[test]
fn an_overlay_action_without_target_keeps_the_document_out_and_is_named() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(|document| {
        let paths = document["paths"].as_object_mut().unwrap();
        paths.remove("/account/summary").unwrap();
    });
    let output = tree.take_in(&document, &[]);
    assert!(!output.status.success());
    let said = "mend or delete the action without a target: $.paths['/account/summary']";
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
    let report = stdout(&output);
    assert!(
        report.contains("operation `get_account_details` removed"),
        "{report}"
    );
    assert!(before == tree.state(), "files changed");
}

#[test]
fn an_area_without_a_feature_keeps_the_document_out_and_is_named() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(|document| {
        document["paths"]["/segments"]["get"]["tags"] = json!(["Audience Tools"]);
    });
    let output = tree.take_in(&document, &[]);
    assert!(!output.status.success());
    assert!(
        stderr(&output).contains("add `audience-tools = []`"),
        "{}",
        stderr(&output)
    );
    assert!(before == tree.state(), "files changed");
}

/// One of each kind of change that the provider makes.
fn next_build(document: &mut Value) {
    document["info"]["version"] = json!("9.9.9");
    let definitions = document["definitions"].as_object_mut().unwrap();
    definitions["ContactList"]["properties"]["colour"] =
        json!({"type": "string", "description": "The <b>colour</b>"});
    let segment = definitions["SegmentDetail"].clone();
    definitions.insert("SegmentWhole".to_owned(), segment);
    for path in document["paths"].as_object_mut().unwrap().values_mut() {
        let text = path.to_string();
        *path = serde_json::from_str(&text.replace("/SegmentDetail\"", "/SegmentWhole\"")).unwrap();
    }
    let paths = document["paths"].as_object_mut().unwrap();
    paths.remove("/segments/{segment_id}/name").unwrap();
}

#[test]
fn a_new_build_is_taken_in_as_a_whole_and_then_changes_nothing() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(next_build);
    let output = tree.take_in(&document, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let after = tree.state();
    let changed: Vec<&str> = [
        "spec/swagger.yaml",
        "tests/golden/openapi.json",
        "tests/golden/operations.txt",
        "tests/contract/generated/calls.rs",
        "tests/contract/generated/schemas.rs",
    ]
    .into_iter()
    .filter(|file| before[&tree.root().join(file)] != after[&tree.root().join(file)])
    .collect();
    assert_eq!(changed.len(), 5, "{changed:?}");
    assert_eq!(before.len(), after.len());
    let again = tree.take_in(&document, &[]);
    assert!(
        stdout(&again).contains("changes: none"),
        "{}",
        stdout(&again)
    );
    assert!(after == tree.state(), "the second time changed something");
    // What has no words is written, but does not pass.
    let check = tree.regen(&["--check"]);
    assert!(!check.status.success());
    let message = stderr(&check);
    assert!(
        message.contains("the type `SegmentWhole` has no words"),
        "{message}"
    );
    assert!(
        message.contains("`ContactList.colour` has no words"),
        "{message}"
    );
    assert!(
        message.contains("words for the operation `updateSegmentName`, which is gone"),
        "{message}"
    );
}

#[test]
fn the_report_tells_renames_from_losses_and_what_breaks() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(next_build);
    let report = |form: &str| {
        let output = tree.take_in(&document, &["--dry-run", "--report", form]);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let report_json: Value = serde_json::from_str(&report("json")).unwrap();
    let changes: Vec<String> = report_json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let text = |key: &str| change[key].as_str().unwrap().to_owned();
            [
                text("effect"),
                text("subject"),
                text("element"),
                text("kind"),
            ]
            .join(" ")
        })
        .collect();
    assert_eq!(
        changes,
        [
            "breaking operation update_segment_name removed",
            "breaking type SegmentDetail renamed",
            "breaking type SegmentName removed",
            "addition property ContactList.colour added",
        ]
    );
    assert_eq!(
        report_json["step"],
        json!({"before_1.0.0": "minor", "from_1.0.0": "major"})
    );
    let markdown = report("markdown");
    assert!(
        markdown.contains("### Removed\n\n- **Breaking:** operation"),
        "{markdown}"
    );
    assert!(
        markdown.contains("### Added\n\n- property `ContactList.colour`"),
        "{markdown}"
    );
    let text = report("text");
    assert!(text.contains("x-type-name: SegmentDetail"), "{text}");
    assert!(before == tree.state(), "a dry run changed files");
}
