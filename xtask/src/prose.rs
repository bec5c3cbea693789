//! Where the provider says something else than before.
//!
//! The contract under `spec/` is kept without its prose, so that a new sentence leaves no trace in a
//! diff; and yet it is there that limits, defaults and side effects change. `spec/prose.lock` holds
//! a fingerprint of each text, none of the text, and `regen` names the elements whose text is another
//! one: whoever wrote our words in `docs.yaml` has to look at these again.

use anyhow::{Result, ensure};
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::prose::{sanitise, texts};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub const FILE: &str = "spec/prose.lock";

const HEAD: &str = "\
# Fingerprints of the provider's prose: those of its sentences, then the element. Written by
# `cargo xtask regen --from`, which then can tell what the provider describes in other words; not
# edited by hand.
";

/// The fingerprints of each text's sentences, by its element as in `docs.yaml`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Prose(BTreeMap<String, Vec<String>>);

/// From so many words on, a sentence is somebody's own.
const OWN: usize = 5;

/// An element that the provider describes in other words than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// As in `docs.yaml`.
    pub element: String,
    /// The sentences that are new, on one line.
    pub new: String,
    /// How many sentences are gone.
    pub gone: usize,
}

impl Prose {
    /// Reads `spec/prose.lock`; `None` stands for no file.
    pub fn read(text: Option<&str>) -> Result<Self> {
        let lines = text.unwrap_or_default().lines();
        let mut all = BTreeMap::new();
        for (index, line) in lines.enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let mut marks = Vec::new();
            let mut element = line;
            while let Some((mark, rest)) = element.split_once(' ').filter(|(mark, _)| is_mark(mark))
            {
                marks.push(mark.to_owned());
                element = rest;
            }
            let number = index + 1;
            ensure!(
                !marks.is_empty(),
                "{FILE}:{number}: not a fingerprint and an element; take the file back from git, or \
                 delete it: the next `cargo xtask regen --from` writes it again"
            );
            all.insert(element.to_owned(), marks);
        }
        Ok(Self(all))
    }

    /// The fingerprints of a document's prose, and the elements with another text than here.
    pub fn compare(&self, provider: &Value) -> (Self, Vec<Reworded>) {
        let mut all = BTreeMap::new();
        let mut reworded = Vec::new();
        for (element, text) in texts(provider) {
            let sentences = sentences(&sanitise(&text));
            let marks: Vec<String> = sentences.iter().map(|sentence| mark(sentence)).collect();
            if let Some(before) = self.0.get(&element) {
                let new = sentences.iter().zip(&marks);
                let new = new.filter(|(_, mark)| !before.contains(mark));
                let new: Vec<&str> = new.map(|(sentence, _)| sentence.as_str()).collect();
                let gone = before.iter().filter(|mark| !marks.contains(mark)).count();
                if gone > 0 || !new.is_empty() {
                    reworded.push(Reworded {
                        element: element.clone(),
                        new: new.join(" "),
                        gone,
                    });
                }
            }
            all.insert(element, marks);
        }
        (Self(all), reworded)
    }

    /// Where our words repeat a sentence of the provider's.
    pub fn repeated(&self, docs: &Docs) -> Vec<String> {
        let marks: BTreeSet<&str> = self.0.values().flatten().map(String::as_str).collect();
        let texts = docs.texts().into_iter();
        let ours = texts.flat_map(|(place, text)| {
            let long = |sentence: &String| sentence.split(' ').count() >= OWN;
            let long = sentences(text).into_iter().filter(long);
            long.map(move |sentence| (place.clone(), sentence))
        });
        let repeated = ours.filter(|(_, sentence)| marks.contains(&*mark(sentence)));
        repeated
            .map(|(place, sentence)| {
                format!("the words at `{place}` repeat the provider's: “{sentence}”")
            })
            .collect()
    }

    /// The text of `spec/prose.lock`.
    pub fn print(&self) -> String {
        let mut text = HEAD.to_owned();
        for (element, marks) in &self.0 {
            let _ = writeln!(text, "{} {element}", marks.join(" "));
        }
        text
    }
}

/// The sentences of a text, each on one line. A full stop inside of a word ends none.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut ended = true;
        for word in paragraph.split_whitespace() {
            match sentences.last_mut().filter(|_| !ended) {
                None => sentences.push(word.to_owned()),
                Some(sentence) => {
                    sentence.push(' ');
                    sentence.push_str(word);
                }
            }
            ended = word.ends_with(['.', '!', '?']);
        }
    }
    sentences
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
mod tests;
