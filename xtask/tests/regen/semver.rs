//! The version step that the report asks for, compared with what `cargo-semver-checks` says of the crate before and
//! after the change. Every kind of change is tried in both directions.
//!
//! The tool sees what is missing and what has another form, but not that a type is another one; so it asks for no
//! step where a text becomes a number. Where it sees nothing, the compiler is asked instead: code of a user
//! that compiles with one of the two must not compile with the other. Where the compiler sees nothing either, the
//! kind says what breaks. The tool does not ask for a minor step where something is added, so that only major
//! steps are compared.
//!
//! Cargo features, which areas are, are no part of what the tool compares here.

mod kinds;
mod tree;

use crate::workspace::{Workspace, contract, report, stderr, stdout};
use kinds::{ALL, Kind, Step};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tree::Tree;

#[test]
#[ignore = "documents the crate once for each kind of change; needs cargo-semver-checks"]
fn the_report_asks_for_the_step_that_cargo_semver_checks_asks_for() {
    let tree = Tree::new();
    let library = contract(&Workspace::new().root());
    let mut interfaces = Interfaces::default();
    let mut differences = Vec::new();
    for kind in ALL.into_iter().flatten() {
        let (mut before, mut after) = (library.clone(), library.clone());
        (kind.given)(&mut before);
        (kind.given)(&mut after);
        (kind.change)(&mut after);
        let documents = [&before, &after].map(|document| interfaces.of(&tree, document));
        assert!(
            documents[0] != documents[1],
            "{} changes nothing",
            kind.name
        );
        let mut is_unseen = false;
        for (undone, [old, new]) in [[0, 1], [1, 0]].into_iter().enumerate() {
            let name = format!("{}{}", kind.name, ["", ", undone"][undone]);
            let contracts = [&before, &after];
            let report = Reported::new(contracts[old], contracts[new]);
            let tool = Checked::new(&documents[old], &documents[new]);
            is_unseen |= tool.step == Step::Patch;
            println!("{name}: the report {:?}, the tool {tool:?}", report.step);
            if let Some(why) = disagreement(kind, kind.steps[undone], &report, &tool) {
                differences.push(format!("{name}: {why}\n  {tool:?}\n  {report:#?}"));
            }
        }
        if (kind.users.is_some() || kind.breaks.is_some()) && !is_unseen {
            differences.push(format!("{}: the tool sees it by now", kind.name));
        }
        for (index, code) in kind.users.into_iter().flatten().enumerate() {
            for (place, contract) in [&before, &after].into_iter().enumerate() {
                tree.put(contract);
                let compiled = tree.compile(code);
                if compiled.is_ok() != (index == place) {
                    let name = kind.name;
                    differences.push(format!("{name}: `{code}` at {place}: {compiled:?}"));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What rustdoc says of the crate with each document that has been seen.
#[derive(Default)]
struct Interfaces(BTreeMap<String, PathBuf>);

impl Interfaces {
    fn of(&mut self, tree: &Tree, document: &Value) -> PathBuf {
        let next = self.0.len();
        let known = self.0.entry(document.to_string());
        known
            .or_insert_with(|| tree.document(document, next))
            .clone()
    }
}

/// What is wrong with what the report and the tool say of a change, if anything is.
fn disagreement(
    kind: &Kind,
    expected: Step,
    report: &Reported,
    tool: &Checked,
) -> Option<&'static str> {
    let is_major = |step| step == Step::Major;
    if report.step != expected {
        return Some("the report asks for another step than expected");
    }
    if report.of_changes != report.step {
        return Some("the lines of the surface ask for another step than the changes");
    }
    if (kind.users.is_some() || kind.breaks.is_some()) && tool.step == Step::Patch {
        return None;
    }
    // The tool asks for no step where something is only added.
    let differs = is_major(report.step) != is_major(tool.step) || tool.step > report.step;
    differs.then_some("the report and the tool ask for different steps")
}

/// What the report says of the step from one contract to another.
#[derive(Debug)]
struct Reported {
    step: Step,
    /// The step that its changes require, whatever the lines of the surface say.
    of_changes: Step,
    #[allow(dead_code, reason = "printed where something is wrong")]
    changes: Vec<String>,
}

impl Reported {
    fn new(old: &Value, new: &Value) -> Self {
        let workspace = Workspace::new();
        let document = workspace.document(|document| *document = old.clone());
        let output = workspace.take_in(&document, &[]);
        assert!(output.status.success(), "{}", stderr(&output));
        let report = report(&workspace, |document| *document = new.clone());
        let changes = report["changes"].as_array().unwrap();
        let text = |change: &Value, key: &str| change[key].as_str().unwrap().to_owned();
        let effects = changes
            .iter()
            .map(|change| Step::of_effect(&text(change, "effect")));
        let changes = changes.iter().map(|change| {
            ["effect", "subject", "element", "kind", "detail"]
                .map(|key| text(change, key))
                .join(" ")
        });
        Self {
            step: Step::named(report["step"]["from_1.0.0"].as_str().unwrap()),
            of_changes: effects.max().unwrap_or(Step::Patch),
            changes: changes.collect(),
        }
    }
}

/// What the tool says of the step from one interface to another.
#[derive(Debug)]
struct Checked {
    step: Step,
    #[allow(dead_code, reason = "printed where something is wrong")]
    lints: Vec<String>,
}

impl Checked {
    fn new(old: &Path, new: &Path) -> Self {
        let output = Command::new("cargo-semver-checks")
            .args([
                "semver-checks",
                "--release-type",
                "patch",
                "--color",
                "never",
            ])
            .arg("--baseline-rustdoc")
            .arg(old)
            .arg("--current-rustdoc")
            .arg(new)
            .output()
            .expect("not found: `cargo install cargo-semver-checks --locked`");
        let (out, err) = (stdout(&output), stderr(&output));
        let lints = out
            .lines()
            .filter_map(|line| line.strip_prefix("--- failure "));
        let lints = lints.map(|lint| lint.split(':').next().unwrap().to_owned());
        let step = match err.split_once("semver requires new ") {
            Some((_, rest)) => Step::named(rest.split(' ').next().unwrap()),
            None => {
                assert!(output.status.success(), "{err}");
                Step::Patch
            }
        };
        let lints = lints.collect();
        Self { step, lints }
    }
}
