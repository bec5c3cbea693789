//! Several builds one after the other: what their reports say adds up to the report on the last build alone.

use crate::workspace::{Workspace, changes, object, stderr, stdout};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The changes that lead from the lending library to its next build, each on its own.
const CHANGES: [fn(&mut Value); 9] = [
    |d| {
        let shelf = object(d, "/definitions/Shelf/properties");
        shelf.insert("colour".to_owned(), json!({"type": "string"}));
    },
    |d| {
        let summary = object(d, "/definitions/LoanSummary/properties");
        summary.remove("returned").unwrap();
    },
    |d| {
        object(d, "/paths")
            .remove("/books/{book_id}/title")
            .unwrap();
    },
    |d| {
        let parameters = object(d, "/paths/~1shelves/get")["parameters"].as_array_mut();
        let parameters = parameters.unwrap();
        parameters.push(json!({"name": "colour", "in": "query", "type": "string"}));
    },
    |d| {
        let input = object(d, "/definitions/BookInput");
        input["required"]
            .as_array_mut()
            .unwrap()
            .push(json!("shelf_id"));
    },
    |d| {
        let operation = json!({
            "operationId": "getVisits", "tags": ["Visits"],
            "responses": {"200": {"description": "OK", "schema": {"$ref": "#/definitions/Visit"}}},
        });
        object(d, "/paths").insert("/visits".to_owned(), json!({"get": operation}));
        let visit = json!({"type": "object", "properties": {"made_at": {"type": "string"}}});
        object(d, "/definitions").insert("Visit".to_owned(), visit);
    },
    |d| {
        let shelves = object(d, "/paths/~1shelves/get");
        let parameters = shelves["parameters"].as_array_mut().unwrap();
        let mut parameters = parameters.iter_mut();
        let status = parameters.find(|one| one["name"] == "status").unwrap();
        status["enum"] = json!(["open", "closed", "asleep"]);
    },
    |d| {
        let shelf = object(d, "/definitions/Shelf/properties");
        shelf["room"] = json!({"type": "string", "maxLength": 7});
    },
    |d| {
        let definitions = object(d, "/definitions");
        let page = definitions.remove("LoanPage").unwrap();
        definitions.insert("EventPage".to_owned(), page);
        let text = d.to_string().replace("/LoanPage\"", "/EventPage\"");
        *d = serde_json::from_str(&text).unwrap();
    },
];

/// Takes in the library with more and more of the changes, and returns what each report says.
fn reports(steps: &[Vec<usize>]) -> Vec<Vec<String>> {
    let workspace = Workspace::new();
    let first = crate::workspace::contract(&workspace.root());
    let mut document = first;
    let mut all = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        for index in step {
            CHANGES[*index](&mut document);
        }
        document["info"]["version"] = json!(format!("9.0.{number}"));
        let path = workspace.raw(document.to_string().as_bytes());
        let output = workspace.take_in(&path, &["--report", "json"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        all.push(changes(&report));
    }
    all
}

#[test]
fn the_reports_on_several_builds_add_up_to_the_report_on_the_last_one() {
    let direct = &reports(&[(0..CHANGES.len()).collect()])[0];
    let expected: BTreeSet<&String> = direct.iter().collect();
    assert_eq!(expected.len(), direct.len(), "nothing is reported twice");
    let breaking = direct
        .iter()
        .filter(|change| change.starts_with("breaking"));
    assert!(breaking.count() >= 6, "{direct:#?}");
    // Different steps, in different orders.
    for steps in [
        [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7, 8]],
        [vec![8, 3, 6], vec![5, 0], vec![2, 7, 1, 4]],
        [vec![4], vec![7, 2, 5, 8], vec![1, 6, 3, 0]],
    ] {
        let told = reports(&steps);
        let sum: BTreeSet<&String> = told.iter().flatten().collect();
        assert_eq!(sum, expected, "{steps:?}");
        let count: usize = told.iter().map(Vec::len).sum();
        assert_eq!(count, sum.len(), "{steps:?}: nothing is reported twice");
    }
}

#[test]
fn what_comes_and_goes_is_reported_both_times() {
    let there = reports(&[vec![0]]);
    let workspace = Workspace::new();
    let before = crate::workspace::contract(&workspace.root());
    let mut document = before.clone();
    CHANGES[0](&mut document);
    let path = workspace.raw(document.to_string().as_bytes());
    assert!(workspace.take_in(&path, &[]).status.success());
    let path = workspace.raw(before.to_string().as_bytes());
    let back = workspace.take_in(&path, &["--report", "json"]);
    let report: Value = serde_json::from_str(&stdout(&back)).unwrap();
    let mirrored: Vec<String> = there[0]
        .iter()
        .map(|change| {
            let gone = change.replace("addition ", "breaking ");
            gone.replace(" added", " removed")
        })
        .collect();
    assert_eq!(changes(&report), mirrored);
}
