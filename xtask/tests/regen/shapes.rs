//! The shapes that kept builds of the provider's document out, in made-up builds of the lending library: what each
//! `fixture/builds` says is merged into the contract (RFC 7396), and the result is taken in as CONTRIBUTING.md
//! describes it, up to a `regen --check` that passes.

use crate::workspace::{Workspace, changes, fixture, stderr, stdout};
use constant_contact_codegen::docs::DRAFT;
use constant_contact_codegen::{Spec, read, to_yaml};
use serde_json::{Value, json};
use std::fs;

/// A build, and what a maintainer does by hand to take it in.
struct Build {
    file: &'static str,
    /// Changes `spec/overlay.yaml`, before the document is taken in.
    corrected: fn(&mut Value),
    /// Changes `spec/docs.yaml`, besides replacing the drafts of words.
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
const ENUMERATIONS: Build = build("4-enumerations.yaml");
const ALL_OF: Build = build("5-all-of.yaml");
const DEPRECATED: Build = build("6-deprecated.yaml");
const NAMES: Build = Build {
    corrected: |overlay| {
        overlay["names"] = json!({
            "$.paths['/shelves'].post": "createShelf",
            "$.definitions.ShelfList": "ShelfPage",
        });
    },
    worded: |docs| {
        let words = remove(docs, "/operations", "createShelf");
        docs["operations"]["addShelf"] = words;
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

fn parsed(workspace: &Workspace, file: &str) -> Value {
    read::parse(file, &fs::read(workspace.root().join(file)).unwrap()).unwrap()
}

/// Takes a build in, without the check at the end. Returns the changes that its report lists.
fn take_in(workspace: &Workspace, build: &Build, options: &[&str]) -> Vec<String> {
    let [_, overlay, docs] = Spec::FILES;
    let file = fixture().join("builds").join(build.file);
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
            "types::Extras::plain: Option<serde_json::Value>",
            "types::Extras::settings_of_all: Option<Vec<serde_json::Value>>",
            "types::Extras::open: Option<serde_json::Map<String, serde_json::Value>>",
            "types::Extras::sides: Option<std::collections::BTreeMap<String, ExtrasSidesValue>>",
            "types::Extras::maps: Option<std::collections::BTreeMap<String, std::collections::BTreeMap<String, i64>>>",
            "types::Extras::plans: Option<Vec<Vec<Place>>>",
            "types::Place::extra: std::collections::BTreeMap<String, f64>",
            "/shelves/{shelf_id}/settings GET get_shelf_settings [shelves] () -> Value",
            "/shelves/{shelf_id}/names PUT put_shelf_names [shelves] Vec<String> -> Map<String>",
            "/shelves/{shelf_id}/plan PUT put_shelf_plan [shelves] Map<Place> -> Vec<Place>",
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
            "types::Rule::left: Option<::std::boxed::Box<Rule>>",
            "types::Rule::left: fn left(self, value: impl Into<Rule>) -> Self",
            "types::Rule::by_name: Option<std::collections::BTreeMap<String, Rule>>",
            "types::RuleCondition::unless: Option<::std::boxed::Box<Rule>>",
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
fn names_of_the_provider_can_be_kept() {
    let (_, changes) = taken_in(&NAMES);
    assert_eq!(changes, [""; 0]);
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
