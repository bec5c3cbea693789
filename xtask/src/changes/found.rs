//! What a comparison collects.

use super::{Change, Effect, Kind};
use serde_json::Value;

/// The differences so far.
pub(super) struct Found(pub Vec<Change>);

impl Found {
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

    /// What a maintainer can do about the change that was found last.
    pub fn advise(&mut self, advice: impl Into<String>) {
        if let Some(last) = self.0.last_mut() {
            last.advice = advice.into();
        }
    }

    /// A `Changed`, if there is a difference.
    pub fn differs(
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

/// What the contract says besides the type, which is documentation.
pub(super) fn extensions<'a>(get: impl Fn(&str) -> Option<&'a Value>) -> String {
    let limits = get("x-limits").and_then(Value::as_object);
    let limits = limits.into_iter().flatten();
    let limits = limits.map(|(name, limit)| format!("{name} {limit}"));
    let format = get("x-format").and_then(Value::as_str);
    let format = format.map(|format| format!("format {format}"));
    let values = get("x-values").map(|values| format!("one of {values}"));
    let said = limits.chain(format).chain(values);
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
