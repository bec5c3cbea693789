//! `cargo xtask regen` as a command, on a copy of the tree: what it says of a document that it can
//! not take in, and that it then changes nothing; what it reports of one that it can.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The files that the command reads and writes, in a folder of their own.
struct Tree {
    folder: TempDir,
}

impl Tree {
    fn new() -> Self {
        let tree = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for part in [
            "Cargo.toml",
            "spec",
            "src",
            "tests/golden",
            "tests/contract/generated",
        ] {
            copy(&root.join(part), &tree.root().join(part));
        }
        tree
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    /// The contract with a change, as the document to take in.
    fn document(&self, change: impl FnOnce(&mut Value)) -> PathBuf {
        let mut document = contract(&self.root());
        change(&mut document);
        self.raw(document.to_string().as_bytes())
    }

    fn raw(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("provider.json");
        fs::write(&path, bytes).unwrap();
        path
    }

    fn regen(&self, options: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("regen")
            .arg("--root")
            .arg(self.root())
            .args(options)
            .output()
            .unwrap()
    }

    fn take_in(&self, document: &Path, options: &[&str]) -> Output {
        let mut all = vec!["--skip-compile", "--from", document.to_str().unwrap()];
        all.extend(options);
        self.regen(&all)
    }

    /// Every file with its content.
    fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut state = BTreeMap::new();
        let mut todo = vec![self.root()];
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    todo.push(path);
                } else {
                    state.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        state
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

fn contract(root: &Path) -> Value {
    let file = "spec/swagger.yaml";
    constant_contact_codegen::read::parse(file, &fs::read(root.join(file)).unwrap()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The document fails with one line that has all of `expected`, and no file changes.
fn refused(tree: &Tree, document: &Path, expected: &[&str]) {
    let before = tree.state();
    let output = tree.take_in(document, &[]);
    let message = stderr(&output);
    assert!(!output.status.success(), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with("error: "), "{message}");
    for part in expected {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(before == tree.state(), "files changed");
}

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
    refused(&tree, &document, &["provider.json", "expected an object"]);
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
        message.contains("`ContactList` `colour` has no words"),
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
