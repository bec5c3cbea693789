//! New builds of the document: what the report says of each kind of change, for users and for the
//! maintainer, and what is written.

use crate::tree::{Tree, changes, object, report, stderr, stdout};
use serde_json::{Value, json};

#[test]
fn an_area_without_a_feature_keeps_the_document_out_and_is_named() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(|document| {
        document["paths"]["/shelves"]["get"]["tags"] = json!(["Audience Tools"]);
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
    object(document, "/definitions/Shelf/properties").insert(
        "colour".to_owned(),
        json!({"type": "string", "description": "The <b>colour</b>"}),
    );
    let definitions = object(document, "/definitions");
    let page = definitions["LoanPage"].clone();
    definitions.insert("EventPage".to_owned(), page);
    let paths = object(document, "/paths");
    for path in paths.values_mut() {
        let text = path.to_string();
        *path = serde_json::from_str(&text.replace("/LoanPage\"", "/EventPage\"")).unwrap();
    }
    paths.remove("/books/{book_id}/title").unwrap();
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
}

#[test]
fn a_run_that_was_interrupted_while_it_replaced_files_is_completed_by_the_next() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(next_build);
    let output = tree.take_in(&document, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let after = tree.state();
    // Interrupted after the first file.
    let first = tree.root().join("tests/golden/api.txt");
    assert!(before[&first] != after[&first]);
    for path in after.keys().filter(|path| **path != first) {
        std::fs::write(path, &before[path]).unwrap();
    }
    let check = tree.regen(&["--check"]);
    assert!(stderr(&check).contains("stale"), "{}", stderr(&check));
    let next = tree.take_in(&document, &[]);
    assert!(next.status.success(), "{}", stderr(&next));
    assert!(after == tree.state(), "{}", stderr(&next));
}

#[test]
fn what_has_no_words_is_written_but_does_not_pass() {
    let tree = Tree::new();
    let check = tree.regen(&["--check"]);
    assert!(check.status.success(), "{}", stderr(&check));
    let output = tree.take_in(&tree.document(next_build), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let check = tree.regen(&["--check"]);
    assert!(!check.status.success());
    assert_eq!(
        stderr(&check),
        "error: what we write and the contract differ:\n  \
         there are words for the operation `patchBookTitle`, which is gone\n  \
         the type `EventPage` has no words\n  \
         there are words for the type `BookTitle`, which is gone\n  \
         there are words for the type `LoanPage`, which is gone\n  \
         the property or value `EventPage.loans` has no words\n  \
         the property or value `Shelf.colour` has no words\n  \
         README.md says `15 operations`, and there are 14\n"
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
    assert_eq!(
        changes(&report_json),
        [
            "breaking operation rename_book removed",
            "breaking type BookTitle removed",
            "breaking type LoanPage renamed",
            "addition property Shelf.colour added",
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
        markdown.contains("### Added\n\n- property `Shelf.colour`"),
        "{markdown}"
    );
    let text = report("text");
    assert!(text.contains("x-type-name: LoanPage"), "{text}");
    let readme = "  - README.md says `15 operations`, and there are 14\n";
    assert!(text.contains(readme), "{text}");
    assert!(before == tree.state(), "a dry run changed files");
}

#[test]
fn words_whose_element_has_changed_are_to_be_read_again() {
    let tree = Tree::new();
    let report = report(&tree, |document| {
        let shelf = object(document, "/definitions/Shelf/properties");
        shelf["room"] = json!({"type": "string", "maxLength": 7});
    });
    let [only] = &report["reread"].as_array().unwrap()[..] else {
        panic!("{report}")
    };
    assert_eq!(only["entry"], "schemas.Shelf.room");
    assert!(only["why"].as_str().unwrap().contains("7"), "{only}");
}

#[test]
fn words_whose_element_the_provider_describes_in_other_words_are_to_be_read_again() {
    let tree = Tree::new();
    let lock = tree.root().join("spec/prose.lock");
    std::fs::remove_file(&lock).unwrap();
    let described = |text: &str| {
        tree.document(|document| {
            document["paths"]["/shelves"]["get"]["description"] = json!(text);
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
    let said = "  - operations.getShelves: the provider now says “Up to five for the \
                tester.” and has dropped a sentence\n";
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
    std::fs::write(&readme, text.replace("`shelves`", "`boards`")).unwrap();
    let report = report(&tree, |document| {
        let paths = object(document, "/paths");
        paths.remove("/reports/overdue").unwrap();
    });
    assert_eq!(
        report["gaps"],
        json!([
            "there are words for the operation `getOverdueLoans`, which is gone",
            "README.md does not name `shelves` among the cargo features",
            "README.md says `15 operations`, and there are 14",
        ])
    );
    let check = tree.regen(&["--check"]);
    assert!(!check.status.success(), "{}", stdout(&check));
    let said = "README.md does not name `shelves`";
    assert!(stderr(&check).contains(said), "{}", stderr(&check));
}

#[test]
fn words_that_repeat_the_providers_are_told_when_it_is_taken_in_and_ever_after() {
    let tree = Tree::new();
    let output = tree.take_in(
        &tree.document(|document| {
            let shelves = &mut document["paths"]["/shelves"]["get"];
            shelves["description"] = json!("Use this. <p>How many shelves a page has.</p>");
        }),
        &[],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let said = "the words at `operations.getShelves.limit` repeat the provider's: “How many shelves \
                a page has.”";
    assert!(stdout(&output).contains(said), "{}", stdout(&output));
    let check = tree.regen(&["--check"]);
    assert!(!check.status.success());
    assert!(stderr(&check).contains(said), "{}", stderr(&check));
}
