//! The report on a new contract: what changes for users, which version step that requires, and what a
//! maintainer has to do. As text, as Markdown for the CHANGELOG, and as JSON.

use crate::changes::{Change, Effect, Kind};
use crate::reread::Reread;
use anyhow::Result;
use clap::ValueEnum;
use constant_contact_codegen::docs::Gap;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Markdown,
    Json,
}

/// The report on one replacement of the contract.
#[derive(Debug, Default)]
pub struct Report {
    /// The contract's versions, before and after.
    pub versions: [String; 2],
    /// The numbers of documented elements and of all elements.
    pub documented: [usize; 2],
    pub changes: Vec<Change>,
    /// The numbers of lines that are removed from the public surface and added to it.
    pub surface: [usize; 2],
    /// Why the contracts cannot be compared, if so.
    pub incomparable: Option<String>,
    /// What is missing in `spec/docs.yaml`, words without an element, and the like.
    pub gaps: Vec<Gap>,
    /// Words that may have become wrong.
    pub reread: Vec<Reread>,
    /// Overlay actions that no longer change anything.
    pub needless: Vec<String>,
    /// What has to be done before the new contract can be taken in.
    pub blockers: Vec<String>,
}

impl Report {
    /// The gravest effect of all changes. A line that is removed from the public surface is breaking,
    /// whatever the changes say.
    pub fn effect(&self) -> Effect {
        let effects = self.changes.iter().map(|change| change.effect);
        let surface = match self.surface {
            [0, 0] => Effect::Invisible,
            [0, _] => Effect::Addition,
            _ => Effect::Breaking,
        };
        effects.min().unwrap_or(surface).min(surface)
    }

    /// The version step before 1.0.0 and from then on.
    fn steps(&self) -> [&'static str; 2] {
        match self.effect() {
            Effect::Breaking => ["minor", "major"],
            Effect::Addition => ["patch", "minor"],
            Effect::Invisible => ["patch", "patch"],
        }
    }

    /// The changes with an effect.
    pub fn of(&self, effect: Effect) -> Vec<&Change> {
        let changes = self.changes.iter();
        changes.filter(|change| change.effect == effect).collect()
    }

    /// The elements that have no words yet.
    pub fn missing(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(|gap| is_missing(gap))
    }

    pub fn print(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Markdown => self.markdown(),
            Format::Json => format!("{:#}\n", self.json()),
        }
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        let nothing = self.changes.is_empty() && self.gaps.is_empty();
        nothing && self.reread.is_empty() && self.needless.is_empty()
    }

    /// Writes the report into `folder` as text and as Markdown, and returns the path of both without
    /// the extension. It can't be made again once the contract is taken in.
    pub fn keep(&self, folder: &Path) -> Result<String> {
        fs::create_dir_all(folder)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let name = format!("contract-{}", self.versions[1]);
        let name = name.replace(|c| !is_plain(c), "_");
        for (extension, format) in [("txt", Format::Text), ("md", Format::Markdown)] {
            fs::write(
                folder.join(format!("{name}.{extension}")),
                self.print(format),
            )?;
        }
        Ok(folder.join(name).display().to_string())
    }

    fn text(&self) -> String {
        let [before, after] = &self.versions;
        let [covered, total] = self.documented;
        let mut text = format!("contract: {before} → {after}\n");
        section(
            &mut text,
            "to do before it can be taken in; some of what follows may be due to this",
            &self.blockers,
        );
        let _ = writeln!(text, "documented: {covered} of {total} elements");
        if let Some(why) = &self.incomparable {
            let _ = writeln!(text, "no comparison: {why}");
        } else if self.changes.is_empty() {
            text.push_str("changes: none\n");
        }
        for effect in Effect::ALL {
            let title = match effect {
                Effect::Breaking => "breaking for users",
                Effect::Addition => "additions",
                Effect::Invisible => "same Rust code",
            };
            let lines: Vec<String> = self.of(effect).into_iter().map(advised).collect();
            section(&mut text, title, &lines);
        }
        if !self.changes.is_empty() {
            let [removed, added] = self.surface;
            let _ = writeln!(
                text,
                "public surface: {removed} lines removed, {added} added"
            );
            let [early, late] = self.steps();
            let _ = writeln!(
                text,
                "version step: {early} before 1.0.0, {late} from then on"
            );
        }
        let rest = self.gaps.iter().filter(|gap| !is_missing(gap));
        let rest: Vec<&Gap> = rest.collect();
        let count = self.missing().count();
        if count > 0 {
            let _ = writeln!(
                text,
                "words to write: {count}, of which spec/docs.yaml gets drafts"
            );
        }
        section(&mut text, "to correct or delete", &rest);
        section(&mut text, "to read again in spec/docs.yaml", &self.reread);
        section(
            &mut text,
            "overlay actions that are no longer needed and can be deleted",
            &self.needless,
        );
        text
    }

    /// In the format of Keep a Changelog.
    fn markdown(&self) -> String {
        let [before, after] = &self.versions;
        let mut text = format!("Contract {after} of the API in place of {before}.\n");
        for (title, kinds) in [
            ("Removed", &[Kind::Removed][..]),
            ("Changed", &[Kind::Renamed, Kind::Changed]),
            ("Added", &[Kind::Added]),
        ] {
            let changes = self.changes.iter();
            let changes: Vec<&Change> = changes
                .filter(|change| kinds.contains(&change.kind))
                .collect();
            if changes.is_empty() {
                continue;
            }
            let _ = write!(text, "\n### {title}\n\n");
            for change in changes {
                let mark = match change.effect {
                    Effect::Breaking => "**Breaking:** ",
                    _ => "",
                };
                let _ = writeln!(text, "- {mark}{change}");
            }
        }
        text
    }

    fn json(&self) -> Value {
        let [early, late] = self.steps();
        let changes = self.changes.iter();
        let changes: Vec<Value> = changes
            .map(|change| {
                json!({
                    "effect": change.effect.name(),
                    "subject": change.subject,
                    "element": change.element,
                    "kind": change.kind.name(),
                    "detail": change.detail,
                    "advice": change.advice,
                })
            })
            .collect();
        let reread = self.reread.iter();
        let reread: Vec<Value> = reread
            .map(|Reread { entry, why }| json!({"entry": entry, "why": why}))
            .collect();
        let gaps: Vec<String> = self.gaps.iter().map(ToString::to_string).collect();
        json!({
            "versions": {"before": self.versions[0], "after": self.versions[1]},
            "documented": {"covered": self.documented[0], "total": self.documented[1]},
            "changes": changes,
            "surface": {"removed": self.surface[0], "added": self.surface[1]},
            "incomparable": self.incomparable,
            "step": {"before_1.0.0": early, "from_1.0.0": late},
            "gaps": gaps,
            "reread": reread,
            "needless": self.needless,
            "blockers": self.blockers,
        })
    }
}

fn is_missing(gap: &Gap) -> bool {
    matches!(gap, Gap::Missing(_))
}

/// A change with the advice to the maintainer.
fn advised(change: &Change) -> String {
    match &*change.advice {
        "" => change.to_string(),
        advice => format!("{change} ({advice})"),
    }
}

fn section<T: std::fmt::Display>(text: &mut String, title: &str, lines: &[T]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title} ({}):", lines.len());
    for line in lines {
        let _ = writeln!(text, "  - {line}");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
