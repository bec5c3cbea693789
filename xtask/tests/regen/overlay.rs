//! The overlay and a new build: corrections that the provider has made, actions without a target, and
//! changes of the overlay itself.

use crate::workspace::{Workspace, changes, report, stderr, stdout};
use constant_contact_codegen::{Spec, overlay, read};
use serde_json::{Value, json};
use std::fs;

#[test]
fn a_document_without_the_target_of_an_overlay_action_is_not_taken_in() {
    let workspace = Workspace::new();
    let before = workspace.state();
    let document = workspace.document(|document| {
        let paths = document["paths"].as_object_mut().unwrap();
        paths.remove("/reports/loans/{book_id}").unwrap();
    });
    let output = workspace.take_in(&document, &[]);
    assert!(!output.status.success());
    let expected = "fix or delete the action without a target: \
                $.paths['/reports/loans/{book_id}'].get.parameters[?(@.name=='kind')] \
                (A name for the enumeration.)";
    assert_eq!(stderr(&output).matches("fix or delete").count(), 1);
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    let report = stdout(&output);
    assert!(report.contains("operation `get_loans` removed"), "{report}");
    assert!(before == workspace.state(), "files changed");
}

/// The report on a document in which the provider corrects everything that the overlay corrects,
/// with the targets of the actions that change something and of those that remove it.
fn corrected(workspace: &Workspace) -> (Value, [Vec<String>; 2]) {
    let [_, file, _] = Spec::FILES;
    let value = read::parse(file, &fs::read(workspace.root().join(file)).unwrap()).unwrap();
    let actions = overlay::read(file, &value).unwrap();
    let report = report(workspace, |document| {
        overlay::apply(file, &actions, document).unwrap();
    });
    let mut targets: [Vec<String>; 2] = [false, true].map(|removes| {
        let all = value["actions"].as_array().unwrap().iter();
        let wanted = all.filter(|action| (action["remove"] == true) == removes);
        wanted
            .map(|action| action["target"].as_str().unwrap().to_owned())
            .collect()
    });
    let names = value["names"].as_object().into_iter().flatten();
    targets[0].extend(names.map(|(target, _)| target.clone()));
    (report, targets)
}

fn assert_each_names(lines: &Value, targets: &[String]) {
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.len(), targets.len(), "{lines:#?}");
    for (line, target) in lines.iter().zip(targets) {
        assert!(line.as_str().unwrap().contains(target), "{line}");
    }
}

#[test]
fn corrections_that_the_provider_has_made_are_reported() {
    // The overlay of the repository has more kinds of actions.
    for workspace in [Workspace::new(), Workspace::real()] {
        let (report, [updates, removals]) = corrected(&workspace);
        assert_each_names(&report["needless"], &updates);
        assert_each_names(&report["blockers"], &removals);
        assert_eq!(report["changes"], json!([]), "the result is the same");
    }
}

#[test]
fn a_renamed_operation_keeps_its_name_by_the_advice_of_the_report() {
    let workspace = Workspace::new();
    let renamed = |document: &mut Value| {
        let shelves = &mut document["paths"]["/shelves"];
        shelves["post"]["operationId"] = json!("makeShelf");
        shelves["get"]["x-sdk-methodName"] = json!("listShelves");
    };
    let before = report(&workspace, renamed);
    assert_eq!(
        changes(&before),
        [
            "breaking operation create_shelf renamed",
            "breaking operation get_all_shelves renamed"
        ]
    );
    let file = workspace.root().join("spec/overlay.yaml");
    let mut overlay = fs::read_to_string(&file).unwrap() + "names:\n";
    let advised = before["changes"].as_array().unwrap();
    for change in advised {
        let advice = change["advice"].as_str().unwrap();
        let entry = advice.split('`').nth(1).unwrap();
        overlay += &format!("  {entry}\n");
    }
    fs::write(&file, overlay).unwrap();
    assert_eq!(changes(&report(&workspace, renamed)), [""; 0]);
}

#[test]
fn what_a_change_of_the_overlay_does_is_reported_too() {
    let workspace = Workspace::new();
    let overlay = workspace.root().join("spec/overlay.yaml");
    let text = fs::read_to_string(&overlay).unwrap();
    let renamed = text.replace("x-type-name: Condition}", "x-type-name: Looks}");
    assert_ne!(text, renamed);
    fs::write(&overlay, renamed).unwrap();
    assert_eq!(
        changes(&report(&workspace, |_| {})),
        ["breaking type Condition renamed"]
    );
    let refreshed = workspace.regen(&["--dry-run"]);
    let expected = "breaking since the last time: type `Condition` renamed: to `Looks`";
    assert!(
        stderr(&refreshed).contains(expected),
        "{}",
        stderr(&refreshed)
    );
}
