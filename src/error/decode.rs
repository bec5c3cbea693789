//! Describes where an answer does not match the contract, without repeating any of its content.
//!
//! serde's messages quote what was found, and the caller's own types can write anything into one. So
//! no part of such a message is passed on: it is recognised and replaced by words of this module.
//! A path contains only the names of members that the contract has, because the names in a free-form
//! object are content too.
//!
//! serde does not track paths, and a deserializer that does would have to be compiled again for every
//! type and would allocate on the hot path. So the path is determined after the failure, from the
//! position that serde reports.

use crate::model::{
    NO_VALUE, NOT_A_BOOLEAN, NOT_A_NUMBER, NOT_AN_INTEGER, SEVERAL_VALUES, TOO_MANY_DIGITS,
};
use crate::types::MEMBERS;
use serde_json::error::Category;

/// Describes `error` for the document `body`: the path, what was found and what was expected.
pub(crate) fn describe_mismatch(body: &[u8], error: &serde_json::Error) -> String {
    describe(body, error, MEMBERS)
}

fn describe(body: &[u8], error: &serde_json::Error, members: &[&str]) -> String {
    let place = path(body, offset(body, error.line(), error.column()), members);
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    let reason = match error.classify() {
        // The parser's own message about invalid JSON repeats no content.
        Category::Syntax | Category::Eof => text.to_owned(),
        Category::Data | Category::Io => reason(text),
    };
    format!("at {place}: {reason}")
}

fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (start + column).min(body.len())
}

/// The messages of this crate's own types, which repeat no content.
const REASONS: [&str; 6] = [
    NOT_AN_INTEGER,
    NOT_A_NUMBER,
    NOT_A_BOOLEAN,
    NO_VALUE,
    SEVERAL_VALUES,
    TOO_MANY_DIGITS,
];

/// What was found: how serde's words for it begin, and this module's words.
const FOUND: [(&str, &str); 14] = [
    ("null", "null"),
    ("unit value", "null"),
    ("Option value", "null"),
    ("boolean", "a boolean"),
    ("integer", "a whole number"),
    ("floating point", "a number"),
    ("character", "a string"),
    ("string", "a string"),
    ("byte array", "a string"),
    ("sequence", "a list"),
    ("tuple", "a list"),
    ("map", "an object"),
    ("struct", "an object"),
    ("enum", "an object"),
];

/// What was expected: how serde's words for it begin, and this module's words.
const EXPECTED: [(&str, &str); 19] = [
    ("a list", "a list"),
    ("a sequence", "a list"),
    ("a tuple", "a list"),
    ("tuple ", "a list"),
    ("an array", "a list"),
    ("an object", "an object"),
    ("a map", "an object"),
    ("struct ", "an object"),
    ("a string or a whole number", "a string or a whole number"),
    ("a string", "a string"),
    ("a borrowed string", "a string"),
    ("a character", "a string"),
    ("a whole number", "a whole number"),
    ("a number", "a number"),
    ("`true` or `false`", "`true` or `false`"),
    ("a boolean", "`true` or `false`"),
    ("unit", "null"),
    ("f32", "a number"),
    ("f64", "a number"),
];

/// The meaning of a message, in words that do not depend on the document.
fn reason(text: &str) -> String {
    let known = |table: &[(&str, &'static str)], text: &str| {
        let mut rows = table.iter();
        rows.find_map(|(start, words)| text.starts_with(start).then_some(*words))
    };
    if let Some(reason) = REASONS.iter().find(|reason| **reason == text) {
        return (*reason).to_owned();
    }
    let found = match text.split_once(": ") {
        Some(("invalid type" | "invalid value", found)) => known(&FOUND, found),
        _ => None,
    };
    let expected = text.rsplit_once(", expected ");
    let expected = expected.and_then(|(_, expected)| match is_integer(expected) {
        true => Some("a whole number"),
        false => known(&EXPECTED, expected),
    });
    match (found, expected) {
        (Some(found), Some(expected)) if found != expected => {
            format!("found {found}, expected {expected}")
        }
        (Some(found), _) => format!("{found} that does not fit"),
        (None, _) if text.starts_with("missing field") => "a member is missing".to_owned(),
        (None, _) => "a value that does not fit".to_owned(),
    }
}

/// Whether `name` is the name of an integer type in Rust.
fn is_integer(name: &str) -> bool {
    let bits = name.strip_prefix(['i', 'u']).unwrap_or_default();
    bits == "size" || bits.parse::<u8>().is_ok()
}

/// A step on the path from the top of a document to a value.
enum Step<'a> {
    /// The name of a member, and whether its value has begun.
    Member(&'a [u8], bool),
    Index(usize),
}

/// The path of the value just before `offset`, such as `contacts[3].email_address`. A name that is
/// not among the sorted `members` is replaced by `…`.
fn path(body: &[u8], offset: usize, members: &[&str]) -> String {
    let mut path = String::new();
    for step in steps(body.get(..offset).unwrap_or(body)) {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Member(_, false) => {}
            Step::Member(name, true) => {
                let known = members.binary_search_by(|member| member.as_bytes().cmp(name));
                let name = known.map_or("…", |found| members[found]);
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
        }
    }
    match path.is_empty() {
        true => "the top".to_owned(),
        false => path,
    }
}

/// The steps to the value in which `text`, the beginning of a document, ends.
fn steps(text: &[u8]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    // The start of the string that is not yet closed.
    let mut open = None;
    let mut escaped = false;
    for (position, &byte) in text.iter().enumerate() {
        if let Some(start) = open {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    open = None;
                    if let Some(Step::Member(name, false)) = steps.last_mut() {
                        *name = text.get(start..position).unwrap_or_default();
                    }
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => open = Some(position + 1),
            b'{' => steps.push(Step::Member(&[], false)),
            b'[' => steps.push(Step::Index(0)),
            b'}' | b']' => drop(steps.pop()),
            b':' => {
                if let Some(Step::Member(_, begun)) = steps.last_mut() {
                    *begun = true;
                }
            }
            b',' => match steps.last_mut() {
                Some(Step::Index(index)) => *index += 1,
                Some(Step::Member(_, begun)) => *begun = false,
                None => {}
            },
            _ => {}
        }
    }
    steps
}

#[cfg(test)]
mod tests;
