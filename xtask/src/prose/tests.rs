use super::*;
use serde_json::json;

fn texts(first: &str, second: &str) -> BTreeMap<String, String> {
    let texts = [("tags.A", first), ("tags.B", second)];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let owned = |(element, text): (&str, &str)| (element.to_owned(), text.to_owned());
    texts.map(owned).collect()
}

fn taken_in(texts: &BTreeMap<String, String>) -> Prose {
    Prose::default().compare(texts).0
}

#[test]
fn new_sentences_are_shown_and_removed_ones_are_counted() {
    let before = taken_in(&texts("See a.b. Or not? At most\n1.5 MB.", "Title\n\nOne"));
    let rows = [
        ("See a.b.\n  Or not? At most 1.5 MB. ", "Title\n\nOne", None),
        (
            "See a.b. Or not? <p>At most 1.5 MB.</p></div> More.",
            "Title\n\nOne",
            Some(("tags.A", "More.", 0)),
        ),
        ("Or not? At most 1.5 MB. See a.b.", "One\n\nTitle", None),
        ("See a.b. Or not?", "Title\n\nOne", Some(("tags.A", "", 1))),
        (
            "Or not? At most 2.5 MB. Really!",
            "Title\n\nOne",
            Some(("tags.A", "At most 2.5 MB. Really!", 2)),
        ),
        (
            "See a.b. Or not? At most 1.5 MB.",
            "Title\n\nTwo",
            Some(("tags.B", "Two", 1)),
        ),
    ];
    for (first, second, expected) in rows {
        let now = texts(first, second);
        let (after, reworded) = before.compare(&now);
        let expected = expected.map(|(element, new, removed)| Reworded {
            element: element.to_owned(),
            new: new.to_owned(),
            removed,
        });
        assert_eq!(reworded, Vec::from_iter(expected));
        assert_eq!(after, taken_in(&now));
    }
}

#[test]
fn new_elements_and_a_first_run_are_not_reported() {
    let (_, reworded) = Prose::default().compare(&texts("one", "two"));
    assert_eq!(reworded, []);
    let (after, reworded) = taken_in(&texts("one", "")).compare(&texts("", "two"));
    assert_eq!(reworded, []);
    assert_eq!(after, taken_in(&texts("", "two")));
}

#[test]
fn our_words_may_not_repeat_a_sentence_of_theirs() {
    let prose = taken_in(&texts("Only here. When it all came in.", "two"));
    let docs = json!({"tags": {"A": "Only here. As it is.\nWhen it all\ncame in."}});
    let docs = constant_contact_codegen::docs::read("d", &docs).unwrap();
    assert_eq!(
        prose.repeated(&docs),
        ["the words at `tags.A` repeat the provider's: “When it all came in.”"]
    );
}

#[test]
fn the_file_holds_what_was_printed_and_none_of_the_text() {
    let prose = taken_in(&texts("one", "two"));
    let text = prose.print();
    assert!(!text.contains("one") && !text.contains("two"), "{text}");
    assert_eq!(Prose::read(Some(&text)).unwrap(), prose);
    assert_eq!(Prose::read(None).unwrap(), Prose::default());
}

#[test]
fn a_spoiled_file_is_refused_by_its_line() {
    for spoiled in [
        "# head\n<<<<<<< ours\n",
        "# head\n123 tags.A\n",
        "# head\ntags.A\n",
    ] {
        let error = Prose::read(Some(spoiled)).unwrap_err().to_string();
        assert!(error.starts_with("spec/prose.lock:2: not a"), "{error}");
    }
}
