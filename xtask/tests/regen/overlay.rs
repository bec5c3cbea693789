//! The overlay beside a new build: what the provider corrects, what has lost its target, and what a
//! change of the overlay itself does.

use crate::tree::{Tree, changes, report, stderr, stdout};
use constant_contact_codegen::{Spec, overlay, read};
use serde_json::{Value, json};
use std::fs;

#[test]
fn an_overlay_action_without_target_keeps_the_document_out_and_is_named() {
    let tree = Tree::new();
    let before = tree.state();
    let document = tree.document(|document| {
        let paths = document["paths"].as_object_mut().unwrap();
        paths.remove("/reports/loans/{book_id}").unwrap();
    });
    let output = tree.take_in(&document, &[]);
    assert!(!output.status.success());
    let said = "mend or delete the action without a target: \
                $.paths['/reports/loans/{book_id}'].get.parameters[?(@.name=='kind')] \
                (A name for the enumeration.)";
    assert_eq!(stderr(&output).matches("mend or delete").count(), 1);
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
    let report = stdout(&output);
    assert!(report.contains("operation `get_loans` removed"), "{report}");
    assert!(before == tree.state(), "files changed");
}

/// The report on a document in which the provider corrects everything that the overlay corrects,
/// with the targets of the actions that change something and of those that remove it.
fn corrected(tree: &Tree) -> (Value, [Vec<String>; 2]) {
    let [_, file, _] = Spec::FILES;
    let value = read::parse(file, &fs::read(tree.root().join(file)).unwrap()).unwrap();
    let actions = overlay::read(file, &value).unwrap();
    let report = report(tree, |document| {
        overlay::apply(file, &actions, document).unwrap();
    });
    let targets = [false, true].map(|removes| {
        let all = value["actions"].as_array().unwrap().iter();
        let wanted = all.filter(|action| (action["remove"] == true) == removes);
        wanted
            .map(|action| action["target"].as_str().unwrap().to_owned())
            .collect()
    });
    (report, targets)
}

fn assert_each_names(said: &Value, targets: &[String]) {
    let said = said.as_array().unwrap();
    assert_eq!(said.len(), targets.len(), "{said:#?}");
    for (said, target) in said.iter().zip(targets) {
        assert!(said.as_str().unwrap().contains(target), "{said}");
    }
}

#[test]
fn corrections_that_the_provider_makes_are_told_as_needless_or_without_target() {
    // The overlay of the repository has more actions, and is to be read whatever they are about.
    for tree in [Tree::new(), Tree::real()] {
        let (report, [updates, removals]) = corrected(&tree);
        assert_each_names(&report["needless"], &updates);
        assert_each_names(&report["blockers"], &removals);
        assert_eq!(report["changes"], json!([]), "the result is the same");
    }
}

#[test]
fn an_operation_that_is_called_otherwise_keeps_its_name_as_the_report_says() {
    let tree = Tree::new();
    let renamed = |document: &mut Value| {
        let shelves = &mut document["paths"]["/shelves"];
        shelves["post"]["operationId"] = json!("makeShelf");
        shelves["get"]["x-sdk-methodName"] = json!("listShelves");
    };
    let told = report(&tree, renamed);
    assert_eq!(
        changes(&told),
        [
            "breaking operation create_shelf renamed",
            "breaking operation get_all_shelves renamed"
        ]
    );
    let file = tree.root().join("spec/overlay.yaml");
    let mut overlay = fs::read_to_string(&file).unwrap();
    let changes_told = told["changes"].as_array().unwrap();
    for (change, verb) in changes_told.iter().zip(["post", "get"]) {
        let advice = change["advice"].as_str().unwrap();
        let update = advice.split('`').nth(1).unwrap();
        overlay += &format!(
            "  - target: $.paths['/shelves'].{verb}\n    description: Its name so far.\n    \
             update: {{{update}}}\n"
        );
    }
    fs::write(&file, overlay).unwrap();
    assert_eq!(changes(&report(&tree, renamed)), [""; 0]);
}

#[test]
fn what_a_change_of_the_overlay_does_is_told_too() {
    let tree = Tree::new();
    let overlay = tree.root().join("spec/overlay.yaml");
    let text = fs::read_to_string(&overlay).unwrap();
    let renamed = text.replace("x-type-name: Condition}", "x-type-name: Looks}");
    assert_ne!(text, renamed);
    fs::write(&overlay, renamed).unwrap();
    assert_eq!(
        changes(&report(&tree, |_| {})),
        ["breaking type Condition renamed"]
    );
    let refreshed = tree.regen(&["--dry-run"]);
    let told = "breaking since the last time: type `Condition` renamed: to `Looks`";
    assert!(stderr(&refreshed).contains(told), "{}", stderr(&refreshed));
}
