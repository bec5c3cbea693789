//! Where the provider says something else than before.
//!
//! The contract under `spec/` is kept without its prose, so that a new sentence leaves no trace in a
//! diff; and yet it is there that limits, defaults and side effects change. `spec/prose.lock` holds
//! a fingerprint of each text, none of the text, and `regen` names the elements whose text is another
//! one: whoever wrote our words in `docs.yaml` has to look at these again.

use anyhow::{Result, ensure};
use constant_contact_codegen::prose::texts;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub const FILE: &str = "spec/prose.lock";

const HEAD: &str = "\
# Fingerprints of the provider's prose, by element. Written by `cargo xtask regen --from`, which then
# can tell what the provider describes in other words; not edited by hand.
";

/// The fingerprint of each text, by its element as in `docs.yaml`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Prose(BTreeMap<String, String>);

/// An element that the provider describes in other words than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// As in `docs.yaml`.
    pub element: String,
    /// What the provider says now, on one line.
    pub now: String,
}

impl Prose {
    /// Reads `spec/prose.lock`; `None` stands for no file.
    pub fn read(text: Option<&str>) -> Result<Self> {
        let lines = text.unwrap_or_default().lines();
        let mut marks = BTreeMap::new();
        for (index, line) in lines.enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let parts = line.split_once(' ').filter(|(mark, _)| is_mark(mark));
            let number = index + 1;
            ensure!(
                parts.is_some(),
                "{FILE}:{number}: not a fingerprint and an element; take the file back from git, or \
                 delete it: the next `cargo xtask regen --from` writes it again"
            );
            marks.extend(parts.map(|(mark, element)| (element.to_owned(), mark.to_owned())));
        }
        Ok(Self(marks))
    }

    /// The fingerprints of a document's prose, and the elements with another text than here.
    pub fn compare(&self, provider: &Value) -> (Self, Vec<Reworded>) {
        let mut marks = BTreeMap::new();
        let mut reworded = Vec::new();
        for (element, text) in texts(provider) {
            let now = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let mark = mark(&now);
            if self.0.get(&element).is_some_and(|before| *before != mark) {
                let element = element.clone();
                reworded.push(Reworded { element, now });
            }
            marks.insert(element, mark);
        }
        (Self(marks), reworded)
    }

    /// The text of `spec/prose.lock`.
    pub fn print(&self) -> String {
        let mut text = HEAD.to_owned();
        for (element, mark) in &self.0 {
            let _ = writeln!(text, "{mark} {element}");
        }
        text
    }
}

/// How many hexadecimal digits tell one text from another.
const DIGITS: usize = 8;

fn mark(text: &str) -> String {
    let mut mark = format!("{:x}", Sha256::digest(text));
    mark.truncate(DIGITS);
    mark
}

fn is_mark(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn provider(first: &str, second: &str) -> Value {
        json!({"tags": [{"name": "A", "description": first}, {"name": "B", "description": second}]})
    }

    fn taken_in(provider: &Value) -> Prose {
        Prose::default().compare(provider).0
    }

    #[test]
    fn an_element_with_another_text_is_named_and_one_with_other_spaces_is_not() {
        let before = taken_in(&provider("one two", "three"));
        let (after, reworded) = before.compare(&provider("one\n  two ", "four"));
        let [only] = &reworded[..] else {
            panic!("{reworded:?}")
        };
        assert_eq!((&*only.element, &*only.now), ("tags.B", "four"));
        assert_eq!(after, taken_in(&provider("one two", "four")));
    }

    #[test]
    fn new_elements_and_a_first_time_are_not_told_as_reworded() {
        let (_, reworded) = Prose::default().compare(&provider("one", "two"));
        assert_eq!(reworded, []);
        let (after, reworded) = taken_in(&provider("one", "")).compare(&provider("", "two"));
        assert_eq!(reworded, []);
        assert_eq!(after, taken_in(&provider("", "two")));
    }

    #[test]
    fn the_file_holds_what_was_printed_and_none_of_the_text() {
        let prose = taken_in(&provider("one", "two"));
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
}
