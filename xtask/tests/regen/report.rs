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
    let kept = tree.root().join("target/reports/contract-9.9.9.txt");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), stdout(&output));
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

#[test]
fn words_whose_element_has_changed_are_to_be_read_again() {
    let tree = Tree::new();
    let document = tree.document(|document| {
        let list = document["definitions"]["ContactList"]["properties"].as_object_mut();
        list.unwrap()["name"] = json!({"type": "string", "maxLength": 7});
    });
    let output = tree.take_in(&document, &["--dry-run", "--report", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let reread = report["reread"].as_array().unwrap();
    let [only] = &reread[..] else {
        panic!("{reread:?}")
    };
    assert_eq!(only["entry"], "schemas.ContactList.name");
    assert!(only["why"].as_str().unwrap().contains("7"), "{only}");
}

#[test]
fn words_whose_element_the_provider_describes_in_other_words_are_to_be_read_again() {
    let tree = Tree::new();
    let lock = tree.root().join("spec/prose.lock");
    std::fs::remove_file(&lock).unwrap();
    let described = |text: &str| {
        tree.document(|document| {
            document["paths"]["/segments"]["get"]["description"] = json!(text);
        })
    };
    let first = tree.take_in(&described("Up to <b>ten</b> for the tester."), &[]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(
        !stdout(&first).contains("to read again"),
        "{}",
        stdout(&first)
    );
    let lock = std::fs::read_to_string(lock).unwrap();
    assert!(!lock.contains("tester"), "{lock}");
    let before = tree.state();
    let document = described("Up to <b>five</b> for the tester.");
    let report = |form: &str| {
        let output = tree.take_in(&document, &["--dry-run", "--report", form]);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let said = "  - operations.getAccountSegments: the provider's text is another one: Up to \
                <b>five</b> for the tester.\n";
    let text = report("text");
    assert!(
        text.contains("changes: none\n") && text.contains(said),
        "{text}"
    );
    assert!(
        !report("markdown").contains("tester"),
        "it is no text of ours"
    );
    assert!(before == tree.state(), "a dry run changed files");
    // The contract itself has no prose to compare.
    let contract = tree.take_in(&tree.root().join("spec/swagger.yaml"), &[]);
    assert!(contract.status.success(), "{}", stderr(&contract));
    assert!(before == tree.state(), "the fingerprints are lost");
}

#[test]
fn what_the_readme_says_by_hand_is_to_be_mended_too() {
    let tree = Tree::new();
    let readme = tree.root().join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    std::fs::write(&readme, text.replace("`segments`", "`pieces`")).unwrap();
    let document = tree.document(|document| {
        let paths = document["paths"].as_object_mut().unwrap();
        paths.remove("/segments/{segment_id}/name").unwrap();
    });
    let text = stdout(&tree.take_in(&document, &["--dry-run"]));
    assert!(
        text.contains("README.md does not name `segments`"),
        "{text}"
    );
    assert!(
        text.contains("120 operations`, and there are 119"),
        "{text}"
    );
    let check = tree.regen(&["--check"]);
    assert!(!check.status.success(), "{}", stdout(&check));
}
