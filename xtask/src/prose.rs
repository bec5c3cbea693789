//! Which elements the provider describes differently than before.
//!
//! The contract under `spec/` has no prose, so a diff of it doesn't show a new sentence, which may
//! describe a new limit, default or side effect. `spec/prose.lock` has the fingerprints of the
//! sentences, without the text, and `regen` lists the elements whose text has changed: our words for
//! them in `docs.yaml` may have to change too.

use anyhow::{Result, ensure};
use constant_contact_codegen::docs::Docs;
use constant_contact_codegen::prose::sanitise;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub const FILE: &str = "spec/prose.lock";

const HEAD: &str = "\
# Fingerprints of the provider's prose: those of its sentences, then the element. Written by
# `cargo xtask regen --from`, which then can tell what the provider describes in other words; not
# edited by hand.
";

/// The fingerprints of the sentences about each element, which is named as in `docs.yaml`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Prose(BTreeMap<String, Vec<String>>);

/// The fewest words of a sentence that must not be copied. Shorter ones say what anyone would say.
const LONG: usize = 5;

/// An element that the provider describes differently than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// As in `docs.yaml`.
    pub element: String,
    /// The sentences that are new, on one line.
    pub new: String,
    /// How many sentences were removed.
    pub removed: usize,
}

impl Prose {
    /// Reads the text of `spec/prose.lock`, or `None` if there is no such file.
    pub fn read(text: Option<&str>) -> Result<Self> {
        let lines = text.unwrap_or_default().lines();
        let mut all = BTreeMap::new();
        for (index, line) in lines.enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let mut fingerprints = Vec::new();
            let mut element = line;
            while let Some((fingerprint, rest)) = element
                .split_once(' ')
                .filter(|(fingerprint, _)| is_fingerprint(fingerprint))
            {
                fingerprints.push(fingerprint.to_owned());
                element = rest;
            }
            let number = index + 1;
            ensure!(
                !fingerprints.is_empty(),
                "{FILE}:{number}: not a fingerprint and an element; take the file back from git, or \
                 delete it: the next `cargo xtask regen --from` writes it again"
            );
            all.insert(element.to_owned(), fingerprints);
        }
        Ok(Self(all))
    }

    /// The fingerprints of the texts by element, and the elements whose text differs from this one.
    pub fn compare(&self, texts: &BTreeMap<String, String>) -> (Self, Vec<Reworded>) {
        let mut all = BTreeMap::new();
        let mut reworded = Vec::new();
        for (element, text) in texts {
            let sentences = sentences(&sanitise(text));
            let fingerprints: Vec<String> = sentences
                .iter()
                .map(|sentence| fingerprint(sentence))
                .collect();
            if let Some(before) = self.0.get(element) {
                let new = sentences.iter().zip(&fingerprints);
                let new = new.filter(|(_, fingerprint)| !before.contains(fingerprint));
                let new: Vec<&str> = new.map(|(sentence, _)| sentence.as_str()).collect();
                let removed = before
                    .iter()
                    .filter(|fingerprint| !fingerprints.contains(fingerprint))
                    .count();
                if removed > 0 || !new.is_empty() {
                    reworded.push(Reworded {
                        element: element.clone(),
                        new: new.join(" "),
                        removed,
                    });
                }
            }
            all.insert(element.clone(), fingerprints);
        }
        (Self(all), reworded)
    }

    /// The sentences of ours that repeat one of the provider's, with their places.
    pub fn repeated(&self, docs: &Docs) -> Vec<String> {
        let fingerprints: BTreeSet<&str> = self.0.values().flatten().map(String::as_str).collect();
        let texts = docs.texts().into_iter();
        let ours = texts.flat_map(|(place, text)| {
            let long = |sentence: &String| sentence.split(' ').count() >= LONG;
            let long = sentences(text).into_iter().filter(long);
            long.map(move |sentence| (place.clone(), sentence))
        });
        let repeated = ours.filter(|(_, sentence)| fingerprints.contains(&*fingerprint(sentence)));
        repeated
            .map(|(place, sentence)| {
                format!("the words at `{place}` repeat the provider's: “{sentence}”")
            })
            .collect()
    }

    /// The text of `spec/prose.lock`.
    pub fn print(&self) -> String {
        let mut text = HEAD.to_owned();
        for (element, fingerprints) in &self.0 {
            let _ = writeln!(text, "{} {element}", fingerprints.join(" "));
        }
        text
    }
}

/// The sentences of a text, each on one line. A full stop inside a word does not end a sentence.
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

/// How many hexadecimal digits a fingerprint has.
const DIGITS: usize = 8;

fn fingerprint(text: &str) -> String {
    let hash = hmac_sha256::Hash::hash(text.as_bytes());
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.chars().take(DIGITS).collect()
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
