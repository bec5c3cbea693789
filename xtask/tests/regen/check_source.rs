//! `cargo xtask regen --check-source` as a scheduled job runs it: the exit status, the text, and that nothing
//! is written.

use crate::fetching::{can_download, respond, serve};
use crate::workspace::{Workspace, contract, object, stderr, stdout};
use serde_json::{Value, json};

/// The exit status and what is printed. Asserts that no file changes.
fn check(workspace: &Workspace, place: &str) -> (Option<i32>, String) {
    let before = workspace.state();
    let output = workspace.regen(&["--check-source", place]);
    assert!(before == workspace.state(), "files changed");
    let text = stdout(&output) + &stderr(&output);
    (output.status.code(), text)
}

fn checked(change: impl FnOnce(&mut Value)) -> (Option<i32>, String) {
    let workspace = Workspace::new();
    let document = workspace.document(change);
    check(&workspace, document.to_str().unwrap())
}

#[test]
fn the_same_document_is_nothing_new() {
    let (status, text) = checked(|_| {});
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(text, "verdict: nothing is new\n");
}

#[test]
fn another_build_without_breaking_changes_has_its_own_status() {
    let (status, text) = checked(|document| {
        document["info"]["version"] = json!("3.0.8");
        let shelf = object(document, "/definitions/Shelf/properties");
        shelf.insert("colour".to_owned(), json!({"type": "string"}));
    });
    assert_eq!(status, Some(10), "{text}");
    assert_eq!(
        text,
        "contract: 3.0.7 → 3.0.8\nadditions (1): property 1\nwords to write: 1\n\
         verdict: something is new, and nothing of it is breaking\n"
    );
    let (status, text) = checked(|document| document["info"]["version"] = json!("3.0.8"));
    assert_eq!(status, Some(10), "{text}");
}

#[test]
fn what_is_breaking_is_listed() {
    let (status, text) = checked(|document| {
        let summary = object(document, "/definitions/LoanSummary/properties");
        summary.remove("returned").unwrap();
    });
    assert_eq!(status, Some(11), "{text}");
    let expected = "breaking (1):\n- property `LoanSummary.returned` removed\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_document_that_cannot_be_taken_in_yet_is_compared_all_the_same() {
    let (status, text) = checked(|document| {
        let shelf = object(document, "/definitions/Shelf/properties");
        shelf.insert("odd".to_owned(), json!({"type": "oddity"}));
        shelf.insert("colour".to_owned(), json!({"type": "string"}));
    });
    assert_eq!(status, Some(12), "{text}");
    assert!(text.contains("additions (1): property 1\n"), "{text}");
    assert!(text.contains("to do first (1):\n- "), "{text}");
    let (status, text) = checked(|document| document["swagger"] = json!("3.0"));
    assert_eq!(status, Some(12), "{text}");
}

#[test]
fn what_the_provider_says_is_not_printed() {
    let workspace = Workspace::new();
    let described = |text: &str| {
        let document = workspace.document(|document| {
            document["paths"]["/shelves"]["get"]["description"] = json!(text);
        });
        document.to_str().unwrap().to_owned()
    };
    let first = workspace.take_in(described("Up to ten for the tester.").as_ref(), &[]);
    assert!(first.status.success(), "{}", stderr(&first));
    let (status, text) = check(&workspace, &described("Up to five for the tester."));
    assert_eq!(status, Some(10), "{text}");
    assert!(text.contains("words to read again: 1\n"), "{text}");
    assert!(!text.contains("tester"), "{text}");
}

#[test]
fn a_document_from_a_server_is_followed_and_what_is_none_has_its_own_status() {
    if !can_download() {
        return;
    }
    let workspace = Workspace::new();
    let document = contract(&workspace.root()).to_string();
    let url = serve(move |path, stream| match path {
        "/new.json" => respond(stream, "200 OK", "", &document),
        "/old.json" => respond(stream, "302 Found", "Location: /new.json\r\n", ""),
        "/page" => respond(
            stream,
            "200 OK",
            "",
            "<!DOCTYPE html>\n<title>Sorry</title>",
        ),
        _ => respond(stream, "503 Service Unavailable", "", ""),
    });
    let (status, text) = check(&workspace, &format!("{url}/old.json"));
    assert_eq!(status, Some(0), "{text}");
    for (path, why) in [("/page", "a web page"), ("/busy", "error: 503")] {
        let (status, text) = check(&workspace, &format!("{url}{path}"));
        assert_eq!(status, Some(13), "{text}");
        assert!(text.contains(why), "{text}");
        assert!(
            text.contains("verdict: the document could not be fetched\n"),
            "{text}"
        );
    }
}
