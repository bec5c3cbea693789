use super::*;
use crate::UnknownMembers;
use crate::transport::read::read;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

crate::open_enum! {
    /// A sample.
    Colour {
        /// Red.
        Red = "red",
        /// Blue.
        Blue = "blue"
    }
}
crate::model::read_enumeration!(Colour);

/// A type that keeps its unknown members.
#[derive(Clone, Default, PartialEq)]
struct Answer {
    colour: Option<Colour>,
    colours: Vec<Colour>,
    by_name: BTreeMap<String, Colour>,
    part: Option<Box<Answer>>,
    rows: Vec<Row>,
    map: Option<Map>,
    unknown_members: UnknownMembers,
}
crate::object! { Answer {
    "colour" => colour: optional_enumeration, "colours" => colours: enumeration_list, "by_name" => by_name: list,
    "part" => part: optional, "rows" => rows: list, "map" => map: optional, unknown => unknown_members
} }

/// A type that drops its unknown members and is not complete without its name.
#[derive(Clone, PartialEq)]
struct Row {
    name: String,
}
crate::object! { complete Row { "name" | "title" => name: required } }

/// A type whose contract allows any member.
#[derive(Clone, Default, PartialEq)]
struct Map {
    id: Option<i64>,
    extra: BTreeMap<String, String>,
}
crate::object! { Map { "id" => id: optional, .. => extra } }

/// The unknown elements of a document, as they are printed.
fn unknown<T: DeserializeOwned>(text: &str) -> Vec<String> {
    let (read, elements) = collect_unknown(|| read::<T>(text.as_bytes()));
    assert!(read.is_ok(), "{:?}", read.err());
    elements.iter().map(ToString::to_string).collect()
}

#[test]
fn unknown_members_are_listed_once_by_their_document_and_name() {
    let text = r#"{"new": 1, "colour": "red", "rows": [{"name": "a", "new": 1}, {"name": "b", "new": 2, "newer": 3}],
        "part": {"new": 1, "part": {"newest": {"deep": 1}}}}"#;
    assert_eq!(
        unknown::<Answer>(text),
        ["Answer.new", "Row.new", "Row.newer", "Answer.newest"]
    );
}

#[test]
fn unknown_values_are_listed_once_by_their_enumeration() {
    for text in [
        r#"{"colour": "green"}"#,
        r#"{"colours": ["red", "green", "yellow"]}"#,
        r#"{"colours": "green"}"#,
        r#"{"by_name": {"a": "green", "b": "yellow"}}"#,
        r#"{"colour": "green", "part": {"colour": "yellow"}}"#,
    ] {
        assert_eq!(unknown::<Answer>(text), ["Colour::Unknown"], "{text}");
    }
    assert_eq!(unknown::<Vec<Colour>>(r#"["green"]"#), ["Colour::Unknown"]);
}

#[test]
fn what_is_known_or_says_nothing_is_not_listed() {
    for text in [
        r#"{"colour": "red", "colours": ["RED", "Blue"], "rows": [{"title": "a"}]}"#,
        r#"{"colour": null, "colours": null, "rows": null, "part": null, "map": ""}"#,
        r#"{"colour": "", "colours": ["", " "], "by_name": {"a": ""}}"#,
        r#"{"colour": [], "part": [], "by_name": {"a": "RED"}}"#,
        r#"{"map": {"id": 1, "any": "x", "member": "y"}}"#,
    ] {
        assert_eq!(unknown::<Answer>(text), [""; 0], "{text}");
    }
    for known in Colour::KNOWN {
        let text = format!(r#"{{"colour": "{}"}}"#, known.to_uppercase());
        assert_eq!(unknown::<Answer>(&text), [""; 0]);
    }
}

#[test]
fn a_name_that_could_be_about_a_person_is_hidden() {
    let text = r#"{"ann@example.com": 1, "Ann Example": 2, "Ann": 2, "5551234": 3, "": 4, "caf\u00e9": 5}"#;
    assert_eq!(unknown::<Answer>(text), ["Answer.…"]);
    let names = [
        "_links",
        "em_opens.all",
        "custom_field_Id",
        "line-1",
        &"x".repeat(64),
    ];
    for name in names {
        assert!(is_contract_name(name), "{name}");
    }
    assert!(!is_contract_name(&"x".repeat(65)));
}

proptest! {
    #[test]
    fn no_part_of_a_value_and_no_address_is_printed(
        local in "[a-z]{1,20}", value in "[A-Z ]{4,20}",
    ) {
        let text = format!(r#"{{"{local}@example.com": "{value}", "colour": "{value}", "new": ["{value}"]}}"#);
        let (_, elements) = collect_unknown(|| read::<Answer>(text.as_bytes()));
        let printed = format!("{elements:?} {}", elements[0]);
        prop_assert!(!printed.contains("example.com") && !printed.contains(&value), "{printed}");
    }
}

#[test]
fn an_answer_lists_a_hundred_elements_at_most() {
    let members: Vec<_> = (0..1000)
        .map(|number| format!(r#""new_{number}": 1"#))
        .collect();
    let text = format!("{{{}}}", members.join(","));
    assert_eq!(unknown::<Answer>(&text).len(), MAX_LISTED);
}

#[test]
fn nothing_is_listed_of_an_answer_that_cannot_be_read() {
    let text = r#"{"new": 1, "rows": [{}]}"#;
    let (read, elements) = collect_unknown(|| read::<Answer>(text.as_bytes()));
    assert!(read.is_err());
    assert_eq!(elements, []);
}

#[test]
fn a_repaired_answer_lists_what_the_repaired_text_has() {
    // Half of a surrogate pair, at the end: the first reading has noted the names before it.
    assert_eq!(
        unknown::<Answer>(r#"{"new": 1, "colour": "green", "newer": "\ud83d"}"#),
        ["Answer.new", "Colour::Unknown", "Answer.newer"]
    );
    // The first reading notes a member that the repaired text does not have.
    let (value, elements) = collect_unknown(|| {
        let failed =
            note_unknown_if_read(|| serde_json::from_str::<Answer>(r#"{"new": 1, "rows": 7}"#));
        assert!(failed.is_err());
        note_unknown_if_read(|| serde_json::from_str::<Answer>(r#"{"newer": 1}"#))
    });
    assert!(value.is_ok());
    assert_eq!(elements[0].to_string(), "Answer.newer");
    assert_eq!(elements.len(), 1);
}

#[test]
fn each_of_two_nested_collectors_lists_what_was_read_within_it() {
    let read = |text: &str| read::<Answer>(text.as_bytes());
    let (inner, outer) = collect_unknown(|| {
        read(r#"{"a": 1, "b": 1}"#)?;
        let (_, inner) = collect_unknown(|| read(r#"{"b": 1, "c": 1}"#));
        let (_, failed) = collect_unknown(|| read(r#"{"d": 1, "rows": 7}"#));
        assert_eq!(failed, []);
        read(r#"{"e": 1}"#)?;
        Ok::<_, String>(inner)
    });
    let names = |elements: &[UnknownElement]| {
        let names = elements.iter().map(ToString::to_string);
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&inner.unwrap()), "Answer.b Answer.c");
    assert_eq!(names(&outer), "Answer.a Answer.b Answer.c Answer.e");
}

#[test]
fn a_panic_ends_the_collector_in_which_it_happens_only() {
    let panicking = || {
        collect_unknown::<(), ()>(|| {
            note_unknown_member("Answer", "lost");
            panic!("while reading");
        })
    };
    let (_, outer) = collect_unknown(|| {
        note_unknown_member("Answer", "a");
        assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
        note_unknown_member("Answer", "b");
        Ok::<_, ()>(())
    });
    let names: Vec<_> = outer.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["Answer.a", "Answer.b"]);
    assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());
    assert_eq!(with_list(|_| ()), None);
}

#[test]
fn nothing_is_collected_outside_of_a_collector() {
    read::<Answer>(br#"{"new": 1, "colour": "green"}"#).unwrap();
    let (_, elements) = collect_unknown(|| Ok::<_, ()>(()));
    assert_eq!(elements, []);
}

#[test]
fn an_element_is_logged_once_and_only_so_many_are() {
    let member = |number: usize| UnknownElement::Member {
        document: "Answer",
        name: Some(format!("new_{number}")),
    };
    let mut logged = BTreeSet::new();
    let first = (0..2 * MAX_LOGGED).filter(|number| is_first(&mut logged, &member(*number)));
    assert_eq!(first.count(), MAX_LOGGED);
    assert!(!is_first(&mut logged, &member(0)));
}
