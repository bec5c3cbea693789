//! The shapes that kept builds of the provider's document out, in made-up builds of the lending library: what each
//! file of `shapes/` says is merged into the contract (RFC 7396), and the result is taken in as CONTRIBUTING.md
//! describes it, up to a `regen --check` that passes.

use crate::workspace::{Workspace, changes, stderr, stdout};
use constant_contact_codegen::docs::DRAFT;
use constant_contact_codegen::{Spec, read, to_yaml};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A build, and what a maintainer does by hand to take it in.
struct Build {
    file: &'static str,
    /// Changes `spec/overlay.yaml`, before the document is taken in.
    corrected: fn(&mut Value),
    /// Changes `spec/docs.yaml` and replaces the drafts of words.
    worded: fn(&mut Value),
}

const fn build(file: &'static str) -> Build {
    Build {
        file,
        corrected: |_| {},
        worded: |_| {},
    }
}

const FREE_FORM: Build = build("1-free-form.yaml");
const RECURSION: Build = build("2-recursion.yaml");
const STATUSES: Build = build("3-statuses.yaml");
const ENUMERATIONS: Build = Build {
    corrected: |overlay| {
        let kinds = "$.paths['/books/search'].get.parameters[?(@.name=='kinds')].items.enum";
        overlay["names"][format!("{kinds}[?(@=='')]")] = json!("Blank");
    },
    ..build("4-enumerations.yaml")
};
const ALL_OF: Build = build("5-all-of.yaml");
const DEPRECATED: Build = build("6-deprecated.yaml");
const NAMES: Build = Build {
    corrected: |overlay| {
        overlay["names"]["$.paths['/shelves'].post"] = json!("createShelf");
        overlay["names"]["$.definitions.ShelfList"] = json!("ShelfPage");
    },
    ..build("7-names.yaml")
};
const AREAS: Build = Build {
    worded: |docs| {
        remove(docs, "/tags", "Readers");
        for operation in ["createReader", "getReader"] {
            remove(docs, "/operations", operation);
        }
        for name in ["Reader", "ReaderInput"] {
            remove(docs, "/schemas", name);
        }
        remove(docs, "/properties", "email");
    },
    ..build("8-areas.yaml")
};
const ODDITIES: Build = Build {
    corrected: |overlay| {
        let gone = [
            "$.paths['/shelves'].get.parameters[?(@.name=='status')]",
            "$.definitions.Book.properties.condition",
        ];
        let actions = overlay["actions"].as_array_mut().unwrap();
        actions.retain(|action| !gone.contains(&action["target"].as_str().unwrap()));
    },
    worded: |docs| {
        remove(docs, "/operations/getShelves/parameters", "status");
        remove(docs, "/schemas", "ShelfStatus");
    },
    ..build("9-oddities.yaml")
};

fn remove(document: &mut Value, pointer: &str, key: &str) -> Value {
    let place = document.pointer_mut(pointer).unwrap();
    let removed = place.as_object_mut().unwrap().remove(key);
    removed.unwrap_or_else(|| panic!("{pointer} has no `{key}`"))
}

/// Merges a patch into a document.
fn merge(document: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *document = patch.clone();
        return;
    };
    if !document.is_object() {
        *document = json!({});
    }
    for (key, member) in members {
        match member {
            Value::Null => drop(document.as_object_mut().unwrap().remove(key)),
            member => merge(&mut document[key], member),
        }
    }
}

fn change(workspace: &Workspace, file: &str, change: fn(&mut Value)) {
    let path = workspace.root().join(file);
    let before = read::parse(file, &fs::read(&path).unwrap()).unwrap();
    let mut after = before.clone();
    change(&mut after);
    if after != before {
        fs::write(path, to_yaml(file, &after).unwrap()).unwrap();
    }
}

/// Takes a build in, without the check at the end. Returns the changes that its report lists.
fn take_in(workspace: &Workspace, build: &Build, options: &[&str]) -> Vec<String> {
    let [_, overlay, docs] = Spec::FILES;
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/regen/shapes")
        .join(build.file);
    let patch = read::parse(build.file, &fs::read(file).unwrap()).unwrap();
    let document = workspace.document(|document| merge(document, &patch));
    change(workspace, overlay, build.corrected);
    let mut all = vec!["--from", document.to_str().unwrap(), "--report", "json"];
    all.extend(options);
    let output = workspace.regen(&all);
    assert!(
        output.status.success(),
        "{}: {}",
        build.file,
        stderr(&output)
    );
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let path = workspace.root().join(docs);
    let drafts = fs::read_to_string(&path).unwrap();
    fs::write(path, drafts.replace(DRAFT, "Made up,")).unwrap();
    change(workspace, docs, build.worded);
    changes(&report)
}

/// The workspace after a build was taken in, and the changes that its report lists.
fn taken_in(build: &Build) -> (Workspace, Vec<String>) {
    let workspace = Workspace::new();
    let changes = take_in(&workspace, build, &["--skip-compile"]);
    let check = workspace.regen(&["--check"]);
    assert!(check.status.success(), "{}", stderr(&check));
    (workspace, changes)
}

/// Asserts that the golden surface has these lines.
#[track_caller]
fn has(workspace: &Workspace, expected: &[&str]) {
    let surface = fs::read_to_string(workspace.root().join("tests/golden/api.txt")).unwrap();
    let operations = workspace.root().join("tests/golden/operations.txt");
    let lines = surface + &fs::read_to_string(operations).unwrap();
    for line in expected {
        assert!(
            lines.lines().any(|found| found == *line),
            "{line} in\n{lines}"
        );
    }
}

fn added(changes: &[String]) -> bool {
    changes.iter().all(|change| change.starts_with("addition "))
}

#[test]
fn free_form_objects_and_maps_are_taken_in() {
    let (workspace, changes) = taken_in(&FREE_FORM);
    assert!(added(&changes), "{changes:?}");
    has(
        &workspace,
        &[
            "types::ShelfExtras::plain: Option<serde_json::Value>",
            "types::ShelfExtras::settings_of_all: Option<Vec<serde_json::Value>>",
            "types::ShelfExtras::open: Option<serde_json::Map<String, serde_json::Value>>",
            "types::ShelfExtras::sides: Option<std::collections::BTreeMap<String, ShelfExtrasSidesValue>>",
            "types::ShelfExtras::maps: Option<std::collections::BTreeMap<String, std::collections::BTreeMap<String, i64>>>",
            "types::ShelfExtras::plans: Option<Vec<Vec<ShelfPlace>>>",
            "types::ShelfPlace::extra: std::collections::BTreeMap<String, f64>",
            "/shelves/{shelf_id}/settings GET get_shelf_settings [shelves] () -> Value",
            "/shelves/{shelf_id}/names PUT put_shelf_names [shelves] Vec<String> -> Map<String>",
            "/shelves/{shelf_id}/plan PUT put_shelf_plan [shelves] Map<ShelfPlace> -> Vec<ShelfPlace>",
        ],
    );
}

#[test]
fn types_that_contain_themselves_are_taken_in() {
    let (workspace, changes) = taken_in(&RECURSION);
    assert!(added(&changes), "{changes:?}");
    has(
        &workspace,
        &[
            "types::ShelfRule::left: Option<::std::boxed::Box<ShelfRule>>",
            "types::ShelfRule::left: fn left(self, value: impl Into<ShelfRule>) -> Self",
            "types::ShelfRule::by_name: Option<std::collections::BTreeMap<String, ShelfRule>>",
            "types::RuleCondition::unless: fn unless(self, value: impl Into<ShelfRule>) -> Self",
        ],
    );
}

#[test]
fn successes_of_any_status_are_taken_in() {
    let (workspace, changes) = taken_in(&STATUSES);
    assert!(added(&changes), "{changes:?}");
    has(
        &workspace,
        &[
            "/readers/{reader_id} PUT put_reader [readers] ReaderInput -> Option<Reader>",
            "/readers/{reader_id}/card GET get_card [readers] () -> Reader",
            "/readers/{reader_id}/card POST create_card [readers] () -> Reader",
        ],
    );
}

#[test]
fn odd_enumerations_and_parameters_of_every_type_are_taken_in() {
    let (workspace, changes) = taken_in(&ENUMERATIONS);
    assert!(added(&changes), "{changes:?}");
    has(
        &workspace,
        &[
            "types::BookDetail::genres: Vec<BookDetailGenresItem>",
            "types::BookDetail::isbn_13: Option<String>",
            "builder::SearchBooks::numbers: fn numbers(self, value: impl IntoIterator<Item = impl Into<i64>>) -> Self",
        ],
    );
}

#[test]
fn definitions_that_are_made_of_others_are_taken_in() {
    let (workspace, _) = taken_in(&ALL_OF);
    has(
        &workspace,
        &[
            "types::ShelfKeeper::born_at: Option<crate::Timestamp>",
            "types::ShelfKeeper::deputy: Option<::std::boxed::Box<ShelfKeeper>>",
            "types::KeeperInput::new: fn new(name: impl Into<String>) -> Self",
        ],
    );
}

#[test]
fn what_the_provider_has_deprecated_is_taken_in_without_its_words() {
    let (workspace, _) = taken_in(&DEPRECATED);
    let golden = fs::read_to_string(workspace.root().join("tests/golden/openapi.json")).unwrap();
    assert!(golden.contains(r#""deprecated": true"#), "{golden}");
    has_no_words_of_the_provider(&workspace);
}

#[test]
fn names_of_the_provider_can_be_kept() {
    let (_, changes) = taken_in(&NAMES);
    assert_eq!(changes, [""; 0]);
}

#[test]
fn a_new_area_and_one_that_is_gone_need_words_only() {
    let (workspace, changes) = taken_in(&AREAS);
    for change in [
        "breaking area readers removed",
        "addition area reading-circles added",
    ] {
        assert!(changes.iter().any(|found| found == change), "{changes:?}");
    }
    let manifest = fs::read_to_string(workspace.root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\nreading-circles = []\n"), "{manifest}");
    assert!(!manifest.contains("readers"), "{manifest}");
}

#[test]
fn operations_that_lack_an_area_or_share_parameters_are_taken_in_and_corrections_without_a_target_go()
 {
    let (workspace, changes) = taken_in(&ODDITIES);
    assert_eq!(
        changes,
        [
            "breaking parameter get_all_shelves.status removed",
            "breaking property Book.condition removed",
            "breaking type ShelfStatus removed",
            "addition operation get_shelves_shelf_id_notes added",
            "addition type ShelfNote added",
        ]
    );
    has_no_words_of_the_provider(&workspace);
}

/// Asserts that no text of a build is in the files.
fn has_no_words_of_the_provider(workspace: &Workspace) {
    for (path, bytes) in workspace.state() {
        let text = String::from_utf8(bytes).unwrap();
        for words in [
            "Shelves have no room",
            "This library lends",
            "Call this",
            "The words that",
        ] {
            assert!(!text.contains(words), "{words} in {}", path.display());
        }
    }
}

#[test]
#[ignore = "compiles the crate and its contract tests"]
fn the_crate_and_its_contract_tests_take_all_builds_one_after_the_other() {
    let workspace = Workspace::whole("shapes");
    let builds = [FREE_FORM, RECURSION, STATUSES, DEPRECATED, NAMES, AREAS];
    let (last, before) = builds.split_last().unwrap();
    for build in before {
        take_in(&workspace, build, &["--skip-compile"]);
    }
    take_in(&workspace, last, &[]);
}
