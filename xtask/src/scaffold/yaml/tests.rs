use super::*;
use constant_contact_codegen::read::parse;
use serde_json::json;

const FILE: &str = "\
# Head.
tags:
  Zoo: Animals.
  Books: 'To read: at
  home.'
operations:
  # Zoo
  getZoo:
    summary: |
      Reads it.

      # no comment
    aliases:
    - a
  # Books
  getBook: {summary: Reads it.}
  putBook:
    parameters: {id: 'The {id}.'}
schemas:
  # The first.
  Book:
    description: x
    properties:
      b: x
  Visit: {description: x, properties: {}}
";

fn after(paths: &[&[&str]], position: &Position<'_>) -> String {
    let mut lines = Lines::of(FILE);
    for path in paths {
        lines.insert(path, "TODO: it's x", position);
    }
    let text = lines.text();
    parse("d", text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    text
}

/// The lines that are only in `after`, with the line before the first of them.
fn added(after: &str) -> Vec<String> {
    let lines: Vec<&str> = after.lines().collect();
    let old: Vec<&str> = FILE.lines().collect();
    let same = lines.iter().zip(&old).take_while(|(a, b)| a == b).count();
    let more = lines.len() - old.len();
    assert_eq!(lines[same + more..], old[same..], "only added lines differ");
    let found = lines[same - 1..same + more].iter();
    found.map(|line| (*line).to_owned()).collect()
}

#[test]
fn keys_go_to_their_alphabetical_place_before_the_comment_of_the_next() {
    let sorted = |path: &[&str]| added(&after(&[path], &Position::Sorted));
    assert_eq!(
        sorted(&["schemas", "Card", "description"]),
        ["      b: x", "  Card:", "    description: 'TODO: it''s x'"]
    );
    assert_eq!(
        sorted(&["schemas", "Book", "properties", "a"]),
        ["    properties:", "      a: 'TODO: it''s x'"]
    );
    assert_eq!(
        sorted(&["schemas", "Book", "properties", "c"]),
        ["      b: x", "      c: 'TODO: it''s x'"]
    );
}

#[test]
fn keys_without_an_order_are_added_at_the_end() {
    let path: &[&str] = &["tags", "Art"];
    assert_eq!(
        added(&after(&[path], &Position::Sorted)),
        ["  home.'", "  Art: 'TODO: it''s x'"]
    );
}

#[test]
fn operations_follow_those_of_their_area() {
    let path: &[&str] = &["operations", "putZoo", "summary"];
    let position = Position::After(vec!["gone", "getZoo"], "Zoo");
    assert_eq!(
        added(&after(&[path], &position)),
        ["    - a", "  putZoo:", "    summary: 'TODO: it''s x'"]
    );
    let path: &[&str] = &["operations", "getArt", "summary"];
    let position = Position::After(vec![], "Art");
    assert_eq!(
        added(&after(&[path], &position)),
        [
            "    parameters: {id: 'The {id}.'}",
            "  # Art",
            "  getArt:",
            "    summary: 'TODO: it''s x'"
        ]
    );
}

#[test]
fn maps_in_braces_are_written_in_lines_before_they_grow() {
    let text = after(
        &[
            &["operations", "getBook", "parameters", "id"],
            &["operations", "putBook", "parameters", "of"],
            &["schemas", "Visit", "properties", "a"],
        ],
        &Position::Sorted,
    );
    for lines in [
        "  getBook:\n    summary: 'Reads it.'\n    parameters:\n      id: 'TODO: it''s x'\n",
        "    parameters:\n      id: 'The {id}.'\n      of: 'TODO: it''s x'\n",
        "  Visit:\n    description: 'x'\n    properties:\n      a: 'TODO: it''s x'\n",
    ] {
        assert!(text.contains(lines), "{text}");
    }
}

#[test]
fn unusual_keys_are_quoted_and_long_texts_are_wrapped() {
    let long = format!("TODO: {}", "some words: ".repeat(30));
    let mut lines = Lines::of("schemas:\n");
    let keys = ["on", "1", "a-b", "it's", "a: b", "plain key", ""];
    for key in keys {
        lines.insert(&["schemas", key, "x"], &long, &Position::Sorted);
    }
    let text = lines.text();
    assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
    let value = parse("d", text.as_bytes()).unwrap();
    for key in keys {
        assert_eq!(value["schemas"][key], json!({"x": long.trim()}), "{text}");
    }
}

#[test]
fn a_renamed_entry_moves_to_the_place_of_its_new_key() {
    let rename = |section, old, new| {
        let mut lines = Lines::of(FILE);
        let is_renamed = lines.rename(section, old, new, &Position::Sorted);
        let text = lines.text();
        parse("d", text.as_bytes()).unwrap();
        is_renamed.then_some(text)
    };
    let text = rename("schemas", "Book", "Work").unwrap();
    let end = "schemas:\n  # The first.\n  Visit: {description: x, properties: {}}\n  Work:\n    \
               description: x\n    properties:\n      b: x\n";
    assert!(text.ends_with(end), "{text}");
    let text = rename("operations", "getBook", "readBook").unwrap();
    assert!(
        text.contains("  readBook: {summary: Reads it.}\n"),
        "{text}"
    );
    for (section, old, new) in [
        ("none", "Book", "Work"),
        ("schemas", "Gone", "Work"),
        ("schemas", "Book", "Visit"),
    ] {
        assert_eq!(rename(section, old, new), None, "{section} {old} {new}");
    }
}
