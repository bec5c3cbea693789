use super::{contradictions, limits};
use crate::model::Facts;
use serde_json::json;

/// The limits that words state, as a sentence says them.
fn stated(words: &str) -> String {
    let all: Vec<String> = limits(words).iter().map(ToString::to_string).collect();
    all.join(", ")
}

#[test]
fn limits_are_found_in_words() {
    for (words, expected) in [
        ("At most 255 characters.", "at most 255 characters"),
        ("The name (80 characters at most).", "at most 80 characters"),
        ("It has 50 characters.", "at most 50 characters"),
        ("A text of 150,000 characters", "at most 150000 characters"),
        ("No more than 20 ASCII characters", "at most 20 characters"),
        (
            "8 to 80 characters",
            "at least 8 characters, at most 80 characters",
        ),
        (
            "8–80 characters",
            "at least 8 characters, at most 80 characters",
        ),
        ("At least 8 characters.", "at least 8 characters"),
        ("8 or more characters", "at least 8 characters"),
        ("Up to 50 custom fields", "at most 50"),
        ("At most five recipients", "at most 5"),
        ("Rows of a page, 1 to 1,000.", "at least 1, at most 1000"),
        ("Between 1 and 50.", "at least 1, at most 50"),
        ("Takes 25 ids", "at most 25"),
        ("A maximum of 10", "at most 10"),
        (
            "Up to 20 for buttons, up to 100 for lists",
            "at most 20, at most 100",
        ),
    ] {
        assert_eq!(stated(words), expected, "{words}");
    }
}

#[test]
fn other_numbers_are_no_limits() {
    for words in [
        "",
        "At most 50 emails per day",
        "Up to 200 a day.",
        "at most 1,000 calls every second",
        "Up to 10 days",
        "At most 4 MB",
        "up to 50 %",
        "`format_type` 1 and 2.",
        "Such as `at most 5 characters`.",
        "```\nat most 5 characters\n```",
        "Written as 2006-11-15 or 2006-11, by ISO 3166-1",
        "The first 500 ids count.",
        "More than 500 entries are refused.",
        "One id of a list",
        "An account can have 100.",
        "Version 3.5 characters",
        "1,00 characters",
    ] {
        assert_eq!(stated(words), "", "{words}");
    }
}

#[test]
fn words_may_state_the_limit_of_the_contract_or_explain_another() {
    for (limit, number, words, expected) in [
        ("maxLength", json!(50), "At most 50 characters.", false),
        ("maxLength", json!(50), "At most 80 characters.", true),
        (
            "maxLength",
            json!(50),
            "The contract allows 50 characters, the guide 80 characters.",
            false,
        ),
        ("maxLength", json!(50), "At least 80 characters.", false),
        ("maxLength", json!(50), "At most 80 entries.", false),
        ("minLength", json!(8), "6 to 80 characters", true),
        ("maxItems", json!(25), "Up to 50 lists", true),
        ("maxItems", json!(25), "Up to 50 characters each", false),
        ("minItems", json!(1), "At least two entries", true),
        ("maximum", json!(500), "1 to 1,000", true),
        ("minimum", json!(1), "0 to 50", true),
        ("minimum", json!(-1), "0 to 50", false),
        ("pattern", json!("a"), "At most 50 characters.", false),
    ] {
        let facts = Facts {
            limits: vec![(limit.to_owned(), number)],
            ..Facts::default()
        };
        let found = contradictions(words, &facts);
        assert_eq!(!found.is_empty(), expected, "{limit}: {words}: {found:?}");
    }
}
