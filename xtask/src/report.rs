//! The report of a regeneration: what changes for users, which version step that asks for, and
//! what a maintainer has to do by hand. As text, as Markdown for the CHANGELOG, and as JSON.

use crate::changes::{Change, Effect, Kind};
use crate::reread::Reread;
use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Text,
    Markdown,
    Json,
}

/// What is said of one replacement of the contract.
#[derive(Debug, Default)]
pub struct Report {
    /// The contract's versions, before and after.
    pub versions: [String; 2],
    /// Documented elements, and all.
    pub documented: [usize; 2],
    pub changes: Vec<Change>,
    /// Lines of the public surface that go, and that come.
    pub surface: [usize; 2],
    /// Why there is no comparison, if there is none.
    pub incomparable: Option<String>,
    /// What `spec/docs.yaml` and the README lack, and words that have lost their element.
    pub gaps: Vec<String>,
    /// Words whose element is another one now.
    pub reread: Vec<Reread>,
    /// Overlay actions that change nothing any more.
    pub needless: Vec<String>,
    /// What keeps the new contract from being taken in.
    pub blockers: Vec<String>,
}

impl Report {
    /// The most that any change does. The surface has the last word: what the rules took for
    /// harmless and still takes a line away breaks somebody.
    fn effect(&self) -> Effect {
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

    fn of(&self, effect: Effect) -> Vec<&Change> {
        let changes = self.changes.iter();
        changes.filter(|change| change.effect == effect).collect()
    }

    pub fn print(&self, form: Form) -> String {
        match form {
            Form::Text => self.text(),
            Form::Markdown => self.markdown(),
            Form::Json => format!("{:#}\n", self.json()),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        let nothing = self.changes.is_empty() && self.gaps.is_empty();
        nothing && self.reread.is_empty() && self.needless.is_empty()
    }

    /// Writes it into `folder` as text and as Markdown, and returns the path of both but for the
    /// ending: once the contract is taken in, there is nothing left to compare it with.
    pub fn keep(&self, folder: &Path) -> Result<String> {
        fs::create_dir_all(folder)?;
        let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let name = format!("contract-{}", self.versions[1]);
        let name = name.replace(|c| !usual(c), "_");
        for (ending, form) in [("txt", Form::Text), ("md", Form::Markdown)] {
            fs::write(folder.join(format!("{name}.{ending}")), self.print(form))?;
        }
        Ok(folder.join(name).display().to_string())
    }

    fn text(&self) -> String {
        let [before, after] = &self.versions;
        let [covered, total] = self.documented;
        let mut text = format!("contract: {before} → {after}\n");
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
            let [gone, come] = self.surface;
            let _ = writeln!(text, "public surface: {gone} lines go, {come} come");
            let [early, late] = self.steps();
            let _ = writeln!(
                text,
                "version step: {early} before 1.0.0, {late} from then on"
            );
        }
        section(&mut text, "to write or delete", &self.gaps);
        section(&mut text, "to read again in spec/docs.yaml", &self.reread);
        section(
            &mut text,
            "overlay actions that are needless now and can be deleted",
            &self.needless,
        );
        section(
            &mut text,
            "to do before it can be taken in, and what some of the above may come of",
            &self.blockers,
        );
        text
    }

    /// In the form of Keep a Changelog.
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
        json!({
            "versions": {"before": self.versions[0], "after": self.versions[1]},
            "documented": {"covered": self.documented[0], "total": self.documented[1]},
            "changes": changes,
            "surface": {"gone": self.surface[0], "come": self.surface[1]},
            "incomparable": self.incomparable,
            "step": {"before_1.0.0": early, "from_1.0.0": late},
            "gaps": self.gaps,
            "reread": reread,
            "needless": self.needless,
            "blockers": self.blockers,
        })
    }
}

/// A change with what a maintainer can do about it.
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
