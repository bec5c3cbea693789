//! New builds of the document: what the report says of each kind of change, for users and for the
//! maintainer, and what is written.

use crate::workspace::{Workspace, changes, object, report, stderr, stdout};
use serde_json::{Value, json};

#[test]
fn a_new_area_gets_its_feature_its_place_in_the_readme_and_drafts_of_its_words() {
    let workspace = Workspace::new();
    let document = workspace.document(|document| {
        document["paths"]["/shelves"]["get"]["tags"] = json!(["Audience Tools"]);
    });
    let before = workspace.state();
    let dry = workspace.take_in(&document, &["--dry-run"]);
    assert!(dry.status.success(), "{}", stderr(&dry));
    assert!(before == workspace.state(), "a dry run changed files");
    let output = workspace.take_in(&document, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&dry), stdout(&output), "the two reports differ");
    let read = |file: &str| std::fs::read_to_string(workspace.root().join(file)).unwrap();
    let manifest = read("Cargo.toml");
    for part in [
        "    \"audience-tools\",\n    \"books\"",
        "]\naudience-tools = []\n",
    ] {
        assert!(manifest.contains(part), "{manifest}");
    }
    assert!(read("README.md").contains("\n`audience-tools`, `books`"));
    let draft = "  Audience Tools: 'TODO: `get_all_shelves`'\n";
    assert!(read("spec/docs.yaml").contains(draft));
    let check = workspace.regen(&["--check"]);
    let expected = "the tag `Audience Tools` has a draft in place of words";
    assert!(stderr(&check).contains(expected), "{}", stderr(&check));
    // Once they are written, nothing is left to do.
    let written = read("spec/docs.yaml").replace("TODO: `get_all_shelves`", "For the audience.");
    std::fs::write(workspace.root().join("spec/docs.yaml"), written).unwrap();
    let check = workspace.regen(&["--check"]);
    assert!(check.status.success(), "{}", stderr(&check));
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
    let workspace = Workspace::new();
    let before = workspace.state();
    let document = workspace.document(next_build);
    let output = workspace.take_in(&document, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let after = workspace.state();
    let changed: Vec<&str> = [
        "spec/swagger.yaml",
        "tests/golden/openapi.json",
        "tests/golden/operations.txt",
        "tests/contract/generated/calls.rs",
        "tests/contract/generated/schemas.rs",
    ]
    .into_iter()
    .filter(|file| before[&workspace.root().join(file)] != after[&workspace.root().join(file)])
    .collect();
    assert_eq!(changed.len(), 5, "{changed:?}");
    assert_eq!(before.len(), after.len());
    let kept = workspace.root().join("target/reports/contract-9.9.9.txt");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), stdout(&output));
    let again = workspace.take_in(&document, &[]);
    assert!(
        stdout(&again).contains("changes: none"),
        "{}",
        stdout(&again)
    );
    assert!(
        after == workspace.state(),
        "the second time changed something"
    );
}

#[test]
fn a_run_that_was_interrupted_while_it_replaced_files_is_completed_by_the_next() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let document = workspace.document(next_build);
    let output = workspace.take_in(&document, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let after = workspace.state();
    // Interrupted after the first file.
    let first = workspace.root().join("tests/golden/api.txt");
    assert!(before[&first] != after[&first]);
    for path in after.keys().filter(|path| **path != first) {
        std::fs::write(path, &before[path]).unwrap();
    }
    let check = workspace.regen(&["--check"]);
    assert!(stderr(&check).contains("stale"), "{}", stderr(&check));
    let next = workspace.take_in(&document, &[]);
    assert!(next.status.success(), "{}", stderr(&next));
    assert!(after == workspace.state(), "{}", stderr(&next));
}

#[test]
fn new_elements_get_drafts_of_words_which_fail_the_check() {
    let workspace = Workspace::new();
    let check = workspace.regen(&["--check"]);
    assert!(check.status.success(), "{}", stderr(&check));
    let output = workspace.take_in(&workspace.document(next_build), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let check = workspace.regen(&["--check"]);
    assert!(!check.status.success());
    assert_eq!(
        stderr(&check),
        "error: what we write does not match the contract:\n  \
         there are words for the operation `patchBookTitle`, which is gone\n  \
         there are words for the type `BookTitle`, which is gone\n  \
         the property or value `Shelf.colour` has a draft in place of words\n"
    );
}

#[test]
fn the_report_distinguishes_renamed_from_removed_elements() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let document = workspace.document(next_build);
    let report = |form: &str| {
        let output = workspace.take_in(&document, &["--dry-run", "--report", form]);
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
    assert!(
        text.contains("EventPage: LoanPage` under `names`"),
        "{text}"
    );
    let drafts = "words to write: 1, of which spec/docs.yaml gets drafts\n";
    assert!(text.contains(drafts), "{text}");
    assert!(before == workspace.state(), "a dry run changed files");
}

#[test]
fn words_whose_element_has_changed_are_to_be_read_again() {
    let workspace = Workspace::new();
    let report = report(&workspace, |document| {
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
fn words_whose_element_the_provider_describes_differently_are_to_be_read_again() {
    let workspace = Workspace::new();
    let lock = workspace.root().join("spec/prose.lock");
    std::fs::remove_file(&lock).unwrap();
    let described = |text: &str| {
        workspace.document(|document| {
            document["paths"]["/shelves"]["get"]["description"] = json!(text);
        })
    };
    let first = workspace.take_in(&described("Up to <b>ten</b> for the tester."), &[]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(
        !stdout(&first).contains("to read again"),
        "{}",
        stdout(&first)
    );
    let lock = std::fs::read_to_string(lock).unwrap();
    assert!(!lock.contains("tester"), "{lock}");
    let before = workspace.state();
    let document = described("Up to <b>five</b> for the tester.");
    let report = |form: &str| {
        let output = workspace.take_in(&document, &["--dry-run", "--report", form]);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let expected = "  - operations.getShelves: the provider now says “Up to five for the \
                tester.” and has dropped a sentence\n";
    let text = report("text");
    assert!(
        text.contains("changes: none\n") && text.contains(expected),
        "{text}"
    );
    assert!(
        !report("markdown").contains("tester"),
        "it is no text of ours"
    );
    assert!(before == workspace.state(), "a dry run changed files");
    // The contract itself has no prose to compare.
    let contract = workspace.take_in(&workspace.root().join("spec/swagger.yaml"), &[]);
    assert!(contract.status.success(), "{}", stderr(&contract));
    assert!(before == workspace.state(), "the fingerprints are lost");
}

#[test]
fn a_readme_that_differs_from_the_contract_is_stale() {
    let workspace = Workspace::new();
    let readme = workspace.root().join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    std::fs::write(&readme, text.replace("`shelves`", "`boards`")).unwrap();
    let check = workspace.regen(&["--check"]);
    assert!(!check.status.success(), "{}", stdout(&check));
    assert!(
        stderr(&check).contains("README.md:\n"),
        "{}",
        stderr(&check)
    );
    let renewed = workspace.regen(&[]);
    assert!(renewed.status.success(), "{}", stderr(&renewed));
    assert_eq!(std::fs::read_to_string(&readme).unwrap(), text);
}

#[test]
fn words_that_repeat_the_providers_are_reported_by_every_run() {
    let workspace = Workspace::new();
    let output = workspace.take_in(
        &workspace.document(|document| {
            let shelves = &mut document["paths"]["/shelves"]["get"];
            shelves["description"] = json!("Use this. <p>How many shelves a page has.</p>");
        }),
        &[],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let expected = "the words at `operations.getShelves.limit` repeat the provider's: “How many shelves \
                a page has.”";
    assert!(stdout(&output).contains(expected), "{}", stdout(&output));
    let check = workspace.regen(&["--check"]);
    assert!(!check.status.success());
    assert!(stderr(&check).contains(expected), "{}", stderr(&check));
}
