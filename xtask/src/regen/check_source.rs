//! `cargo xtask regen --check-source`: whether the provider has another build of its document than the one
//! under `spec/`, and in short what that changes. For a scheduled job, which reads the exit status.

use super::options::Options;
use super::taking_in::candidate;
use crate::changes::Effect;
use crate::provider;
use crate::report::Report;
use crate::workspace::Workspace;
use anyhow::Result;
use constant_contact_codegen::{Spec, normalise, read as parser};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

/// What has become of the provider's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    NothingNew,
    Compatible,
    Breaking,
    Refused,
    NotFetched,
}

impl Verdict {
    /// The exit status. 1 and 2 are those of other errors and of wrong options.
    fn status(self) -> u8 {
        match self {
            Self::NothingNew => 0,
            Self::Compatible => 10,
            Self::Breaking => 11,
            Self::Refused => 12,
            Self::NotFetched => 13,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::NothingNew => "nothing is new",
            Self::Compatible => "something is new, and nothing of it is breaking",
            Self::Breaking => "something is breaking for users",
            Self::Refused => "the document cannot be taken in yet",
            Self::NotFetched => "the document could not be fetched",
        }
    }

    /// The verdict on a document with this report; `is_same` if it is the one under `spec/`.
    fn of(report: &Report, is_same: bool) -> Self {
        match report.effect() {
            _ if !report.blockers.is_empty() => Self::Refused,
            _ if is_same => Self::NothingNew,
            Effect::Breaking => Self::Breaking,
            _ => Self::Compatible,
        }
    }
}

/// Compares the provider's document with the one under `spec/`.
pub fn check_source(workspace: &Workspace, place: &str, options: &Options) -> Result<ExitCode> {
    let provider = match provider::document(place, options.timeout) {
        Ok(provider) => provider,
        Err(error) => {
            eprintln!("error: {error:#}");
            return Ok(ended(Verdict::NotFetched));
        }
    };
    let before = parser::parse(Spec::FILES[0], &workspace.swagger)?;
    let has_same_contract = normalise(&provider) == before;
    let mut report = Report::default();
    if let Err(error) = candidate(workspace, place, provider, &mut report) {
        report.blockers.push(format!("{error:#}"));
    }
    let is_same = has_same_contract && report.reread.is_empty();
    let verdict = Verdict::of(&report, is_same);
    if verdict != Verdict::NothingNew {
        print!("{}", summary(&report));
    }
    Ok(ended(verdict))
}

fn ended(verdict: Verdict) -> ExitCode {
    println!("verdict: {}", verdict.text());
    ExitCode::from(verdict.status())
}

/// How many lines of a kind are shown.
const SHOWN: usize = 20;

/// The report in short. It has no text of the provider's.
fn summary(report: &Report) -> String {
    let [before, after] = &report.versions;
    let mut text = match after.is_empty() {
        true => String::new(),
        false => format!("contract: {before} → {after}{}\n", age(before, after)),
    };
    let breaking = report.of(Effect::Breaking).into_iter();
    listed(
        &mut text,
        "breaking",
        breaking.map(ToString::to_string).collect(),
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for change in report.of(Effect::Addition) {
        *counts.entry(change.subject).or_default() += 1;
    }
    let additions: usize = counts.values().sum();
    if additions > 0 {
        let counts = counts
            .iter()
            .map(|(subject, count)| format!("{subject} {count}"));
        let counts: Vec<String> = counts.collect();
        let _ = writeln!(text, "additions ({additions}): {}", counts.join(", "));
    }
    listed(&mut text, "to do first", report.blockers.clone());
    for (count, what) in [
        (report.missing().count(), "words to write"),
        (report.reread.len(), "words to read again"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "{what}: {count}");
        }
    }
    text
}

fn listed(text: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title} ({}):", lines.len());
    for line in lines.iter().take(SHOWN) {
        let _ = writeln!(text, "- {line}");
    }
    if lines.len() > SHOWN {
        let _ = writeln!(text, "- and {} more", lines.len() - SHOWN);
    }
}

/// A remark if the build `after` is older than `before`.
fn age(before: &str, after: &str) -> &'static str {
    let numbers = |version: &str| {
        let parts = version.split('.').map(str::parse);
        parts.collect::<Result<Vec<u64>, _>>().ok()
    };
    match numbers(before).zip(numbers(after)) {
        Some((before, after)) if after < before => " (an older build)",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
