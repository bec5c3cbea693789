//! What a comparison collects.

use super::{Change, Effect, Kind};

/// The differences so far.
pub(super) struct Differences(pub Vec<Change>);

impl Differences {
    pub fn add(
        &mut self,
        effect: Effect,
        subject: &'static str,
        element: &str,
        kind: Kind,
        detail: impl Into<String>,
    ) {
        self.0.push(Change {
            effect,
            subject,
            element: element.to_owned(),
            kind,
            detail: detail.into(),
            advice: String::new(),
        });
    }

    /// Adds that an element is deprecated now, or no longer. Code that uses a deprecated element compiles with a
    /// warning, so it is in a minor release.
    pub fn deprecation(&mut self, subject: &'static str, element: &str, (old, new): (bool, bool)) {
        let (effect, detail) = match (old, new) {
            (false, true) => (Effect::Addition, "deprecated now"),
            (true, false) => (Effect::Invisible, "no longer deprecated"),
            _ => return,
        };
        self.add(effect, subject, element, Kind::Changed, detail);
    }

    /// What a maintainer can do about the change that was added last.
    pub fn advise(&mut self, advice: impl Into<String>) {
        if let Some(last) = self.0.last_mut() {
            last.advice = advice.into();
        }
    }

    /// Adds a change of the kind `Changed` if the two texts differ.
    pub fn compare(
        &mut self,
        effect: Effect,
        subject: &'static str,
        element: &str,
        what: &str,
        (old, new): (&str, &str),
    ) {
        if old != new {
            let [old, new] = [old, new].map(|text| if text.is_empty() { "none" } else { text });
            let detail = format!("{what} {old} → {new}");
            self.add(effect, subject, element, Kind::Changed, detail);
        }
    }
}

/// What is said of a removed element if one was added that may be the same.
pub(super) fn perhaps(added: Option<&str>) -> String {
    added.map_or_else(String::new, |name| {
        format!("`{name}` was added, perhaps the same")
    })
}
