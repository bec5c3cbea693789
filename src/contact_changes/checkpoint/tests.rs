use super::*;
use serde_json::{Value, json};

/// A checkpoint in the middle of a page.
fn stored() -> Value {
    json!({"contact_checkpoint_1": {
        "since": "2026-11-01T09:00:00Z",
        "deletions_since": "2026-10-31T09:00:00Z",
        "recent": ["6c62272e07bb014262b821756295c58d"],
        "run": {
            "started": "2026-11-02T09:00:00Z",
            "list": "opt_outs",
            "page": {"page": {"link": "/v3/contacts?cursor=ada@example.com"}},
            "returned": ["d228cb696f1a8caf78912b704e4a8964"],
            "recent": [],
        },
    }})
}

fn read(stored: &Value) -> Result<ContactCheckpoint, String> {
    serde_json::from_value(stored.clone()).map_err(|error| error.to_string())
}

#[test]
fn the_stored_form_stays_the_same() {
    let checkpoint = read(&stored()).unwrap();
    assert_eq!(serde_json::to_value(&checkpoint).unwrap(), stored());
    assert_eq!(
        serde_json::to_value(ContactCheckpoint::start()).unwrap(),
        json!({"contact_checkpoint_1": {"since": null, "deletions_since": null, "recent": [], "run": null}})
    );
}

#[test]
fn another_version_and_damaged_text_are_errors() {
    let mut newer = stored();
    let content = newer["contact_checkpoint_1"].take();
    let newer = json!({ "contact_checkpoint_2": content });
    let error = read(&newer).unwrap_err();
    assert!(error.contains("contact_checkpoint_2") && error.contains("contact_checkpoint_1"));

    for (place, value) in [
        ("/contact_checkpoint_1/since", json!("yesterday")),
        ("/contact_checkpoint_1/run", json!({})),
        ("/contact_checkpoint_1/run/list", json!("unknown")),
        ("/contact_checkpoint_1/run/page", json!("2")),
        ("/contact_checkpoint_1/run/returned", json!(["1"])),
        ("/contact_checkpoint_1", json!({"since": null, "new": 1})),
    ] {
        let mut damaged = stored();
        *damaged.pointer_mut(place).unwrap() = value;
        assert!(read(&damaged).is_err(), "{place}");
    }
    let text = stored().to_string();
    for end in 0..text.len() {
        assert!(serde_json::from_str::<ContactCheckpoint>(&text[..end]).is_err());
    }
}

#[test]
fn debug_shows_times_and_counts_but_no_link() {
    let text = format!("{:?}", read(&stored()).unwrap());
    assert!(text.contains("2026-11-02T09:00:00Z"), "{text}");
    assert!(
        text.contains("OptOuts") && text.contains("returned: 1"),
        "{text}"
    );
    assert!(!text.contains("example"), "{text}");
}

#[test]
fn a_checkpoint_of_a_whole_page_is_short() {
    let mut checkpoint = read(&stored()).unwrap();
    let run = checkpoint.run.as_mut().unwrap();
    run.returned = vec![Fingerprint::of("1"); 500];
    run.recent = run.returned.clone();
    checkpoint.recent = run.returned.clone();
    assert!(serde_json::to_vec(&checkpoint).unwrap().len() < 60_000);
    checkpoint.run = None;
    assert!(serde_json::to_vec(&checkpoint).unwrap().len() < 20_000);
}
